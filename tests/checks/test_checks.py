"""Each check accepts a right answer and names the wrong ones that learners really write."""

import ast
import inspect

import numpy as np
import pytest
from wrong_answers import NAMES, WRONG

from lessonlib import checks
from lessonlib.checks.verdict import handed_over_by
from lessonlib.classroom.plain import packed, unpacked

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


# An answer that is tried in another process gets the same verdict


def replayed(check, answer):
    """The verdict on what an answer gives elsewhere, packed and unpacked on the way."""
    given = []
    for case in checks.trials_of(check):
        way = packed(case)
        given.append(checks.given_by(answer, unpacked(way), unpacked(way)))
        if "numbers" in given[-1]:
            given[-1]["numbers"] = unpacked(packed(given[-1]["numbers"]))
    return check(checks.Replayed(given))


@pytest.mark.parametrize(("check", "typed", "words"), WRONG)
def test_a_wrong_answer_is_named_from_elsewhere(check, typed, words):
    found = replayed(getattr(checks, f"check_{check}"), eval(f"lambda {typed}", NAMES))
    assert (found.correct, found.tried, found.misconception) == (False, True, words)


def changes(*arguments):
    for argument in arguments:
        if isinstance(argument, np.ndarray):
            argument[...] = 0
        elif isinstance(argument, list):
            argument.clear()
    return 1.0


def raises_its_own(*arguments):
    class OutOfPatience(ValueError):
        pass

    raise OutOfPatience("no\nmore")


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(
    "answer",
    [
        lambda *a: ...,
        lambda *a: None,
        lambda *a: 1 / 0,
        lambda *a: exit(),
        lambda: 1,
        lambda *a: "text",
        lambda *a: np.float32(2),
        lambda *a: np.full((7, 7), np.nan),
        changes,
        raises_its_own,
    ],
)
def test_what_an_answer_gives_in_place_of_numbers_is_told_from_elsewhere(check, answer):
    check = getattr(checks, check)
    assert replayed(check, answer) == check(answer)


@pytest.mark.parametrize("check", CHECKS)
def test_the_right_answer_is_right_from_elsewhere(check):
    right = handed_over_by(getattr(checks, check))[1]
    if right is not None:  # else what is returned is judged, and not compared
        assert replayed(getattr(checks, check), right).correct


def test_what_is_lost_on_the_way_is_no_error_of_the_answer():
    with pytest.raises(checks.Lost):
        checks.check_one_hot(checks.Replayed([]))
