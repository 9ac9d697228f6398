"""Judges answers by what they gave for the judge's cases: here nothing of a page runs."""

import contextlib
import io
from functools import cache

import numpy as np

from lessonlib import checks
from lessonlib.classroom.plain import packed, unpacked


@cache
def cases_of(check):
    """The arguments of all trials of a check, fixed and drawn, as a page's process takes them."""
    return [packed(tuple(case)) for case in checks.trials_of(getattr(checks, check))]


def _given(results):
    """What was written down, as a check takes it; of another process it may be anything."""
    for result in results:
        if "numbers" in result:
            yield {"numbers": np.asarray(unpacked(result["numbers"]))}
        elif "error" in result:
            yield {"error": [*map(str, result["error"])], "words": str(result["words"])}
        else:
            yield {key: str(result[key]) for key in ("reply", "kind") if key in result}


def verdict_of(check, attempt):
    """The verdict on one attempt: correct, tried, misconception, said.

    Parameters
    ----------
    check : str
    attempt : dict
        As `recording` has written it down.

    Returns
    -------
    list, or None
        None where too little was written down.
    """
    if "untried" in attempt:
        answer = ...
    elif "uncallable" in attempt:
        answer = 0
    else:
        answer = checks.Replayed(_given(attempt.get("results", [])))
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            verdict = getattr(checks, check)(answer)
    except (checks.Lost, ValueError, KeyError, TypeError, AttributeError):
        return None
    return [verdict.correct, verdict.tried, verdict.misconception, verdict.said]


def best_of(check, attempts):
    """Of several attempts a right one, else the last that was tried; None of none."""
    verdicts = [verdict for attempt in attempts if (verdict := verdict_of(check, attempt))]
    places = sorted(range(len(verdicts)), key=lambda place: (*verdicts[place][:2], place))
    return verdicts[places[-1]] if places else None
