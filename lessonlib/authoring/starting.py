"""A new page, which keeps every rule before its author has written a word."""

import re
from pathlib import Path

from lessonlib.notebook.cells import code_cells, name_of
from lessonlib.notebook.prose import title_of
from lessonlib.notebook.quick_nbformat import nbformat
from lessonlib.notebook.reading import PageError, read_page

TEMPLATE = Path(__file__).parent / "template.ipynb"


def start_page(series, number, title):
    """Write a page of that number and title beside the others, and return its path.

    It is `template.ipynb` of this folder, with its title and its links changed.

    Parameters
    ----------
    series : Series
    number : str
        Two digits.
    title : str

    Raises
    ------
    PageError
        If the number is no number or is taken, the title has no letters, or there is no first page.
    """
    names = [*series.pages, *series.damaged]
    if not re.fullmatch(r"\d\d", number):
        raise PageError(f"the number must be two digits, got {number!r}; 12 is one")
    if taken := [name for name in names if name.startswith(number)]:
        room = f"or make room by `move {number} …`"
        raise PageError(f"the number {number} is that of {taken[0]}; choose another, {room}")
    name = name_for(number, title)
    if not series.pages:
        raise PageError(f"the folder {series.folder} has no page to link back to")
    first, first_page = min(series.pages.items())
    page, _ = read_page(TEMPLATE)
    for cell in page.cells:
        cell.source = cell.source.replace("template.ipynb", f"{first}.ipynb")
    page.cells[0].source = page.cells[0].source.replace("# A new page", f"# {title}", 1)
    page.cells[-1].source = page.cells[-1].source.replace(
        "the first page", f"{first[:2]} {title_of(first_page).partition(':')[0]}"
    )
    path = series.folder / f"{name}.ipynb"
    nbformat.write(page, path)
    return path


def name_for(number, title):
    """The name of a page's file: its number, and the words of its title.

    Raises
    ------
    PageError
        If the title has no letters, or more than a line.
    """
    words = re.findall(r"[a-z0-9]+", title.lower())
    if not words or "\n" in title:
        raise PageError(f"the title must have letters, on one line, got {title!r}")
    return f"{number}_{'_'.join(words)}"


def rows_to_add(series, path, title):
    """What a new page needs elsewhere: where, and what to write there."""
    number, minutes = path.stem[:2], 10
    rows = {
        "the map on the first page": f"| [{number}]({path.name}) | a question? | … | {minutes} |",
        "README.md": f"| [{number} {title}]({path.parent.name}/{path.name}) | … | {minutes} | |",
    }
    for page in [*series.pages.values()][:1]:
        for cell in code_cells(page):
            if cell.source.startswith("needs = "):
                rows[f"cell {name_of(cell)} of the first page, and to the figure below"] = (
                    f"what {number} needs, and a name of few letters"
                )
    if (series.folder / "teaching.md").exists():
        rows["teaching.md"] = (
            f"### {number} {title}, with the same points as the others, of which the tests say "
            f"what is wrong; and what {number} needs, to the line on paths"
        )
    return rows
