"""Exercises on runs: the losses at which mistakes come to rest."""

import numpy as np

from lessonlib import pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_twice_floor(answer):
    """Exercise of 20: the floor of a smoothed loss where softmax is applied twice.

    `answer(n_classes, eps)`, eps at most 0.3, returns a number.
    """

    def floor(c, eps):
        return np.log(np.e + c - 1) - (1 - eps + eps / c)

    def drawn(rng):
        return drawing.count(rng, 2, 100_000), drawing.number(rng, 0.01, 0.3)

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


def check_frequency_floor(answer):
    """Exercise of 20: the loss of a model that learned only how often each class occurs.

    `answer(labels, n_classes)` returns a number.
    """

    def frequencies(labels, c):
        return np.bincount(labels, minlength=c) / len(labels)

    def seen(labels, c):
        share = frequencies(labels, c)
        return share[share > 0]

    def drawn(rng):
        c = drawing.count(rng, 1, 9)
        return drawing.labels(rng, drawing.count(rng, 1, 60), c), c

    return print_verdict(
        answer,
        [(np.array([0, 0, 0, 2, 1, 0]), 3), (np.array([1, 3, 3, 1, 1, 3, 3, 0]), 5)],
        lambda labels, c: pmf.entropy(frequencies(labels, c)),
        [
            (
                lambda labels, c: np.log(c),
                "that is for classes that occur equally often; count the labels",
            ),
            (
                lambda labels, c: pmf.entropy(frequencies(labels, c), base=2),
                "that is in bits; np.log gives nats",
            ),
            (
                lambda labels, c: -np.log(seen(labels, c).max()),
                "that is the price of the most frequent class; average over all labels",
            ),
            (
                lambda labels, c: -np.log(seen(labels, c)).mean(),
                "each class counted once; a class counts as often as it occurs",
            ),
            (lambda labels, c: -pmf.entropy(frequencies(labels, c)), "the minus is lost"),
            (
                lambda labels, c: -np.sum(frequencies(labels, c) * np.log(frequencies(labels, c))),
                "a class that does not occur made 0 · ln 0, which came out as nan; it stands for 0",
            ),
            (
                lambda labels, c: pmf.entropy(frequencies(labels, c)) / c,
                "that is divided by C; the frequencies are weights already",
            ),
            (
                lambda labels, c: 1 - seen(labels, c).max(),
                "that is the share of wrong answers, not a loss",
            ),
        ],
        drawn,
    )
