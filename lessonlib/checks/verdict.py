"""The verdict on a reader's function, in one printed line, and as a value.

It is not tried yet, correct, or wrong; an answer that follows from a known misconception is named
by it. Nothing is ever raised, so that a page runs to its end with its exercises untouched.
"""

import contextlib
import io
import sys
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from numbers import Real

import numpy as np

from lessonlib.marks import CORRECT, NOT_TRIED

_LONG = 8  # numbers; more of them are no longer read
_DRAWS = 30  # cases, tried where the fixed ones are answered rightly
# By the precision in which a reader computed: relative, and of the largest number in the answer.
_TOLERANCES = {"float32": (2e-5, 2e-6), "float16": (1e-2, 2e-3)}
_WRONG, _FOR = "✗ not yet: ", " (for n = "
_NOT_TRIED = f"{NOT_TRIED}: replace the ... by your answer and run the cell again"


@dataclass(frozen=True)
class Verdict:
    """What a check says of an answer, for a program to go on with.

    Attributes
    ----------
    correct, tried : bool
    misconception : str
        The sentence that names it; empty where the answer is right, not tried, or wrong in a way
        that is not known.
    said : str
        The line that was printed.

    Taught in: 00
    """

    correct: bool
    tried: bool
    misconception: str
    said: str

    def _ipython_display_(self):
        """On a page nothing: the line stands there already."""


def print_verdict(answer, cases, right, misconceptions, drawn):
    """Try a reader's function on each case, fixed and drawn, and print what became of it.

    Parameters
    ----------
    answer : callable
        The reader's function. It gets copies, so it cannot spoil the cases.
    cases : list of tuple
        The arguments of each trial. They are chosen so that misconceptions can be told apart.
    right : callable
        Gives the right answer for the same arguments.
    misconceptions : list of (callable, str)
        A function that answers as the misconception does, and the sentence that names it. The
        first one that gives the reader's results in *every* case is printed; if there is none, the
        first that does where they are finite.
    drawn : callable
        Makes the arguments of one more trial from a `numpy.random.Generator`. An answer that is
        right on the fixed cases is tried on many of these, the same ones each time; of the cases on
        which it fails one with the fewest numbers is told.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> cases, wrong = [(1.0,), (2.0,)], [(lambda x: -x, "the sign is turned")]
    >>> draw = lambda rng: (rng.normal(),)
    >>> print_verdict(lambda x: -x, cases, abs, wrong, draw).misconception
    ✗ not yet: the sign is turned
    'the sign is turned'
    >>> print_verdict(lambda x: x, cases, abs, wrong, draw).correct
    ✗ not yet: for (-0.65179115) the answer is 0.6518, yours is -0.6518
    False

    Taught in: 00
    """
    said = _verdict(answer, cases, right, misconceptions, drawn)
    print(said)
    named = said.removeprefix(_WRONG).split(_FOR)[0]
    return Verdict(
        correct=said == CORRECT,
        tried=said != _NOT_TRIED,
        misconception=named if named in [sentence for _, sentence in misconceptions] else "",
        said=said,
    )


def is_answered_by(check, answer):
    """Whether a check accepts an answer; the first case is tried first, and nothing is printed.

    Examples
    --------
    >>> from lessonlib import checks
    >>> is_answered_by(checks.check_one_hot, lambda label, n: [k == label for k in range(n)])
    True

    Taught in: 00
    """
    cases, right, *_ = handed_over_by(check)
    if right is not None:
        result = _tried(answer, cases[0])
        if not _same(result, _answer_of(right, cases[0])):
            return False
    with contextlib.redirect_stdout(io.StringIO()):
        return check(answer).correct


@cache
def handed_over_by(check):
    """What a check hands to `print_verdict`: cases, right, misconceptions, drawn.

    The right answer is None where results are judged and not compared (see `judged`).
    """
    handed = []
    room = vars(sys.modules[check.__module__])
    kept = room["print_verdict"]
    room["print_verdict"] = lambda answer, *rest: handed.extend(rest)
    try:
        check(...)
    finally:
        room["print_verdict"] = kept
    cases, right, misconceptions, drawn = handed
    is_judged = "judged" in check.__code__.co_names
    return cases, None if is_judged else right, misconceptions, drawn


