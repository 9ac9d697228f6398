"""A page gets another number or title, and everything that mentions it follows."""

import re
from copy import deepcopy
from itertools import pairwise
from pathlib import Path

from lessonlib.authoring.starting import name_for
from lessonlib.notebook import words
from lessonlib.notebook.cells import is_edited, name_of, remember_code
from lessonlib.notebook.prose import LINK, title_of
from lessonlib.notebook.quick_nbformat import nbformat
from lessonlib.notebook.reading import PageError

# Beside the pages: what speaks of them. Tests of the workshop and its frozen pages do not.
_MENTIONING = ("README.md", ".github/CONTRIBUTING.md", "lessonlib/**/*.py", "tests/**/*.py")
_WORKSHOP = ("authoring", "classroom", "notebook", "publishing")
_NOT = (
    *(f"{folder}/{room}" for folder in ("lessonlib", "tests") for room in _WORKSHOP),
    *("tests/pages", "tests/by_hand/broken"),
)
_NUMBERS = r"\d\d(?:(?:, | and | to | or |, and )\d\d(?![\d.]))*"


def move(series, old, new, title=None):
    """Renumber or rename a page, and with it every mention.

    Where the number is taken, the pages that stand there move up by one, as far as a free number.

    Parameters
    ----------
    series : Series
    old, new : str
        Two digits each; the same, where only the title changes.
    title : str, optional

    Returns
    -------
    names : dict of str to str
        The pages that are called otherwise: before, and now.
    touched : list of pathlib.Path
        All files that say something else now.
    to_read : list of str
        What an author should read, a sentence each.

    Raises
    ------
    PageError
        If there is no such page or number, a page cannot be read, or a file is in the way. Then
        nothing is written.
    """
    for said in series.damaged.values():
        raise PageError(said)
    names = _new_names(series, old, new, title)
    titles = {name: title_of(page) for name, page in series.pages.items()}
    if title is not None:
        [moved] = [name for name in series.pages if name.startswith(old)]
        titles[moved] = title.strip()
    in_the_way = [
        series.folder / f"{now}.ipynb"
        for now in names.values()
        if now not in series.pages and (series.folder / f"{now}.ipynb").exists()
    ]
    if in_the_way:
        raise PageError(f"{in_the_way[0]} is in the way; move or delete it")
    change = _Mentions(names, titles)
    pages = {name: change.page(name, page) for name, page in series.pages.items()}
    texts = change.files(series.folder.parent)

    drafts = {}
    for name, page in pages.items():
        if page != series.pages[name] or name in names:
            path = series.folder / f"{names.get(name, name)}.ipynb"
            drafts[path] = path.with_suffix(".draft")
            nbformat.write(page, drafts[path])
    for name in names:
        (series.folder / f"{name}.ipynb").unlink()
    for path, draft in drafts.items():
        draft.replace(path)
    for path, text in texts.items():
        path.write_text(text, "utf-8")
    now = {names.get(name, name): page for name, page in pages.items()}
    return names, [*drafts, *texts], [*_pictures_to_draw(series, pages), *_leading_elsewhere(now)]


def _new_names(series, old, new, title):
    """The pages that are called otherwise: before, and now."""
    by_number = {name[:2]: name for name in series.pages}
    for number in (old, new):
        if not re.fullmatch(r"\d\d", number):
            raise PageError(f"a page's number must be two digits, got {number!r}; 12 is one")
    if old not in by_number:
        raise PageError(f"there is no page {old}; there are {', '.join(by_number)}")
    moved = by_number[old]
    rest = moved[3:] if title is None else name_for(old, title)[3:]
    names = {moved: f"{new}_{rest}"}
    number = int(new)
    while (taken := by_number.get(f"{number:02}")) and taken != moved:
        number += 1
        names[taken] = f"{number:02}{taken[2:]}"
    if number > 99:
        raise PageError(f"no number is free from {new} on; choose a lower one")
    return {name: now for name, now in names.items() if name != now}


