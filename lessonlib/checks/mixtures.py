"""Exercises on mixed targets: their floor, what lies above it, what a majority costs."""

from math import comb

import numpy as np

from lessonlib import pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_mixed_floor(answer):
    """Exercise of 16: the floor of pairs of two classes, mixed and then smoothed.

    `answer(lam, eps, n_classes)`, with lam of shape (N,), returns a number.
    """

    def floor(first, second, rest, n_classes):
        targets = np.broadcast_to(rest, (len(first), n_classes)).copy()
        targets[:, 0] += first
        targets[:, 1] += second
        return pmf.entropy(pmf.normalize(targets)).mean()

    def right(lam, eps, c):
        return floor((1 - eps) * lam, (1 - eps) * (1 - lam), eps / c, c)

    def drawn(rng):
        lam = rng.uniform(size=drawing.count(rng, 1, 20))
        lam[rng.random(len(lam)) < 0.2] = rng.choice([0.0, 0.5, 1.0])
        return lam, float(rng.choice([0, 0.05, 0.1, 0.5, 1])), drawing.count(rng, 2, 1000)

    return print_verdict(
        answer,
        [
            (np.array([0.3, 0.9]), 0.1, 10),
            (np.array([0.5, 0.2, 0.7]), 0.2, 3),
            (np.array([0.0, 1.0, 0.4]), 0.0, 4),
        ],
        right,
        [
            (
                lambda lam, eps, c: right(lam, 0.0, c),
                "that is without smoothing; it adds to the floor",
            ),
            (
                lambda lam, eps, c: right(np.ones(len(lam)), eps, c),
                "that is smoothing alone; the mixture adds to the floor",
            ),
            (
                lambda lam, eps, c: right(lam, 0.0, c) + right(np.ones(len(lam)), eps, c),
                "the two floors do not add up; take the entropy of the mixed and smoothed target",
            ),
            (
                lambda lam, eps, c: floor(
                    (1 - eps) * lam - eps * lam / (c - 1),
                    (1 - eps) * (1 - lam) - eps * (1 - lam) / (c - 1),
                    eps / (c - 1),
                    c,
                ),
                "that is kind B, all others alike; A gives each class eps / n_classes",
            ),
            (
                lambda lam, eps, c: floor(lam - eps / 2, 1 - lam - eps / 2, eps / c, c),
                "the share is taken of both alike; each keeps 1 − eps of its own",
            ),
            (
                lambda lam, eps, c: right(np.full(len(lam), lam.mean()), eps, c),
                "that is the floor of the mean share; take the mean of the floors",
            ),
            (
                lambda lam, eps, c: right(lam, eps, c) / np.log(2),
                "those are bits; the loss is in nats",
            ),
            (
                lambda lam, eps, c: right(lam, eps, c) * len(lam),
                "that is the sum; take the mean over the pairs",
            ),
        ],
        drawn,
    )


def check_excess(answer):
    """Exercise of 16: a loss of vote shares, less its floor.

    `answer(loss, votes)`, a number and counts of shape (N, C), returns a number.
    """

    def shares(votes):
        kept = votes[votes.sum(axis=1) > 0]
        return kept / kept.sum(axis=1, keepdims=True)

    def right(loss, votes):
        return loss - pmf.entropy(shares(votes)).mean()

    def drawn(rng):
        n, c = drawing.count(rng, 1, 12), drawing.count(rng, 2, 8)
        votes = rng.integers(0, rng.choice([2, 4, 30]), size=(n, c))
        votes[0, 0] += 1
        return float(pmf.entropy(shares(votes)).mean() + rng.exponential()), votes

    return print_verdict(
        answer,
        [
            (1.5, np.array([[3, 2, 0], [1, 0, 0], [0, 0, 0], [2, 2, 6]])),
            (0.9, np.array([[1, 1], [7, 1]])),
        ],
        right,
        [
            (
                lambda loss, votes: (
                    loss
                    - np.average(
                        pmf.entropy(shares(votes)), weights=votes.sum(axis=1)[votes.sum(axis=1) > 0]
                    )
                ),
                "images with more votes count for more there; the loss was a mean over images",
            ),
            (
                lambda loss, votes: loss - pmf.entropy(pmf.normalize(votes.sum(axis=0))),
                "that is the entropy of all votes together; each image has its own target",
            ),
            (
                lambda loss, votes: loss - pmf.entropy(shares(votes)).sum() / len(votes),
                "images without votes were left out of the loss; they do not count in its mean",
            ),
            (
                lambda loss, votes: loss - pmf.entropy(shares(votes).mean(axis=0)),
                "that is the entropy of the mean target; take the mean of the entropies",
            ),
            (
                lambda loss, votes: pmf.entropy(shares(votes)).mean(),
                "that is the floor; how much of the loss lies above it?",
            ),
            (
                lambda loss, votes: -right(loss, votes),
                "the sign is turned: the loss lies above its floor",
            ),
            (
                lambda loss, votes: right(loss, votes) / loss,
                "that is a share of the loss; say how many nats",
            ),
            (
                lambda loss, votes: loss - pmf.entropy(shares(votes)).sum(),
                "that is the sum of the entropies; the loss is a mean",
            ),
        ],
        drawn,
    )


def check_price_of_majority(answer):
    """Exercise of 16: what a model of the majority's label pays for boasting.

    `answer(r, K)` returns a number.
    """

    def wins(r, n):
        return sum(comb(n, k) * r**k * (1 - r) ** (n - k) for k in range(n // 2 + 1, n + 1))

    def kl(p, q):
        return float(pmf.kl_divergence(np.array([p, 1 - p]), np.array([q, 1 - q])))

    def cost(p, q):
        return float(pmf.cross_entropy(np.array([p, 1 - p]), np.array([q, 1 - q])))

    def drawn(rng):
        return float(rng.uniform(0.3, 0.9)), int(2 * drawing.count(rng, 1, 20) - 1)

    return print_verdict(
        answer,
        [(0.6, 3), (0.8, 5), (0.45, 7), (0.7, 1)],
        lambda r, n: kl(r, wins(r, n)),
        [
            (
                lambda r, n: kl(wins(r, n), r),
                "the truth comes first: new labels are single votes, not majorities",
            ),
            (
                lambda r, n: cost(r, wins(r, n)),
                "that is all it costs; how much more than honesty, which pays the entropy?",
            ),
            (
                lambda r, n: cost(wins(r, n), wins(r, n)),
                "that is what it pays for new majorities; for new single labels it pays otherwise",
            ),
            (
                lambda r, n: cost(r, r) - cost(wins(r, n), wins(r, n)),
                "those are two entropies; the model is judged under the truth r, not by its own",
            ),
            (
                lambda r, n: kl(r, wins(r, n)) / np.log(2),
                "those are bits; the loss is in nats",
            ),
            (
                lambda r, n: kl(r, 1 - wins(r, n)),
                "turned round: that is how often the majority is wrong",
            ),
            (
                lambda r, n: kl(r, r**n / (r**n + (1 - r) ** n)),
                "that is when all agree; a majority needs more than half",
            ),
            (
                lambda r, n: (
                    kl(
                        r,
                        wins(r, n) - comb(n, n // 2 + 1) * r ** (n // 2 + 1) * (1 - r) ** (n // 2),
                    )
                    if n > 1
                    else np.inf
                ),
                "the smallest majority counts, too; there it is left out",
            ),
        ],
        drawn,
    )
