"""Exercises on what a float cannot hold: log-sum-exp, and logits that break a formula."""

import numpy as np

from lessonlib import losses
from lessonlib.checks import drawing
from lessonlib.checks.verdict import judged, print_verdict


def check_logsumexp(answer):
    """Exercise of 06: log-sum-exp of each row, for logits of any size.

    `answer(logits)` returns a number for each row.
    """

    def top(x):
        return x.max(axis=1, keepdims=True)

    def tail(x):
        return np.log(np.exp(x - top(x)).sum(axis=1))

    def drawn(rng):
        most = drawing.number(rng, 1, 1e6)
        return (drawing.logits(rng, *rng.integers(1, 6, 2), most=most),)

    return print_verdict(
        answer,
        [
            (np.array([[2.0, 1.0, -1.0], [0.5, 3.0, 0.0]]),),
            (np.array([[1000.0, 999.0], [-1000.0, -1001.0], [0.0, 0.5]]),),
        ],
        lambda x: losses.logsumexp(x, 1),
        [
            (
                lambda x: np.log(np.exp(x).sum(axis=1)),
                "large logits overflow; shift by the maximum",
            ),
            (tail, "the maximum was taken out and not added back"),
            (lambda x: x.max(axis=1) - tail(x), "the sign of the logarithm is turned; add it"),
            (
                lambda x: x.max() + np.log(np.exp(x - x.max()).sum(axis=1)),
                "one maximum for all rows lets the small rows vanish; each row needs its own",
            ),
            (lambda x: losses.logsumexp(x, 0), "the columns were summed; each row has one answer"),
            (lambda x: losses.logsumexp(x, (0, 1)), "the whole matrix was summed; sum each row"),
            (lambda x: x.max(axis=1), "that is the maximum itself; the other logits add to it"),
            (lambda x: x.sum(axis=1), "the logits were summed; sum their exponentials"),
            (
                lambda x: np.exp(x - top(x)).sum(axis=1) + x.max(axis=1),
                "the logarithm is missing",
            ),
        ],
        drawn,
    )


def check_soft_cap(answer):
    """Exercise of 06: the limit of a soft cap that keeps a share of a logit's slope.

    `answer(gap, share)` returns s, with 1 − tanh²(gap / (2 s)) = share.
    """

    def right(gap, share):
        return gap / 2 / np.arctanh(np.sqrt(1 - share))

    def drawn(rng):
        return drawing.number(rng, 0.1, 1000), float(rng.uniform(0.01, 0.99))

    return print_verdict(
        answer,
        [(10.0, 0.5), (20.0, 0.9)],
        right,
        [
            (
                lambda gap, share: 2 * right(gap, share),
                "that is for a logit at the whole gap; each lies half the gap from 0",
            ),
            (
                lambda gap, share: gap / 2 / np.arctanh(1 - share),
                "the square is missing: tanh itself is the root of 1 − share",
            ),
            (
                lambda gap, share: gap / 2 / np.arctanh(np.sqrt(share)),
                "that keeps 1 − share; the slope is 1 − tanh²",
            ),
            (
                lambda gap, share: gap / 2 * np.arctanh(np.sqrt(1 - share)),
                "multiplied by arctanh; logit over s is arctanh, so divide by it",
            ),
        ],
        drawn,
    )


def _fragile_loss(logits):
    """The loss of class 0 by a formula that shifts the maximum and breaks all the same."""
    e = np.exp(logits - logits.max())
    return -np.log(e[0] / e.sum())


def check_breaking_logits(answer):
    """Exercise of 06: logits on which the page's `fragile_loss` is infinite, and the loss is not.

    `answer(n_classes)` returns so many finite logits; class 0 is the true one.
    """

    def drawn(rng):
        return (drawing.count(rng, 2, 100),)

    return print_verdict(
        judged(answer, _mark),
        [(3,), (5,)],
        lambda n: np.full(n, _BREAKS),
        [
            (lambda n: np.full(n, _NOT_FINITE), "the logits themselves must be finite"),
            (
                lambda n: np.full(n, _TRUE_ONE_HIGH),
                "here nothing is above the true class 0, and it holds; what if it is low?",
            ),
            (
                lambda n: np.full(n, _HOLDS),
                "the function still gets these right; put class 0 further below the highest",
            ),
        ],
        drawn,
    )


_BREAKS, _NOT_FINITE, _TRUE_ONE_HIGH, _HOLDS = range(1, 5)


def _mark(logits):
    if not np.isfinite(logits).all():
        return _NOT_FINITE
    if np.isinf(_fragile_loss(logits)):
        return _BREAKS
    return _TRUE_ONE_HIGH if logits.argmax() == 0 else _HOLDS
