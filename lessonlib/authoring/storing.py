"""Pages are run from a fresh kernel and stored, as a whole or not at all."""

import asyncio
import os
import shutil
from copy import deepcopy

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from lessonlib.authoring.environment import own_environment
from lessonlib.marks import WIDGET_VIEW
from lessonlib.notebook.cells import code_cells, metadata_for, name_of, remember_code, text_of
from lessonlib.notebook.code import calls_of
from lessonlib.notebook.folding import folded_on
from lessonlib.notebook.quick_nbformat import nbformat
from lessonlib.notebook.reading import PageError
from lessonlib.notebook.versions import read_as_committed

_METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    # With these nbconvert writes a script with its prose; no version, which machines differ in.
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
_OF_COLAB = ("colab", "accelerator", "gpuClass")
_ALIVE = "widgets"  # the state of widgets, which is that of one kernel


def store(path, *, on_cell=lambda name: None, timeout=600):
    """Run a page in a fresh kernel and store it as run once.

    Parameters
    ----------
    path : pathlib.Path
    on_cell : callable
        Called with the name of each code cell before it runs.
    timeout : float
        Seconds that one cell may take.

    Returns
    -------
    before, after : notebook
        What was stored before, and now.
    accidents : list of str
        What was wrong with the file and is mended now.
    dropped : list of str
        What the file held beside cells and outputs, and holds no longer.

    Raises
    ------
    PageError
        If the file is no notebook, a cell fails, warns, takes too long, or kills the kernel, or the
        page was saved by someone else in the meantime. The stored page is as it was.
    KeyboardInterrupt
        If the author stops the run. The stored page is as it was.
    """
    path = path.resolve()  # a link stays a link
    before, accidents = read_as_committed(path)
    stored = path.read_bytes()
    page, dropped = _without_traces(before)
    if said := _end_of_kernel(page):
        raise PageError(f"page {path.stem}, {said}")
    running = "(kernel start)"

    def starts(cell, cell_index):
        nonlocal running
        running = name_of(cell)
        on_cell(running)

    client = NotebookClient(
        page,
        kernel_name="python3",
        timeout=timeout,
        record_timing=False,
        coalesce_streams=True,  # how often a kernel sends what it prints is chance
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_execute=starts,
        extra_arguments=["--log-level=ERROR"],  # its warnings are not about the page
    )
    try:
        with own_environment():
            client.execute()
    except CellExecutionError as error:
        raise PageError(
            f"page {path.stem}, cell {running}: {error.ename}: {error.evalue}"
        ) from None
    except CellTimeoutError:
        raise PageError(
            f"page {path.stem}, cell {running}: took longer than {timeout:g} s; look for a loop "
            "without an end, or give it more with --seconds"
        ) from None
    except DeadKernelError:
        raise PageError(f"page {path.stem}, cell {running}: the kernel died") from None
    except (AssertionError, asyncio.CancelledError):
        # nbclient takes Ctrl-C for itself, stops the kernel, and fails on what it then misses.
        raise KeyboardInterrupt(f"page {path.stem}, cell {running}") from None
    page.metadata.update(nbformat.from_dict(_METADATA))  # the kernel has put its own there
    page.metadata.pop(_ALIVE, None)
    for cell in code_cells(page):
        remember_code(cell)
        for output in cell.outputs:
            output.get("data", {}).pop(WIDGET_VIEW, None)  # it needs this kernel; its twin stays
            if output.get("name") == "stderr":
                words = " ".join(text_of(output).split())
                raise PageError(
                    f"page {path.stem}, cell {name_of(cell)}: warns on stderr: “{words[:200]}”; "
                    "a page is stored without warnings"
                )

    # Written beside the page and then put in its place: at no moment is there half a page.
    draft = path.with_suffix(f".{os.getpid()}.draft")  # each run has its own
    try:
        with draft.open("x", encoding="utf-8") as file:
            nbformat.write(page, file)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, draft)
        if path.read_bytes() != stored:
            raise PageError(f"page {path.stem}: was saved again while it ran; store it once more")
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return before, page, accidents, dropped


def _end_of_kernel(page):
    """The cell that ends its kernel, if one does, and by what.

    `exit()` ends it some time after its cell, so that the next one may run, or be said to have
    died.
    """
    for cell in code_cells(page):
        for name in ("exit", "quit", "os._exit", "os.abort"):
            if calls_of(name, cell.source):
                return f"cell {name_of(cell)}: {name}() ends the kernel; take it out"
    return ""


def _without_traces(page):
    """A copy of a page without outputs, counts, and what only one run or one screen needs.

    And what metadata that was.
    """
    page = deepcopy(page)
    holders = {_ALIVE: ["the page"]} if _ALIVE in page.metadata else {}
    page.metadata = nbformat.from_dict({**page.metadata, **_METADATA})
    for key in (_ALIVE, *_OF_COLAB):
        if page.metadata.pop(key, None) is not None and key != _ALIVE:
            holders[key] = ["the page"]
    folded = folded_on(page)
    for cell in page.cells:
        kept = metadata_for(cell, cell.id in folded)
        for key in cell.metadata:
            if key not in kept:
                holders.setdefault(key, []).append(name_of(cell))
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return page, [f"metadata “{key}” of {', '.join(names)}" for key, names in holders.items()]
