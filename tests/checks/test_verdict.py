"""The verdict: right, wrong, named or not; it never raises and spoils nothing."""

import numpy as np
import pytest

from lessonlib import checks
from lessonlib.checks.verdict import print_verdict

CASES = [(np.array([1.0, 2.0]),), (np.array([3.0]),)]
MISCONCEPTIONS = [(lambda x: -x, "the sign is turned"), (lambda x: x[:1] + 0 * x, "only the first")]


def said(answer, capsys):
    print_verdict(answer, CASES, lambda x: 2 * x, MISCONCEPTIONS)
    return capsys.readouterr().out


def test_the_right_answer_is_correct(capsys):
    assert said(lambda x: x + x, capsys) == "✓ correct\n"


def test_a_right_answer_as_a_list_is_correct(capsys):
    assert said(lambda x: list(2 * x), capsys) == "✓ correct\n"


def test_a_misconception_is_named(capsys):
    assert said(lambda x: 0 - x, capsys) == "✗ not yet: the sign is turned\n"


def test_a_misconception_must_fit_every_case(capsys):
    words = said(lambda x: x if len(x) == 1 else -x, capsys)
    assert words == "✗ not yet: for ([1., 2.]) the answer is [2., 4.], yours is [-1., -2.]\n"


@pytest.mark.parametrize("answer", [..., lambda x: ...])
def test_a_stub_is_not_tried_yet(answer, capsys):
    assert said(answer, capsys).startswith("○ not tried yet")


def test_an_error_of_several_lines_is_told_in_one(capsys):
    def fail(x):
        raise KeyError("one\ntwo")

    assert said(fail, capsys).count("\n") == 1


def test_the_cases_cannot_be_spoiled(capsys):
    def fill(x):
        x[:] = 0
        return x

    assert "changed its argument" in said(fill, capsys)
    assert CASES[1][0].tolist() == [3.0]


@pytest.mark.parametrize(
    ("answer", "correct", "tried", "misconception"),
    [
        (lambda n, c: n * np.log(c), True, True, ""),
        (lambda n, c: ..., False, False, ""),
        (lambda n, c: np.log(c), False, True, "that is one image; the total is asked for"),
        (lambda n, c: 1.5, False, True, ""),
    ],
)
def test_a_check_is_a_value_too(answer, correct, tried, misconception, capsys):
    verdict = checks.check_uniform_loss(answer)
    assert (verdict.correct, verdict.tried) == (correct, tried)
    assert bool(verdict.misconception) == bool(misconception)
    assert verdict.said == capsys.readouterr().out.strip()
    assert verdict._ipython_display_() is None
    assert capsys.readouterr().out == ""
