"""Exercises on logits: softmax, the loss, and its gradient."""

import numpy as np

from lessonlib import losses, pmf
from lessonlib.checks.verdict import print_verdict

_LOGITS = np.array([[2.0, 1.0, -1.0], [0.5, 3.0, 0.0]])
_LABELS = np.array([2, 1])


def check_softmax(answer):
    """Exercise of 04: softmax of each row.

    `answer(logits)` returns a matrix of the same shape; logits stay as they were.
    """

    def minus_max_outside(x):
        return np.exp(x) / np.exp(x - x.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)

    print_verdict(
        answer,
        [(_LOGITS,), (np.array([[0.1, 0.2], [1.0, -1.0], [3.0, 0.0]]),)],
        lambda x: losses.softmax(x, 1),
        [
            (
                lambda x: losses.softmax(x, 0),
                "you normalised over the batch: rows should sum to 1, columns do",
            ),
            (
                lambda x: np.exp(x) / np.exp(x).sum(),
                "the whole matrix sums to 1; each row should",
            ),
            (np.exp, "the exponentials are not divided by their row's sum yet"),
            (
                lambda x: x / x.sum(axis=1, keepdims=True),
                "the exp is missing: negative logits stay negative",
            ),
            (lambda x: losses.log_softmax(x, 1), "that is the logarithm of the softmax"),
            (lambda x: losses.softmax(losses.softmax(x, 1), 1), "softmax was applied twice"),
            (lambda x: losses.softmax(-x, 1), "the sign is turned: a large logit means likely"),
            (
                lambda x: losses.softmax(x * np.log(2), 1),
                "that is 2 to the logits; exp is e to them",
            ),
            (minus_max_outside, "the maximum was subtracted below the line only; do it above too"),
            (
                lambda x: x**2 / (x**2).sum(axis=1, keepdims=True),
                "the square is blind to the sign; use the exponential",
            ),
        ],
    )


def check_logits_loss(answer):
    """Exercise of 04: the summed loss of a batch from its logits.

    `answer(logits, labels)` returns a number.
    """

    def q(x, y):
        return losses.softmax(x, 1)[np.arange(len(y)), y]

    print_verdict(
        answer,
        [
            (_LOGITS, _LABELS),
            (np.array([[1.0, 0.0], [0.3, -2.0], [0.0, 1.5]]), np.array([0, 1, 0])),
        ],
        lambda x, y: losses.cross_entropy(x, y, reduction="sum"),
        [
            (lambda x, y: -q(x, y).sum(), "the ln is missing: that is minus the probabilities"),
            (lambda x, y: np.log(q(x, y)).sum(), "the minus is lost: a loss is not negative"),
            (lambda x, y: -np.log(q(x, y)).mean(), "that is the mean; the sum is asked for"),
            (
                lambda x, y: losses.cross_entropy(losses.softmax(x, 1), y, reduction="sum"),
                "softmax was applied twice",
            ),
            (lambda x, y: -x[np.arange(len(y)), y].sum(), "the logits were used without a softmax"),
            (lambda x, y: -np.log(q(x, y).sum()), "the log was taken of the sum; swap them"),
            (
                lambda x, y: -np.log(losses.softmax(x, 1)).sum(),
                "every class was counted; only the true one is",
            ),
            (
                lambda x, y: -np.log((np.exp(x) / np.exp(x).sum())[np.arange(len(y)), y]).sum(),
                "the softmax ran over the whole matrix: it belongs to each row",
            ),
            (
                lambda x, y: -np.log(losses.softmax(x, 0)[np.arange(len(y)), y]).sum(),
                "the softmax ran over the batch: it belongs to each row",
            ),
            (
                lambda x, y: -np.log(losses.softmax(x, 1)[:, y]).sum(),
                "q[:, labels] takes those columns of every row; pair each row with its own label",
            ),
        ],
    )


def check_loss_without_softmax(answer):
    """Exercise of 05: PyTorch's default loss (the mean), as log-sum-exp minus the true logit.

    `answer(logits, labels)` returns a number.
    """

    def true_logit(x, y):
        return x[np.arange(len(y)), y]

    def lse(x):
        return losses.logsumexp(x, 1)

    print_verdict(
        answer,
        [
            (_LOGITS, _LABELS),
            (np.array([[1.0, 0.0], [0.3, -2.0], [0.0, 1.5]]), np.array([0, 1, 0])),
            (np.array([[0.0, -800.0], [1.0, 0.0]]), np.array([1, 0])),
        ],
        losses.cross_entropy,
        [
            (
                lambda x, y: -np.log(true_logit(losses.softmax(x, 1), y)).mean(),
                "that forms the softmax, which is 0 for a logit far below the others; ln 0 is −inf",
            ),
            (
                lambda x, y: (lse(x) - true_logit(x, y)).sum(),
                "that is the sum; the default is the mean",
            ),
            (
                lambda x, y: (true_logit(x, y) - lse(x)).mean(),
                "the sign is turned: log-sum-exp first",
            ),
            (
                lambda x, y: (lse(x) + true_logit(x, y)).mean(),
                "the true logit is subtracted, not added",
            ),
            (lambda x, y: lse(x).mean(), "the true logit is not subtracted yet"),
            (
                lambda x, y: (x.max(axis=1) - true_logit(x, y)).mean(),
                "that is the hard maximum; the soft one is np.log(np.exp(logits).sum(axis=1))",
            ),
            (
                lambda x, y: (np.exp(x).sum(axis=1) - true_logit(x, y)).mean(),
                "the sum of exponentials still needs its logarithm",
            ),
            (
                lambda x, y: (lse(x) - true_logit(x, y)).sum() / x.size,
                "divided by all N · C numbers; the mean is over the N images",
            ),
            (
                lambda x, y: losses.cross_entropy(losses.softmax(x, 1), y),
                "softmax was applied twice",
            ),
        ],
    )


def check_gradient(answer):
    """Exercise of 05: the gradient of the default loss (the mean) with respect to the logits.

    `answer(logits, labels)` returns an array of the logits' shape.
    """

    def q(x):
        return losses.softmax(x, 1)

    def p(x, y):
        return pmf.one_hot(y, x.shape[1])

    print_verdict(
        answer,
        [
            (_LOGITS, _LABELS),
            (np.array([[1.0, 0.0], [0.3, -2.0], [0.0, 1.5]]), np.array([0, 1, 0])),
        ],
        losses.cross_entropy_gradient,
        [
            (lambda x, y: q(x) - p(x, y), "that belongs to the sum; the mean divides it by N"),
            (lambda x, y: (p(x, y) - q(x)) / len(y), "the sign is turned: q − p points uphill"),
            (lambda x, y: q(x) / len(y), "p is not subtracted yet: rows should sum to 0"),
            (
                lambda x, y: (q(x) - p(x, y)) / x.size,
                "divided by all N · C numbers; the mean is over the N images",
            ),
            (
                lambda x, y: (losses.softmax(x, 0) - p(x, y)) / len(y),
                "the softmax ran over the batch: it belongs to each row",
            ),
            (lambda x, y: (x - p(x, y)) / len(y), "p was subtracted from the logits, not from q"),
            (lambda x, y: -p(x, y) / q(x) / len(y), "that is the gradient with respect to q"),
            (
                lambda x, y: p(x, y) - q(x),
                "the sign is turned, and the mean divides by N: (q − p) / N",
            ),
            (
                lambda x, y: (q(x) - p(x, y)) / x.shape[1],
                "divided by the number of classes; the mean is over the N images",
            ),
        ],
    )
