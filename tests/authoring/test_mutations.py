"""A fast sample of tests/mutations.py: what the page rules refuse, without a kernel."""

import pytest
from mutations import BY_RULES, FAULTS, ROOT, page_mutations
from page_rules import PAGES, RULES


@pytest.mark.parametrize("name", PAGES)
def test_rules_refuse_each_broken_page_and_name_the_cell(name):
    sample = page_mutations(4, BY_RULES, [name])
    assert len(sample) >= 7
    for mutation in sample:
        cells = tuple(f"{cell}:" for cell in mutation.cells)
        problems = (problem for rule in RULES for problem in rule(mutation.page))
        assert any(problem.startswith(cells) for problem in problems), mutation.kind


def test_faults_can_still_be_put_into_lessonlib():
    for words, file, old, new, _ in FAULTS:
        assert old in (ROOT / "lessonlib" / file).read_text("utf-8"), words
        assert old != new
