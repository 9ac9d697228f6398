"""Exercises on the loss of many images: the sum, the mean, and what a number of nats means."""

import numpy as np

from lessonlib.checks.verdict import print_verdict


def check_uniform_loss(answer):
    """Exercise of 00: the summed loss, in nats, of N images when every class gets 1/C.

    `answer(n_images, n_classes)` returns a number.
    """
    print_verdict(
        answer,
        [(4, 10), (3, 5)],
        lambda n, c: n * np.log(c),
        [
            (lambda n, c: -n * np.log(c), "the sign is lost: −ln(1/C) is + ln C"),
            (lambda n, c: np.log(c), "that is one image; the loss is summed over all of them"),
            (lambda n, c: n * np.log2(c), "that is in bits (log2); nats take the natural log"),
            (lambda n, c: n * np.log10(c), "that is log10; nats take the natural log, np.log"),
            (lambda n, c: n / c, "the probability itself was summed; each image costs −ln of it"),
            (lambda n, c: c * np.log(n), "images and classes are swapped"),
        ],
    )


def check_typical_probability(answer):
    """Exercise of 00: the probability whose loss is the mean loss.

    `answer(total_loss, n_images)` returns a number from 0 to 1.
    """
    print_verdict(
        answer,
        [(9.0, 4), (2.0, 5)],
        lambda total, n: np.exp(-total / n),
        [
            (lambda total, n: np.exp(total / n), "a minus is missing: the loss is −ln q"),
            (lambda total, n: np.exp(-total), "that is the product for all; divide the loss by n"),
            (lambda total, n: 2 ** (-total / n), "that undoes log2; ln is undone by np.exp"),
            (lambda total, n: 10 ** (-total / n), "that undoes log10; ln is undone by np.exp"),
            (lambda total, n: -np.log(total / n), "that is −ln of the mean loss; undo −ln instead"),
            (lambda total, n: 1 - total / n, "1 − loss is near exp(−loss) for tiny losses only"),
        ],
    )


def check_mean_loss(answer):
    """Exercise of 03: the mean of -ln q of the true classes over a batch.

    `answer(q, labels)` returns a number.
    """
    picked = (np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]]), np.array([2, 1]))
    more = (np.array([[0.5, 0.3, 0.2], [0.2, 0.2, 0.6], [0.1, 0.8, 0.1]]), np.array([1, 2, 0]))

    def true_ones(q, labels):
        return q[np.arange(len(labels)), labels]

    print_verdict(
        answer,
        [picked, more],
        lambda q, y: -np.log(true_ones(q, y)).mean(),
        [
            (lambda q, y: -np.log(true_ones(q, y)).sum(), "that is the sum; the mean divides by N"),
            (
                lambda q, y: -np.log(q[:, y]).mean(),
                "q[:, labels] takes those columns of every row; pair each row with its own label",
            ),
            (lambda q, y: np.log(true_ones(q, y)).mean(), "the minus is lost"),
            (lambda q, y: -true_ones(q, y).mean(), "the logarithm is missing"),
            (lambda q, y: -np.log2(true_ones(q, y)).mean(), "that is in bits; nats take np.log"),
            (lambda q, y: -np.log10(true_ones(q, y)).mean(), "that is log10; nats take np.log"),
            (
                lambda q, y: -np.log(true_ones(q, y)).sum() / q.shape[1],
                "divided by the number of classes; the mean is over the images",
            ),
            (
                lambda q, y: -np.log(true_ones(q, y).mean()),
                "the log was taken of the mean; swap them",
            ),
            (
                lambda q, y: -np.log(true_ones(q, y)).sum() / q.size,
                "divided by all N · C numbers; only N of them are losses",
            ),
            (
                lambda q, y: -np.log(q.max(axis=1)).mean(),
                "that uses the likeliest class, not the true",
            ),
            (lambda q, y: -np.log(q).mean(), "every class was counted; only the true one is"),
        ],
    )
