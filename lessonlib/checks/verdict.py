"""The verdict on a reader's function, in one printed line, and as a value.

It is not tried yet, correct, or wrong; an answer that follows from a known misconception is named
by it. Nothing is ever raised, so that a page runs to its end with its exercises untouched.
"""

from dataclasses import dataclass

import numpy as np

_LONG = 8  # numbers; more of them are no longer read
_CORRECT, _WRONG = "✓ correct", "✗ not yet: "
_NOT_TRIED = "○ not tried yet: replace the ... by your answer and run the cell again"


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


def print_verdict(answer, cases, right, misconceptions):
    """Try a reader's function on each case and print what became of it.

    Parameters
    ----------
    answer : callable
        The reader's function. It gets copies, so it cannot spoil the cases.
    cases : list of tuple
        The arguments of each trial.
    right : callable
        Gives the right answer for the same arguments.
    misconceptions : list of (callable, str)
        A function that answers as the misconception does, and the sentence that names it. The
        first one that gives the reader's results in *every* case is printed.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> cases, wrong = [(1.0,), (2.0,)], [(lambda x: -x, "the sign is turned")]
    >>> print_verdict(lambda x: -x, cases, abs, wrong).misconception
    ✗ not yet: the sign is turned
    'the sign is turned'

    Taught in: 00
    """
    said = _verdict(answer, cases, right, misconceptions)
    print(said)
    named = said.removeprefix(_WRONG)
    return Verdict(
        correct=said == _CORRECT,
        tried=said != _NOT_TRIED,
        misconception=named if named in [sentence for _, sentence in misconceptions] else "",
        said=said,
    )


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
            numbers = np.asarray(result)
            numbers = numbers if numbers.dtype.kind == "f" else np.asarray(result, float)
        except (TypeError, ValueError, OverflowError):
            return result
        return np.full(n, mark(numbers)) if numbers.shape == (n,) else result

    return marked


def _verdict(answer, cases, right, misconceptions):
    if answer is ...:
        return _NOT_TRIED
    if not callable(answer):
        return "✗ not yet: hand over the function itself, not a value that it returned"
    results = []
    for case in cases:
        arguments = [np.copy(a) if isinstance(a, np.ndarray) else a for a in case]
        try:
            with np.errstate(all="ignore"):
                result = answer(*arguments)
        except (Exception, SystemExit) as error:  # whatever it raises is told, not raised
            words = " ".join(str(error).split())
            return f"✗ not yet: calling your function raised {type(error).__name__}: {words}"
        if result is ...:
            return _NOT_TRIED
        if result is None:
            return "✗ not yet: your function returned None; end it with return and the answer"
        numbers = _numbers(result)
        if numbers is None:
            kind = type(result).__name__
            return f"✗ not yet: a number or an array of real numbers was expected, got {kind}"
        if not all(np.array_equal(a, b) for a, b in zip(arguments, case, strict=True)):
            return "✗ not yet: your function changed its argument; work on a new array"
        results.append(numbers)
    if _agree(results, cases, right):
        return _CORRECT
    for wrong, sentence in misconceptions:
        if _agree(results, cases, wrong):
            return f"{_WRONG}{sentence}"
    return _first_difference(results, cases, right)


def _numbers(result):
    """A result as an array of floats, or None if it is none. Tensors that track gradients are."""
    try:
        array = np.asarray(result.detach() if hasattr(result, "detach") else result)
        return array.astype(float) if array.dtype.kind in "biuf" else None
    except Exception:  # anything may be returned, and may fail in its own way
        return None


def _agree(results, cases, function):
    return all(_same(r, _quietly(function, case)) for r, case in zip(results, cases, strict=True))


def _quietly(function, case):
    """A misconception may divide by zero, or not fit a case at all: then it is not that one."""
    try:
        with np.errstate(all="ignore"):
            return np.asarray(function(*case), float)
    except (ValueError, IndexError):
        return None


def _same(result, expected):
    return (
        expected is not None
        and result.shape == expected.shape
        and np.allclose(result, expected, rtol=1e-6, atol=1e-9, equal_nan=True)
    )


def _first_difference(results, cases, right):
    pairs = [(r, np.asarray(right(*c), float), c) for r, c in zip(results, cases, strict=True)]
    result, expected, case = next(p for p in pairs if not _same(p[0], p[1]))
    given = ", ".join(_as_given(a) for a in case)
    if result.shape != expected.shape:
        return (
            f"✗ not yet: for ({given}) the answer has shape {expected.shape}, "
            f"yours has {result.shape}"
        )
    if np.isposinf(expected).any() and np.isfinite(result).all():
        huge = abs(result).max() > 1e300
        remedy = "nan_to_num hides infinity" if huge else "leave small constants out of the log"
        return (
            f"✗ not yet: for ({given}) something happened that q called impossible, and that "
            f"costs infinity; yours is {_flat(result, 4)}; {remedy}"
        )
    # As many digits as it takes to see the difference.
    digits = next(d for d in (4, 8, 17) if d == 17 or _flat(result, d) != _flat(expected, d))
    return (
        f"✗ not yet: for ({given}) the answer is {_flat(expected, digits)}, "
        f"yours is {_flat(result, digits)}"
    )


def _as_given(argument):
    """As it would be typed, or by its shape if it is long."""
    values = np.asarray(argument)
    if values.size > _LONG:
        return f"an array of shape {values.shape}"
    return " ".join(np.array2string(values, separator=", ").split())


def _flat(values, digits):
    return " ".join(np.array2string(values, precision=digits, separator=", ").split())
