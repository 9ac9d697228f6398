"""Scores of predictions: perplexity, the Brier score, and what a mean score is made of."""

from typing import NamedTuple

import numpy as np

from lessonlib import arguments, losses, pmf
from lessonlib.arguments import ArrayLike


@arguments.quiet
def perplexity(logits: ArrayLike, target: ArrayLike, *, ignore_index: int = -100) -> float:
    """exp of the mean cross-entropy in nats: what a uniform guess among that many costs.

    Parameters
    ----------
    logits : array_like, shape (C,), (N, C) or (N, C, d1, …, dK)
        Raw scores; for a language model (N, C, T), one place for each token.
    target : array_like
        Class indices or probabilities, as in `losses.cross_entropy`.
    ignore_index : int
        Examples with this index, such as padding, are left out.

    Returns
    -------
    float
        A number of classes: from 1 (sure and right) to C (uniform) and above (worse than uniform).
        The mean is taken over all tokens before exp, not batch by batch after it.

    Raises
    ------
    ValueError, TypeError, IndexError
        As in `losses.cross_entropy`.

    Examples
    --------
    >>> print(f"{perplexity([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], [0, 2]):.4f}")
    3.0000
    """
    logits = arguments.floats("logits", logits)
    # Rounded once, at the end: exp makes the last digits of a float16 loss large.
    wide = logits.astype(arguments.wide(logits.dtype), copy=False)
    loss = losses.cross_entropy(wide, target, ignore_index=ignore_index)
    return np.exp(loss).astype(logits.dtype if loss.dtype == wide.dtype else loss.dtype)


@arguments.quiet
def brier_score(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """The mean of Σ_c (q(c) - p(c))² over the examples, where p is one-hot.

    Parameters
    ----------
    probabilities, labels
        As in `reliability`.

    Returns
    -------
    float
        From 0 (sure and right) to 2 (sure and wrong); nan for no examples.

    Raises
    ------
    ValueError, TypeError, IndexError
        As in `reliability`.

    See Also
    --------
    sklearn.metrics.brier_score_loss : for two classes half of it, unless scale_by_half is False.

    Examples
    --------
    >>> print(f"{brier_score([[0.75, 0.25]], [0]):.4f}")
    0.1250

    Taught in: 09
    """
    q = arguments.batch_of_pmfs("probabilities", probabilities)
    y = arguments.labels("probabilities", q, labels, None, target="labels")[0]
    if not len(q):
        return np.float64(np.nan)
    return ((q - np.eye(q.shape[1])[y]) ** 2).sum(axis=1).mean()


class Decomposition(NamedTuple):
    """A mean score as reliability - resolution + uncertainty."""

    reliability: float
    resolution: float
    uncertainty: float


@arguments.quiet
def decompose(probabilities: ArrayLike, labels: ArrayLike, score: str = "log") -> Decomposition:
    """Split a mean score exactly into reliability - resolution + uncertainty.

    Examples with the same prediction q are a group g, in which the classes occur with frequencies
    f; in all they occur with frequencies b. With d the divergence of the score, KL for "log" and
    the squared distance for "brier", and e its entropy,

    reliability = Σ_g n_g/N d(f, q), resolution = Σ_g n_g/N d(f, b), uncertainty = e(b).

    Parameters
    ----------
    probabilities, labels
        As in `reliability`, with few different predictions: groups of one say nothing. Predictions
        of less than 64 bits are divided by their sums.
    score : {"log", "brier"}
        The cross-entropy in nats, or `brier_score`.

    Returns
    -------
    Decomposition
        What lies cost, what knowing saves, what the world costs.

    Raises
    ------
    ValueError, TypeError, IndexError
        As in `reliability`, for another score, or for no examples.

    References
    ----------
    Murphy, "A New Vector Partition of the Probability Score", 1973; for any honest score, Bröcker,
    "Reliability, sufficiency, and the decomposition of proper scores", 2009.

    Examples
    --------
    >>> parts = decompose([[0.5, 0.5], [0.5, 0.5]], [0, 1])
    >>> print(f"{parts.reliability:.4f} {parts.resolution:.4f} {parts.uncertainty:.4f}")
    0.0000 0.0000 0.6931

    Taught in: 15
    """
    q = arguments.batch_of_pmfs("probabilities", probabilities)
    if q.dtype != float:  # sums that are 1 in float16 are not in float64
        q = pmf.normalize(q.astype(float))
    y = arguments.labels("probabilities", q, labels, None, target="labels")[0]
    if score not in ("log", "brier"):
        raise ValueError(f"score must be 'log' or 'brier', got {score!r}; both are honest scores")
    if not len(q):
        raise ValueError(
            "probabilities must not be empty to be decomposed, got none; give at least one example"
        )
    said, group = np.unique(q, axis=0, return_inverse=True)
    counts = np.zeros(said.shape)
    np.add.at(counts, (group.ravel(), y), 1)
    size = counts.sum(axis=1)
    happened, base = counts / size[:, np.newaxis], counts.sum(axis=0) / len(q)
    if score == "log":
        divergence, uncertainty = pmf.kl_divergence, pmf.entropy(base)
    else:
        divergence, uncertainty = _squared_distance, 1 - (base**2).sum()
    parts = (size / len(q) @ divergence(happened, other) for other in (said, base))
    return Decomposition(*parts, uncertainty)


def _squared_distance(p, q):
    return ((p - q) ** 2).sum(axis=-1)
