"""Exercises on runs: the losses at which mistakes come to rest."""

import numpy as np

from lessonlib import pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_twice_floor(answer):
    """Exercise of 24: the floor of a smoothed loss where softmax is applied twice.

    `answer(n_classes, eps)`, eps at most 0.3, returns a number.
    """

    def floor(c, eps):
        return np.log(np.e + c - 1) - (1 - eps + eps / c)

    def drawn(rng):
        return drawing.count(rng, 2, 1000), drawing.number(rng, 0.01, 0.3)

    return print_verdict(
        answer,
        [(2, 0.1), (10, 0.2), (1000, 0.05), (10, 0.0)],
        floor,
        [
            (
                lambda c, eps: np.log1p((c - 1) / np.e),
                "that is without smoothing, which asks for a little of each class",
            ),
            (
                lambda c, eps: np.log(np.e + c - 1) - (1 - eps),
                "the true class has its share of what is spread, too: 1 − ε + ε/C",
            ),
            (
                lambda c, eps: np.log(np.e + c - 1) - 1 + eps / c,
                "a share ε is taken from the true class before ε/C comes back",
            ),
            (
                lambda c, eps: np.log(np.e + c - 1),
                "that is log-sum-exp of 1, 0, …, 0; take off the target's share of the logit 1",
            ),
            (
                lambda c, eps: pmf.entropy((1 - eps) * pmf.one_hot(0, c) + eps / c),
                "that is the floor of one softmax with smoothing, which can reach its target",
            ),
            (lambda c, eps: -floor(c, eps), "the sign is turned: a loss is not below 0"),
            (lambda c, eps: floor(c, eps) / np.log(2), "that is in bits; np.log gives nats"),
            (
                lambda c, eps: np.log1p((c - 1) / np.e) * (1 - eps),
                "the spread share is paid, too, at the logarithms of the other classes",
            ),
        ],
        drawn,
    )


def check_batch_floor(answer):
    """Exercise of 24: the floor of a batch's loss where softmax is taken over the batch.

    `answer(labels)` returns a number.
    """

    def counts(labels):
        return np.bincount(labels)[labels]

    def drawn(rng):
        return (drawing.labels(rng, drawing.count(rng, 1, 60), drawing.count(rng, 1, 9)),)

    return print_verdict(
        answer,
        [
            (np.array([0, 0, 0, 2, 1, 0]),),
            (np.array([1, 3, 3, 1, 1, 3, 3, 0]),),
            (np.array([0, 1, 1, 0, 1]),),
        ],
        lambda labels: np.log(counts(labels)).mean(),
        [
            (
                lambda labels: np.log(len(labels)),
                "that is where it starts; the images of a class can share what the others leave",
            ),
            (
                lambda labels: np.log(counts(labels).min()),
                "that is the rarest class's alone; average over the images",
            ),
            (lambda labels: 0.0, "that is so where each class has one image; several must share"),
            (
                lambda labels: np.log(np.unique(labels, return_counts=True)[1]).mean(),
                "each class counted once; average over the images",
            ),
            (
                lambda labels: np.log(counts(labels)).sum(),
                "that is the sum over the images; the loss is their mean",
            ),
            (
                lambda labels: np.log2(counts(labels)).mean(),
                "that is in bits; np.log gives nats",
            ),
            (
                lambda labels: np.log(counts(labels).mean()),
                "the logarithm of each image's count comes first, then the mean",
            ),
            (
                lambda labels: -np.log(counts(labels) / len(labels)).mean(),
                "that is the entropy of the label frequencies; here ln N less that is asked for",
            ),
            (
                lambda labels: np.log(len(np.unique(labels))),
                "that is ln of the number of classes; here images share, not classes",
            ),
            (
                lambda labels: np.log(counts(labels).max()),
                "that is the most frequent class's alone",
            ),
        ],
        drawn,
    )
