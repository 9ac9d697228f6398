"""Runs one handed-in page in a kernel of its own, and lets the teacher's checks judge it there.

    python -m lessonlib.classroom.worker < task.json > result.json

This process is already alone (see `sandbox`): no network, no writing but in its folder. It sets the
limits of memory and processor time, under which the kernel starts.
"""

import contextlib
import ctypes
import json
import os
import resource
import secrets
import signal
import sys
import threading
import time
from pathlib import Path

from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from lessonlib.notebook.quick_nbformat import nbformat

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


PATIENCE = 10  # as often as its processor time a cell may take by the clock
GRACE = 3  # seconds for a cell to stop that was told to


class Watch(threading.Thread):
    """Interrupts a cell that computes for too long, and ends a kernel that does not heed it.

    What counts is the time of processors, so that a verdict does not depend on what else a machine
    has to do. By the clock a cell may take far longer: one that waits, it ends too.
    """

    def __init__(self, seconds):
        super().__init__(daemon=True)
        self.seconds, self.kernel = seconds, None
        self.since, self.told, self.lock = None, None, threading.Lock()

    def begin(self, kernel):
        """A cell begins in the kernel of this process id."""
        with self.lock:
            self.kernel, self.told = kernel, None
            self.since = _processor_time(kernel), time.monotonic()

    def end(self):
        """The cell has ended; whether it had to be told to."""
        with self.lock:
            self.since = None
            return self.told is not None

    def run(self):
        while True:
            time.sleep(0.1)
            with self.lock:
                if self.since and self._is_over():
                    self._tell()

    def _is_over(self):
        used, began = self.since
        return (
            _processor_time(self.kernel) - used > self.seconds
            or time.monotonic() - began > PATIENCE * self.seconds
        )

    def _tell(self):
        now = time.monotonic()
        self.told = self.told or now
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.kernel, signal.SIGKILL if now - self.told > GRACE else signal.SIGINT)


def _processor_time(process):
    """Seconds that a process has computed, all its threads together; by the clock on a Mac.

    Its clock is asked for by its id, as the files below /proc are those of other processes here.
    """
    clock = ctypes.c_int()
    try:
        found = ctypes.CDLL(None).clock_getcpuclockid(process, ctypes.byref(clock)) == 0
        return time.clock_gettime(clock.value) if found else 0.0
    except (AttributeError, OSError):
        return time.monotonic()


class Client(NotebookClient):
    """nbclient's, that ends everything when a page prints without end."""

    printed = 0
    most = 10**7
    result = watch = None

    def run_cell(self, cell, place):
        """Run a cell, and return whether it took too long."""
        self.watch.begin(self.km.provisioner.pid)
        try:
            self.execute_cell(cell, place)
        finally:
            slow = self.watch.end()
        return slow

    @property
    def slow(self):
        return f"took more than {self.watch.seconds:g} seconds"

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
    client = Client(page, km=manager, timeout=None, allow_errors=True)
    client.result = result
    client.watch = Watch(task["seconds"])
    client.watch.start()
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
            slow = client.run_cell(cell, place)
        except DeadKernelError:
            ended = client.slow if client.watch.told else "ended the kernel"
            result["page"] = f"cell {place + 1} {ended}"
            _leave(result, client.km)
        if slow or (failed := _error_of(cell)):
            said = client.slow if slow else f"raises {_words_of(failed)}"
            result["page"] = result["page"] or f"cell {place + 1} {said}"


def _words_of(error):
    return f"{error.ename}: {error.evalue}".split("\n")[0][:120].strip(": ")


def _error_of(cell):
    return next((o for o in cell.get("outputs", []) if o.output_type == "error"), None)


def _judged(client, page, task, check, name):
    """What the teacher's check says of an answer: correct, tried, misconception, said."""
    token = secrets.token_hex(16)
    code = _JUDGE.format(token=token, root=task["root"], check=check, name=name)
    cell = nbformat.v4.new_code_cell(code)
    page.cells.append(cell)
    if client.run_cell(cell, len(page.cells) - 1):
        return [False, True, "", client.slow]
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
