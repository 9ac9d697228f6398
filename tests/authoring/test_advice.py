"""What is told to authors and refused by nobody; what it finds today is the list of work."""

import re

import pytest
from series import FROZEN, LESSON

from lessonlib.authoring.complaints import advice, broken_rules, complaints
from lessonlib.authoring.rules.questions import questions_keep_what_they_make
from lessonlib.authoring.rules.shape import fits_its_budget

# Over their budget until they are worked on again; no other page is to be.
TO_SHORTEN = set()
# Cells of questions that make what an open cell goes on with; the number only falls.
TO_OPEN = {"09": 1, "10": 4, "11": 1, "12": 3, "15": 1, "18": 2, "24": 5}

pytestmark = pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")


def found(rule):
    return {name[:2]: len(broken_rules(name, LESSON, [rule])) for name in LESSON.pages}


def test_pages_over_their_budget_are_those_that_are_known():
    assert {number for number, said in found(fits_its_budget).items() if said} == TO_SHORTEN


def test_what_questions_keep_to_themselves_grows_no_more():
    assert {n: said for n, said in found(questions_keep_what_they_make).items() if said} == TO_OPEN


def test_advice_names_page_and_cell_and_refuses_nothing():
    said = advice(FROZEN)
    assert [re.match(r"page 01_coin, cell (\S+): ", sentence)[1] for sentence in said] == [
        "try-one-hot",
        "try-rows",
    ]
    assert complaints(FROZEN, ["01_coin"]) == []