def judged(answer, mark):
    """Put a mark in the place of each result, for an exercise that has many right answers.

    Parameters
    ----------
    answer : callable
        The reader's function: of a number n it makes n numbers.
    mark : callable
        Gives a number for such a result, in the precision of the reader's.

    Returns
    -------
    callable
        For `print_verdict`, whose right answer and misconceptions are then marks, n times. What is
        no array of n numbers is handed on as it came, and so is an answer that is no function.

    Examples
    --------
    >>> judged(lambda n: range(n), np.sum)(3)
    array([3., 3., 3.])

    Taught in: 06
    """
    if not callable(answer):
        return answer

    def marked(n):
        result = answer(n)
        try:
            numbers = np.asarray(_without_graph(result))
            numbers = numbers if numbers.dtype.kind == "f" else np.asarray(numbers.tolist(), float)
        except (TypeError, ValueError, OverflowError):
            return result
        return np.full(n, mark(numbers)) if numbers.shape == (n,) else result

    marked.mark = mark
    return marked


def _verdict(answer, cases, right, misconceptions, drawn):
    if answer is ...:
        return _NOT_TRIED
    if not callable(answer):
        return "✗ not yet: hand over the function itself, not a value that it returned"
    trials = []
    for more in (cases, drawn_by(drawn)):
        for case in more:
            result = _tried(answer, case)
            if isinstance(result, str):
                return result
            trials.append((case, result, _answer_of(right, case)))
        if all(_same(result, expected) for _, result, expected in trials):
            continue
        for is_taken_for in (_is_taken_for, _is_taken_for_where_finite):
            for wrong, sentence in misconceptions:
                if is_taken_for(wrong, trials):
                    return f"{_WRONG}{sentence}"
        said = _marked(misconceptions, trials) if hasattr(answer, "mark") else ""
        return said or _difference(trials)
    return CORRECT


def drawn_by(drawn):
    """The cases that are drawn, the same ones each time."""
    rng = np.random.default_rng(4)
    return [drawn(rng) for _ in range(_DRAWS)]


def unchanged(now, before):
    """Whether arguments, lists of them too, are what they were before."""
    if isinstance(now, (list, tuple)):
        return len(now) == len(before) and all(map(unchanged, now, before))
    return np.array_equal(now, before)


def _tried(answer, case):
    """What a reader's function gives: an array, the error that it raised, or a reply to it."""
    arguments = deepcopy(case)
    try:
        with np.errstate(all="ignore"):
            result = answer(*arguments)
    except (Exception, SystemExit) as error:  # whatever it raises is told, not raised
        return error
    if result is ...:
        return _NOT_TRIED
    if result is None:
        return "✗ not yet: your function returned None; end it with return and the answer"
    numbers = numbers_of(result)
    if numbers is None:
        kind = type(result).__name__
        return f"✗ not yet: a number or an array of real numbers was expected, got {kind}"
    if not unchanged(arguments, case):
        return "✗ not yet: your function changed its argument; work on a new array"
    return numbers


def numbers_of(result):
    """A result as an array of floats, or None if it is none.

    Tensors that track gradients are, and exact fractions. What was computed in single or half
    precision stays so, and is compared as such.

    Examples
    --------
    >>> numbers_of([1, 2])
    array([1., 2.])
    >>> numbers_of("one") is None
    True

    Taught in: 00
    """
    try:
        array = np.asarray(_without_graph(result))
        if array.dtype.kind == "O" and all(isinstance(value, Real) for value in array.flat):
            array = array.astype(float)
        if array.dtype.kind not in "biuf":
            return None
        return array if array.dtype.kind == "f" else array.astype(float)
    except Exception:  # anything may be returned, and may fail in its own way
        return None


def _without_graph(result):
    if isinstance(result, list | tuple):
        return [_without_graph(part) for part in result]
    return result.detach() if hasattr(result, "detach") else result


