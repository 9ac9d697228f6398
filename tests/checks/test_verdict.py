"""The verdict: right, wrong, named or not; it never raises and spoils nothing."""

import re
from fractions import Fraction

import numpy as np
import pytest
import torch
from scipy.special import xlogy

from lessonlib import checks
from lessonlib.checks import verdict
from lessonlib.checks.verdict import print_verdict

CASES = [(np.array([1.0, 2.0]),), (np.array([3.0]),)]
MISCONCEPTIONS = [(lambda x: -x, "the sign is turned"), (lambda x: x[:1] + 0 * x, "only the first")]


def drawn(rng):
    return (rng.normal(size=rng.integers(3, 20)),)


def said(answer, capsys):
    print_verdict(answer, CASES, lambda x: 2 * x, MISCONCEPTIONS, drawn)
    return capsys.readouterr().out


def test_the_right_answer_is_correct(capsys):
    assert said(lambda x: x + x, capsys) == "✓ correct\n"


def test_a_right_answer_as_a_list_is_correct(capsys):
    assert said(lambda x: list(2 * x), capsys) == "✓ correct\n"


def test_a_misconception_is_named(capsys):
    assert said(lambda x: 0 - x, capsys) == "✗ not yet: the sign is turned\n"


def test_a_misconception_must_fit_every_case(capsys):
    words = said(lambda x: x if len(x) == 1 else -x, capsys)
    assert words == "✗ not yet: for ([3.]) the answer is [6.], yours is [3.]\n"


def test_of_drawn_cases_the_smallest_is_told(capsys):
    words = said(lambda x: 2 * x if len(x) < 5 else 3 * x, capsys)
    assert re.match(r"✗ not yet: for \(\[([-\d., ]+)\]\) the answer is", words)
    assert words.partition(" the answer")[0].count(",") == 4


def test_of_a_long_answer_the_place_is_told_that_differs(capsys):
    words = said(lambda x: np.where(np.arange(len(x)) == 8, x, 2 * x), capsys)
    assert re.search(r"the answer at \[8\] is (\S+), yours is \S+\n", words)


def test_drawn_cases_are_the_same_each_time():
    seen = []
    for _ in range(2):
        given = []
        print_verdict(lambda x, g=given: g.append(x) or 2 * x, [], lambda x: 2 * x, [], drawn)
        seen.append(given)
    assert len(seen[0]) == verdict._DRAWS
    assert all(np.array_equal(a, b) for a, b in zip(*seen, strict=True))


def test_a_misconception_may_fail_as_the_answer_does(capsys):
    """As a number of classes taken from the labels does where the last class is missing."""

    def first_two(x):
        return 2 * x if len(x) < 3 else np.zeros(2) + np.zeros(3)

    named = [(first_two, "only two were thought of")]
    print_verdict(lambda x: first_two(x), CASES, lambda x: 2 * x, named, drawn)
    fails = [(lambda x: np.zeros(2) + np.zeros(3), "nothing but a failure")]
    print_verdict(fails[0][0], CASES, lambda x: 2 * x, fails, drawn)
    first, second = capsys.readouterr().out.splitlines()
    assert first == "✗ not yet: only two were thought of"
    assert second.startswith("✗ not yet: calling your function raised ValueError: operands")
    assert second.endswith("; it was given ([3.])")


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: [2 * v for v in x],
        lambda x: [Fraction(float(v)) * 2 for v in x],
        lambda x: np.float32(2) * x.astype(np.float32),
        lambda x: torch.tensor(x, requires_grad=True) * 2,
        lambda x: [torch.tensor(v, requires_grad=True) * 2 for v in x],
        lambda x: (2 * torch.tensor(x)).to(torch.float32),
    ],
)
def test_right_answers_in_other_forms_are_correct(answer, capsys):
    assert said(answer, capsys) == "✓ correct\n"


def test_single_precision_forgives_no_mistake(capsys):
    assert "the answer is" in said(lambda x: np.float32(2.0005) * x.astype(np.float32), capsys)


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
        (lambda q, n: q**n, True, True, ""),
        (lambda q, n: ..., False, False, ""),
        (lambda q, n: q / n, False, True, "losses add up, and so probabilities multiply"),
        (lambda q, n: 1.5, False, True, ""),
    ],
)
def test_a_check_is_a_value_too(answer, correct, tried, misconception, capsys):
    verdict = checks.check_one_more(answer)
    assert (verdict.correct, verdict.tried) == (correct, tried)
    assert bool(verdict.misconception) == bool(misconception)
    assert verdict.said == capsys.readouterr().out.strip()
    assert verdict._ipython_display_() is None
    assert capsys.readouterr().out == ""


def test_a_mark_of_some_cases_alone_is_told_by_its_sentence(capsys):
    answer = lambda n: [0.0] * (n - 1) + [950.0]  # noqa: E731  # enough for 5 classes, not for 3
    verdict = checks.check_breaking_logits(answer)
    assert "the mean still does" in verdict.misconception
    assert verdict.said.endswith("(for n = 3)")
    assert "1." not in verdict.said, "no mark is shown"


# Where the reader has no finite number, as of 0 ln 0


def entropy(p):
    return -np.sum(xlogy(p, p))


def verdict_on(answer):
    cases = [(np.array([0.5, 0.5]),), (np.array([0.9, 0.1]),), (np.array([1.0, 0.0]),)]
    wrong = [(lambda p: entropy(p) / np.log(2), "bits"), (lambda p: -entropy(p), "a lost minus")]
    draw = lambda rng: (rng.dirichlet(np.ones(3)),)  # noqa: E731
    return print_verdict(answer, cases, entropy, wrong, draw)


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (lambda p: -np.sum(p * np.log2(p)), "bits"),
        (lambda p: np.sum(p * np.log(p)), "a lost minus"),
        (lambda p: -np.sum(p * np.log(p)), ""),  # right, but for the nan
        (lambda p: -np.sum(p * np.log10(p)), ""),
        (lambda p: np.nan, ""),
        (lambda p: np.nan if p.max() > 0.6 else entropy(p) / np.log(2), ""),  # once is chance
    ],
)
def test_a_mistake_is_named_by_the_numbers_that_are_finite(answer, named, capsys):
    found = verdict_on(answer)
    assert not found.correct and found.misconception == named
