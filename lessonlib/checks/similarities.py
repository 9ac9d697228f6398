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
        [(0.1, 10), (1.0, 1000), (0.01, 2), (2.2, 10)],
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


def check_twins_loss(answer):
    """Exercise of 23: each view looks for each of its twins among all others.

    `answer(views, s)`, of shape (M, N, d), returns a number.
    """

    def logits(views, s, own=-np.inf):
        every = views.reshape(-1, views.shape[2])
        z = s * every @ every.T
        if own is not None:
            np.fill_diagonal(z, own)
        return z

    def twins(views):
        image = np.arange(views.shape[0] * views.shape[1]) % views.shape[1]
        return (image[:, np.newaxis] == image) & ~np.eye(len(image), dtype=bool)

    def of_twins(views, s):
        return np.where(twins(views), logits(views, s), 0).sum(axis=1)

    def among(views, s, own=-np.inf):
        """The loss with whatever a view's logit for itself is."""
        return (
            losses.logsumexp(logits(views, s, own), axis=1) - of_twins(views, s) / (len(views) - 1)
        ).mean()

    def one_twin_a_time(views, s):
        """Each twin among what is no twin: the other twins are left out."""
        z, are = logits(views, s), twins(views)
        others = losses.logsumexp(np.where(are, -np.inf, z), axis=1)
        each = np.logaddexp(others[:, np.newaxis], z) - z
        return each[are].mean()

    def without_twins(views, s):
        others = np.where(twins(views), -np.inf, logits(views, s))
        return (losses.logsumexp(others, axis=1) - of_twins(views, s) / (len(views) - 1)).mean()

    def any_twin(views, s):
        z = logits(views, s)
        inside = np.where(twins(views), z, -np.inf)
        return (losses.logsumexp(z, axis=1) - losses.logsumexp(inside, axis=1)).mean()

    def next_twin(views, s):
        n = len(views) * views.shape[1]
        return losses.cross_entropy(logits(views, s), np.roll(np.arange(n), -views.shape[1]))

    def summed(views, s):
        m = len(views) - 1
        return (m * losses.logsumexp(logits(views, s), axis=1) - of_twins(views, s)).mean()

    def unit(vectors):
        return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)

    def drawn(rng):
        m, n, d = (int(rng.integers(*ends)) for ends in ((2, 5), (2, 5), (2, 6)))
        images = rng.normal(size=(n, d))
        views = unit(images + rng.choice([0.0, 0.3, 2.0]) * rng.normal(size=(m, n, d)))
        return views, drawing.number(rng, 0.5, 200)

    rng = np.random.default_rng(4)
    return print_verdict(
        answer,
        [
            (unit(rng.normal(size=(3, 4, 3))), 2.0),
            (unit(rng.normal(size=(4, 2, 3)) + 0.3), 5.0),
            (unit(rng.normal(size=(2, 3, 2))), 1.0),
        ],
        among,
        [
            (
                lambda views, s: among(views, s, own=None),
                "a view is among its own others there: its logit for itself takes −inf",
            ),
            (
                lambda views, s: among(views, s, own=0.0),
                "a logit of 0 is not left out: e^0 is 1; take −inf",
            ),
            (
                one_twin_a_time,
                "the other twins are left out there; all others count, twins or not",
            ),
            (
                without_twins,
                "the twins are missing from the sum below: softmax is over all others",
            ),
            (
                any_twin,
                "that is the price of finding one of them, whichever; each twin is looked for",
            ),
            (
                next_twin,
                "that is one twin for each view; take the mean over all of them",
            ),
            (
                summed,
                "that is the sum over the twins; take their mean",
            ),
            (
                lambda views, s: among(views, s) * views.shape[0] * views.shape[1],
                "that is the sum over the views; take their mean",
            ),
            (
                lambda views, s: among(views, 1 / s),
                "s is a scale: multiply by it; a temperature divides",
            ),
            (
                lambda views, s: among(views, 1.0),
                "the scale is missing",
            ),
            (
                lambda views, s: among(views.swapaxes(0, 1), s),
                "twins stand below each other: copies are the first axis, images the second",
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
