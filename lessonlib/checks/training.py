"""Exercises on training: a first step, a step, and how many images a number needs."""

import numpy as np

from lessonlib import losses, pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_first_answers(answer):
    """Exercise of 12: what a linear classifier says after one step from zero.

    `answer(x, labels, new, n_classes)`, of shapes (N, F), (N,) and (M, F), returns (M,) classes.
    """
    rng = np.random.default_rng(4)
    x, new = rng.uniform(size=(12, 5)), rng.uniform(size=(8, 5))
    labels = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 1, 0])
    toward = np.eye(3)[rng.integers(0, 3, size=8)] @ rng.uniform(size=(3, 5))

    def sums(x, labels, n_classes):
        return pmf.one_hot(labels, n_classes).T @ x

    def means(x, labels, n_classes):
        return sums(x, labels, n_classes) / np.bincount(labels, minlength=n_classes)[:, None]

    def drawn(rng):
        n, m, f = rng.integers(1, 30, 3)
        c = rng.integers(2, 7)
        labels = np.r_[np.arange(c - 1), rng.integers(0, c - rng.integers(2), n)]
        x, new = rng.normal(size=(len(labels), f)), rng.normal(size=(m, f))
        return x + rng.normal(size=f), labels, new, int(c)

    return print_verdict(
        answer,
        [
            (x - 0.5, labels, new - 0.5, 3),
            (2 * x[::-1] - 1, labels, toward - 0.5, 3),
            (np.eye(4), np.array([1, 0, 2, 3]), np.eye(4), 4),
        ],
        lambda x, labels, new, n_classes: (new @ sums(x, labels, n_classes).T).argmax(axis=1),
        [
            (
                lambda x, labels, new, n_classes: (new @ means(x, labels, n_classes).T).argmax(1),
                "those are the means of the classes; the gradient adds, so it takes their sums",
            ),
            (
                lambda x, labels, new, n_classes: (new @ sums(x, labels, n_classes).T).argmin(1),
                "that is the least likely class; the step goes against the gradient",
            ),
            (
                lambda x, labels, new, n_classes: labels[(new @ x.T).argmax(axis=1)],
                "that is the label of the one image that has most in common; add up each class",
            ),
            (
                lambda x, labels, new, n_classes: np.full(
                    len(new), np.bincount(labels, minlength=n_classes).argmax()
                ),
                "that is the most frequent class, whatever the image shows",
            ),
            (
                lambda x, labels, new, n_classes: (
                    ((new[:, None] - means(x, labels, n_classes)) ** 2).sum(axis=2).argmin(axis=1)
                ),
                "that is the nearest class mean; the scores are products with sums",
            ),
        ],
        drawn,
    )


def check_images_needed(answer):
    """Exercise of 12: how many images a standard error takes.

    `answer(losses_of_images, error)` returns a number.
    """

    def variance(x):
        return np.var(x, ddof=1)

    def drawn(rng):
        n = drawing.count(rng, 2, 100)
        return rng.exponential(size=n) * drawing.number(rng, 0.1, 10), drawing.number(rng, 1e-3, 1)

    return print_verdict(
        answer,
        [
            (np.array([0.1, 0.4, 2.5, 0.05]), 0.02),
            (np.array([1.0, 3.0, 0.5]), 0.1),
        ],
        lambda x, error: variance(x) / error**2,
        [
            (
                lambda x, error: np.sqrt(variance(x)) / error,
                "that is √n; solve σ/√n = error for n",
            ),
            (
                lambda x, error: variance(x) / error,
                "the error is not squared; solve σ/√n = error for n",
            ),
            (
                lambda x, error: np.sqrt(variance(x)) / error**2,
                "the spread is not squared; solve σ/√n = error for n",
            ),
            (
                lambda x, error: np.var(x) / error**2,
                "almost: np.var divides by their number; give it ddof=1",
            ),
            (
                lambda x, error: np.sqrt(variance(x) / len(x)) / error,
                "that is the standard error that there is, over the one that is wanted",
            ),
            (
                lambda x, error: np.ceil(variance(x) / error**2),
                "right, and rounded up; leave it as it is",
            ),
            (
                lambda x, error: (np.mean(x) / error) ** 2,
                "that has the mean loss in the place of its spread",
            ),
        ],
        drawn,
    )


def check_training_step(answer):
    """Exercise of 12: one step of a linear classifier against the gradient of its mean loss.

    `answer(x, labels, W, rate)` returns the new weights, of the shape of W.
    """
    rng = np.random.default_rng(4)

    def q_minus_p(x, labels, W):
        return losses.softmax(x @ W, 1) - pmf.one_hot(labels, W.shape[1])

    def moved(x, W, rate, push):
        return W - rate * x.T @ push / len(x)

    def true_only(x, labels, W):
        p = pmf.one_hot(labels, W.shape[1])
        return p * q_minus_p(x, labels, W)

    def squared(x, labels, W):
        q, gap = losses.softmax(x @ W, 1), q_minus_p(x, labels, W)
        return gap * q * (1 - q)

    def twice(x, labels, W):
        q = losses.softmax(losses.softmax(x @ W, 1), 1)
        return q - pmf.one_hot(labels, W.shape[1])

    def drawn(rng):
        n, f, c = rng.integers(1, 7, 3)
        x, W = rng.normal(size=(n, f)), drawing.logits(rng, f, c)
        return x, drawing.labels(rng, n, c), W, drawing.number(rng, 0.01, 100)

    return print_verdict(
        answer,
        [
            (rng.normal(size=(5, 2)), np.array([0, 2, 1, 0, 3]), rng.normal(size=(2, 4)), 0.5),
            (rng.normal(size=(3, 4)), np.array([2, 0, 1]), rng.normal(size=(4, 3)), 2.0),
        ],
        lambda x, labels, W, rate: moved(x, W, rate, q_minus_p(x, labels, W)),
        [
            (
                lambda x, labels, W, rate: W - rate * x.T @ q_minus_p(x, labels, W),
                "that is still theirs: the gradient of the sum, so N times as long a step",
            ),
            (
                lambda x, labels, W, rate: moved(x, W, rate, -q_minus_p(x, labels, W)),
                "the sign is turned: that walks up",
            ),
            (
                lambda x, labels, W, rate: moved(x, W, rate / W.shape[1], q_minus_p(x, labels, W)),
                "that is also a mean over the classes; divide by the number of images only",
            ),
            (
                lambda x, labels, W, rate: moved(x, W, rate, true_only(x, labels, W)),
                "only the true class is moved; the others are pushed down by their q",
            ),
            (
                lambda x, labels, W, rate: moved(x, W, rate, squared(x, labels, W)),
                "a factor q (1 − q) is in it, as for squared errors; here it has cancelled",
            ),
            (
                lambda x, labels, W, rate: moved(x, W, rate, twice(x, labels, W)),
                "softmax is taken twice",
            ),
            (
                lambda x, labels, W, rate: rate * x.T @ q_minus_p(x, labels, W) / len(x),
                "that is the way; the step takes it from W",
            ),
            (
                lambda x, labels, W, rate: W - x.T @ q_minus_p(x, labels, W) / len(x),
                "the rate is missing",
            ),
        ],
        drawn,
    )
