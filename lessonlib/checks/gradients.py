"""Exercises on derivatives: the matrix of softmax, and a slope by differences."""

import numpy as np

from lessonlib import losses
from lessonlib.checks.verdict import print_verdict


def check_softmax_jacobian(answer):
    """Exercise of 07: the derivatives of softmax, one row for each probability.

    `answer(logits)`, of shape (C,), returns a matrix of shape (C, C).
    """

    def q(z):
        return losses.softmax(z, 0)

    print_verdict(
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
            (lambda z: np.diag(z) - np.outer(z, z), "that was made from the logits; use softmax"),
        ],
    )


def check_central_difference(answer):
    """Exercise of 07: the slope of a function at a number, by a step to both sides.

    `answer(f, x, h)` returns a number.
    """
    print_verdict(
        answer,
        [(np.exp, 0.5, 0.1), (np.sin, 1.0, 0.2)],
        lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h),
        [
            (lambda f, x, h: (f(x + h) - f(x)) / h, "one-sided: the error is h, not h squared"),
            (lambda f, x, h: (f(x) - f(x - h)) / h, "one-sided, backwards; step to both sides"),
            (lambda f, x, h: (f(x + h) - f(x - h)) / h, "the two points are 2 h apart, not h"),
            (lambda f, x, h: f(x + h) - f(x - h), "a slope is a difference divided by a distance"),
            (lambda f, x, h: (f(x - h) - f(x + h)) / (2 * h), "the sign is turned"),
            (
                lambda f, x, h: f(x + 1e-20) - f(x - 1e-20),
                "with so small a step both points are the same float; take the h that you get",
            ),
            (
                lambda f, x, h: (f(x + h) - 2 * f(x) + f(x - h)) / h**2,
                "that is the second derivative",
            ),
        ],
    )
