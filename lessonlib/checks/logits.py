"""Exercises on logits: softmax, also of some classes only, the loss, and its slope."""

import numpy as np

from lessonlib import losses
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict

_LOGITS = np.array([[2.0, 1.0, -1.0], [0.5, 3.0, 0.0]])


def check_softmax_among(answer):
    """Exercise of 04: softmax of each row over the classes that are allowed in it.

    `answer(logits, allowed)` returns a matrix of the same shape, 0 where a class is not allowed;
    `allowed` holds True and False, and at least one True in each row.
    """

    def right(x, allowed):
        return losses.softmax(np.where(allowed, x, -np.inf), 1)

    def drawn(rng):
        n, c = rng.integers(1, 7, 2)
        allowed = rng.random((n, c)) < rng.choice([0.3, 0.7, 1.0])
        allowed[np.arange(n), rng.integers(0, c, n)] = True
        return drawing.logits(rng, n, c, most=40) + rng.choice([0, 0, -100]), allowed

    return print_verdict(
        answer,
        [
            (_LOGITS, np.array([[True, True, False], [False, True, True]])),
            (np.array([[0.1, 0.2], [1.0, -1.0]]), np.array([[True, True], [False, True]])),
        ],
        right,
        [
            (
                lambda x, allowed: losses.softmax(x, 1) * allowed,
                "the rows do not sum to 1 any more: the allowed classes share all of it",
            ),
            (
                lambda x, allowed: losses.softmax(x * allowed, 1),
                "a logit of 0 is no class left out: e⁰ is 1",
            ),
            (
                lambda x, allowed: losses.softmax(x, 1),
                "the classes that are not allowed still count",
            ),
            (
                lambda x, allowed: losses.softmax(np.where(allowed, x, x.min() - 1), 1),
                "a low logit has a small probability, and not 0",
            ),
            (
                lambda x, allowed: right(x.T, allowed.T).T,
                "you normalised over the batch: rows should sum to 1, columns do",
            ),
            (
                lambda x, allowed: allowed / allowed.sum(axis=1, keepdims=True),
                "all allowed classes got the same; their logits say how much",
            ),
            (
                lambda x, allowed: np.where(allowed, 0, right(x, ~allowed)),
                "the mask is turned round: True is allowed",
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
        return (drawing.count(rng, 2, 3000),)

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


def check_slope_of_pair(answer):
    """Exercise of 05: the slope of the loss of two classes in the logit of class 1.

    `answer(z, y)` returns an array of the shape of z: the logits of class 1, where those of class 0
    are 0, and the shares of class 1 in the truths.
    """

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def drawn(rng):
        n = rng.integers(1, 7)
        y = rng.integers(0, 2, n).astype(float) if rng.integers(2) else rng.uniform(size=n)
        return drawing.logits(rng, n, most=30), y

    return print_verdict(
        answer,
        [
            (np.array([2.0, -1.0, 0.5]), np.array([1.0, 0.0, 0.25])),
            (np.array([0.3]), np.array([0.0])),
        ],
        lambda z, y: sigmoid(z) - y,
        [
            (
                lambda z, y: y - sigmoid(z),
                "the sign is turned: that is p − q, or the slope in class 0's logit",
            ),
            (lambda z, y: sigmoid(-z) - y, "that q is class 0's; class 1 has e^z in the numerator"),
            (lambda z, y: z - y, "y was subtracted from the logit, not from the probability"),
            (lambda z, y: np.exp(z) - y, "e^z is not divided by the sum of both, 1 + e^z"),
            (lambda z, y: sigmoid(z), "y is not subtracted yet"),
            (
                lambda z, y: sigmoid(z) * (1 - sigmoid(z)),
                "that is the slope of q; the loss is asked for",
            ),
            (
                lambda z, y: (sigmoid(z) - y) / len(z),
                "divided by N: each pair has a loss of its own here",
            ),
            (
                lambda z, y: (1 - y) / (1 - sigmoid(z)) - y / sigmoid(z),
                "that is the slope in q; the chain goes on to z",
            ),
        ],
        drawn,
    )
