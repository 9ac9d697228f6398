"""For authors: run pages again and store them, and say in words what changed.

    python -m lessonlib.authoring store 02 05
    python -m lessonlib.authoring changes

`store` runs each chosen page from top to bottom in a fresh kernel and stores it as run once. If a
cell fails, or the kernel dies, the stored page stays as it was. `changes` compares the pages with
those of the last commit, cell by cell: which output, which number, which picture. Without page
numbers both take all pages of the folder `notebooks`.
"""

import argparse
import asyncio
import os
import re
import shutil
import subprocess
import sys
from copy import deepcopy
from difflib import SequenceMatcher
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.reader import NotJSONError
from tqdm import tqdm

_METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")


class PageError(Exception):
    """A page could not be run and stored; says which, in which cell, and why."""


def find_pages(names, folder):
    """The notebooks of a folder whose names begin so; all of them where no names are given.

    Raises
    ------
    ValueError
        If the folder has no pages, or a name does not begin with a number or fits none of them.
    """
    pages = sorted(Path(folder).glob("[0-9]*.ipynb"))
    if not pages:
        raise ValueError(
            f"the folder {folder} holds no pages; run from the top of the repository, "
            "or name another with --folder"
        )
    chosen = []
    for name in names or [""]:
        start = Path(name).stem
        fitting = [page for page in pages if page.stem.startswith(start)]
        if not fitting or (name and not re.match(r"\d\d", start)):
            known = ", ".join(page.stem[:2] for page in pages)
            raise ValueError(f"no page of {folder} begins with {name!r}; there are {known}")
        chosen += [page for page in fitting if page not in chosen]
    return chosen


def _read(path):
    try:
        return nbformat.read(path, as_version=4)
    except NotJSONError:
        raise PageError(
            f"page {path.stem}: the file is not JSON, so no notebook; take it from the last commit"
        ) from None


def store(path, *, on_cell=lambda name: None, timeout=600):
    """Run a page in a fresh kernel, store it as run once, and return what was stored before.

    Parameters
    ----------
    path : pathlib.Path
    on_cell : callable
        Called with the id of each code cell before it runs.
    timeout : float
        Seconds that one cell may take.

    Raises
    ------
    PageError
        If the file is no notebook, a cell fails, takes too long, or kills the kernel, or the page
        was saved by someone else in the meantime. The stored page is as it was.
    KeyboardInterrupt
        If the author stops the run. The stored page is as it was.
    """
    path = path.resolve()  # a link stays a link
    stored = path.read_bytes()
    before = _read(path)
    page = _without_traces(before)
    running = "(kernel start)"

    def starts(cell, cell_index):
        nonlocal running
        running = cell.id
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
        client.execute()
    except CellExecutionError as error:
        raise PageError(
            f"page {path.stem}, cell {running}: {error.ename}: {error.evalue}"
        ) from None
    except CellTimeoutError:
        raise PageError(
            f"page {path.stem}, cell {running}: took longer than {timeout:g} s"
        ) from None
    except DeadKernelError:
        raise PageError(f"page {path.stem}, cell {running}: the kernel died") from None
    except (AssertionError, asyncio.CancelledError):
        # nbclient takes Ctrl-C for itself, stops the kernel, and fails on what it then misses.
        raise KeyboardInterrupt(f"page {path.stem}, cell {running}") from None
    page.metadata = nbformat.from_dict(_METADATA)

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
    return before


def _without_traces(page):
    """A copy of a page without outputs, counts, and what tools wrote into its metadata."""
    page = deepcopy(page)
    page.metadata = nbformat.from_dict(_METADATA)
    for cell in page.cells:
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return page


def changes(old, new):
    """What changed from one version of a page to another, as a list of sentences.

    Cells are told apart by their ids, so a cell that moved is not taken for another.
    """
    before = {cell.id: cell for cell in old.cells}
    after = {cell.id: cell for cell in new.cells}
    said = [f"{name}: the cell is gone" for name in before if name not in after]
    said += [f"{name}: the cell is new" for name in after if name not in before]
    stayed = [name for name in before if name in after]
    now = [name for name in after if name in before]
    for kind, _, _, start, end in SequenceMatcher(None, stayed, now, False).get_opcodes():
        if kind != "equal":
            said += [f"{name}: the cell moved" for name in now[start:end]]
    for name in now:
        said += [f"{name}, {text}" for text in _cell_changes(before[name], after[name])]
    return said


def _cell_changes(old, new):
    if old.cell_type != new.cell_type:
        yield f"{old.cell_type} cell: became a {new.cell_type} cell"
        return
    yield from _text_changes("code" if new.cell_type == "code" else "prose", old.source, new.source)
    if new.cell_type != "code":
        return
    if old.execution_count != new.execution_count:
        yield f"count: {old.execution_count} became {new.execution_count}"
    if len(old.outputs) != len(new.outputs):
        yield f"outputs: {len(old.outputs)} became {len(new.outputs)}"
    for before, after in zip(old.outputs, new.outputs, strict=False):
        yield from _output_changes(before, after)


