"""Whether a classifier is right as often as it is sure."""

from typing import NamedTuple

import numpy as np

from lessonlib import arguments
from lessonlib.arguments import ArrayLike


class Reliability(NamedTuple):
    """Bins of a reliability diagram; what an empty bin has none of is nan.

    Attributes
    ----------
    confidence : ndarray, shape (n_bins,)
        Mean confidence of the examples in each bin.
    right : ndarray, shape (n_bins,)
        Their share right.
    count : ndarray of int, shape (n_bins,)
    """

    confidence: np.ndarray
    right: np.ndarray
    count: np.ndarray


@arguments.quiet
def reliability(probabilities: ArrayLike, labels: ArrayLike, *, n_bins: int = 15) -> Reliability:
    """How sure a classifier is, and how often it is right, in bins of equal width.

    An example's confidence is its largest probability, and it falls into bin b of n if that lies in
    ((b - 1)/n, b/n].

    Parameters
    ----------
    probabilities : array_like, shape (N, C)
        One pmf for each example, as from `losses.softmax`.
    labels : array_like of int, shape (N,)
        The true classes, from 0 to C - 1.
    n_bins : int
        The number of bins.

    Returns
    -------
    Reliability
        Mean confidence, share right and number of examples, one of each for each bin.

    Raises
    ------
    ValueError, TypeError, IndexError
        If probabilities are no pmfs, labels do not fit, or there is no bin.

    See Also
    --------
    sklearn.calibration.calibration_curve : for two classes, of the probability of one of them in
        place of the larger one; it leaves empty bins out.

    Examples
    --------
    >>> reliability([[0.75, 0.25], [0.75, 0.25]], [0, 1], n_bins=2).right
    array([nan, 0.5])

    Taught in: 15
    """
    confidence, right, bins, n_bins = _binned(probabilities, labels, n_bins)
    count = np.bincount(bins, minlength=n_bins)
    sums = (np.bincount(bins, values, minlength=n_bins) for values in (confidence, right))
    return Reliability(*(total / count for total in sums), count)


@arguments.quiet
def expected_calibration_error(
    probabilities: ArrayLike, labels: ArrayLike, *, n_bins: int = 15
) -> float:
    """ECE = Σ_b n_b/N · |right_b - confidence_b| over bins of equal width.

    Parameters
    ----------
    probabilities, labels, n_bins
        As in `reliability`. The error depends on the number of bins: more bins, more noise, see
        `calibration_floor`.

    Returns
    -------
    float
        From 0 to 1, without unit; nan for no examples.

    Raises
    ------
    ValueError, TypeError, IndexError
        As in `reliability`.

    References
    ----------
    Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017, equation 3.

    Examples
    --------
    >>> q = [[0.75, 0.25], [0.75, 0.25]]
    >>> print(expected_calibration_error(q, [0, 1]))
    0.25

    Taught in: 15
    """
    confidence, right, bins, _ = _binned(probabilities, labels, n_bins)
    if not len(bins):
        return np.float64(np.nan)
    # n_b/N · |mean - mean| is |sum - sum| / N.
    gaps = np.bincount(bins, right - confidence)
    return np.abs(gaps).sum() / len(bins)


@arguments.quiet
def calibration_floor(probabilities: ArrayLike, *, n_bins: int = 15) -> float:
    """About what ECE a perfectly calibrated classifier shows with these confidences, on average.

    √(2/π) Σ_b √v_b / N, where v_b is the sum of c (1 - c) over the confidences c in bin b: the mean
    size of a normal variable with the variance that the number of right ones has. Where far
    fewer than one wrong one, or one right one, is expected in a bin it is too high; for a single
    image up to a fifth too low; for several of both in each bin right within a tenth.

    Parameters
    ----------
    probabilities, n_bins
        As in `reliability`.

    Returns
    -------
    float
        Without unit; nan for no examples.

    Raises
    ------
    ValueError, TypeError
        As in `reliability`.

    Examples
    --------
    >>> print(f"{calibration_floor([[0.5, 0.5]] * 100):.4f}")
    0.0399

    Taught in: 15
    """
    q = arguments.batch_of_pmfs("probabilities", probabilities)
    confidence, _, bins, _ = _binned(q, np.zeros(len(q), int), n_bins)
    if not len(bins):
        return np.float64(np.nan)
    variances = np.bincount(bins, confidence * (1 - confidence))
    return np.sqrt(2 / np.pi) * np.sqrt(variances).sum() / len(bins)


def _binned(probabilities, labels, n_bins):
    """The confidence of each example, whether it is right, its bin; and the number of bins."""
    q = arguments.batch_of_pmfs("probabilities", probabilities)
    y = arguments.labels("probabilities", q, labels, None, target="labels")[0]
    n_bins = arguments.count("n_bins", n_bins, "15 is a usual number")
    if not len(q):
        return np.empty(0), np.empty(0), np.empty(0, int), n_bins
    confidence = q.max(axis=1)
    # In the precision of the confidences, so that the nearest number to b/n is b/n.
    edges = (np.arange(1, n_bins) / n_bins).astype(confidence.dtype)
    bins = np.searchsorted(edges, confidence)
    return confidence.astype(float), (q.argmax(axis=1) == y).astype(float), bins, n_bins
