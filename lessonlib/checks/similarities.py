"""Exercises on similarities and information: a scale, twins among views, bits that are shown."""

import numpy as np

from lessonlib import losses, pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_scale_for(answer):
    """Exercise of 23: the scale of cosines that a loss needs at least.

    `answer(loss, C)` returns a number.
    """

    def right(loss, c):
        return (c - 1) / c * np.log((c - 1) / np.expm1(loss))

    def drawn(rng):
        c = drawing.count(rng, 2, 10**6)
        return drawing.number(rng, 1e-6, 0.9 * np.log(c)), c

    return print_verdict(
        answer,
        [(0.1, 10), (1.0, 1000), (0.01, 2)],
        right,
        [
            (
                lambda loss, c: np.log((c - 1) / np.expm1(loss)),
                "that is by how much the logits differ; divide by C / (C − 1)",
            ),
            (
                lambda loss, c: np.log((c - 1) / np.expm1(loss)) / 2,
                "cosines of −1 to all others: that can be for two classes only",
            ),
            (
                lambda loss, c: (c - 1) / c * (np.log(c - 1) - loss),
                "the 1 inside the logarithm is missing: take expm1(loss), not exp(loss)",
            ),
            (
                lambda loss, c: c / (c - 1) * np.log((c - 1) / np.expm1(loss)),
                "turned round: C / (C − 1) multiplies the scale, so divide by it",
            ),
            (
                lambda loss, c: np.log1p((c - 1) * np.exp(-loss * c / (c - 1))),
                "that takes the loss for a scale; solve the floor for s",
            ),
            (
                lambda loss, c: 1 / right(loss, c),
                "that is the temperature; the scale is one over it",
            ),
        ],
        drawn,
    )


def check_nt_xent(answer):
    """Exercise of 23: each view looks for its twin among all others, in both lists.

    `answer(first, second, s)`, twice of shape (N, d), returns a number.
    """

    def unit(vectors):
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def logits(a, b, s, own=-np.inf):
        both = np.vstack([a, b])
        z = s * both @ both.T
        if own is not None:
            np.fill_diagonal(z, own)
        return z

    def twin(a):
        return np.roll(np.arange(2 * len(a)), len(a))

    def right(a, b, s):
        return losses.cross_entropy(logits(a, b, s), twin(a))

    def without_twin(a, b, s):
        z, own = logits(a, b, s), np.arange(2 * len(a))
        others = z.copy()
        others[own, twin(a)] = -np.inf
        return (losses.logsumexp(others, axis=1) - z[own, twin(a)]).mean()

    def drawn(rng):
        n, d = drawing.count(rng, 1, 6), int(rng.integers(2, 6))
        first = unit(rng.normal(size=(n, d)))
        second = unit(first + rng.choice([0.0, 0.3, 2.0]) * rng.normal(size=(n, d)))
        return first, second, drawing.number(rng, 0.5, 200)

    rng = np.random.default_rng(4)
    a, b = unit(rng.normal(size=(3, 4))), unit(rng.normal(size=(3, 4)))
    return print_verdict(
        answer,
        [(a, b, 2.0), (unit(a[:2] + 0.2), unit(b[:2] - 0.1), 10.0)],
        right,
        [
            (
                lambda a, b, s: losses.cross_entropy(logits(a, b, s, own=None), twin(a)),
                "a view is among its own others there: its logit for itself takes −inf",
            ),
            (
                lambda a, b, s: losses.cross_entropy(logits(a, b, s, own=0.0), twin(a)),
                "a logit of 0 is not left out: e^0 is 1; take −inf",
            ),
            (
                lambda a, b, s: losses.cross_entropy(s * a @ b.T, np.arange(len(a))),
                "the others of its own list are missing, and the way back",
            ),
            (
                lambda a, b, s: (
                    (
                        losses.cross_entropy(s * a @ b.T, np.arange(len(a)))
                        + losses.cross_entropy(s * b @ a.T, np.arange(len(a)))
                    )
                    / 2
                ),
                "the others of its own list are missing: 2N − 1 are looked at, not N",
            ),
            (
                without_twin,
                "the twin is missing from the sum below: softmax is over all 2N − 1",
            ),
            (
                lambda a, b, s: right(a, b, s) * 2 * len(a),
                "that is the sum; take the mean over the views",
            ),
            (
                lambda a, b, s: right(a, b, 1 / s),
                "s is a scale: multiply by it; a temperature divides",
            ),
            (
                lambda a, b, s: right(a, b, 1.0),
                "the scale is missing",
            ),
            (
                lambda a, b, s: losses.cross_entropy(logits(a, b, s), np.arange(2 * len(a)) ^ 1),
                "the twin of view n is n + N, as the lists stand one below the other",
            ),
        ],
        drawn,
    )


def check_bits_shown(answer):
    """Exercise of 23: how many bits per example a model shows to be found.

    `answer(losses_of_new, labels)`, twice of shape (N,), returns a number.
    """

    def entropy(labels):
        return float(pmf.entropy(np.bincount(labels) / len(labels)))

    def right(costs, labels):
        return (entropy(labels) - costs.mean()) / np.log(2)

    def drawn(rng):
        n, c = drawing.count(rng, 2, 40), drawing.count(rng, 2, 8)
        return rng.exponential(size=n), drawing.labels(rng, n, c)

    return print_verdict(
        answer,
        [
            (np.array([0.1, 0.5, 0.2, 0.05]), np.array([0, 1, 3, 0])),
            (np.array([2.0, 0.3, 1.5]), np.array([2, 2, 0])),
        ],
        right,
        [
            (
                lambda costs, labels: right(costs, labels) * np.log(2),
                "those are nats; divide by ln 2",
            ),
            (
                lambda costs, labels: (np.log(labels.max() + 1) - costs.mean()) / np.log(2),
                "ln C is for classes that are equally frequent; take these labels' entropy",
            ),
            (
                lambda costs, labels: (np.log(len(np.unique(labels))) - costs.mean()) / np.log(2),
                "that is for classes that are equally frequent; take these labels' entropy",
            ),
            (
                lambda costs, labels: -right(costs, labels),
                "the sign is turned: a lower loss shows more",
            ),
            (
                lambda costs, labels: max(0.0, right(costs, labels)),
                "below 0 it says: worse than the base rates; leave it",
            ),
            (
                lambda costs, labels: right(costs, labels) * len(costs),
                "that is for all together; how many for each?",
            ),
            (
                lambda costs, labels: costs.mean() / np.log(2),
                "that is the loss in bits; how far is it below the entropy of the labels?",
            ),
            (
                lambda costs, labels: right(costs, labels) / entropy(labels) * np.log(2),
                "that is a share of the entropy; say how many bits",
            ),
        ],
        drawn,
    )
