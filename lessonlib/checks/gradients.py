"""Exercises on derivatives: the matrix of softmax, and the gradient in the weights."""

import numpy as np

from lessonlib import losses, pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_softmax_jacobian(answer):
    """Exercise of 07: the derivatives of softmax, one row for each probability.

    `answer(logits)`, of shape (C,), returns a matrix of shape (C, C).
    """

    def q(z):
        return losses.softmax(z, 0)

    def drawn(rng):
        return (drawing.logits(rng, rng.integers(1, 7), most=drawing.number(rng, 1, 2000)),)

    return print_verdict(
        answer,
        [(np.array([2.0, 1.0, -1.0]),), (np.array([0.5, 0.0, 3.0, -2.0]),)],
        lambda z: np.diag(q(z)) - np.outer(q(z), q(z)),
        [
            (lambda z: np.diag(q(z)), "each logit moves every probability: take the products away"),
            (lambda z: -np.outer(q(z), q(z)), "the diagonal lacks its own q"),
            (
                lambda z: np.diag(q(z) * (1 - q(z))),
                "that is the diagonal alone; off it stands −q(k) q(i)",
            ),
            (
                lambda z: np.diag(q(z)) + np.outer(q(z), q(z)),
                "the products are added; raising one logit lowers the other probabilities",
            ),
            (lambda z: np.outer(q(z), q(z)) - np.diag(q(z)), "the sign is turned"),
            (
                lambda z: np.diag(np.ones(len(z))) - np.outer(q(z), q(z)),
                "the diagonal holds 1 in place of q: that is q(k) divided out once too often",
            ),
            (
                lambda z: np.eye(len(z)) - q(z),
                "that is the derivative of ln q; multiply row k by q(k)",
            ),
            (
                lambda z: np.outer(q(z), 1 - q(z)),
                "the diagonal is right; off it stands −q(k) q(i), and here q(k) (1 − q(i))",
            ),
            (
                lambda z: q(z) * (1 - q(z)),
                "that is the diagonal alone, as a vector; off it stands −q(k) q(i)",
            ),
            (lambda z: np.diag(z) - np.outer(z, z), "that was made from the logits; use softmax"),
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
                "that is still theirs: it divides by the number of features; try five images",
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
