"""Exercises on pmfs: to make one, and to judge one by another."""

import numpy as np

from lessonlib import losses, pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_best_amount(answer):
    """Exercise of 01: how much should go from one entry of q to another, until it stops paying.

    `answer(p_i, q_i, p_k, q_k)` returns a number: what q_i loses and q_k gains.
    """

    def right(p, q, r, s):
        return (r * q - p * s) / (p + r)

    def drawn(rng):
        return tuple(float(v) for v in rng.uniform(0.05, 9, 4))

    return print_verdict(
        answer,
        [(5.0, 3.0, 1.0, 7.0), (2.0, 6.0, 4.0, 2.0), (1.0, 4.0, 3.0, 1.0), (5.0, 3.0, 7.0, 1.0)],
        right,
        [
            (lambda p, q, r, s: -right(p, q, r, s), "the sign is turned: q_i gives, q_k gets"),
            (lambda p, q, r, s: (q - s) / 2, "that makes the two entries equal, whatever p is"),
            (lambda p, q, r, s: q - p, "that makes q_i equal to p_i; the two have another sum"),
            (lambda p, q, r, s: r - s, "that makes q_k equal to p_k; the two have another sum"),
            (
                lambda p, q, r, s: (r * q - p * s) / (q + s),
                "divided by what the entries hold; their shares are those of p, so p_i + p_k",
            ),
            (
                lambda p, q, r, s: q - r * (q + s) / (p + r),
                "the shares are exchanged: q_i gets p_i of the sum",
            ),
            (
                lambda p, q, r, s: p * (q + s) / (p + r),
                "that is what q_i has in the end; how much has gone?",
            ),
            (
                lambda p, q, r, s: r * (q + s) / (p + r),
                "that is what q_k has in the end; how much has come?",
            ),
            (
                lambda p, q, r, s: max(0, right(p, q, r, s)),
                "it may have to go the other way: then the amount is below 0",
            ),
        ],
        drawn,
    )


def check_best_rest(answer):
    """Exercise of 01: the best q when its first entry is fixed.

    `answer(p, first)` returns q with q[0] = first, the sum of p, and the smallest -Σ p ln q.
    """

    def right(p, first):
        rest = p[1:] * (p.sum() - first) / p[1:].sum()
        return np.concatenate([[first], rest])

    def even(p, first):
        rest = np.full(len(p) - 1, (p.sum() - first) / (len(p) - 1))
        return np.concatenate([[first], rest])

    def shifted(p, first):
        return np.concatenate([[first], p[1:] + (p[0] - first) / (len(p) - 1)])

    def unchanged(p, first):
        return np.concatenate([[first], p[1:]])

    def drawn(rng):
        p = rng.integers(1, 9, rng.integers(2, 10))
        p = p if rng.integers(2) else p * rng.uniform(0.1, 2, len(p))
        return p, float(p.sum() * rng.uniform(0.01, 0.99))

    return print_verdict(
        answer,
        [(np.array([5, 1, 4, 6, 2, 4]), 2.0), (np.array([2.0, 1, 3]), 3.0)],
        right,
        [
            (even, "the rest is spread evenly; it should keep the proportions of p"),
            (shifted, "every entry got the same extra; it should be multiplied by the same factor"),
            (
                lambda p, first: right(p, first).astype(p.dtype),
                "p holds integers, and so does a copy of it: decimals are cut; use p.astype(float)",
            ),
            (
                lambda p, first: np.concatenate([[first], p[1:] * (p.sum() - first) / p.sum()]),
                "the factor divides by the sum of all p; only the free entries share the rest",
            ),
            (
                unchanged,
                "the sum is not that of p any more; the other entries must take up the rest",
            ),
            (
                lambda p, first: np.r_[first, p[1:]] * p.sum() / np.r_[first, p[1:]].sum(),
                "all entries were scaled, the fixed one too; q[0] should stay as it was fixed",
            ),
            (
                lambda p, first: np.r_[first, p[1:] * p.sum() / p[1:].sum()],
                "the others alone have the sum of p; the first entry counts, too",
            ),
            (lambda p, first: p, "q[0] is not the value that was fixed"),
            (
                lambda p, first: right(p, first) / p.sum(),
                "that sums to 1; the sum should be that of p",
            ),
            (lambda p, first: right(p, first)[1:], "the fixed first entry is missing from q"),
        ],
        drawn,
    )


def check_one_hot(answer):
    """Exercise of any page: the one-hot pmf of a label.

    `answer(label, n_classes)` returns an array of length n_classes.
    """

    def drawn(rng):
        n_classes = drawing.count(rng, 1, 100)
        return int(rng.integers(n_classes)), n_classes

    return print_verdict(
        answer,
        [(1, 4), (3, 5), (0, 3), (9, 10)],
        pmf.one_hot,
        [
            (lambda y, c: np.eye(c)[y - 1], "the 1 is one place early: classes count from 0"),
            (
                lambda y, c: pmf.one_hot((y + 1) % c, c),
                "the 1 is one place late: classes count from 0",
            ),
            (lambda y, c: np.eye(c), "those are the pmfs of all labels; pick the row of this one"),
            (lambda y, c: 1 - pmf.one_hot(y, c), "ones and zeros are swapped"),
            (lambda y, c: pmf.one_hot(y, c) * y, "the label itself stands there; a pmf has a 1"),
            (
                lambda y, c: pmf.one_hot(y, c)[:, None],
                "this has shape (C, 1); a pmf has shape (C,)",
            ),
            (lambda y, c: pmf.one_hot(y, c)[None], "this has shape (1, C); a pmf has shape (C,)"),
        ],
        drawn,
    )


