"""Exercises on what a float cannot hold: a sum that is lost, and logits that break a formula."""

import numpy as np

from lessonlib.checks import drawing
from lessonlib.checks.verdict import judged, print_verdict


def check_lost_from(answer):
    """Exercise of 06: the margin from which on a loss is rounded to 0.

    `answer(n_classes, half_gap)` returns g, with (n_classes − 1) exp(−g) = half_gap.
    """

    def right(n_classes, half_gap):
        return np.log((n_classes - 1) / half_gap)

    def drawn(rng):
        return drawing.count(rng, 2, 200_000), 2.0 ** -drawing.count(rng, 4, 60)

    return print_verdict(
        answer,
        [(50_257, 2.0**-24), (10, 2.0**-11), (2, 2.0**-53), (3, 2.0**-24)],
        right,
        [
            (
                lambda n_classes, half_gap: -np.log(half_gap),
                "that is for one other; all of them add to the 1",
            ),
            (
                lambda n_classes, half_gap: np.log(n_classes / half_gap),
                "the true class is counted among the others",
            ),
            (
                lambda n_classes, half_gap: -np.log((n_classes - 1) * half_gap),
                "more others are lost later, not earlier: their sum is larger",
            ),
            (
                lambda n_classes, half_gap: -right(n_classes, half_gap),
                "the sign is turned: exp(−g) is small where g is large",
            ),
            (
                lambda n_classes, half_gap: right(n_classes, half_gap) / np.log(2),
                "a logarithm of base 2; the exponential has base e",
            ),
            (
                lambda n_classes, half_gap: right(n_classes, half_gap) - np.log(2),
                "that is where the whole gap is reached; half of it is rounded away already",
            ),
        ],
        drawn,
    )


def _shifted_by(m, row):
    """Log-sum-exp, with m taken out and added back."""
    with np.errstate(all="ignore"):
        return m + np.log(np.exp(row - m).sum())


def check_breaking_logits(answer):
    """Exercise of 06: logits whose log-sum-exp is lost by three shifts that are not the maximum.

    `answer(n_classes)` returns so many finite logits; shifted by the first of them, by the smallest
    and by the mean, log-sum-exp is not finite.
    """

    def drawn(rng):
        return (drawing.count(rng, 2, 100),)

    return print_verdict(
        judged(answer, _mark),
        [(3,), (5,)],
        lambda n: np.full(n, _BREAKS),
        [
            (
                lambda n: np.full(n, _NOT_FINITE),
                "the logits themselves must be finite",
            ),
            (lambda n: np.full(n, _ALL_HOLD), "all three shifts still hold"),
            (
                lambda n: np.full(n, _FIRST_HOLDS),
                "the first logit still does: it is the largest, or not far enough below it",
            ),
            (
                lambda n: np.full(n, _MEAN_HOLDS),
                "the mean still does: the largest logit must be far above that, too",
            ),
            (
                lambda n: np.full(n, _TWO_HOLD),
                "only the smallest fails; first and mean must be far below the largest, too",
            ),
        ],
        drawn,
    )


_BREAKS, _NOT_FINITE, _ALL_HOLD, _FIRST_HOLDS, _MEAN_HOLDS, _TWO_HOLD = range(1, 7)


def _mark(logits):
    if not np.isfinite(logits).all():
        return _NOT_FINITE
    logits = logits.astype(float)
    first, smallest, mean = (
        np.isfinite(_shifted_by(m, logits)) for m in (logits[0], logits.min(), logits.mean())
    )
    if smallest:  # the furthest below, so the others hold as well
        return _ALL_HOLD
    if first and mean:
        return _TWO_HOLD
    return _FIRST_HOLDS if first else _MEAN_HOLDS if mean else _BREAKS
