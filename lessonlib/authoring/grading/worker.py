"""Runs one handed-in page in a kernel of its own, and lets the teacher's checks judge it there.

    python -m lessonlib.authoring.grading.worker < task.json > result.json

This process is already alone (see `alone`): no network, no writing but in its folder. It sets the
limits of time and memory, under which the kernel starts.
"""

import contextlib
import json
import os
import resource
import secrets
import signal
import sys
from pathlib import Path

from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from lessonlib.authoring.notebook import nbformat

# Run in the student's kernel: fresh modules from the teacher's copy, whatever the page has made of
# those that it imported.
_JUDGE = """
def _judge(token, root, check, name, names):
    import contextlib, importlib, io, json, sys
    own = {{m: sys.modules.pop(m) for m in [*sys.modules] if m.partition(".")[0] == "lessonlib"}}
    sys.path.insert(0, root)
    try:
        checks = importlib.import_module("lessonlib.checks")
        with contextlib.redirect_stdout(io.StringIO()):
            verdict = getattr(checks, check)(names.get(name, ...))
        said = [verdict.correct, verdict.tried, verdict.misconception, verdict.said]
    finally:
        sys.path.remove(root)
        for m in [m for m in sys.modules if m.partition(".")[0] == "lessonlib"]:
            del sys.modules[m]
        sys.modules.update(own)
    print(token + json.dumps(said))

_judge({token!r}, {root!r}, {check!r}, {name!r}, globals())
"""


class Client(NotebookClient):
    """nbclient's, that ends everything when a page prints without end."""

    printed = 0
    most = 10**7
    result = None

    def process_message(self, msg, cell, cell_index):
        self.printed += len(str(msg["content"].get("text", "")))
        if self.printed > self.most:
            self.result["page"] = f"cell {cell_index + 1} prints without end"
            _leave(self.result, self.km)
        return super().process_message(msg, cell, cell_index)


def main():
    task = json.load(sys.stdin)
    result = {"page": "", "answers": {}}
    resource.setrlimit(resource.RLIMIT_AS, (task["memory"], task["memory"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (10**8, 10**8))
    page = nbformat.reads(task["page"], 4)
    folder = Path.cwd()
    manager = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=str(folder / "kernel"))
    options = {"timeout": task["seconds"], "interrupt_on_timeout": True, "allow_errors": True}
    client = Client(page, km=manager, **options)
    client.result = result
    try:
        with client.setup_kernel():
            _run_all(client, page, result)
            for check, name in task["exercises"]:
                result["answers"][check] = _judged(client, page, task, check, name)
    except Exception as error:
        result["page"] = result["page"] or f"could not be run: {type(error).__name__}"
    _leave(result, manager)


def _run_all(client, page, result):
    """All cells, as Run All does, but on past one that fails."""
    for place, cell in enumerate(page.cells):
        try:
            client.execute_cell(cell, place)
        except DeadKernelError:
            result["page"] = f"cell {place + 1} ended the kernel"
            _leave(result, client.km)
        if (failed := _error_of(cell)) and not result["page"]:
            said = f"{failed.ename}: {failed.evalue}".split("\n")[0][:120].strip(": ")
            slow = f"took more than {client.timeout} seconds"
            slow_or_wrong = slow if failed.ename == "KeyboardInterrupt" else f"raises {said}"
            result["page"] = f"cell {place + 1} {slow_or_wrong}"


def _error_of(cell):
    return next((o for o in cell.get("outputs", []) if o.output_type == "error"), None)


def _judged(client, page, task, check, name):
    """What the teacher's check says of an answer: correct, tried, misconception, said."""
    token = secrets.token_hex(16)
    code = _JUDGE.format(token=token, root=task["root"], check=check, name=name)
    cell = nbformat.v4.new_code_cell(code)
    page.cells.append(cell)
    client.execute_cell(cell, len(page.cells) - 1)
    if (failed := _error_of(cell)) and failed.ename == "KeyboardInterrupt":
        return [False, True, "", f"took more than {client.timeout} seconds"]
    text = "".join(o.get("text", "") for o in cell.outputs if o.output_type == "stream")
    _, found, said = text.partition(token)
    if not found:
        return [False, True, "", "could not be judged: the page changes what judging needs"]
    return json.loads(said.split("\n")[0])


def _leave(result, manager):
    """Say the result, and end the kernel with all that it started."""
    print(json.dumps(result), flush=True)
    with contextlib.suppress(Exception):
        os.killpg(os.getpgid(manager.provisioner.pid), signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main()
