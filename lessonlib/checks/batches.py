"""Exercises on the loss of many images: the sum, the mean, and what a number of nats means."""

import numpy as np

from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_uniform_loss(answer):
    """Exercise of 00: the summed loss, in nats, of N images when every class gets 1/C.

    `answer(n_images, n_classes)` returns a number.
    """

    def drawn(rng):
        return drawing.count(rng, 1, 1000), drawing.count(rng, 1, 100_000)

    return print_verdict(
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
            (
                lambda n, c: n * c * np.log(c),
                "every class was counted; an image costs −ln of its true class alone",
            ),
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
        drawn,
    )


def check_mean_after_one_more(answer):
    """Exercise of 03: the mean loss of a batch, when one more image joins it.

    `answer(mean, n, q)` returns a number: n images had that mean, and the true class of one more
    gets probability q.
    """

    def drawn(rng):
        q = float(rng.choice([1.0, drawing.number(rng, 1e-300, 1)]))
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
