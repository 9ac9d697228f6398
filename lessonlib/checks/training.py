"""Exercises on training: a first step, parts joined, how many images, which weight, who judges."""

import numpy as np

from lessonlib import pmf
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


def check_images_to_tell(answer):
    """Exercise of 12: on how many images two models' difference is two standard errors.

    `answer(losses_of_one, losses_of_other)`, of the same images, returns a number.
    """

    def right(x, y):
        return 4 * np.var(x - y, ddof=1) / np.mean(x - y) ** 2

    def apart(x, y):
        return np.var(x, ddof=1) + np.var(y, ddof=1)

    def drawn(rng):
        n = drawing.count(rng, 2, 100)
        x = rng.exponential(size=n) * drawing.number(rng, 0.1, 10)
        return x, x * rng.uniform(0.2, 0.9) + rng.normal(size=n) * 0.1 - rng.choice([0.5, 3])

    return print_verdict(
        answer,
        [
            (np.array([0.1, 0.4, 2.5, 0.05]), np.array([0.2, 0.9, 2.8, 0.1])),
            (np.array([1.0, 3.0, 0.5]), np.array([0.4, 2.0, 0.6])),
        ],
        right,
        [
            (
                lambda x, y: right(x, y) / 4,
                "that is for one standard error; two are asked for, and n goes with their square",
            ),
            (
                lambda x, y: right(x, y) / 2,
                "the two is to be squared: 2 σ/√n = difference, solved for n",
            ),
            (
                lambda x, y: np.sqrt(right(x, y)),
                "that is √n; solve 2 σ/√n = difference for n",
            ),
            (
                lambda x, y: 4 * apart(x, y) / np.mean(x - y) ** 2,
                "that adds the variances, as for other images; here take that of the differences",
            ),
            (
                lambda x, y: 4 * np.var(x - y) / np.mean(x - y) ** 2,
                "almost: np.var divides by their number; give it ddof=1",
            ),
            (
                lambda x, y: np.ceil(right(x, y)),
                "right, and rounded; leave it as it is",
            ),
            (
                lambda x, y: right(x, y) / len(x),
                "that is how many times these images; how many is it?",
            ),
        ],
        drawn,
    )


def check_joined_gradient(answer):
    """Exercise of 12: the gradient of a mean loss, from those of parts.

    `answer(gradients, sizes)`, of shapes (K, F, C) and (K,), returns a matrix of shape (F, C).
    """

    def drawn(rng):
        k, f, c = rng.integers(1, 6, 3)
        sizes = np.array([drawing.count(rng, 1, 1000) for _ in range(k)])
        return rng.normal(size=(k, f, c)), sizes

    rng = np.random.default_rng(4)
    return print_verdict(
        answer,
        [
            (rng.normal(size=(2, 3, 2)), np.array([10, 30])),
            (rng.normal(size=(3, 2, 2)), np.array([4, 1, 7])),
        ],
        lambda g, n: np.average(g, axis=0, weights=n),
        [
            (lambda g, n: g.mean(axis=0), "a mean of means; each part counts by its size"),
            (lambda g, n: g.sum(axis=0), "the means were added; that grows with the parts"),
            (
                lambda g, n: np.tensordot(n, g, 1),
                "that is the gradient of the sum; divide once by the number of all images",
            ),
            (
                lambda g, n: np.tensordot(n, g, 1) / len(n),
                "divided by the number of parts; the mean is over all images",
            ),
            (
                lambda g, n: g.sum(axis=0) / n.sum(),
                "each part's mean is to be multiplied by its size first",
            ),
            (
                lambda g, n: np.average(g, axis=0, weights=1 / n),
                "a larger part counts more, not less",
            ),
        ],
        drawn,
    )


def check_best_weight(answer):
    """Exercise of 13: the best single weight, from how many labels ask for which side.

    `answer(yes, no, yes_minus, no_minus)` returns a number, inf or -inf.
    """

    def right(yes, no, yes_minus, no_minus):
        return np.log(yes + no_minus) - np.log(no + yes_minus)

    def drawn(rng):
        counts = rng.integers(0, 30, 4) * rng.integers(0, 2, 4)
        if counts.sum() == 0:
            counts[0] = 1
        return tuple(int(c) for c in counts)

    return print_verdict(
        answer,
        [(9, 1, 0, 0), (5, 2, 3, 8), (4, 0, 0, 6), (0, 3, 2, 0), (2, 7, 9, 1)],
        right,
        [
            (
                lambda yes, no, yes_minus, no_minus: right(yes, no, no_minus, yes_minus),
                "at −1 a yes pulls w down: there the two labels change places",
            ),
            (
                lambda yes, no, yes_minus, no_minus: -right(yes, no, yes_minus, no_minus),
                "the sign is turned: more yes at 1 is a larger w",
            ),
            (
                lambda yes, no, yes_minus, no_minus: np.log(yes) - np.log(no),
                "the images at −1 count as well",
            ),
            (
                lambda yes, no, yes_minus, no_minus: (
                    (yes + no_minus) / (yes + no + yes_minus + no_minus)
                ),
                "that is a share; w is the logarithm of its odds",
            ),
            (
                lambda yes, no, yes_minus, no_minus: np.divide(yes + no_minus, no + yes_minus),
                "those are the odds; w is their logarithm",
            ),
            (
                lambda yes, no, yes_minus, no_minus: np.nan_to_num(
                    right(yes, no, yes_minus, no_minus), posinf=0, neginf=0
                ),
                "where no label contradicts, w grows for ever: inf, or −inf",
            ),
        ],
        drawn,
    )


def check_fair_loss(answer):
    """Exercise of 13: the loss of the step that some images choose, on those that only judge.

    `answer(table, choosing, judging)`, of shapes (steps, images) and twice (images,), returns a
    number.
    """

    def step(table, by):
        return table[:, by].mean(axis=1).argmin()

    def right(table, choosing, judging):
        return table[step(table, choosing), judging & ~choosing].mean()

    def drawn(rng):
        steps, images = rng.integers(1, 6), rng.integers(2, 12)
        choosing, judging = rng.integers(0, 2, size=(2, images)).astype(bool)
        choosing[0], judging[1], choosing[1] = True, True, False
        return rng.exponential(size=(steps, images)), choosing, judging

    rng = np.random.default_rng(4)
    yes, no = True, False
    return print_verdict(
        answer,
        [
            (
                rng.exponential(size=(4, 6)),
                np.array([yes, no, yes, no, no, yes]),
                np.array([yes, yes, no, no, yes, no]),
            ),
            (
                rng.exponential(size=(6, 5)),
                np.array([no, no, yes, yes, no]),
                np.array([yes, no, yes, no, no]),
            ),
        ],
        right,
        [
            (
                lambda t, c, j: t[step(t, c), j].mean(),
                "images marked for both are among the judges; they chose",
            ),
            (
                lambda t, c, j: t[step(t, c), ~c].mean(),
                "all that did not choose judge there; some are marked for neither",
            ),
            (
                lambda t, c, j: t[:, c].mean(axis=1).min(),
                "that is told by the images that chose; ask those that judge",
            ),
            (
                lambda t, c, j: t[:, j & ~c].mean(axis=1).min(),
                "there the judges choose as well; the others are to choose the step",
            ),
            (
                lambda t, c, j: t[step(t, c)].mean(),
                "all images judge there; only those that judge and did not choose should",
            ),
            (
                lambda t, c, j: t[-1, j & ~c].mean(),
                "that is the last step; the lowest of those that choose is meant",
            ),
        ],
        drawn,
    )
