"""Exercises on logits: softmax, the loss, and its gradient."""

import numpy as np

from lessonlib import losses, pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict

_LOGITS = np.array([[2.0, 1.0, -1.0], [0.5, 3.0, 0.0]])
_LABELS = np.array([2, 1])


def check_softmax(answer):
    """Exercise of 04: softmax of each row.

    `answer(logits)` returns a matrix of the same shape; logits stay as they were.
    """

    def minus_max_outside(x):
        return np.exp(x) / np.exp(x - x.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)

    def drawn(rng):
        return (drawing.logits(rng, *rng.integers(1, 7, 2), most=40),)

    return print_verdict(
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
                lambda x: np.maximum(x, 0) / np.maximum(x, 0).sum(axis=1, keepdims=True),
                "cut off at 0, a negative logit says impossible; use the exponential",
            ),
            (
                lambda x: x**2 / (x**2).sum(axis=1, keepdims=True),
                "the square is blind to the sign; use the exponential",
            ),
        ],
        drawn,
    )


def check_logits_of(answer):
    """Exercise of 04: the logits of mean 0 whose softmax is a pmf.

    `answer(q)` returns an array of the shape of q, which has no zeros.
    """

    def right(q):
        return np.log(q) - np.log(q).mean()

    def drawn(rng):
        return (drawing.pmf(rng, rng.integers(1, 9)),)

    return print_verdict(
        answer,
        [(np.array(q),) for q in ([0.7, 0.2, 0.1], [0.5, 0.5], [0.1, 0.6, 0.05, 0.25])],
        right,
        [
            (np.log, "these have the softmax q; take their mean out, so that it is 0"),
            (lambda q: np.log(q) - np.log(q).max(), "the largest is 0 there; the mean should be"),
            (lambda q: q - q.mean(), "the logarithm is missing: softmax undoes ln, not this"),
            (
                lambda q: np.exp(q) - np.exp(q).mean(),
                "that is the other way; exp is undone by ln",
            ),
            (
                lambda q: losses.softmax(q, 0) - losses.softmax(q, 0).mean(),
                "that is softmax once more; undo it",
            ),
            (
                lambda q: np.log(q - q.mean()),
                "the mean was taken out of q, which made it negative; take it out of ln q",
            ),
            (lambda q: np.log2(q) - np.log2(q).mean(), "that is log2; softmax takes e, so ln"),
            (lambda q: np.log(q) / np.log(q).mean(), "divided by the mean; subtract it"),
            (lambda q: -right(q), "the sign is turned: a likely class has a high logit"),
        ],
        drawn,
    )


def check_worst_when_twice(answer):
    """Exercise of 05: the largest loss of one image, when softmax is applied twice.

    `answer(n_classes)` returns a number.
    """

    def drawn(rng):
        return (drawing.count(rng, 2, 100_000),)

    return print_verdict(
        answer,
        [(10,), (2,), (1000,)],
        lambda c: np.log(np.e + c - 1),
        [
            (
                lambda c: np.log(1 + (c - 1) / np.e),
                "that is the floor, for the best q; here the true class gets 0",
            ),
            (
                lambda c: np.log(1 + (c - 1) * np.e),
                "all wrong classes have 1 there; q sums to 1, so one of them has it",
            ),
            (lambda c: np.inf, "the true class gets e⁰ = 1 in the second softmax, not 0"),
            (np.log, "that is the loss of equal scores; one wrong class has e¹, which is more"),
            (lambda c: np.log(np.e + c), "all C were added to e; one of them has e in place of 1"),
            (
                lambda c: -np.log(np.e + c - 1),
                "the sign is lost: −ln(1/(e + C − 1)) is + ln(e + C − 1)",
            ),
            (lambda c: np.log2(np.e + c - 1), "that is in bits (log2); nats take np.log"),
            (
                lambda c: np.log(np.e * c),
                "that gives e to every class; one of them has it",
            ),
        ],
        drawn,
    )


def check_gradient(answer):
    """Exercise of 05: the gradient of the default loss (the mean) with respect to the logits.

    `answer(logits, labels)` returns an array of the logits' shape.
    """

    def q(x):
        return losses.softmax(x, 1)

    def p(x, y):
        return pmf.one_hot(y, x.shape[1])

    def drawn(rng):
        n, c = rng.integers(1, 7, 2)
        return drawing.logits(rng, n, c), drawing.labels(rng, n, c)

    return print_verdict(
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
                lambda x, y: p(x, y) * (q(x) - 1) / len(y),
                "only the true logit got a slope; all logits stand in the softmax",
            ),
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
        drawn,
    )
