"""JupyterLab as a reader has it: the README's command in a copy of the project, and a browser."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
NO_CHROMIUM = "no browser: install chromium (apt-get install chromium) and run the tests again"

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
# Settings that a reader would not notice: nothing is fetched, and all cells are there at once.
_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}
_OPEN = """async name => {
    const opened = await jupyterapp.commands.execute("docmanager:open", { path: name });
    await opened.context.ready;
    await opened.sessionContext.ready;
}"""
_IS_OPEN = """name => {
    const opened = jupyterapp.shell.currentWidget;
    return opened?.context?.path === name && opened.content.widgets.length > 0
        && opened.sessionContext.session?.kernel?.status === "idle";
}"""
_IS_DONE = """() => {
    const { content, sessionContext } = jupyterapp.shell.currentWidget;
    const code = content.widgets.filter(cell => cell.model.type === "code");
    const waits = [...content.node.querySelectorAll(".jp-InputPrompt")]
        .some(prompt => prompt.textContent.includes("[*]"));
    return code.some(cell => cell.model.executionCount !== null) && !waits
        && sessionContext.session.kernel.status === "idle";
}"""
_CLOSE = """() => {
    const opened = jupyterapp.shell.currentWidget;
    opened.sessionContext.shutdown();  // it takes a second, which nobody waits for
    opened.context.model.dirty = false;
    opened.close();
}"""
# Nothing is left to draw: pictures are decoded, and two frames have passed.
_DRAWN = """async () => {
    const images = [...document.querySelectorAll(".jp-OutputArea img")];
    await Promise.all(images.map(image => image.decode().catch(() => {})));
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}"""
_CELLS = """() => jupyterapp.shell.currentWidget.content.widgets.map(cell => ({
    code: cell.model.type === "code",
    source: cell.model.sharedModel.getSource(),
    count: cell.model.executionCount ?? null,
    outputs: cell.model.outputs?.toJSON() ?? [],
}))"""


_PRINTED = """number => jupyterapp.shell.currentWidget.content.widgets[number].model.outputs
    .toJSON().map(output => output.text ?? "").flat().join("")"""
_SOURCES = """() => jupyterapp.shell.currentWidget.content.widgets
    .map(cell => cell.model.sharedModel.getSource())"""


@dataclass
class OpenPage:
    """A page of the series, open in JupyterLab."""

    tab: object  # playwright's Page
    path: Path
    errors: list = field(default_factory=list)  # what the browser's console called an error

    def cells(self):
        """Each cell: whether it is code, its source, its count and its outputs."""
        return self.tab.evaluate(_CELLS)

    def sources(self):
        """What each cell holds now."""
        return self.tab.evaluate(_SOURCES)

    def run_all(self):
        self.tab.locator(".lm-MenuBar-item", has_text="Run").first.click()
        self.tab.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()
        self.tab.wait_for_function(_IS_DONE, polling=100)

    def run_cell(self, number, source):
        """Type a cell's code anew and run it, as a reader does; return what it puts out."""
        cell = self.tab.locator(".jp-Notebook > .jp-WindowedPanel-outer .jp-Cell").nth(number)
        cell.locator(".cm-content").click()
        self.tab.keyboard.press("Control+a")
        self.tab.keyboard.insert_text(source)
        self.tab.keyboard.press("Control+Enter")
        self.tab.wait_for_function(_IS_DONE, polling=50)
        return self.tab.evaluate(_PRINTED, number)

    def save(self):
        self.tab.evaluate("() => jupyterapp.commands.execute('docmanager:save')")

    def picture(self, path, width):
        """Photograph the whole page at a width."""
        size = self.tab.viewport_size
        height = self.tab.evaluate(
            "() => document.querySelector('.jp-WindowedPanel-outer').scrollHeight"
        )
        self.tab.set_viewport_size({"width": width, "height": min(int(height) + 130, 16000)})
        self.tab.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, 0)")
        self.tab.evaluate(_DRAWN)
        self.tab.screenshot(path=path)
        self.tab.set_viewport_size(size)


