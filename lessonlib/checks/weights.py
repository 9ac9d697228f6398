"""Exercises on the best weights: what makes them exist, a safe rate, evidence without a z."""

import numpy as np

from lessonlib import pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_label_needed(answer):
    """Exercise of 14: the label with which one more point makes some weights best.

    `answer(x, labels, place)`, of shapes (N,), (N,) of 0 and 1, and a number, returns 0, 1 or −1.
    """

    def drawn(rng):
        left, right = (rng.integers(-6, 1, drawing.count(rng, 1, 5)) for _ in range(2))
        right = -right + rng.integers(0, 2)
        if left.min() == right.max():
            right[0] += 1
        swapped = rng.integers(2)
        labels = np.repeat([swapped, 1 - swapped], [len(left), len(right)])
        order = rng.permutation(len(labels))
        place = rng.choice([*left, *right, rng.integers(-7, 8), 0.5])
        return np.r_[left, right][order].astype(float), labels[order], float(place)

    def needed(x, labels, place, touching=False):
        left = int(x[labels == 0].max() > x[labels == 1].min())
        low, high = x[labels == left].max(), x[labels != left].min()
        if place < low or (touching and place == low):
            return 1 - left
        if place > high or (touching and place == high):
            return left
        return -1

    def nearest(x, labels, place):
        return labels[abs(x - place).argmin()]

    x, y = np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0, 0, 1, 1])
    touching = np.array([-1.0, 0.0, 0.0, 3.0])
    return print_verdict(
        answer,
        [
            (x, y, -1.5),
            (x, y, 4.0),
            (x, y, 0.2),
            (x, y, -1.0),
            (x, 1 - y, -1.5),
            (x, 1 - y, 1.5),
            (touching, y, 0.0),
            (touching, y, -0.5),
            (np.array([0.0, 0.0, 3.0]), np.array([1, 0, 1]), -1.0),
            (np.array([0.0, 0.0, 3.0]), np.array([0, 1, 0]), -1.0),
        ],
        needed,
        [
            (
                lambda x, y, place: needed(x, y, place, touching=True),
                "a point that only touches the other class still has no best weights",
            ),
            (
                nearest,
                "that is the label of the nearest point; with it the classes stay apart",
            ),
            (
                lambda x, y, place: 1 - nearest(x, y, place),
                "not at each place: between the classes, or where they touch, no label does it",
            ),
            (
                lambda x, y, place: needed(x, 1 - y, place),
                "turned round: that label keeps the classes apart",
            ),
            (
                lambda x, y, place: needed(x, (x > x.mean()).astype(int), place),
                "the class on the left need not be class 0",
            ),
        ],
        drawn,
    )


def check_safe_rate(answer):
    """Exercise of 14: the rate below which no step raises a weighted binary loss.

    `answer(x, weight)`, of shapes (N, d) and (N,), returns a number.
    """

    def largest(x, weight):
        return np.linalg.eigvalsh(x.T @ (weight[:, np.newaxis] * x))[-1]

    def right(x, weight):
        return 8 * weight.sum() / largest(x, weight)

    def alike(x, weight):
        return np.full(len(x), 1.0)

    def drawn(rng):
        n, d = rng.integers(1, 12), rng.integers(1, 5)
        x = rng.normal(size=(n, d)) * drawing.number(rng, 0.1, 100) + rng.integers(0, 2)
        return x, rng.exponential(size=n) * drawing.number(rng, 0.1, 10)

    return print_verdict(
        answer,
        [
            (np.array([[1.0, 0.0], [1.0, 2.0], [1.0, 5.0]]), np.array([1.0, 3.0, 0.5])),
            (np.array([[2.0], [1.0]]), np.array([2.0, 6.0])),
        ],
        right,
        [
            (
                lambda x, w: right(x, w) / 2,
                "4 is for softmax, whose curvature is at most 1/2; that of one score is smaller",
            ),
            (
                lambda x, w: right(x, w) / 4,
                "a safe step is 2 over the curvature; where is the most that q(1 − q) can be?",
            ),
            (
                lambda x, w: right(x, w) / 8,
                "that is 1 over the eigenvalue; two more factors come before it",
            ),
            (
                lambda x, w: right(x, alike(x, w)),
                "the weights are missing: each point counts as its weight says",
            ),
            (
                lambda x, w: 8 / largest(x, w),
                "the loss is divided by the sum of the weights, so its curvature is, too",
            ),
            (
                lambda x, w: 8 * len(x) / largest(x, w),
                "divided by the number of points; a weighted mean divides by the weights' sum",
            ),
            (
                lambda x, w: 8 * w.sum() / np.trace(x.T @ (w[:, np.newaxis] * x)),
                "that is the sum of all eigenvalues: safe, and smaller than need be",
            ),
            (
                lambda x, w: 8 * w.sum() / np.linalg.eigvalsh(x.T @ (w[:, np.newaxis] * x))[0],
                "that is the smallest eigenvalue; the step must be safe in each direction",
            ),
            (
                lambda x, w: right(x, w**2),
                "the weights were squared; x and its copy share one weight",
            ),
        ],
        drawn,
    )


def check_evidence(answer):
    """Exercise of 14: twice the fall of the summed loss when a yes-or-no feature is used.

    `answer(ones, n, ones_without, n_without)` returns a number.
    """

    def cost(ones, n):
        return n * float(pmf.entropy(np.array([ones, n - ones]) / n))

    def fall(ones, n, ones_without, n_without):
        apart = cost(ones, n) + cost(ones_without, n_without)
        return cost(ones + ones_without, n + n_without) - apart

    def drawn(rng):
        n, other = (drawing.count(rng, 1, 80) for _ in range(2))
        ends = rng.integers(3, size=2)
        ones = [
            (0, m, int(rng.integers(0, m + 1)))[k] for m, k in zip((n, other), ends, strict=True)
        ]
        return ones[0], n, ones[1], other

    return print_verdict(
        answer,
        [(45, 50, 25, 50), (50, 50, 25, 50), (3, 4, 0, 9), (7, 10, 14, 20)],
        lambda *counts: 2 * fall(*counts),
        [
            (fall, "half of it: the sum of the losses falls by so much; take it twice"),
            (
                lambda *counts: 2 * fall(*counts) / np.log(2),
                "those are bits; the loss is in nats",
            ),
            (
                lambda *counts: 2 * fall(*counts) / (counts[1] + counts[3]),
                "that is of the mean loss; take the sum over all cases",
            ),
            (
                lambda a, n, b, m: 2 * cost(a + b, n + m),
                "that is the loss without the feature; with it something is left to pay",
            ),
            (
                lambda a, n, b, m: 2 * (cost(a, n) + cost(b, m)),
                "that is what is left to pay with the feature; how far did it fall?",
            ),
            (
                lambda a, n, b, m: (
                    np.nan
                    if 0 in (a, b, n - a, m - b, a + b, n + m - a - b)
                    else 2 * fall(a, n, b, m)
                ),
                "nan where all cases are of one class: 0 ln 0 is 0, they cost nothing",
            ),
        ],
        drawn,
    )
