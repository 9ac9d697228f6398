"""Calls of the numerical functions as a user with a type checker writes them.

mypy reads this file (tests/test_types.py): what is right passes, and what is marked as an error is
one. The tests also run it: `found` has what each call returned.
"""

import numpy as np

from lessonlib import coder, losses, metrics, pmf, regression

z = [[2.0, -1.0, 0.5], [0.0, 1.0, -2.0], [0.5, 0.0, 1.0]]
y = [0, 1, 0]
p = [0.5, 0.25, 0.25]
Numbers = np.ndarray | np.floating

arrays: list[np.ndarray] = [
    *(pmf.normalize([1, 2, 1]), pmf.one_hot(y, 3)),
    *(losses.softmax(z, axis=1), losses.log_softmax(np.array(z), 1)),
    losses.cross_entropy_gradient(z, y, weight=[1.0, 2.0, 1.0]),
    losses.binary_cross_entropy_with_logits_gradient(z, pmf.one_hot(y, 3)),
    metrics.temperature_scale(z, 2.0),
    metrics.reweight([p, p], [1, 2, 3]),
    metrics.estimate_shares([p, p], p),
    regression.standard_errors(z, np.zeros((3, 3))),
]
numbers: list[Numbers] = [
    *(pmf.entropy(p), pmf.cross_entropy(p, p, base=2.0), pmf.kl_divergence(p, p)),
    losses.logsumexp(z, axis=(0, 1), keepdims=True),
    losses.nll_loss(losses.log_softmax(z, 1), y),
    losses.cross_entropy(z, y, reduction="none", label_smoothing=0.1),
    losses.kl_div(losses.log_softmax(z, 1), pmf.one_hot(y, 3), reduction="sum"),
    losses.binary_cross_entropy_with_logits(z, pmf.one_hot(y, 3), pos_weight=[1, 2, 3]),
    losses.linear_cross_entropy(z, np.eye(3), y, ignore_index=2),
    losses.cross_entropy_and_gradient(z, y)[0],
]
input_gradient: np.ndarray = losses.linear_cross_entropy_and_gradient(z, np.eye(3), y)[1].input
q = losses.softmax(z, 1)
floats: list[float] = [
    *(metrics.brier_score(q, y), metrics.perplexity(z, y)),
    *(metrics.expected_calibration_error(q, y, n_bins=5), metrics.calibration_floor(q)),
    metrics.fit_temperature(z, y),
    metrics.temperature_standard_error(z, y, 1.0),
    metrics.decompose(q, y, score="brier").reliability,
]
count: np.ndarray = metrics.reliability(q, y).count
exist: bool = regression.best_weights_exist(z, y)
packed: bytes = coder.encode([0, 1], p)
symbols: list[int] = coder.decode(packed, lambda before: p, 2)
counts: list[int] = coder.counts_of(p)
bits: str = coder.encoded_bits([0, 1], p)


def wrong() -> None:
    """What a checker refuses, and so do the functions; it is never called."""
    losses.cross_entropy(z, y, reduction="avg")  # type: ignore[arg-type]
    losses.cross_entropy(z, y, [1.0, 2.0, 1.0])  # type: ignore[call-arg]
    losses.softmax(z)  # type: ignore[call-arg]
    losses.linear_cross_entropy(z, np.eye(3), y, bias=None)  # type: ignore[call-arg]
    metrics.fit_temperature(z, y) + "°"  # type: ignore[operator]
    pmf.one_hot(y, "3")  # type: ignore[arg-type]
