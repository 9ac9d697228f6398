"""What the cases that a check draws are made of: all that is legal, and what is easily forgotten.

Sizes that differ, and one of something; numbers that are all alike, tied, tiny or large; labels
that leave the last class out; pmfs with zeros.
"""

import numpy as np


def count(rng, low, high):
    """A whole number from low to high, small ones as often as large ones of another size."""
    drawn = np.exp(rng.uniform(np.log(low), np.log(high + 1)))
    return int(np.clip(drawn, low, high))


def number(rng, low, high):
    """A positive number between two, evenly on the scale of its logarithm."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def logits(rng, *shape, most=20.0):
    """Logits from −most to most: all alike, whole numbers with ties, near each other, or far."""
    kind = rng.integers(5)
    if kind == 0:
        return np.full(shape, rng.uniform(-most, most))
    if kind == 1:
        return rng.integers(-2, 3, shape).astype(float)
    return np.clip(rng.normal(size=shape) * most * rng.choice([0.05, 0.5]), -most, most)


def labels(rng, n, n_classes):
    """The classes of n examples; often of few classes, so that the last ones do not occur."""
    return rng.integers(0, rng.integers(1, n_classes + 1), n)


def pmf(rng, n_classes, zeros=False):
    """A pmf: all alike, nearly so, or with entries that differ by a lot; with zeros if allowed."""
    weights = np.exp(rng.normal(size=n_classes) * rng.choice([0.0, 0.3, 3.0]))
    if zeros:
        weights[rng.permutation(n_classes)[: rng.integers(0, n_classes)]] = 0.0
    return weights / weights.sum()
