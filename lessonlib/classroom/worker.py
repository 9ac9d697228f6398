"""Runs one handed-in page in a kernel of its own, and writes down what its answers answer.

    python -m lessonlib.classroom.worker < task.json > result.json

This process is already alone (see `sandbox`): no network, no writing but in its folder. It sets the
limits of memory and processor time, under which the kernel starts.
"""

import contextlib
import ctypes
import json
import os
import re
import resource
import signal
import sys
import threading
import time
from pathlib import Path

from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from lessonlib.notebook.code import checks_in
from lessonlib.notebook.quick_nbformat import nbformat

# Run in the student's kernel before the page, and for an exercise that no check was called for.
_PUT_ON = """
from lessonlib.classroom.recording import Record as _Record
_record = _Record({cases!r}, {written!r})
_record.put_on()
del _Record
"""
_TAKE = "_record.take({check!r}, globals().get({name!r}, ...))"

_EXITS = re.compile(r"\b_?(?:exit|quit)\s*\(")
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
    result = watch = written = None

    def run_code(self, source):
        """Run code that is not the page's; whether it took too long."""
        cell = nbformat.v4.new_code_cell(source)
        self.nb.cells.append(cell)
        return self.run_cell(cell, len(self.nb.cells) - 1)

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
            _leave(self)
        return super().process_message(msg, cell, cell_index)


def main():
    task = json.load(sys.stdin)
    # What the page prints by itself, past its kernel, is not to come between.
    sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    result = {"page": "", "failed": {}}
    resource.setrlimit(resource.RLIMIT_AS, (task["memory"], task["memory"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (10**8, 10**8))
    page = nbformat.reads(task["page"], 4)
    folder = Path.cwd()
    cases, written = folder / "cases.json", folder / "written.jsonl"
    cases.write_text(json.dumps(task["cases"]), "utf-8")
    manager = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=str(folder / "kernel"))
    client = Client(page, km=manager, timeout=None, allow_errors=True)
    client.result, client.written = result, written
    client.watch = Watch(task["seconds"])
    client.watch.start()
    try:
        with client.setup_kernel():
            client.run_code(_PUT_ON.format(cases=str(cases), written=str(written)))
            _run_all(client, page, result, task)
            _take_what_was_not_called(client, result, task)
    except DeadKernelError:
        result["page"] = result["page"] or "ended the kernel"
    except Exception as error:
        result["page"] = result["page"] or f"could not be run: {type(error).__name__}"
    _leave(client)


def _run_all(client, page, result, task):
    """All cells, as Run All does, but on past one that fails."""
    cells = page.cells[:]  # those of ours come behind
    for place, cell in enumerate(cells):
        where = _place_of(cells, place, task)
        try:
            slow = client.run_cell(cell, place)
        except DeadKernelError:
            # What ends the kernel by exit() ends it when its own cell is over.
            before = place - 1 if place and _EXITS.search(cells[place - 1].source) else place
            ended = client.slow if client.watch.told else "ended the kernel"
            result["page"] = f"{_place_of(cells, before, task)} {ended}"
            result["failed"] |= dict.fromkeys(checks_in(cells[before].source), ended)
            _leave(client)
        if _EXITS.search(cell.source):
            time.sleep(1)  # then it has ended, if it ends
        if slow or (failed := _error_of(cell)):
            said = client.slow if slow else f"raises {_words_of(failed)}"
            result["page"] = result["page"] or f"{where} {said}"
            for check in checks_in(cell.source):
                result["failed"].setdefault(check, client.slow if slow else f"its cell {said}")


def _place_of(cells, place, task):
    """How a cell is called: by its exercise, if it has one."""
    asked = [check for check in checks_in(cells[place].source) if check in task["cases"]]
    return f"cell {place + 1}{f' ({asked[0][6:]})' if asked else ''}"


def _take_what_was_not_called(client, result, task):
    """An answer without a call of its check is known by its name."""
    called = {line["check"] for line in _lines(client.written)}
    for check, name in task["exercises"]:
        if check not in called and client.run_code(_TAKE.format(check=check, name=name)):
            result["failed"].setdefault(check, client.slow)


def _lines(written):
    """What was written down, as far as it can be read."""
    try:
        lines = written.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
    return [line for line in found if isinstance(line, dict) and isinstance(line.get("check"), str)]


def _words_of(error):
    return f"{error.ename}: {error.evalue}".split("\n")[0][:120].strip(": ")


def _error_of(cell):
    return next((o for o in cell.get("outputs", []) if o.output_type == "error"), None)


def _leave(client):
    """Say the result, and end the kernel with all that it started."""
    print(json.dumps({**client.result, "written": _lines(client.written)}), flush=True)
    with contextlib.suppress(Exception):
        os.killpg(os.getpgid(client.km.provisioner.pid), signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main()
