"""Exercises on runs: the losses at which mistakes come to rest."""

import numpy as np

from lessonlib import pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_twice_floor(answer):
    """Exercise of 20: the floor of the loss where softmax is applied twice.

    `answer(n_classes)` returns a number.
    """

    def drawn(rng):
        return (drawing.count(rng, 2, 100_000),)

    return print_verdict(
        answer,
        [(2,), (10,), (1000,)],
        lambda c: np.log1p((c - 1) / np.e),
        [
            (np.log, "that is where an untrained model starts; the floor is below it"),
            (lambda c: 0.0, "that is the floor of one softmax; read as logits, 1 and 0 are near"),
            (
                lambda c: np.log(1 + c / np.e),
                "the true class was counted among the others; C − 1 classes have logit 0",
            ),
            (
                lambda c: np.log(np.e + c - 1),
                "that is log-sum-exp of 1, 0, …, 0; take the true logit from it, which is 1",
            ),
            (
                lambda c: -np.log1p((c - 1) / np.e),
                "the sign is turned: a loss is not below 0",
            ),
            (lambda c: np.log2(1 + (c - 1) / np.e), "that is in bits; np.log gives nats"),
            (
                lambda c: np.e / (np.e + c - 1),
                "that is the best q of the true class; its price is −ln of that",
            ),
            (lambda c: 1 + (c - 1) / np.e, "the logarithm is missing"),
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