class Lab:
    """A running JupyterLab, and the tab of a browser in which its pages are opened."""

    def __init__(self, tab, folder, server):
        self.tab, self.folder, self.server = tab, folder, server
        self.errors = []
        tab.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        tab.on("pageerror", lambda error: self.errors.append(str(error)))

    def kernel_memory(self):
        """What the processes that the server started hold in memory, in MB (on Linux)."""
        listed = subprocess.run(
            ["ps", "--ppid", str(self.server.pid), "-o", "rss="], capture_output=True, check=True
        )
        return sum(map(int, listed.stdout.split())) / 1024

    @contextmanager
    def page(self, name, width=1200):
        """A page, opened and drawn, with its kernel started; both are ended at the end."""
        self.errors.clear()
        self.tab.set_viewport_size({"width": width, "height": 1400})
        # The server's root is the folder of the page that it was started with.
        self.tab.evaluate(_OPEN, f"{name}.ipynb")
        try:
            self.tab.wait_for_function(_IS_OPEN, arg=f"{name}.ipynb", polling=100)
            self.tab.evaluate(_DRAWN)
            yield OpenPage(self.tab, self.folder / f"notebooks/{name}.ipynb", self.errors)
        finally:
            self.tab.evaluate(_CLOSE)


@contextmanager
def running_browser():
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def running_lab(browser, parts=("notebooks", "lessonlib", "README.md", "pyproject.toml")):
    """Start JupyterLab by the README's command, in a copy of the project, and open it in a browser.

    Whatever happens, both are ended and the copy is deleted.
    """
    with tempfile.TemporaryDirectory() as name, socket.socket() as free:
        folder, token = Path(name), "reader"
        copy = folder / "project"
        for part in parts:
            if (ROOT / part).is_dir():
                skip = shutil.ignore_patterns(".ipynb_checkpoints")
                shutil.copytree(ROOT / part, copy / part, ignore=skip)
            else:
                shutil.copy(ROOT / part, copy)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [Path(sys.executable).with_name("jupyter"), "lab", "notebooks/00_start_here.ipynb"],
                cwd=copy,
                env=_environment(folder, copy, port, token),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(server, f"{address}/api?token={token}", folder / "log")
            tab = browser.new_page()
            tab.set_default_timeout(300_000)
            tab.goto(f"{address}/lab?token={token}&reset")
            tab.wait_for_function("() => window.jupyterapp")
            tab.evaluate("() => jupyterapp.restored")
            tab.wait_for_selector("#jupyterlab-splash", state="detached")
            tab.wait_for_function("() => jupyterapp.commands.hasCommand('docmanager:open')")
            yield Lab(tab, copy, server)
            tab.close()
        finally:
            _end(server)


def _environment(folder, copy, port, token):
    """That of the tests, with nothing of the user's own: settings, profile, kernels."""
    for name, values in _SETTINGS.items():
        path = folder / f"settings/@jupyterlab/{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), "utf-8")
    (folder / "config").mkdir()
    config = {
        "ServerApp": {"allow_root": True, "open_browser": False, "port": port, "port_retries": 0},
        "IdentityProvider": {"token": token},
        "LabApp": {"expose_app_in_browser": True},
    }
    (folder / "config/jupyter_server_config.json").write_text(json.dumps(config), "utf-8")
    own = {
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": folder / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
        "IPYTHONDIR": folder / "ipython",
        "PYTHONPATH": copy,
    }
    return {**os.environ, **{name: str(path) for name, path in own.items()}}


def _wait_for(server, address, log, seconds=300):
    end = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(address, timeout=2).close()
        except (OSError, urllib.error.URLError):
            if server.poll() is not None or time.monotonic() > end:
                said = log.read_text("utf-8")[-800:]
                raise RuntimeError(f"JupyterLab did not start: {said}") from None
            time.sleep(0.2)


def _end(server):
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, sign)
            server.wait(15)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
