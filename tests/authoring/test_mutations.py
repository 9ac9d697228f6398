"""A fast sample of tests/by_hand/mutations.py: what the page rules refuse, without a kernel."""

import pytest
from faults import FAULTS
from kinds import BY_RULES
from mutations import page_mutations, pages_using
from series import LESSON, ROOT

from lessonlib.authoring.rules import RULES
from lessonlib.notebook.cells import name_of


@pytest.mark.parametrize("name", LESSON.pages)
def test_rules_refuse_each_broken_page_and_name_the_cell(name):
    sample = page_mutations(4, BY_RULES, [name])
    assert len(sample) >= len(BY_RULES) / 2 >= 13, "not every page has an object for each kind"
    for mutation in sample:
        problems = (problem for rule in RULES for problem in rule(mutation.page, LESSON))
        named = (name_of(cell) for cell, _ in problems if cell)
        assert any(name in mutation.cells for name in named), mutation.kind


@pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")
def test_faults_can_still_be_put_into_lessonlib():
    for words, used, file, old, new in FAULTS:
        assert old in (ROOT / "lessonlib" / file).read_text("utf-8"), words
        assert old != new
        assert pages_using(used), f"{words}: no page uses {used}"
