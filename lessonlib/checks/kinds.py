"""Exercises on labels of other kinds: wrong ones undone, sets of classes, a price for grades."""

import numpy as np

from lessonlib import losses, pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_wrong_labels_undone(answer):
    """Exercise of 17: the truth behind what labels teach of which some were replaced.

    `answer(t, r)`, a pmf of shape (C,) and a rate, returns a pmf.
    """

    def right(t, r):
        each = r / (len(t) - 1)
        return (t - each) / (1 - r - each)

    def seen(p, r):
        return (1 - r) * p + r * (1 - p) / (len(p) - 1)

    def drawn(rng):
        c = drawing.count(rng, 2, 12)
        r = float(rng.uniform(0, 0.9) * (c - 1) / c)
        return seen(drawing.pmf(rng, c, zeros=True), r), r

    def clipped(t, r):
        return pmf.normalize(np.maximum(t - r, 1e-9))

    return print_verdict(
        answer,
        [
            (seen(np.array([0.7, 0.2, 0.1]), 0.4), 0.4),
            (seen(np.array([0.0, 1.0, 0.0, 0.0, 0.0]), 0.3), 0.3),
            (np.array([0.6, 0.4]), 0.0),
        ],
        right,
        [
            (
                lambda t, r: (t - r / len(t)) / (1 - r),
                "there the label itself is among what replaces it; here it is another class",
            ),
            (
                lambda t, r: t / (1 - r),
                "each class also gets something from the others: take it away first",
            ),
            (
                lambda t, r: (t - r / (len(t) - 1)) / (1 - r),
                "almost: it no longer sums to 1; divide by what is left of the difference",
            ),
            (
                seen,
                "that is done once more, not undone",
            ),
            (
                clipped,
                "r is shared out among the others: each gets r / (C − 1), not r",
            ),
        ],
        drawn,
    )


def check_set_loss(answer):
    """Exercise of 17: the mean price of labels that say a set of classes.

    `answer(logits, allowed)`, twice of shape (N, C), returns a number.
    """

    def gap(logits, allowed):
        inside = np.where(allowed, logits, -np.inf)
        return losses.logsumexp(logits, axis=1) - losses.logsumexp(inside, axis=1)

    def drawn(rng):
        n, c = drawing.count(rng, 1, 8), drawing.count(rng, 1, 9)
        allowed = rng.random((n, c)) < rng.choice([0.2, 0.5, 1.0])
        allowed[np.arange(n), rng.integers(0, c, n)] = True
        return drawing.logits(rng, n, c, most=float(rng.choice([3.0, 4000.0]))), allowed

    yes, no = True, False
    z = np.array([[1.0, -0.5, 2.0, 0.0], [0.3, 0.2, -1.0, 4.0]])
    allowed = np.array([[yes, no, yes, no], [no, yes, no, no]])
    far = np.array([[-3000.0, -3001.0, 0.0, 1.0], [2000.0, 0.0, 5.0, 1.0]])

    def softly(logits, allowed):
        q = np.exp(logits - logits.max(axis=1, keepdims=True))
        return -np.log((q * allowed).sum(axis=1) / q.sum(axis=1)).mean()

    return print_verdict(
        answer,
        [(z, allowed), (far, np.array([[yes, yes, no, no], [no, yes, yes, no]]))],
        lambda logits, allowed: gap(logits, allowed).mean(),
        [
            (
                softly,
                "infinite where q of the set is 0 in floats; subtract two log-sum-exps instead",
            ),
            (
                lambda z, allowed: losses.cross_entropy(z, pmf.normalize(allowed.astype(float))),
                "that asks for equal shares within the set; only their sum is known",
            ),
            (
                lambda z, allowed: losses.cross_entropy(z, allowed.astype(float)),
                "three ones are no pmf: each allowed class is paid for there, as if all were true",
            ),
            (
                lambda z, allowed: gap(z, allowed).sum(),
                "that is the sum; take the mean over the images",
            ),
            (
                lambda z, allowed: (
                    losses.logsumexp(z, axis=1) - np.where(allowed, z, -np.inf).max(axis=1)
                ).mean(),
                "that is the price of the likeliest of the set; the others count, too",
            ),
            (
                lambda z, allowed: (
                    losses.logsumexp(z, axis=1) - losses.logsumexp(np.where(allowed, z, 0), axis=1)
                ).mean(),
                "a logit of 0 is not left out: what is not allowed takes −inf",
            ),
            (
                lambda z, allowed: gap(z, ~allowed).mean(),
                "that is the price of the classes that are not allowed",
            ),
        ],
        drawn,
    )


def check_cheapest_bet(answer):
    """Exercise of 17: what to say where the price is the mean distance from what came.

    `answer(p)`, a pmf of shape (C,), returns a pmf.
    """

    def distances(p):
        k = np.arange(len(p))
        return abs(k[:, np.newaxis] - k) @ p

    def right(p):
        return np.eye(len(p))[distances(p).argmin()]

    def drawn(rng):
        p = drawing.pmf(rng, drawing.count(rng, 2, 9), zeros=True)
        if abs(np.cumsum(p) - 0.5).min() < 1e-6:  # two grades would be level
            p = pmf.normalize(p + np.arange(len(p)) * 0.01)
        return (p,)

    def at(place, p):
        return np.eye(len(p))[int(place)]

    return print_verdict(
        answer,
        [
            (np.array([0.4, 0.25, 0.2, 0.1, 0.05]),),
            (np.array([0.05, 0.05, 0.3, 0.6]),),
            (np.array([0.4, 0.05, 0.15, 0.1, 0.3]),),
        ],
        right,
        [
            (lambda p: p, "honesty is not the cheapest here: the price is straight in q"),
            (
                lambda p: at(p.argmax(), p),
                "that is the likeliest grade; another may be nearer to the rest",
            ),
            (
                lambda p: at(np.rint(np.arange(len(p)) @ p), p),
                "that is the mean grade, which squared distances ask for",
            ),
            (
                lambda p: pmf.normalize(np.exp(-distances(p))),
                "nothing is gained by spreading: the price is straight in q",
            ),
            (
                lambda p: at(distances(p).argmax(), p),
                "that is the dearest",
            ),
            (
                lambda p: np.full(len(p), 1 / len(p)),
                "all alike is what one says who believes nothing; you believe p",
            ),
            (
                lambda p: at(min(np.searchsorted(np.cumsum(p), 0.5) + 1, len(p) - 1), p),
                "one too far: the first grade at which the sums pass one half",
            ),
        ],
        drawn,
    )