def _answer_of(function, case):
    """What a function of ours answers; an error where it does not fit the case at all."""
    try:
        with np.errstate(all="ignore"):
            return np.asarray(function(*case), float)
    except (ValueError, IndexError) as error:
        return error


def _is_taken_for(wrong, trials):
    """Whether a misconception answers as the reader does, or fails as he does, in each case."""
    numbers = False
    for case, result, _ in trials:
        answer = _answer_of(wrong, case)
        if isinstance(result, np.ndarray):
            numbers = True
            if not _same(result, answer):
                return False
        elif type(answer) is not type(result):
            return False
    return numbers


def _is_taken_for_where_finite(wrong, trials):
    """The same in the cases where the reader has finite numbers: two at least, one of them wrong.

    A case with a probability of 0 makes nan of many a mistake, whatever else is in it.
    """
    if not all(isinstance(result, np.ndarray) for _, result, _ in trials):
        return False
    finite = [trial for trial in trials if np.isfinite(trial[1]).all()]
    return (
        2 <= len(finite) < len(trials)
        and not all(_same(result, expected) for _, result, expected in finite)
        and all(_same(result, _answer_of(wrong, case)) for case, result, _ in finite)
    )


def _marked(misconceptions, trials):
    """What a mark says, where results are marks: the sentence of the smallest n that fails."""
    failed = [trial for trial in trials if not _same(trial[1], trial[2])]
    (n, *_), result, _ = min(failed, key=lambda trial: sum(map(_length, trial[0])))
    for wrong, sentence in misconceptions:
        mark = _answer_of(wrong, (n,))
        if _same(result, mark):
            return f"{_WRONG}{sentence}{_FOR}{n})"
    return ""


def _same(result, expected):
    if not (isinstance(result, np.ndarray) and isinstance(expected, np.ndarray)):
        return False
    return result.shape == expected.shape and bool(_close(result, expected).all())


def _close(result, expected):
    """Where two arrays are equal, as far as the precision goes in which the reader computed."""
    rtol, atol = _TOLERANCES.get(result.dtype.name, (1e-6, 1e-9))
    # Cancelled digits are lost relative to what was cancelled.
    atol *= max(1.0, np.abs(expected[np.isfinite(expected)]).max(initial=0.0))
    return np.isclose(result, expected, rtol=rtol, atol=atol, equal_nan=True)


def _difference(trials):
    """A case with the fewest numbers in which a result is not right, with both answers."""
    failed = [trial for trial in trials if not _same(trial[1], trial[2])]
    case, result, expected = min(failed, key=lambda trial: sum(map(_length, trial[0])))
    given = ", ".join(_as_given(a) for a in case)
    if isinstance(result, BaseException):
        words = " ".join(str(result).split())
        kind = type(result).__name__
        return f"✗ not yet: calling your function raised {kind}: {words}; it was given ({given})"
    if result.shape != expected.shape:
        return (
            f"✗ not yet: for ({given}) the answer has shape {expected.shape}, "
            f"yours has {result.shape}"
        )
    wrong = ~_close(result, expected)
    result = result.astype(float)
    where = ""
    if expected.size > _LONG:
        place = tuple(np.argwhere(wrong)[0])
        where = f" at {list(map(int, place))}"
        result, expected = result[place], expected[place]
    # As many digits as it takes to see the difference.
    digits = next(d for d in (4, 8, 17) if d == 17 or _flat(result, d) != _flat(expected, d))
    return (
        f"✗ not yet: for ({given}) the answer{where} is {_flat(expected, digits)}, "
        f"yours is {_flat(result, digits)}"
    )


def _length(argument):
    if isinstance(argument, list):
        return sum(map(_length, argument))
    return len(argument) if isinstance(argument, str) else np.size(argument)


def _as_given(argument):
    """As it would be typed, or by its shape if it is long."""
    if isinstance(argument, list):
        return f"[{', '.join(map(_as_given, argument))}]"
    values = np.asarray(argument)
    if values.size > _LONG:
        return f"an array of shape {values.shape}"
    return " ".join(np.array2string(values, separator=", ").split())


def _flat(values, digits):
    return " ".join(np.array2string(values, precision=digits, separator=", ").split())
