"""Exercises on bits: what a sequence costs, what a wrong belief wastes, how sure a mean is."""

import numpy as np

from lessonlib import pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_sequence_bits(answer):
    """Exercise of 08: the bits that a sequence takes under a model.

    `answer(symbols, q)` returns a number.
    """

    def drawn(rng):
        q = drawing.pmf(rng, rng.integers(1, 7))
        return drawing.labels(rng, drawing.count(rng, 1, 5000), len(q)), q

    return print_verdict(
        answer,
        [
            (np.array([0, 2, 1, 0]), np.array([0.5, 0.3, 0.2])),
            (np.array([1, 1, 0]), np.array([0.9, 0.1])),
        ],
        lambda s, q: -np.log2(q[s]).sum(),
        [
            (lambda s, q: -np.log(q[s]).sum(), "that is in nats; bits take np.log2"),
            (lambda s, q: np.log2(q[s]).sum(), "the minus is lost"),
            (lambda s, q: -np.log2(q[s]).mean(), "that is for one symbol; add up all of them"),
            (lambda s, q: -np.log2(q[s].sum()), "the log was taken of the sum; swap them"),
            (
                lambda s, q: -len(s) * np.log2(q[s].mean()),
                "the log was taken of the average; each symbol has its own log",
            ),
            (
                lambda s, q: -np.log2(q).sum(),
                "that adds up the classes, once each; add up the symbols, as they come",
            ),
            (
                lambda s, q: np.ceil(-np.log2(q[s]).sum()),
                "whole bits are for the file; at best, before it is rounded up, was asked for",
            ),
            (
                lambda s, q: pmf.entropy(q, base=2),
                "that is the entropy of q, expected of one symbol; these symbols are given",
            ),
            (
                lambda s, q: np.ceil(-np.log2(q[s])).sum(),
                "each symbol was rounded up; a coder rounds once, at the end",
            ),
            (
                lambda s, q: len(s) * pmf.entropy(q, base=2),
                "that is expected of a sequence drawn from q; this one has its own price",
            ),
            (lambda s, q: len(s) * np.log2(len(q)), "that is without a model, all symbols alike"),
        ],
        drawn,
    )


def check_wasted_bits(answer):
    """Exercise of 08: the bits a symbol that a belief wastes.

    `answer(p, q)` returns a number.
    """

    def drawn(rng):
        n = rng.integers(1, 7)
        return drawing.pmf(rng, n, zeros=True), drawing.pmf(rng, n, zeros=bool(rng.integers(2)))

    return print_verdict(
        answer,
        [
            (np.array([0.7, 0.2, 0.1]), np.array([0.2, 0.5, 0.3])),
            (np.array([0.5, 0.5]), np.array([0.25, 0.75])),
            (np.array([0.75, 0.0, 0.25]), np.array([0.5, 0.25, 0.25])),
        ],
        lambda p, q: pmf.kl_divergence(p, q, base=2),
        [
            (lambda p, q: pmf.kl_divergence(p, q), "that is in nats; bits take np.log2"),
            (
                lambda p, q: np.sum(p * np.log2(p / q)),
                "right but for p = 0, where 0 · log2(0) came out as nan; it stands for 0",
            ),
            (
                lambda p, q: np.sum(q * np.log2(q / p)),
                "p and q are exchanged: symbols come as p",
            ),
            (
                lambda p, q: np.sum(q * np.log2(p / q)),
                "the weights are q, and symbols come as p",
            ),
            (
                lambda p, q: np.sum(np.log2(p / q)),
                "each class counts once there; weight it by how often it comes, p",
            ),
            (
                lambda p, q: pmf.cross_entropy(p, q, base=2),
                "that is the whole price; the truth costs a part of it anyway",
            ),
            (lambda p, q: pmf.entropy(p, base=2), "that is what the truth costs; q adds to it"),
            (
                lambda p, q: pmf.entropy(q, base=2) - pmf.entropy(p, base=2),
                "two entropies were compared; what comes under q is priced, but comes as p",
            ),
            (lambda p, q: -pmf.kl_divergence(p, q, base=2), "the sign is turned: q never saves"),
        ],
        drawn,
    )


def check_standard_error(answer):
    """Exercise of 08: the standard error of a mean loss.

    `answer(losses)` returns a number.
    """

    def drawn(rng):
        return (rng.exponential(size=drawing.count(rng, 2, 100)) * rng.choice([0.0, 1.0, 50.0]),)

    return print_verdict(
        answer,
        [(np.array([1.0, 2.0, 4.0, 1.5]),), (np.array([0.5, 0.1, 3.0]),)],
        lambda x: np.std(x, ddof=1) / np.sqrt(len(x)),
        [
            (
                lambda x: np.std(x, ddof=1),
                "that is the spread of one loss; the mean of n spreads √n times less",
            ),
            (lambda x: np.std(x), "that is the spread of one loss, and needs ddof=1; divide by √n"),
            (
                lambda x: np.std(x) / np.sqrt(len(x)),
                "almost: np.std divides by n, which is too small a spread; give it ddof=1",
            ),
            (
                lambda x: np.std(x, ddof=1) / np.sqrt(len(x) - 1),
                "the n − 1 was used twice: ddof=1 has it, and the root takes n",
            ),
            (lambda x: np.std(x) / len(x), "spreads fall as 1/√n, and np.std needs ddof=1"),
            (lambda x: np.std(x, ddof=1) / len(x), "spreads fall as 1/√n, and not as 1/n"),
            (
                lambda x: np.var(x, ddof=1) / len(x),
                "that is its square, a variance; take the root",
            ),
            (lambda x: x.mean(), "that is the estimate; its error was asked for"),
        ],
        drawn,
    )