class _Mentions:
    """Texts in which pages are called by their new names and numbers."""

    def __init__(self, names, titles):
        self.names, self.titles = names, titles
        self.numbers = {name[:2]: now[:2] for name, now in names.items()}
        self.stems = re.compile(rf"(?<![\w])(?:{'|'.join(map(re.escape, titles))})(?!\w)")

    def text(self, text):
        """Links, files, “page 12”, “pages 10 and 11”, “Taught in: 12”, “Exercise of 12”, tables."""
        text = LINK.sub(self._link, text)
        text = re.sub(
            rf"\b({words.PAGE}s?|Taught in:|Exercise of) ({_NUMBERS})\b(?!_)",
            lambda said: f"{said[1]} {self._numbers(said[2])}",
            text,
            flags=re.IGNORECASE,
        )
        text = re.sub(
            r"^\| (\d\d) \|", lambda row: f"| {self._numbers(row[1])} |", text, flags=re.M
        )
        text = self.stems.sub(lambda stem: self.names.get(stem[0], stem[0]), text)
        return _in_order(text)

    def _numbers(self, text):
        return re.sub(r"\d\d", lambda number: self.numbers.get(number[0], number[0]), text)

    def _link(self, link):
        """What a link is called: a number, perhaps with a title behind it."""
        name = Path(link[2].partition("#")[0]).stem
        called = re.fullmatch(r"(\d\d)(?: (.+))?", link[1])
        if name not in self.titles or not called:
            return link[0]
        number, title = self.names.get(name, name)[:2], called[2]
        title = f" {self.titles[name].partition(':')[0]}" if title else ""
        return f"[{number}{title}]({link[2]})"

    def page(self, name, page):
        page = deepcopy(page)
        for place, cell in enumerate(page.cells):
            was_run = cell.cell_type == "code" and not is_edited(cell)
            cell.source = self.text(cell.source)
            if place == 0 and title_of(page) != self.titles[name]:
                cell.source = cell.source.replace(title_of(page), self.titles[name], 1)
            if was_run:
                remember_code(cell)
            for output in cell.get("outputs", []):
                if output.output_type == "stream":
                    output.text = self.text(output.text)
                for kind, said in output.get("data", {}).items():
                    if kind.startswith("text/"):
                        output.data[kind] = self.text(said)
        return page

    def files(self, root):
        """The other files that say something else, with what they say."""
        found = {}
        for path in sorted(file for pattern in _MENTIONING for file in root.glob(pattern)):
            if path.relative_to(root).as_posix().startswith(_NOT):
                continue
            before = path.read_text("utf-8")
            after = self.text(before)
            if "clinic" in path.parts:  # a finding names its page by number alone
                after = re.sub(r'"(\d\d)"', lambda said: f'"{self._numbers(said[1])}"', after)
            if after != before:
                found[path] = after
        return found


def _in_order(text):
    """Rows of a table that begin with a link to a page, in the order of their numbers."""

    def sort(rows):
        return "".join(sorted(rows[0].splitlines(keepends=True), key=lambda row: row[:5]))

    return re.sub(r"(?:^\| \[\d\d.*\n)+", sort, text, flags=re.MULTILINE)


def _pictures_to_draw(series, pages):
    """The pages with a picture whose code says something else now."""
    for name, page in pages.items():
        for old, cell in zip(series.pages[name].cells, page.cells, strict=True):
            drawn = any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))
            if drawn and old.source != cell.source:
                yield f"{name}, cell {name_of(cell)} draws a picture; store the page"


def _leading_elsewhere(pages):
    """The pages whose last link is to another page than the next one."""
    names = sorted(pages)
    for name, follows in pairwise(names):
        links = [Path(target).stem for _, target in LINK.findall(pages[name].cells[-1].source)]
        if links and links[-1] != follows:
            yield f"{name} leads to {links[-1]} at its end, and {follows} comes next"
