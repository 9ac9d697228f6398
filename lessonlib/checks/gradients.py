"""Exercises on derivatives: what a gradient looks like, and the gradient in the weights."""

import numpy as np

from lessonlib import losses, pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_could_be_gradient(answer):
    """Exercise of 07: whether a row can be the gradient of one image's loss in its logits.

    `answer(row, label)` returns True or False; the image has the one true class `label`.
    """

    def sums_to_0(row):
        return abs(row.sum()) < 1e-9

    def has_signs(row, label):
        return row[label] <= 0 and np.delete(row, label).min() >= 0

    def right(row, label):
        return sums_to_0(row) and has_signs(row, label) and row[label] >= -1

    def drawn(rng):
        n_classes = int(rng.integers(2, 7))
        label = int(rng.integers(n_classes))
        q = losses.softmax(rng.normal(size=n_classes) * rng.choice([0.5, 3]), 0)
        row = q - pmf.one_hot(label, n_classes)
        broken = rng.integers(7)
        if broken == 0:
            row[(label + 1) % n_classes] += drawing.number(rng, 0.001, 0.5)
        if broken == 1:
            row = -row
        if broken == 2:
            row = row * (1 + drawing.number(rng, 0.001, 2)) / -row[label]
        if broken == 3:
            row = q - np.roll(q, 1)  # the truth is soft
        if broken == 4:
            label = (label + 1) % n_classes
        return row, label

    rows = [[0.2, -0.7, 0.5], [0.2, -0.7, 0.4], [0.9, -1.2, 0.3], [-0.1, -0.3, 0.4], [0.3, -0.3]]
    rows += [[0.2, -0.7, 0.5001], [0.6, -1.0005, 0.4005]]
    return print_verdict(
        answer,
        [(np.array(row), 1) for row in rows] + [(np.array([0.3, 0.2, -0.5]), 1)],
        right,
        [
            (
                lambda row, label: (
                    bool(row.sum() == 0) and has_signs(row, label) and row[label] >= -1
                ),
                "a sum of floats is 0 but for rounding; compare by np.isclose",
            ),
            (lambda row, label: True, "some of these are none: what must such a row sum to?"),
            (lambda row, label: False, "the first one could be: (0.2, 0.3, 0.5) less the truth"),
            (
                lambda row, label: sums_to_0(row),
                "a sum of 0 is not enough: which entry is below 0, and how far?",
            ),
            (
                lambda row, label: has_signs(row, label) and row[label] >= -1,
                "the signs are looked at, the sum is not: q and p both sum to 1",
            ),
            (
                lambda row, label: sums_to_0(row) and has_signs(row, label),
                "the entry of the true class is q − 1, which is not below −1",
            ),
            (
                lambda row, label: sums_to_0(row) and bool((abs(row) <= 1).all()),
                "sum and size are right; only the true class may be below 0",
            ),
            (
                lambda row, label: sums_to_0(row) and row.argmin() == label and row[label] >= -1,
                "the true class is the lowest; are the others at least 0?",
            ),
        ],
        drawn,
    )


def check_weight_gradient(answer):
    """Exercise of 07: the gradient of the mean loss in the weights of a linear classifier.

    `answer(x, labels, W)`, of shapes (N, F), (N,) and (F, C), returns a matrix of shape (F, C).
    """

    def push(x, labels, W):
        return losses.softmax(x @ W, 1) - pmf.one_hot(labels, W.shape[1])

    rng = np.random.default_rng(4)

    def drawn(rng):
        n, f, c = rng.integers(1, 7, 3)
        return rng.normal(size=(n, f)), drawing.labels(rng, n, c), drawing.logits(rng, f, c)

    return print_verdict(
        answer,
        [
            (rng.normal(size=(5, 2)), np.array([0, 2, 1, 0, 3]), rng.normal(size=(2, 4))),
            (rng.normal(size=(2, 4)), np.array([2, 0]), rng.normal(size=(4, 3))),
        ],
        lambda x, labels, W: x.T @ push(x, labels, W) / len(x),
        [
            (
                lambda x, labels, W: x.T @ push(x, labels, W) / len(W),
                "that is still theirs: that divides by the features; try five images of three",
            ),
            (
                lambda x, labels, W: x.T @ push(x, labels, W),
                "that belongs to the sum of the losses; the mean has a divisor",
            ),
            (
                lambda x, labels, W: x.T @ push(x, labels, W) / W.shape[1],
                "that divides by the number of classes; what does the mean loss divide by?",
            ),
            (
                lambda x, labels, W: x.T @ push(x, labels, W) / x.size,
                "that divides by all entries of x; what does the mean loss divide by?",
            ),
            (
                lambda x, labels, W: -x.T @ push(x, labels, W) / len(x),
                "the sign is turned: that is the way down, and the gradient points up",
            ),
        ],
        drawn,
    )
