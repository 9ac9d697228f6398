"""Each check accepts a right answer and names the wrong ones that learners really write."""

import ast
import inspect

import numpy as np
import pytest
from wrong_answers import NAMES, WRONG

from lessonlib import checks

CHECKS = [name for name in vars(checks) if name.startswith("check_")]


def reply(check, answer, capsys):
    getattr(checks, check)(answer)
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize(("check", "typed", "words"), WRONG)
def test_wrong_answers_are_named(check, typed, words, capsys):
    said = reply(f"check_{check}", eval(f"lambda {typed}", NAMES), capsys)
    assert said == f"✗ not yet: {words}", "the sentence, whole: a turned one is told"


@pytest.mark.parametrize("check", CHECKS)
def test_every_misconception_is_tried_above(check, capsys):
    """Each pair (wrong answer, sentence) in the source of the check is reached by some test."""
    tree = ast.parse(inspect.getsource(getattr(checks, check)))
    call = next(
        n
        for n in ast.walk(tree)
        if getattr(n, "func", None) and ast.unparse(n.func) == "print_verdict"
    )
    sentences = {ast.literal_eval(pair.elts[1]) for pair in call.args[3].elts}
    tried = {
        reply(check, eval(f"lambda {typed}", NAMES), capsys)
        for name, typed, _ in WRONG
        if f"check_{name}" == check
    }
    assert {f"✗ not yet: {sentence}" for sentence in sentences} == tried


@pytest.mark.parametrize("check", CHECKS)
def test_a_stub_is_not_tried_yet(check, capsys):
    assert reply(check, lambda *arguments: ..., capsys).startswith("○ not tried yet")


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda *a: None, "your function returned None; end it with return"),
        (lambda *a: 1 / 0, "calling your function raised ZeroDivisionError: division by zero"),
        (lambda *a: exit(), "calling your function raised SystemExit"),
        (lambda: 1, "calling your function raised TypeError"),
        (lambda *a: "text", "an array of real numbers was expected, got str"),
        (lambda *a: 1j, "an array of real numbers was expected, got complex"),
        (lambda *a: 10**400, "an array of real numbers was expected, got int"),
        (lambda *a: np.full((7, 7), 0.5), "yours has (7, 7)"),
        (lambda *a: np.nan, ""),
        (42, "hand over the function itself"),
    ],
)
def test_other_wrong_answers_get_a_plain_reply_and_never_raise(check, answer, words, capsys):
    said = reply(check, answer, capsys)
    assert said.startswith("✗ not yet: ")
    assert words in said
    assert "\n" not in said


def test_an_answer_that_changes_its_argument_is_told(capsys):
    def in_place(x):
        x /= x.sum(axis=1, keepdims=True)
        return x

    assert "your function changed its argument" in reply("check_normalize_rows", in_place, capsys)


def test_an_unnamed_wrong_number_is_shown_beside_the_right_one(capsys):
    said = reply("check_typical_probability", lambda total, n: 1.5, capsys)
    assert said == "✗ not yet: for (9., 4) the answer is 0.1054, yours is 1.5"


def test_an_answer_that_was_rounded_is_shown_with_enough_digits(capsys):
    answer = lambda total, n: round(np.exp(-total / n), 4)  # noqa: E731
    said = reply("check_typical_probability", answer, capsys)
    assert said == "✗ not yet: for (9., 4) the answer is 0.10539922, yours is 0.1054"