def _output_changes(old, new):
    if old.output_type != new.output_type:
        yield f"output: {old.output_type} became {new.output_type}"
    elif new.output_type == "stream":
        yield from _text_changes("printed text", old.text, new.text)
    elif new.output_type == "error":
        yield from _text_changes(
            "error", f"{old.ename}: {old.evalue}", f"{new.ename}: {new.evalue}"
        )
    else:
        texts = list(
            _text_changes("text", old.data.get("text/plain", ""), new.data.get("text/plain", ""))
        )
        yield from texts
        for kind in sorted({*old.data, *new.data} - {"text/plain"}):
            if old.data.get(kind) == new.data.get(kind):
                continue
            if kind.startswith("image/"):
                yield (
                    "picture: is new"
                    if kind not in old.data
                    else (
                        "picture: is gone" if kind not in new.data else "picture: drawn otherwise"
                    )
                )
            elif not texts:  # markdown or HTML says the same as the plain text, in other marks
                yield from _text_changes(kind, old.data.get(kind, ""), new.data.get(kind, ""))
        if old.metadata != new.metadata:
            yield f"metadata: {_short(old.metadata)} became {_short(new.metadata)}"


def _text_changes(what, old, new):
    """The lines that differ; where only numbers do, these alone with the line they stand in."""
    old, new = old.splitlines(), new.splitlines()
    for kind, i, j, k, m in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind == "equal":
            continue
        gone, come = old[i:j], new[k:m]
        for before, after in zip(gone, come, strict=False):
            pairs = zip(_NUMBER.findall(before), _NUMBER.findall(after), strict=False)
            if _NUMBER.sub("#", before) == _NUMBER.sub("#", after):
                numbers = ", ".join(f"{a} became {b}" for a, b in pairs if a != b)
                yield f"{what}: {numbers} in “{_short(after)}”"
            elif before.split() == after.split():
                yield f"{what}: other spaces in “{_short(after)}”"
            else:
                before, after = _around_the_difference(before.split(), after.split())
                yield f"{what}: “{_short(before)}” became “{_short(after)}”"
        for line in gone[len(come) :]:
            yield f"{what}: “{_short(line)}” is gone"
        for line in come[len(gone) :]:
            yield f"{what}: “{_short(line)}” is new"


def _around_the_difference(old, new, around=3):
    """The words that differ, with a few of the words that both lines have around them."""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    start = min(len(old), len(new)) if same is None else same
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    start, end = max(0, start - around), max(0, end - around)
    return [
        "… " * bool(start) + " ".join(words[start : len(words) - end]) + " …" * bool(end)
        for words in (old, new)
    ]


def _short(text, length=160):
    text = str(text).strip()
    return text if len(text) <= length else text[: length - 1] + "…"


def _committed(path, revision):
    """A page as it stands in a commit; None where the commit has no such page."""
    done = subprocess.run(
        ["git", "show", f"{revision}:./{path.name}"],
        cwd=path.parent,
        env={**os.environ, "LC_ALL": "C"},  # its answers are read below
        capture_output=True,
        check=False,
    )
    if done.returncode == 0:
        return nbformat.reads(done.stdout.decode("utf-8"), as_version=4)
    if b"exists on disk, but not in" in done.stderr or b"does not exist in" in done.stderr:
        return None
    raise ValueError(
        f"git shows no revision {revision!r} of {path}: {done.stderr.decode().strip()}"
    )


def _report(path, sentences):
    print(path.stem)
    for sentence in sentences or ["nothing changed"]:
        print(f"  {sentence}")


def _store_all(pages):
    cells = sum(
        c.cell_type == "code" and bool(c.source.strip())
        for path in pages
        for c in _read(path).cells
    )
    failed = 0
    with tqdm(total=cells, unit="cell", leave=False) as bar:
        for path in pages:

            def on_cell(name, page=path.stem):
                bar.set_description(f"{page}, {name}")
                bar.update()

            try:
                before = store(path, on_cell=on_cell)
            except (PageError, OSError) as error:
                failed += 1
                with bar.external_write_mode():
                    print(f"{error}\n  the stored page stays as it was")
            else:
                with bar.external_write_mode():
                    _report(path, changes(before, _read(path)))
    return 1 if failed else 0


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m lessonlib.authoring",
        description="Run pages again and store them; say in words what changed.",
    )
    parser.add_argument("--folder", default="notebooks", help="where the pages are")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("store", help="run pages in a fresh kernel and store them")
    tell = commands.add_parser("changes", help="say what changed since a commit")
    tell.add_argument("--since", default="HEAD", metavar="REVISION", help="HEAD unless given")
    for command in (run, tell):
        command.add_argument("pages", nargs="*", help="numbers such as 02; all unless given")
    options = parser.parse_args(arguments)
    try:
        pages = find_pages(options.pages, options.folder)
        if options.command == "store":
            return _store_all(pages)
        for path in pages:
            old = _committed(path, options.since)
            new = _read(path)
            _report(path, changes(old, new) if old else ["the page is new"])
    except (ValueError, PageError) as error:
        parser.error(str(error))
    except KeyboardInterrupt as stopped:
        print(f"interrupted: {stopped}\n  the stored page stays as it was", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
