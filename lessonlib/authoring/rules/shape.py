"""Rules on the shape of a page: small cells, headings in order, exercises, a last comparison."""

import re
from itertools import pairwise

from lessonlib.authoring.rules.registry import advice, rule, rule_of_outputs
from lessonlib.marks import NOT_TRIED
from lessonlib.notebook import words
from lessonlib.notebook.cells import (
    code_cells,
    exercises_of,
    is_folded,
    is_question,
    prose_cells,
    text_of,
)
from lessonlib.notebook.prose import (
    minutes_of,
    plain_prose,
    solution_in,
    without_fences,
    without_solution,
)

LINES, WORDS = 14, 120  # in one cell
BUDGET = {"open cells of code": 35, "words": 1300, "minutes": 45}  # of a page
SHORT = 30  # cells; on a page of no more one exercise is enough


@rule
def cells_are_small(page, series):
    cells = [cell for cell in code_cells(page) if not is_question(cell)]
    counts = [len(re.findall(r"^.*\S", cell.source, re.MULTILINE)) for cell in cells]
    for place, (cell, count) in enumerate(zip(cells, counts, strict=True)):
        if count > LINES and place > 0:  # the first one imports, a name a line if they are many
            yield cell, f"{count} lines of code, expected at most {LINES}; make two cells of it"
    for cell in prose_cells(page):
        words = len(plain_prose(cell.source).split())
        if words > WORDS and "|:" not in cell.source:
            more = "; shorten it, or put code in between"
            yield cell, f"{words} words, expected at most {WORDS}{more}"


@advice
def fits_its_budget(page, series):
    """A page over it says too much: advice, to be heard before more is written."""
    prose = [without_solution(cell.source) for cell in prose_cells(page)]
    found = {
        "open cells of code": sum(not is_folded(cell) for cell in code_cells(page)),
        "words": sum(len(plain_prose(text).split()) for text in prose),
        "minutes": int(minutes_of(page)),
    }
    for what, count in found.items():
        if count > BUDGET[what]:
            yield None, f"{count} {what}, expected at most {BUDGET[what]}; cut, or move to another"


@rule
def headings_are_in_order(page, series):
    headings = [
        (cell, len(mark))
        for cell in prose_cells(page)
        for mark in re.findall(r"^(#+) ", without_fences(cell.source), re.MULTILINE)
    ]
    if not headings or headings[0] != (page.cells[0], 1):
        yield page.cells[0], "no title; begin the page with “# …”"
    for cell, level in headings[1:]:
        if level == 1:
            yield cell, "a second title; write “##” or deeper"
    for (_, before), (cell, level) in pairwise(headings):
        if level > before + 1:
            yield (
                cell,
                f"a heading of level {level} below one of level {before}; use {'#' * (before + 1)}",
            )


@rule
def headings_have_no_formulas(page, series):
    for cell in prose_cells(page):
        for heading in re.findall(r"^#+ (.*\$.*)$", without_fences(cell.source), re.MULTILINE):
            yield cell, f"a formula in the heading “{heading}”, which no link can say; use words"


@rule
def cells_have_names(page, series):
    """An id that says what stands there, by which messages call a cell."""
    for cell in page.cells:
        if re.fullmatch(r"[a-z]?\d+", cell.id):
            yield cell, f"the cell is called {cell.id}; name it by what it says"


@rule_of_outputs
def exercises_are_complete(page, series):
    exercises = list(exercises_of(page))
    few = 1 if len(page.cells) <= SHORT else 2
    if not few <= len(exercises) <= 3:
        expected = "one to three" if few == 1 else "two or three"
        said = f"{len(exercises)} exercises (cells that call checks.check_…), expected {expected}"
        yield None, said
    for cell, prose in exercises:
        if "    return ...\n" not in cell.source:
            yield cell, "the stub does not return ...; let its function end with “return ...”"
        if not any(text_of(output).startswith(NOT_TRIED) for output in cell.outputs):
            yield cell, "stored with an answer; put the untouched stub back and store the page"
        if not solution_in(prose):
            fold = f"<details><summary>{words.SOLUTION}</summary> … </details>"
            yield cell, f"no folded solution below; add {fold}"


@rule
def ends_with_pytorch_and_a_link(page, series):
    last_code, end = [None, *code_cells(page)][-1], page.cells[-1]
    if not (last_code and re.search(r"^compare\(", last_code.source, re.MULTILINE)):
        yield last_code, "the last code cell does not call compare; end with PyTorch's numbers"
    if (
        not end.source.startswith(f"## {words.REMEMBER}")
        or not 2 <= len(re.findall("^- ", end.source, re.M)) <= 4
    ):
        yield end, f"expected “## {words.REMEMBER}” with two to four lines “- …” as the last cell"
    if not (links := re.findall(r"\]\((\d\d_\w+)\.ipynb\)", end.source.rpartition("\n\n")[2])):
        yield end, "no link onward; let the last paragraph link to another page"
        return
    names = sorted([*series.pages, *series.damaged])
    here = next((name for name in names if series.pages.get(name) is page), None)
    after = names[names.index(here) + 1 :] if here else []
    if after and links[0] != after[0]:
        yield end, f"the last paragraph leads to {links[0]}; the next page is {after[0]}"
