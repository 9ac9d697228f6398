"""Exercises on several ranks: who has a word, what DDP is handed, and how many there were."""

import numpy as np

from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_owner(answer):
    """Exercise of 22: the rank and column of a word.

    `answer(label, V, W)` returns both numbers.
    """

    def right(label, V, W):
        sizes = [len(part) for part in np.array_split(np.arange(V), W)]
        rank = int(np.searchsorted(np.cumsum(sizes), label, side="right"))
        return np.array([rank, label - sum(sizes[:rank])])

    def drawn(rng):
        V = drawing.count(rng, 1, 40)
        return int(rng.integers(V)), V, drawing.count(rng, 1, 9)

    return print_verdict(
        answer,
        [(3, 10, 4), (5, 10, 4), (9, 10, 4), (3, 7, 2), (4, 8, 2)],
        right,
        [
            (
                lambda label, V, W: divmod(label, V // W),
                "that is right where W divides V; here the first ranks have one word more",
            ),
            (
                lambda label, V, W: divmod(label, -(-V // W)),
                "all parts but the last have ⌈V/W⌉ words then; array_split makes them more even",
            ),
            (
                lambda label, V, W: (label % W, label // W),
                "that deals the words out one by one; here each rank has a block of them",
            ),
            (
                lambda label, V, W: (right(label, V, W)[0], label),
                "the column is that of the whole table; count from the rank's first word",
            ),
            (
                lambda label, V, W: right(label, V, W)[::-1],
                "the two are swapped: the rank comes first",
            ),
            (
                lambda label, V, W: np.add(right(label, V, W), [1, 0]),
                "ranks are counted from 0",
            ),
        ],
        drawn,
    )


def check_rank_losses(answer):
    """Exercise of 22: what a rank hands to DDP for each of its micro-batches.

    `answer(totals, counts)`, of shapes (M,) and (W, M), returns (M,) numbers.
    """

    def drawn(rng):
        W, M = rng.integers(1, 7, 2)
        counts = rng.integers(0, 30, (W, M))
        counts[0, 0] += 1  # one label at least
        return rng.exponential(size=M) * 10, counts

    return print_verdict(
        answer,
        [
            (np.array([6.0, 2.5, 0.5]), np.array([[4, 3, 1], [5, 2, 0]])),
            (np.array([0.0, 2.0]), np.array([[0, 5], [7, 1], [2, 2]])),
            (np.array([3.0, 2.0]), np.array([[4, 5], [0, 0]])),
        ],
        lambda totals, counts: totals * len(counts) / counts.sum(),
        [
            (
                lambda totals, counts: totals / counts.sum(),
                "DDP divides by the number of ranks once more; make up for it",
            ),
            (
                lambda totals, counts: totals * len(counts) / counts.sum(axis=0),
                "each micro-batch is divided by its own labels; the sum has one divisor",
            ),
            (
                lambda totals, counts: totals / counts[0],
                "those are the first rank's own means, a mean of means",
            ),
            (
                lambda totals, counts: totals * len(counts) / counts.sum() / counts.shape[1],
                "micro-batches are added up; nothing divides by their number",
            ),
            (
                lambda totals, counts: totals * counts.size / counts.sum(),
                "nothing divides by the number of micro-batches; only that of ranks is made up for",
            ),
            (
                lambda totals, counts: totals * len(counts) / counts.size,
                "that divides by the number of parts; divide by the labelled tokens in them",
            ),
            (
                lambda totals, counts: totals,
                "those are sums; they grow with the number of tokens",
            ),
            (
                lambda totals, counts: np.sum(totals) * len(counts) / counts.sum(),
                "one number for each micro-batch, not their sum",
            ),
        ],
        drawn,
    )


def check_unowned(answer):
    """Exercise of 22: which rows of a gradient have no true word.

    `answer(gradient)`, of shape (N, V), returns their numbers.
    """

    def gradient(z, labels, outside):
        """Of the mean over the labelled: a label outside has no p, one of −100 no row."""
        counted = labels != -100
        q = np.exp(z - z.max(axis=1, keepdims=True))
        q /= q.sum(axis=1, keepdims=True)
        owned = counted & ~outside
        q[owned, labels[owned]] -= 1
        return q * counted[:, np.newaxis] / max(1, counted.sum())

    def right(g):
        sums = g.sum(axis=1)
        return np.flatnonzero(sums > 0.5 / len(g))

    def drawn(rng):
        n, v = int(rng.choice([1, 4, 30, 20_000])), int(rng.integers(2, 12))
        labels = np.where(rng.random(n) < 0.2, -100, rng.integers(0, v, n))
        outside = rng.random(n) < rng.choice([0, 0.3, 1])
        return (gradient(3 * rng.normal(size=(n, v)), labels, outside & (labels >= 0)),)

    rng = np.random.default_rng(4)
    z, labels = 3 * rng.normal(size=(6, 5)), np.array([3, -100, 0, 4, 1, 1])
    return print_verdict(
        answer,
        [
            (gradient(z, labels, np.array([0, 0, 1, 0, 0, 1], bool)),),
            (gradient(z, labels, np.zeros(6, bool)),),
        ],
        right,
        [
            (
                lambda g: np.flatnonzero(g.sum(axis=1)),
                "rounded rows do not sum to 0 to the last bit; leave room for that",
            ),
            (
                lambda g: np.flatnonzero(abs(g.sum(axis=1)) < 1e-9),
                "turned: those are the rows that sum to 0, which have an owner or no label",
            ),
            (
                lambda g: np.flatnonzero((g >= 0).all(axis=1)),
                "rows of ignored tokens are 0, and have no minus either",
            ),
            (
                lambda g: abs(g.sum(axis=1)) > 1e-9,
                "that is a mask; np.flatnonzero gives the numbers",
            ),
            (
                lambda g: np.array([len(right(g))]),
                "that is how many; which are they?",
            ),
        ],
        drawn,
    )
