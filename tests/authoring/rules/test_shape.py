"""A page has small cells, headings in order, exercises and an end."""

from copy import deepcopy

import nbformat
from refusals import Refusals, replace_in, said_by
from series import COIN, FROZEN, cell_named

from lessonlib.authoring.rules import shape
from lessonlib.notebook.cells import code_cells, is_folded, prose_cells
from lessonlib.notebook.reading import Series

refusals = Refusals(shape)
breaking = refusals.breaking


@breaking("cells_are_small", "result: 15 lines of code, expected at most 14; make two cells")
def a_long_cell(page):
    cell_named(page, "result").source = "x = 1\n" * 15


@breaking("cells_are_small", "result-ask: 125 words, expected at most 120; shorten")
def a_long_text(page):
    cell_named(page, "result-ask").source = "word " * 125


@breaking("fits_its_budget", "36 open cells of code, expected at most 35; cut, or move to another")
def too_many_open_cells(page):
    more = 36 - len(code_cells(page)) + sum(map(is_folded, code_cells(page)))
    page.cells += [nbformat.v4.new_code_cell("x = 1", id=f"more-{n}") for n in range(more)]
    folded = nbformat.v4.new_code_cell("x = 1", id="folded")
    folded.metadata = nbformat.from_dict({"jupyter": {"source_hidden": True}})
    page.cells.append(folded)


@breaking("fits_its_budget", "1400 words, expected at most 1300")
def too_many_words(page):
    for cell in prose_cells(page)[1:]:
        cell.source = ""
    cell_named(page, "title").source = "# A coin " + "word " * 1397


@breaking("fits_its_budget", "50 minutes, expected at most 45")
def too_many_minutes(page):
    replace_in(page, "title", "About 10 minutes", "About 50 minutes")


@breaking("headings_have_no_formulas", "result-ask: a formula in the heading “The price $p$”")
def a_formula_in_a_heading(page):
    replace_in(page, "result-ask", "## The price of honesty", "## The price $p$")


@breaking("cells_have_names", "c012: the cell is called c012; name it by what it says")
def a_cell_that_is_a_number(page):
    cell_named(page, "curve").id = "c012"


@breaking("headings_are_in_order", "title: no title; begin the page with")
def no_title(page):
    replace_in(page, "title", "# A coin", "A coin")


@breaking("headings_are_in_order", "result-ask: a second title")
def a_second_title(page):
    cell_named(page, "result-ask").source = "# A shortcut"


@breaking("headings_are_in_order", "result-ask: a heading of level 4 below one of level 2")
def a_heading_that_jumps(page):
    cell_named(page, "result-ask").source = "#### A shortcut"


@breaking("exercises_are_complete", "try-one-hot: the stub does not return ...")
def a_solved_stub(page):
    replace_in(page, "try-one-hot", "...", "np.eye(n_classes)[label]")


@breaking("exercises_are_complete", "try-one-hot: stored with an answer")
def a_stored_answer(page):
    cell_named(page, "try-one-hot").outputs[0].text = "✓ correct\n"


@breaking("exercises_are_complete", "try-one-hot: no folded solution below")
def an_exercise_without_solution(page):
    cell_named(page, "solve-one-hot").source = "No solution."


@breaking(
    "exercises_are_complete", "0 exercises (cells that call checks.check_…), expected one to three"
)
def no_exercises_on_a_short_page(page):
    page.cells.remove(cell_named(page, "try-one-hot"))
    page.cells.remove(cell_named(page, "try-rows"))


@breaking(
    "exercises_are_complete", "1 exercises (cells that call checks.check_…), expected two or three"
)
def one_exercise_on_a_long_page(page):
    page.cells.remove(cell_named(page, "try-one-hot"))
    page.cells += [nbformat.v4.new_markdown_cell("More.") for _ in range(20)]


@breaking("ends_with_pytorch_and_a_link", "compare: the last code cell does not call compare")
def a_page_without_comparison(page):
    cell_named(page, "compare").source = "print(rows)"


@breaking("ends_with_pytorch_and_a_link", "end: no link onward")
def a_page_without_link(page):
    cell_named(page, "end").source = "## Remember\n\n- one\n- two\n- three"


@breaking("ends_with_pytorch_and_a_link", "end: expected “## Remember” with two to four lines")
def one_line_to_remember(page):
    replace_in(page, "end", "- It costs", "It costs")
    replace_in(page, "end", "- The truth", "The truth")


test_rule_refuses_a_broken_page_and_names_the_cell = refusals.test()


def test_a_short_page_may_have_one_exercise_and_two_lines_to_remember():
    page = deepcopy(COIN)
    page.cells.remove(cell_named(page, "try-one-hot"))
    replace_in(page, "end", "- It costs something too.\n", "")
    assert said_by("exercises_are_complete", page) == []
    assert said_by("ends_with_pytorch_and_a_link", page) == []


def test_the_last_paragraph_leads_to_the_next_page():
    page = deepcopy(FROZEN.pages["00_map"])
    longer = Series(FROZEN.folder, {"00_map": page, "02_die": COIN}, {})
    links = [words for _, words in shape.ends_with_pytorch_and_a_link(page, longer)]
    assert "the last paragraph leads to 01_coin; the next page is 02_die" in links


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete()
