"""Pages are read from their files, and what is wrong with a file is said in one sentence."""

import json
import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from uuid import uuid4

from lessonlib.notebook.cells import code_cells, name_of
from lessonlib.notebook.code import syntax_error
from lessonlib.notebook.mending import CELL_TYPES, mend
from lessonlib.notebook.quick_nbformat import iter_validate, nbformat

STORE = "python -m lessonlib.authoring store"

_KEY_OF_A_CELL = re.compile(r' {3}"(\w+)":')
_MARKER_IN_OUTPUTS = re.compile(r"^(?:<{7}|>{7}) (?:local|remote)\b", re.MULTILINE)
_MARKER = re.compile(r"(?:<[^>]*>)*(?:<{7}|={7}|>{7})(?: \w+)?(?:<[^>]*>)*\s*")
# Ids that tools make up: numbers in order (nbstripout), eight hex digits (nbformat), UUIDs.
_MADE_UP = re.compile(r"\d+|[0-9a-f]{8}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class PageError(Exception):
    """A page cannot be used; says which, and why."""


class NotStored(PageError):
    """A page was not run, or its outputs were cleared; what can be told of it is told."""

    def __init__(self, said, page):
        super().__init__(said)
        self.page = page


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


def read_page(path, older=lambda: None):
    """The page in a file, and a sentence for each accident that was mended in what is returned.

    Parameters
    ----------
    path : pathlib.Path
    older : callable
        Gives an older version of the page, or None. Cells that lost their ids take them from it.

    Raises
    ------
    PageError
        If the file cannot be read as a notebook.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PageError(f"page {path.stem}: {error.strerror}; the file cannot be read") from None
    accidents = []
    page = parse_page(content, path.stem, accidents)
    accidents += _without_empty_end(page) + _without_marked_outputs(page)
    accidents += give_ids(page, older)
    for error in iter_validate(page):
        place = "/".join(map(str, error.absolute_path))
        raise PageError(
            f"page {path.stem}: no notebook at {place}: {error.message[:100]}; open the page in "
            "JupyterLab and save it, or look at that place"
        )
    return page, accidents


def parse_page(content, name, accidents=None):
    """A notebook from the bytes of its file; its cells may lack ids, or share them.

    What had to be mended on the way is added to `accidents`, a sentence each.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PageError(
            f"page {name}: byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from None
    if conflict := _conflict_in(text):
        raise PageError(f"page {name}: {conflict}")
    try:
        page = json.loads(text)
    except json.JSONDecodeError as error:
        raise PageError(
            f"page {name}: line {error.lineno}, column {error.colno}: {error.msg}; the file is not "
            "JSON, so no notebook: mend that place (git diff shows what was edited)"
        ) from None
    try:
        if _looks_like_a_notebook(page):
            for number, cell in enumerate(page["cells"], 1):
                if cell["cell_type"] not in CELL_TYPES:
                    raise PageError(
                        f"page {name}: cell {number} is of type {cell['cell_type']!r}, which "
                        f"notebooks of format 4 have not; make it {' or '.join(CELL_TYPES[:2])}"
                    )
            mended = mend(page)
            if accidents is not None:
                accidents += mended
            notebook = nbformat.v4.to_notebook(page)
            if conflict := _conflict_of_nbdime(notebook):
                raise PageError(f"page {name}: {conflict}")
            return notebook
    except (AttributeError, TypeError):  # of what stands in the place of an output
        pass
    raise PageError(
        f"page {name}: the file is JSON, but no notebook of format 4; open it in JupyterLab and "
        "save it"
    )


def _looks_like_a_notebook(page):
    return (
        isinstance(page, dict)
        and page.get("nbformat") == 4
        and isinstance(page.get("cells"), list)
        and all(isinstance(c, dict) and {"cell_type", "source"} <= set(c) for c in page["cells"])
    )


def _conflict_in(text):
    lines = text.split("\n")
    starts = [n for n, line in enumerate(lines, 1) if line.startswith("<<<<<<< ")]
    ends = [n for n, line in enumerate(lines, 1) if line.startswith(">>>>>>> ")]
    if not starts or not ends:
        return None
    more = f" (the first of {len(starts)})" if len(starts) > 1 else ""
    keep = "keep one of the two versions, or both, and delete the lines with the markers"
    if _among_outputs(lines[: starts[0]], lines[starts[0] : ends[0]]):
        keep = "these are outputs: keep either, delete the markers, then store the page"
    return (
        f"lines {starts[0]} to {ends[0]} hold a conflict that git left{more}: "
        f"“{lines[starts[0] - 1]}” … “{lines[ends[0] - 1]}”; {keep}"
    )


def _among_outputs(before, between):
    """Whether lines of a notebook's file, indented as nbformat does, are of outputs alone."""
    keys = [key[1] for line in before if (key := _KEY_OF_A_CELL.match(line))]
    keys = keys[-1:] + [key[1] for line in between if (key := _KEY_OF_A_CELL.match(line))]
    return bool(keys) and {*keys} <= {"outputs", "execution_count"}


def _conflict_of_nbdime(page):
    """nbdime writes its markers into cells of their own, and into metadata."""
    marked = [str(n) for n, cell in enumerate(page.cells, 1) if _MARKER.fullmatch(cell.source)]
    if marked:
        return (
            f"cells {', '.join(marked)} are markers of a conflict that nbdime left; keep one of "
            "the two versions between them, or both, and delete the cells with the markers"
        )
    holders = [("the page", page), *((f"cell {n}", cell) for n, cell in enumerate(page.cells, 1))]
    for where, holder in holders:
        if "nbdime-conflicts" in holder.get("metadata", {}):
            return (
                f"nbdime left a conflict in the metadata of {where}; choose there, and delete the "
                "key “nbdime-conflicts”"
            )
    return None


def _without_marked_outputs(page):
    """Drop the outputs in which nbdime left its markers: they are made anew, not chosen."""
    marked = []
    for number, cell in enumerate(page.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and _MARKER_IN_OUTPUTS.search(output.text):
                marked.append(str(number))
                cell.outputs = []
                break
    return [f"nbdime left a conflict in the outputs of cells {', '.join(marked)}"] if marked else []


def _without_empty_end(page):
    """Drop the empty code cell that JupyterLab leaves at the end."""
    count = 0
    while page.cells and page.cells[-1].cell_type == "code" and not page.cells[-1].source.strip():
        page.cells.pop()
        count += 1
    return ["the last cell is code, and empty"] if count else []


def give_ids(page, older):
    """Give each cell an id of its own, that of the older version or else a new one; say where.

    An id that a tool made up is replaced by the older one, where the cell's text is the same.
    """
    accidents = []
    without = [cell for cell in page.cells if "id" not in cell]
    if without:
        accidents.append(
            f"{len(without)} of {len(page.cells)} cells have no id (as in nbformat 4.4)"
        )
    page.nbformat_minor = max(page.nbformat_minor, 5)
    made_up = [cell for cell in page.cells if _MADE_UP.fullmatch(cell.get("id", ""))]
    if (without or made_up) and (before := older()):
        texts = {cell.id: cell.source for cell in before.cells if "id" in cell}
        other = [cell for cell in made_up if texts.get(cell.id) != cell.source]
        taken = _take_ids(page.cells, before.cells, {*map(id, without), *map(id, other)})
        used = {cell.id for cell in page.cells if id(cell) in taken}
        for cell in other:
            if id(cell) not in taken and cell.id in used:
                cell.id = uuid4().hex[:8]
        if count := sum(id(cell) in taken for cell in other):
            accidents.append(
                f"{count} cells have the text that they have in the last commit, and other ids"
            )
    for cell in without:
        cell.setdefault("id", uuid4().hex[:8])
    places = {}
    for place, cell in enumerate(page.cells, start=1):
        if (name := cell.get("id")) in places:
            accidents.append(f"cells {places[name]} and {place} have the same id, “{name}”")
            cell.id = uuid4().hex[:8]
        places.setdefault(name, place)
    return accidents


def _take_ids(cells, older, wanting):
    """Give cells that want an id that of the older cell with their text; return who got one."""
    kept = {cell.id for cell in cells if "id" in cell and id(cell) not in wanting}
    sources = [[(cell.cell_type, cell.source) for cell in version] for version in (older, cells)]
    got = set()
    for start, at, length in SequenceMatcher(None, *sources, autojunk=False).get_matching_blocks():
        for old, new in zip(older[start : start + length], cells[at : at + length], strict=True):
            if id(new) in wanting and "id" in old and old.id not in kept:
                new["id"] = old.id
                got.add(id(new))
    return got


def is_stored(page):
    """Whether any cell has been run: a page whose outputs were cleared compares with nothing."""
    cells = code_cells(page)
    return not cells or any(cell.outputs or cell.execution_count for cell in cells)


def sound_page(path):
    """The page in a file, if it can be checked as it stands there.

    Raises
    ------
    PageError
        What keeps it from being checked, and what to do.
    """
    page, accidents = read_page(path)
    store = f"`{STORE} {path.stem[:2]}`"
    for accident in accidents:
        first = "delete one if it is a copy, or " if "same id" in accident else ""
        raise PageError(f"page {path.stem}: {accident}; {first}run {store}, which mends it")
    for cell in code_cells(page):
        if error := syntax_error(cell.source):
            raise PageError(
                f"page {path.stem}, cell {name_of(cell)}: {error}; pages hold plain Python"
            )
    if not is_stored(page):
        said = f"page {path.stem}: not stored yet, it has no outputs; run {store}"
        raise NotStored(said, page)
    return page


@dataclass(frozen=True)
class Series:
    """The pages of a folder, by name.

    Attributes
    ----------
    folder : pathlib.Path
    pages : dict of str to notebook
        Those that can be checked.
    damaged : dict of str to str
        What is wrong with the others, a sentence each.
    not_stored : dict of str to notebook
        Those of the others that lack nothing but outputs.
    """

    folder: Path
    pages: dict
    damaged: dict
    not_stored: dict = field(default_factory=dict)

    @classmethod
    def in_folder(cls, folder):
        pages, damaged, not_stored = {}, {}, {}
        for path in sorted(Path(folder).glob("*.ipynb")):
            try:
                pages[path.stem] = sound_page(path)
            except PageError as error:
                damaged[path.stem] = str(error)
                if isinstance(error, NotStored):
                    not_stored[path.stem] = error.page
        return cls(Path(folder), pages, damaged, not_stored)
