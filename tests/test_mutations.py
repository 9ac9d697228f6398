"""A fast sample of tests/mutations.py: what the page rules refuse, without a kernel."""

import pytest
from mutations import BY_RULES, FAULTS, ROOT, mutations, page_mutations
from page_rules import RULES

SAMPLE = page_mutations(4, BY_RULES)


@pytest.mark.parametrize("mutation", SAMPLE, ids=lambda m: f"{m.name[:2]}-{m.kind}")
def test_rules_refuse_the_broken_page_and_name_the_cell(mutation):
    problems = [problem for rule in RULES for problem in rule(mutation.page)]
    assert any(problem.startswith(mutation.cells) for problem in problems), problems


def test_the_whole_set_has_sixty_mutations_or_more():
    assert len(mutations(seed=4)) >= 60


@pytest.mark.parametrize(("file", "old", "new"), [fault[1:4] for fault in FAULTS])
def test_faults_can_still_be_put_into_lessonlib(file, old, new):
    assert (ROOT / "lessonlib" / file).read_text("utf-8").count(old) >= 1
    assert old != new
