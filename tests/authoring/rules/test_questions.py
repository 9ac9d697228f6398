"""The answer of a question is computed on the page, in a cell that only asks."""

from copy import deepcopy

import nbformat
from refusals import Refusals, said_by
from series import COIN, cell_named

from lessonlib.authoring.rules import questions
from lessonlib.notebook.cells import metadata_for

refusals = Refusals(questions)
breaking = refusals.breaking


def add_question(page, source):
    cell = nbformat.v4.new_code_cell(source, id="ask")
    cell.metadata = nbformat.from_dict(metadata_for(cell, folded=True))
    page.cells.insert(4, cell)


@breaking("questions_have_computed_answers", "ask: the answer 'H' is not computed; make it from")
def a_question_with_a_fixed_answer(page):
    add_question(page, 'ask("Which?", {"H": "x", "T": "y"}, answer="H")')


@breaking("questions_have_computed_answers", "ask: the answer str(1) is not computed; make it from")
def a_question_with_a_disguised_answer(page):
    add_question(page, 'ask("Which?", {"1": "x", "2": "y"}, answer=str(1))')


@breaking("questions_have_computed_answers", "ask: a question without an answer; give answer=")
def a_question_without_an_answer(page):
    add_question(page, 'ask("Which?", {"1": "x", "2": "y"})')


@breaking("questions_stand_alone", "ask: “print(p)” beside a question is folded away; use another")
def a_question_that_also_prints(page):
    add_question(page, 'print(p)\nask("Which?", answer=p[0])')


@breaking("questions_stand_alone", "ask: “def by_hand(p):” beside a question is folded away; use")
def a_question_that_also_defines(page):
    add_question(page, 'def by_hand(p):\n    return p\n\n\nask("Which?", answer=p[0])')


@breaking("questions_keep_what_they_make", "ask: makes half, folded, and cost goes on with it")
def a_question_whose_value_is_needed(page):
    add_question(page, 'half = p[0]\nask("Which?", answer=half)')
    cell_named(page, "cost").source += "\nprint(half)"


@breaking("answers_stand_nowhere_above", "ask: its answer, 0.75, stands in the output of coin")
def a_question_that_was_answered_above(page):
    add_question(page, 'ask("Which?", answer=p[0])')
    text = {"text/plain": "Which?\nAnswer: 0.75. It is."}
    page.cells[4].outputs = [nbformat.v4.new_output("display_data", text)]
    assert "0.75" in cell_named(page, "coin").outputs[0].text


test_rule_refuses_a_broken_page_and_names_the_cell = refusals.test()


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete()


def test_a_good_question_keeps_the_rules_and_does_not_count_as_code():
    page = deepcopy(COIN)
    add_question(
        page, 'share = p[0]\nask("Which of 99 sides?", {"99": "x", "1": "y"}, answer=f"{share}")'
    )
    place = next(i for i, cell in enumerate(page.cells) if cell.id == "price")
    page.cells.insert(place + 1, page.cells.pop(4))
    for rule in (*refusals.rules(), "equations_are_claimed", "nothing_is_hidden_from_comparison"):
        assert said_by(rule, page) == []
    assert said_by("numbers_are_computed", page) == [
        "ask: 99 stands in no output and in no code of this page; let a cell compute it, or mark "
        "what is no result with its reason, as in 1948<!--year-->"
    ], "of the question; a choice may be wrong"
