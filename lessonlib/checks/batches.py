"""Exercises on the loss of many images: the sum, the mean, and what a number of nats means."""

import numpy as np

from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_one_more(answer):
    """Exercise of 00: the probability behind a loss that is as large as that of n images together.

    `answer(q, n)` returns a number from 0 to 1: the true class of each of the n images got the
    probability q.
    """

    def drawn(rng):
        # Not so many that the answer is smaller than what a check tells from 0.
        q = 1.0 if rng.integers(10) == 0 else float(rng.uniform(0.1, 0.999))
        return q, drawing.count(rng, 1, int(min(200, max(1, 8 / -np.log(min(q, 0.999))))))

    return print_verdict(
        answer,
        [(0.9, 10), (0.99, 200), (0.5, 3), (0.5, 20)],
        lambda q, n: q**n,
        [
            (
                lambda q, n: n * -np.log(q),
                "that is the loss of the one more; which probability has it?",
            ),
            (lambda q, n: q / n, "losses add up, and so probabilities multiply; do not divide"),
            (
                lambda q, n: n * q,
                "probabilities do not add up, their losses do; so the probabilities multiply",
            ),
            (
                lambda q, n: q ** (1 / n),
                "that is a root; the one image costs n times as much, which is a power",
            ),
            (lambda q, n: 1 - q**n, "that is what is missing to 1; the probability is asked for"),
            (lambda q, n: (1 - q) ** n, "the others gave q to their true class, not 1 − q"),
            (lambda q, n: n * np.log(q), "that is a sum of logarithms; which probability has it?"),
            (lambda q, n: np.exp(n * -np.log(q)), "a minus is lost: a probability is at most 1"),
            (lambda q, n: q ** (n + 1), "the one more is counted among the n"),
        ],
        drawn,
    )


def check_typical_probability(answer):
    """Exercise of 00: the probability whose loss is the mean loss.

    `answer(total_loss, n_images)` returns a number from 0 to 1.
    """

    def drawn(rng):
        n = drawing.count(rng, 1, 100)
        return n * float(rng.choice([0.0, drawing.number(rng, 0.01, 10)])), n

    return print_verdict(
        answer,
        [(9.0, 4), (2.0, 5), (52.912742, 4), (150.0, 10)],
        lambda total, n: np.exp(-total / n),
        [
            (lambda total, n: total / n, "that is the mean loss; which probability costs so much?"),
            (lambda total, n: np.exp(total / n), "a minus is missing: the loss is −ln q"),
            (lambda total, n: np.exp(-total), "that is the product for all; divide the loss by n"),
            (lambda total, n: 2 ** (-total / n), "that undoes log2; ln is undone by np.exp"),
            (lambda total, n: 10 ** (-total / n), "that undoes log10; ln is undone by np.exp"),
            (lambda total, n: -np.log(total / n), "that is −ln of the mean loss; undo −ln instead"),
            (lambda total, n: 1 - total / n, "1 − loss is near exp(−loss) for tiny losses only"),
        ],
        drawn,
    )


def check_mean_after_one_more(answer):
    """Exercise of 03: the mean loss of a batch, when one more image joins it.

    `answer(mean, n, q)` returns a number: n images had that mean, and the true class of one more
    gets probability q.
    """

    def drawn(rng):
        q = float(rng.choice([1.0, drawing.number(rng, 1e-30, 1)]))
        return drawing.number(rng, 0.01, 10), drawing.count(rng, 1, 1000), q

    return print_verdict(
        answer,
        [(2.0, 3, 0.5), (0.7, 10, 0.01)],
        lambda m, n, q: (n * m - np.log(q)) / (n + 1),
        [
            (
                lambda m, n, q: (m - np.log(q)) / 2,
                "that is a mean of two means; the first stands for n images",
            ),
            (
                lambda m, n, q: (n * m - np.log(q)) / n,
                "divided by n; there is one image more now",
            ),
            (
                lambda m, n, q: m - np.log(q) / (n + 1),
                "the old mean is kept whole; its n images are n of n + 1 now",
            ),
            (lambda m, n, q: n * m - np.log(q), "that is the sum; divide it by n + 1"),
            (
                lambda m, n, q: (n * m + q) / (n + 1),
                "the probability itself was added; the image costs −ln of it",
            ),
            (
                lambda m, n, q: (n * m + np.log(q)) / (n + 1),
                "the minus is lost: the image costs −ln q",
            ),
            (
                lambda m, n, q: (n * m - np.log2(q)) / (n + 1),
                "the new price is in bits; nats take np.log",
            ),
            (
                lambda m, n, q: (m - np.log(q)) / (n + 1),
                "the mean counts once there; it stands for n images, so multiply it by n",
            ),
        ],
        drawn,
    )


def check_loss_of_columns(answer):
    """Exercise of 03: the mean loss, where each column of a matrix belongs to an image.

    `answer(raw, labels)` returns a number: raw has the shape (C, N), and is positive.
    """

    def right(raw, labels):
        q = raw / raw.sum(axis=0)
        return -np.log(q[labels, np.arange(len(labels))]).mean()

    def by_rows(raw, labels):
        q = raw / raw.sum(axis=1, keepdims=True)
        return -np.log(q[labels, np.arange(len(labels))]).mean()

    def drawn(rng):
        c, n = rng.integers(2, 7), rng.integers(1, 7)
        raw = rng.uniform(0.1, 9, (c, n)) * rng.choice([1, 1e-12, 1e-30], (c, n))
        raw = raw if rng.integers(4) else rng.integers(1, 9, (c, n))
        return raw, drawing.labels(rng, n, c)

    return print_verdict(
        answer,
        [
            (np.array([[1.0, 3.0], [4.0, 2.0], [5.0, 1.0]]), np.array([2, 1])),
            (np.array([[1.0, 3.0, 1.0], [4.0, 2.0, 7.0], [5.0, 1.0, 2.0]]), np.array([1, 0, 1])),
        ],
        right,
        [
            (by_rows, "the rows were normalised; here each column is an image"),
            (
                lambda raw, y: -np.log((raw / raw.sum(axis=0)).max(axis=0)).mean(),
                "that is the largest of each column; the label says which one counts",
            ),
            (
                lambda raw, y: -np.log(raw[y, np.arange(len(y))]).mean(),
                "the columns are not divided by their sums yet",
            ),
            (
                lambda raw, y: -np.log(raw / raw.sum())[y, np.arange(len(y))].mean(),
                "the whole matrix sums to 1; each column should",
            ),
            (
                lambda raw, y: right(raw, y) * len(y),
                "that is the sum; the mean divides it by the number of images",
            ),
            (
                lambda raw, y: right(raw, y) * len(y) / len(raw),
                "divided by the number of classes; the mean is over the images",
            ),
            (lambda raw, y: -right(raw, y), "the minus is lost: an image costs −ln q"),
            (
                lambda raw, y: -np.log((raw / raw.sum(axis=0))[y]).mean(),
                "whole rows were picked; pair each label with its own column",
            ),
            (
                lambda raw, y: -np.log(raw / raw.sum(axis=0)).mean(),
                "all numbers were counted; only those of the true classes cost",
            ),
            (
                lambda raw, y: -np.log((raw / raw.sum(axis=0))[y, np.arange(len(y))].mean()),
                "the mean was taken before the logarithm; take it of the losses",
            ),
        ],
        drawn,
    )
