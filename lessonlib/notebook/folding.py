"""Which code steps aside: that of a cell which asks, draws, or prepares a picture.

A page shows its ideas; all other code is one line to open. No author has to remember that: it is
read off the code each time a page is stored. A cell is folded if it asks something; or if it draws
(it names one of `_DRAWING`), says nothing in words (no claim, nothing printed), and makes no name
with which the prose, or an open cell further on, goes on. What an author folded stays folded, and a
cell with the tag “open”, as one whose drawing is what it teaches, stays open.
"""

from lessonlib.notebook.cells import code_cells, exercises_of, is_folded, is_question
from lessonlib.notebook.code import imports_in, made_in, syntax_error, used_in
from lessonlib.notebook.prose import names_in

OPEN = "open"  # the tag
_DRAWING = {"plt", "plotting", "show", "explore"}
_SAYING = {"claim", "compare", "print", "checks"}


def folded_on(page):
    """The ids of the cells of a page whose code steps aside."""
    cells = [cell for cell in code_cells(page) if not syntax_error(cell.source)]
    kept = {cell.id for cell in cells if is_question(cell) or _was_folded(cell)}
    kept |= {cell.id for cell in page.cells if cell.cell_type != "code" and is_folded(cell)}
    tried = {cell.id for cell, _ in exercises_of(page)}
    folded = kept | {cell.id for cell in cells if cell.id not in tried and _only_draws(cell)}
    while opened := {maker.id for maker, *_ in used_further_on(page, folded)} & folded - kept:
        folded -= opened
    return folded


def used_further_on(page, folded):
    """Names that folded cells make and that are seen further on.

    Yields the cell that makes one, the name, and the cell that uses it.
    """
    makers = {}
    for cell in page.cells:
        is_code = cell.cell_type == "code" and not syntax_error(cell.source)
        if is_code and cell.id not in folded:
            used = used_in(cell.source)
        else:
            used = names_in(cell.source) if cell.cell_type == "markdown" else set()
        for name in sorted(used & {*makers}):
            yield makers[name], name, cell
        for name in made_in(cell.source) if is_code else ():
            makers.pop(name, None)
            if cell.id in folded:
                makers[name] = cell


def _was_folded(cell):
    return is_folded(cell) and OPEN not in cell.metadata.get("tags", [])


def _only_draws(cell):
    names = used_in(cell.source)
    return (
        OPEN not in cell.metadata.get("tags", [])
        and bool(names & _DRAWING)
        and not names & _SAYING
        and not imports_in(cell.source)
    )


def says_something(cell):
    """Whether the code of a cell claims, compares or prints, or is to be filled in."""
    return bool(used_in(cell.source) & _SAYING)
