"""Exercises on pmfs: to make one, and to judge one by another."""

import numpy as np

from lessonlib import losses, pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_sum_log(answer):
    """Exercise of 01: -Σ p ln q for each row of a matrix of candidates.

    `answer(p, many_q)` returns one number for each row.
    """
    p = np.array([1.0, 2.0, 5.0])
    many_q = np.array([[3.0, 4.0, 1.0], [1.0, 2.0, 5.0], [2.0, 2.0, 4.0]])

    def drawn(rng):
        m, n = rng.integers(1, 7, 2)
        return rng.uniform(0.1, 9, n), drawing.number(rng, 1e-100, 1e100) * rng.uniform(
            1, 9, (m, n)
        )

    return print_verdict(
        answer,
        [(p, many_q), (np.array([0.7, 0.2, 0.1]), np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]]))],
        lambda p, q: -(p * np.log(q)).sum(axis=1),
        [
            (lambda p, q: (p * np.log(q)).sum(axis=1), "the minus before the sum is lost"),
            (lambda p, q: -(p * np.log(q)).sum(), "all rows were added up; sum along each row"),
            (
                lambda p, q: -(p * np.log(q)).sum(axis=0),
                "the columns were summed: there should be one number for each row",
            ),
            (lambda p, q: -(q * np.log(p)).sum(axis=1), "p and q are swapped: the log is of q"),
            (lambda p, q: -(p * np.log2(q)).sum(axis=1), "that is log2; ln is np.log"),
            (lambda p, q: -(p * np.log10(q)).sum(axis=1), "that is log10; ln is np.log"),
            (lambda p, q: -(p * np.log(q)).mean(axis=1), "that is the mean over entries; sum them"),
            (
                lambda p, q: -np.log((p * q).sum(axis=1)),
                "the log was taken of the sum; take it of q, before multiplying by p",
            ),
            (lambda p, q: -p * np.log(q), "these are the terms; their sum is asked for"),
            (lambda p, q: -np.log(q).sum(axis=1), "p is missing: it weighs each logarithm"),
            (lambda p, q: -(p * q).sum(axis=1), "the logarithm is missing"),
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
        p = rng.integers(1, 9, rng.integers(2, 7))
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
            (lambda p, first: p, "q[0] is not the value that was fixed"),
            (lambda p, first: right(p, first)[1:], "the fixed first entry is missing from q"),
        ],
        drawn,
    )


def check_one_hot(answer):
    """Exercise of 02: the one-hot pmf of a label.

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


def check_pmf_cross_entropy(answer):
    """Exercise of 02: H(p, q) for any two pmfs, p with zeros too.

    `answer(p, q)` returns a number.
    """
    p = np.array([0.7, 0.2, 0.1])
    q = np.array([0.2, 0.5, 0.3])

    def drawn(rng):
        n = rng.integers(1, 7)
        return drawing.pmf(rng, n, zeros=True), drawing.pmf(rng, n, zeros=True)

    return print_verdict(
        answer,
        [
            (p, q),
            (np.array([0.0, 1.0, 0.0]), q),
            (np.array([0.5, 0.5, 0.0]), np.array([0.9, 0.1, 0])),
            (np.array([1.0, 0.0]), np.array([0.0, 1.0])),
        ],
        pmf.cross_entropy,
        [
            (
                lambda p, q: -np.log(q[p > 0]).sum(),
                "the mask q[p > 0] counts every class alike; weigh each −ln q by its p",
            ),
            (
                lambda p, q: -(p * np.log(q)).sum(),
                "where p and q are both 0, 0 · ln 0 came out as nan; such classes cost nothing",
            ),
            (
                lambda p, q: -(p[q > 0] * np.log(q[q > 0])).sum(),
                "p > 0 with q = 0 came out free, and it costs infinity; mask with p > 0, not q > 0",
            ),
            (pmf.kl_divergence, "that is the KL divergence; H(p, q) does not subtract H(p)"),
            (lambda p, q: -p * np.log(q), "these are the terms; their sum is asked for"),
            (lambda p, q: -pmf.cross_entropy(p, q), "the minus before the sum is lost"),
            (lambda p, q: pmf.cross_entropy(p, q, base=2), "that is in bits; nats take np.log"),
            (lambda p, q: pmf.cross_entropy(p, q, base=10), "that is log10; nats take np.log"),
            (
                lambda p, q: pmf.cross_entropy(p, q) / len(p),
                "that is the mean over classes; sum them",
            ),
            (lambda p, q: pmf.cross_entropy(q, p), "p and q are swapped: the log is taken of q"),
            (
                lambda p, q: -np.log(q[p.argmax()]),
                "only the likeliest class counts there; all should",
            ),
        ],
        drawn,
    )


def check_normalize_rows(answer):
    """Exercise of 03: divide each row of a matrix by its sum.

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
