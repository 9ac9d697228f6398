"""Exercises on bits: how short a file can be, and what each order of the divergence forgives."""

import numpy as np

from lessonlib import pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import judged, print_verdict


def check_shortest_bits(answer):
    """Exercise of 08: the bits of a file of two kinds of symbols, under the best q for all.

    `answer(n_rare, n)` returns a number.
    """

    def right(n_rare, n):
        return n * pmf.entropy([n_rare / n, 1 - n_rare / n], base=2)

    def drawn(rng):
        n = drawing.count(rng, 1, 100_000)
        return int(rng.integers(0, n // 2 + 1)) if rng.integers(3) else 0, n

    def of_shares(n_rare, n):
        return np.array([n_rare, n - n_rare]) / n

    return print_verdict(
        answer,
        [(20, 1000), (1, 8), (300, 1000)],
        right,
        [
            (
                lambda n_rare, n: (
                    -(n_rare * np.log2(n_rare / n) + (n - n_rare) * np.log2(1 - n_rare / n))
                ),
                "right but where one kind never comes: 0 · log2(0) gave nan; it stands for 0",
            ),
            (
                lambda n_rare, n: float(n),
                "that is q = 1/2, one bit a symbol; the rare kind is rare",
            ),
            (lambda n_rare, n: right(n_rare, n) / n, "that is for one symbol; there are n"),
            (
                lambda n_rare, n: right(n_rare, n) * np.log(2),
                "that is in nats; bits take np.log2",
            ),
            (
                lambda n_rare, n: -n_rare * np.log2(n_rare / n),
                "the frequent kind costs a little too, and comes often",
            ),
            (
                lambda n_rare, n: n_rare * np.log2(n),
                "that writes down the place of each rare one; one q for all does without places",
            ),
            (lambda n_rare, n: -right(n_rare, n), "the minus is lost"),
            (
                lambda n_rare, n: np.ceil(-np.log2(of_shares(n_rare, n))) @ [n_rare, n - n_rare],
                "each symbol was rounded up; a coder rounds once, at the end",
            ),
        ],
        drawn,
    )


def check_one_way(answer):
    """Exercise of 08: a q that is nearly as good as p, while p calls impossible what q expects.

    `answer(n_classes)` returns q; p is 1/2 for each of the first two classes.
    """

    def drawn(rng):
        return (drawing.count(rng, 3, 100),)

    return print_verdict(
        judged(answer, _one_way),
        [(3,), (5,)],
        lambda n: np.full(n, _IS_ONE_WAY),
        [
            (lambda n: np.full(n, _NO_PMF), "that is no pmf: entries of 0 or more that sum to 1"),
            (
                lambda n: np.full(n, _BOTH_FINITE),
                "KL(q‖p) is finite there: q expects nothing that p calls impossible",
            ),
            (
                lambda n: np.full(n, _BOTH_INFINITE),
                "KL(p‖q) is infinite too: q calls impossible what comes half of the time",
            ),
            (
                lambda n: np.full(n, _TOO_DEAR),
                "too much is wasted on draws from p: give less to what never comes, "
                "and the first two the same",
            ),
        ],
        drawn,
    )


_IS_ONE_WAY, _NO_PMF, _BOTH_FINITE, _BOTH_INFINITE, _TOO_DEAR = range(1, 6)


def _one_way(q):
    near = 1e-12 if q.dtype == float else 1e-3 if q.dtype == np.float16 else 1e-6
    q = q.astype(float)
    if not (np.isfinite(q).all() and q.min() >= 0 and np.isclose(q.sum(), 1, rtol=0, atol=near)):
        return _NO_PMF
    wasted = pmf.kl_divergence(np.r_[0.5, 0.5, np.zeros(len(q) - 2)], q / q.sum(), base=2)
    if np.isinf(wasted):
        return _BOTH_INFINITE
    if q[2:].max() == 0:
        return _BOTH_FINITE
    return _IS_ONE_WAY if wasted < 0.01 else _TOO_DEAR