def check_loss_of_average(answer):
    """Exercise of 02: the loss of the average of two predictions, from the loss of each.

    `answer(first, second)` returns a number of nats.
    """

    def drawn(rng):
        losses = [drawing.number(rng, 0.001, 60) for _ in range(2)]
        kind = rng.integers(4)
        return (losses[0], losses[0]) if kind == 0 else (losses[0], 0.0) if kind == 1 else losses

    return print_verdict(
        answer,
        [(0.5, 3.0), (2.0, 0.1), (1.0, 1.0), (25.0, 27.0), (90.0, 80.0)],
        lambda a, b: np.log(2) - np.logaddexp(-a, -b),
        [
            (
                lambda a, b: (a + b) / 2,
                "that is the average of the losses; average the probabilities, then take −ln",
            ),
            (
                lambda a, b: -np.log(np.exp(-a) + np.exp(-b)),
                "the probabilities were added; their average is half of that",
            ),
            (
                lambda a, b: (np.exp(-a) + np.exp(-b)) / 2,
                "that is the probability; its loss is −ln of it",
            ),
            (
                lambda a, b: np.log((np.exp(-a) + np.exp(-b)) / 2),
                "the minus is lost: the loss is −ln of the average",
            ),
            (
                lambda a, b: np.log((np.exp(a) + np.exp(b)) / 2),
                "exp of a loss is one over the probability; take exp of minus the loss",
            ),
            (
                lambda a, b: -np.log2((np.exp(-a) + np.exp(-b)) / 2),
                "that is in bits (log2); nats take np.log",
            ),
            (min, "that is the better one alone; the average has half of each probability"),
        ],
        drawn,
    )


def check_share_behind(answer):
    """Exercise of 02: the truth of two classes, from a prediction and what it was charged.

    `answer(loss, q)` returns a number from 0 to 1: the share of class 1 in the truth. The
    prediction gave it the probability q, which is not 0, 1/2 or 1.
    """

    def right(loss, q):
        return (loss + np.log(1 - q)) / (np.log(1 - q) - np.log(q))

    def drawn(rng):
        y = float(rng.choice([0.0, 1.0, rng.uniform()]))
        q = float(rng.choice([drawing.number(rng, 1e-6, 0.45), rng.uniform(0.55, 0.999)]))
        return float(pmf.cross_entropy([1 - y, y], [1 - q, q])), q

    return print_verdict(
        answer,
        [(1.0, 0.8), (0.6, 0.3), (-np.log(0.9), 0.1), (-np.log(0.7), 0.7)],
        right,
        [
            (lambda loss, q: 1 - right(loss, q), "that is the share of class 0"),
            (
                lambda loss, q: -loss / np.log(q),
                "class 0 is forgotten: its share costs −ln(1 − q)",
            ),
            (
                lambda loss, q: (loss * np.log(2) + np.log(1 - q)) / (np.log(1 - q) - np.log(q)),
                "that takes the loss as bits (log2); it is in nats",
            ),
            (
                lambda loss, q: (np.log(1 - q) - loss) / (np.log(1 - q) - np.log(q)),
                "a minus is lost: class 0 costs −ln(1 − q)",
            ),
            (lambda loss, q: -right(loss, q), "the sign is turned; a share is not below 0"),
            (
                lambda loss, q: np.exp(-loss),
                "that is what the true class got, if it is one; y is asked for",
            ),
        ],
        drawn,
    )


def check_normalize_rows(answer):
    """Exercise of any page: divide each row of a matrix by its sum.

    `answer(raw)` returns a new matrix; raw stays as it was.
    """

    def drawn(rng):
        n, c = rng.integers(1, 7, 2)
        rows = np.array([drawing.pmf(rng, c, zeros=True) for _ in range(n)])
        return (rows * drawing.number(rng, 1e-100, 1e100),)

    return print_verdict(
        answer,
        [(np.array([[1.0, 3.0], [2.0, 2.0]]),), (np.array([[1.0, 2, 1], [5, 0, 5], [1, 1, 8]]),)],
        pmf.normalize,
        [
            (lambda x: x / x.sum(axis=0), "the columns were normalised: rows should sum to 1"),
            (lambda x: x / x.sum(), "the whole matrix sums to 1; each row should"),
            (
                lambda x: x / x.sum(axis=1),
                "the row sums have shape (N,) and were laid along the columns; "
                "keepdims=True makes them (N, 1)",
            ),
            (lambda x: losses.softmax(x, 1), "that is a softmax; here each row is only divided"),
            (lambda x: x / x.max(axis=1, keepdims=True), "divided by the largest, not by the sum"),
        ],
        drawn,
    )
