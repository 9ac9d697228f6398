"""Exercises on calibration: its error, a temperature, and the slope that finds it."""

import numpy as np

from lessonlib import losses
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_calibration_error(answer):
    """Exercise of 15: the expected calibration error, also of those who are certain.

    `answer(confidence, right, n_bins)` returns a number.
    """

    def gaps(confidence, right, n_bins):
        bins = np.clip(np.ceil(confidence * n_bins).astype(int) - 1, 0, n_bins - 1)
        return np.bincount(bins, right - confidence), np.bincount(bins)

    def means(confidence, right, n_bins):
        sums, counts = gaps(confidence, right, n_bins)
        return sums[counts > 0] / counts[counts > 0]

    def falls_out(confidence, right, n_bins):
        kept = confidence < 1
        return np.abs(gaps(confidence[kept], right[kept], n_bins)[0]).sum() / len(right)

    certain = np.array([1.0, 1.0, 1.0, 0.62, 0.66, 0.15, 0.45])

    def drawn(rng):
        n = drawing.count(rng, 1, 60)
        confidence = np.where(rng.uniform(size=n) < 0.2, 1.0, rng.uniform(0.01, 1, n))
        return confidence, rng.integers(0, 2, n), drawing.count(rng, 1, 30)

    return print_verdict(
        answer,
        [
            (certain, np.array([1, 0, 1, 1, 0, 1, 0]), 5),
            (np.array([1.0, 1.0, 0.95, 0.33, 0.3]), np.array([0, 1, 1, 1, 1]), 10),
        ],
        lambda c, r, n: np.abs(gaps(c, r, n)[0]).sum() / len(r),
        [
            (falls_out, "that is still theirs: a confidence of 1 falls out of the last bin"),
            (
                lambda c, r, n: gaps(c, r, n)[0].sum() / len(r),
                "the gaps have lost their absolute values, so they cancel",
            ),
            (
                lambda c, r, n: abs(gaps(c, r, n)[0].sum()) / len(r),
                "that is one gap for all; each bin has its own absolute value",
            ),
            (
                lambda c, r, n: np.abs(means(c, r, n)).mean(),
                "each bin counts alike there; weight it by the share of its images",
            ),
            (
                lambda c, r, n: np.abs(means(c, r, n)).max(),
                "that is the largest gap (the maximum calibration error)",
            ),
            (
                lambda c, r, n: np.abs(r - c).mean(),
                "each image got a bin of its own; right or wrong is 1 or 0, never in between",
            ),
        ],
        drawn,
    )


def check_cooled(answer):
    """Exercise of 15: pmfs at a temperature, without their logits.

    `answer(q, T)`, of shape (N, C), returns (N, C).
    """

    def normalized(powers):
        return powers / powers.sum(axis=1, keepdims=True)

    q = np.array([[0.7, 0.2, 0.1], [0.05, 0.05, 0.9]])

    def drawn(rng):
        n, c = rng.integers(1, 7, 2)
        rows = np.array([drawing.pmf(rng, c, zeros=bool(rng.integers(2))) for _ in range(n)])
        return rows, drawing.number(rng, 0.3, 10)

    return print_verdict(
        answer,
        [(q, 2.0), (q[::-1], 0.5)],
        lambda q, T: normalized(q ** (1 / T)),
        [
            (lambda q, T: q ** (1 / T), "in the right proportions, but rows must sum to 1"),
            (lambda q, T: normalized(q**T), "the power is turned: T above 1 makes flatter"),
            (lambda q, T: q / T, "probabilities were divided; it is their logarithm that is"),
            (
                lambda q, T: normalized(q / T),
                "as it was, or a factor that goes out again; divide the logarithms by T",
            ),
            (
                lambda q, T: losses.softmax(q / T, axis=1),
                "softmax took probabilities for logits; ln q are logits",
            ),
        ],
        drawn,
    )


def check_hiding_size(answer):
    """Exercise of 15: how many images hide the gap of others in one bin.

    `answer(n, c, r, c_other, r_other)` returns a number: n (c - r) = m (r_other - c_other).
    """

    def right(n, c, r, c_other, r_other):
        return n * (c - r) / (r_other - c_other)

    def drawn(rng):
        c, c_other = rng.uniform(0.3, 0.9, 2)
        sign = rng.choice([-1, 1])
        gap, gap_other = rng.uniform(0.01, 0.1, 2)
        return (
            drawing.count(rng, 1, 1000),
            float(c),
            float(c + sign * gap),
            float(c_other),
            float(c_other - sign * gap_other),
        )

    return print_verdict(
        answer,
        [(500, 0.81, 0.9, 0.89, 0.8), (100, 0.75, 0.6, 0.72, 0.77), (30, 0.5, 0.55, 0.51, 0.41)],
        right,
        [
            (lambda n, c, r, d, s: n, "as many as the others: that hides gaps of one size only"),
            (
                lambda n, c, r, d, s: n * (s - d) / (c - r),
                "turned round: the larger the other gap, the fewer images it takes",
            ),
            (
                lambda n, c, r, d, s: -right(n, c, r, d, s),
                "the sign is turned: the two gaps have opposite signs, a number of images has none",
            ),
            (lambda n, c, r, d, s: n * c / d, "those are confidences; the gaps have to cancel"),
            (lambda n, c, r, d, s: n * r / s, "those are shares right; the gaps have to cancel"),
            (
                lambda n, c, r, d, s: np.round(right(n, c, r, d, s)),
                "right, and rounded; leave it as it is",
            ),
        ],
        drawn,
    )
