"""Exercises on several ranks: who has a word, what DDP is handed, and how many there were."""

import numpy as np

from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_owner(answer):
    """Exercise of 19: the rank and column of a word.

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


def check_rank_loss(answer):
    """Exercise of 19: what a rank hands to DDP as its loss.

    `answer(each, labels, n, W)`, of shapes (N,), (N,) and two numbers, returns a number.
    """

    def total(each, labels):
        return each[labels != -100].sum()

    def drawn(rng):
        n = rng.integers(1, 9)
        labels = np.where(rng.uniform(size=n) < rng.uniform(), -100, rng.integers(0, 50, n))
        return rng.exponential(size=n), labels, drawing.count(rng, 9, 500), drawing.count(rng, 1, 9)

    return print_verdict(
        answer,
        [
            (np.array([1.0, 2.5, 0.5]), np.array([3, -100, 1]), 11, 4),
            (np.array([0.7, 2.0]), np.array([-100, -100]), 5, 2),
        ],
        lambda each, labels, n, W: total(each, labels) * W / n,
        [
            (
                lambda each, labels, n, W: total(each, labels) / (labels != -100).sum(),
                "that is the rank's own mean, a mean of means; and nan where it has no label",
            ),
            (
                lambda each, labels, n, W: total(each, labels) / n,
                "DDP divides by W once more; make up for it",
            ),
            (
                lambda each, labels, n, W: total(each, labels),
                "that is the sum; it grows with the number of tokens",
            ),
            (
                lambda each, labels, n, W: total(each, labels) / (n * W),
                "W belongs above the line: DDP divides by it already",
            ),
            (
                lambda each, labels, n, W: each.sum() * W / n,
                "tokens whose label is −100 are in it",
            ),
            (
                lambda each, labels, n, W: total(each, labels) / len(each),
                "that divides by the places of this rank; n counts the labels of all",
            ),
            (
                lambda each, labels, n, W: total(each, labels) * W / len(each),
                "that divides by the places of this rank, times W; n counts the labels of all",
            ),
            (
                lambda each, labels, n, W: total(each, labels) / max(1, (labels != -100).sum()),
                "that is the rank's own mean, with nan avoided; it is a mean of means still",
            ),
        ],
        drawn,
    )


def check_number_of_ranks(answer):
    """Exercise of 19: how many ranks took the whole table for their part.

    `answer(loss, right)` returns a number.
    """

    def drawn(rng):
        right = float(rng.uniform(0, 11))
        return right + float(np.log(drawing.count(rng, 1, 512))), right

    return print_verdict(
        answer,
        [(4.5 + np.log(8), 4.5), (2.25 + np.log(2), 2.25)],
        lambda loss, right: np.exp(loss - right),
        [
            (lambda loss, right: loss - right, "that is ln W; exp undoes the logarithm"),
            (lambda loss, right: loss / right, "the loss is too much by ln W, not W times as much"),
            (lambda loss, right: 2 ** (loss - right), "2 undoes log2; the loss is in nats"),
            (lambda loss, right: np.exp(right - loss), "turned: that is 1/W"),
            (lambda loss, right: np.exp(loss), "of the excess, not of the loss"),
        ],
        drawn,
    )
