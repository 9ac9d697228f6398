"""A page has small cells, headings in order, exercises and an end."""

from copy import deepcopy

import nbformat
from refusals import Refusals, replace_in, said_by
from series import COIN, cell_named

from lessonlib.authoring.cells import code_cells
from lessonlib.authoring.rules import shape

refusals = Refusals(shape)
breaking = refusals.breaking


@breaking("cells_are_small", "result: 13 lines of code, expected at most 12; make two cells")
def a_long_cell(page):
    cell_named(page, "result").source = "x = 1\n" * 13


@breaking("cells_are_small", "result-ask: 125 words, expected at most 120; shorten")
def a_long_text(page):
    cell_named(page, "result-ask").source = "word " * 125


@breaking("cells_are_small", "the median code cell has 6 lines, expected at most 5")
def many_middling_cells(page):
    for cell in code_cells(page):
        cell.source = "x = 1\n" * 6


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


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete()
