"""Each check draws cases of its own, which refuse what a few fixed cases let pass."""

import ast
import inspect

import numpy as np
import pytest
from wrong_answers.drawn import RIGHT, SLIPS

from lessonlib import checks
from lessonlib.checks import drawing, verdict

CHECKS = [name for name in vars(checks) if name.startswith("check_")]


def named(pairs):
    return [pytest.param(*pair, id=f"{pair[0]} {pair[1].__name__}") for pair in pairs]


@pytest.mark.parametrize(("check", "answer"), named(SLIPS))
def test_what_fixed_cases_let_pass_is_refused(check, answer, monkeypatch, capsys):
    judge = getattr(checks, f"check_{check}")
    said = judge(answer)
    assert said.tried and not said.correct
    monkeypatch.setattr(verdict, "_DRAWS", 0)
    assert judge(answer).correct, "the fixed cases refuse it already"


@pytest.mark.parametrize(("check", "answer"), named(RIGHT))
def test_right_answers_in_other_forms_stay_right(check, answer, capsys):
    assert getattr(checks, f"check_{check}")(answer).said == "✓ correct"


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_draws_cases_that_differ(check):
    """Of each argument more than one size or value, and none that a right answer cannot bear."""
    _, right, _, drawn = verdict.handed_over_by(getattr(checks, check))
    rng = np.random.default_rng(5)
    cases = [drawn(rng) for _ in range(200)]
    for arguments in zip(*cases, strict=True):
        assert len({repr(a) for a in arguments}) > 3
    for case in cases:
        with np.errstate(all="ignore"):
            # Where results are judged, none is the right one.
            assert right is None or not np.isnan(np.asarray(right(*case), float)).any(), case
        for argument in case:
            assert not isinstance(argument, np.generic), "a number is one of Python's"


def test_drawn_labels_leave_the_last_class_out_and_pmfs_are_pmfs():
    rng = np.random.default_rng(4)
    assert {drawing.labels(rng, 9, 4).max() for _ in range(50)} == {0, 1, 2, 3}
    for _ in range(50):
        q = drawing.pmf(rng, rng.integers(1, 9), zeros=True)
        assert q.sum() == pytest.approx(1) and (q >= 0).all()
        assert drawing.pmf(rng, 5).min() > 0
    assert {drawing.count(rng, 1, 3) for _ in range(50)} == {1, 2, 3}
    assert np.abs(drawing.logits(rng, 100, 9, most=7)).max() <= 7


def test_each_check_is_told_in_its_docstring_as_an_exercise():
    for check in CHECKS:
        assert inspect.getdoc(getattr(checks, check)).startswith("Exercise of ")
        tree = ast.parse(inspect.getsource(getattr(checks, check)))
        defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert "drawn" in defined, f"{check} defines no function drawn(rng), which makes a case"
