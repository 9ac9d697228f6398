"""Pages are copied for a class, with their exercises and without the folded solutions."""

from copy import deepcopy
from pathlib import Path

from lessonlib.authoring.cells import exercises_of
from lessonlib.authoring.notebook import nbformat
from lessonlib.authoring.prose import without_solution
from lessonlib.authoring.reading import PageError


def copy(series, folder, *, solutions=True):
    """Write the pages of a series into a folder, which need not exist, and return their paths.

    Parameters
    ----------
    series : Series
    folder : pathlib.Path
    solutions : bool
        Without them, a solution's cell is left out, or what it holds besides the solution is kept.

    Raises
    ------
    PageError
        If a page cannot be read, or the folder has a file of its name. Then nothing is written.
    """
    folder = Path(folder)
    for said in series.damaged.values():
        raise PageError(said)
    paths = {folder / f"{name}.ipynb": page for name, page in series.pages.items()}
    for path in paths:
        if path.exists():
            raise PageError(f"{path} exists already; name a folder without pages")
    folder.mkdir(parents=True, exist_ok=True)
    for path, page in paths.items():
        nbformat.write(page if solutions else _without_solutions(page), path)
    return list(paths)


def _without_solutions(page):
    page = deepcopy(page)
    solved = [prose for _, prose in exercises_of(page)]
    for cell in page.cells:
        if cell.cell_type == "markdown" and cell.source in solved:
            cell.source = without_solution(cell.source)
    page.cells = [cell for cell in page.cells if cell.cell_type == "code" or cell.source]
    return page
