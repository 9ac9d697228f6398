"""What a classifier's predictions are worth: perplexity, calibration, temperature.

Logits and targets are given as in `losses`. Arguments are never modified.
"""

import numpy as np
from scipy import optimize

from lessonlib import arguments, losses


@arguments.quiet
def perplexity(logits, target, *, ignore_index=-100):
    """exp of the mean cross-entropy in nats: as uncertain as among that many equal classes.

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
def expected_calibration_error(probabilities, labels, *, n_bins=15):
    """ECE = Σ_b |B_b|/N · |accuracy(B_b) - confidence(B_b)| over bins of equal width.

    An example's confidence is its largest probability, and it falls into bin b of n if that lies in
    ((b - 1)/n, b/n]. Accuracy and confidence are means over the examples of the bin.

    Parameters
    ----------
    probabilities : array_like, shape (N, C)
        One pmf for each example, as from `losses.softmax`.
    labels : array_like of int, shape (N,)
        The true classes, from 0 to C - 1.
    n_bins : int
        The number of bins. The error depends on it: more bins, more noise.

    Returns
    -------
    float
        From 0 to 1, without unit; nan for no examples.

    Raises
    ------
    ValueError, TypeError, IndexError
        If probabilities are no pmfs, labels do not fit, or there is no bin.

    References
    ----------
    Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017, equation 3.

    Examples
    --------
    >>> q = [[0.75, 0.25], [0.75, 0.25]]
    >>> print(expected_calibration_error(q, [0, 1]))
    0.25
    """
    q = arguments.batch_of_pmfs("probabilities", probabilities)
    y = arguments.labels("probabilities", q, labels, None, target="labels")[0]
    n_bins = arguments.count("n_bins", n_bins, "15 is a usual number")
    if not len(q):
        return np.float64(np.nan)
    confidence = q.max(axis=1)
    # In the precision of the confidences, so that the nearest number to b/n is b/n.
    edges = (np.arange(1, n_bins) / n_bins).astype(confidence.dtype)
    bins = np.searchsorted(edges, confidence)
    # |B|/N · |mean - mean| is |sum - sum| / N.
    gaps = np.bincount(bins, (q.argmax(axis=1) == y) - confidence.astype(float))
    return np.abs(gaps).sum() / len(q)


@arguments.quiet
def temperature_scale(logits, temperature):
    """logits / T: softmax becomes flatter for T > 1 and sharper for T < 1, the argmax stays.

    Parameters
    ----------
    logits : array_like
        Raw scores of any shape.
    temperature : float
        T, above 0 and finite.

    Returns
    -------
    ndarray, same shape and dtype as logits

    Raises
    ------
    ValueError, TypeError
        If T is not above 0 and finite, or logits are not real numbers.

    References
    ----------
    Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017, section 4.2.

    Examples
    --------
    >>> temperature_scale([2.0, -4.0], 2)
    array([ 1., -2.])
    """
    logits = arguments.floats("logits", logits)
    temperature = arguments.positive("temperature", temperature)
    # In float64: a temperature that a float16 cannot hold is no other temperature.
    return (logits / np.float64(temperature)).astype(logits.dtype)


@arguments.quiet
def fit_temperature(logits, labels):
    """The T > 0 at which `losses.cross_entropy(logits / T, labels)` is smallest.

    In β = 1/T the loss is convex. Its slope is the mean of Σ_c q(c) z(c) - z(y), where z are the
    logits and q = softmax(β z); the best β is where the slope is 0.

    Parameters
    ----------
    logits : array_like, shape (N, C) or (N, C, d1, …, dK)
        Raw scores of a validation set: not of the examples that the model was trained on.
    labels : array_like of int, shape (N,) or (N, d1, …, dK)
        The true classes.

    Returns
    -------
    float
        T, without unit: above 1 if the classifier was too sure of itself.

    Raises
    ------
    ValueError
        If no T is best: there are no examples, a logit is inf or nan, or that of a label is -inf,
        all labels have the largest logit (T would be 0), the logits are equal, or no better than
        equal ones (T would be infinite).
    TypeError, IndexError
        As in `losses.cross_entropy`.

    References
    ----------
    Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017, section 4.2.

    Examples
    --------
    >>> print(f"{fit_temperature(np.log([[0.9, 0.1]] * 4), [0, 0, 0, 1]):.4f}")
    2.0000
    """
    z = arguments.floats("logits", logits).astype(float)
    axis = arguments.class_axis("logits", z)
    y, _ = arguments.labels("logits", z, labels, None, target="labels")
    possible = z > -np.inf  # a class at -inf has probability 0 at every T
    arguments.finite("logits", np.where(possible, z, 0))
    if not z.size:
        raise ValueError(
            f"logits must not be empty to fit a temperature, got shape {z.shape}; give at least "
            "one example"
        )
    y = np.expand_dims(y, axis)
    if not np.take_along_axis(possible, y, axis).all():
        raise ValueError(
            "labels must be possible, got one whose logit is -inf: its loss is infinite at every "
            "T; look for labels of masked classes"
        )
    # In units of the largest difference, so that no product overflows.
    largest = np.abs(z[possible]).max() or 1.0
    z = np.where(possible, z / largest, 0)
    z -= np.where(possible, z, -np.inf).max(axis=axis, keepdims=True)
    of_labels = np.take_along_axis(z, y, axis).mean()

    def slope(beta):
        q = losses.softmax(np.where(possible, beta * z, -np.inf), axis)
        return (q * np.where(possible, z, 0)).sum(axis=axis).mean() - of_labels

    if not np.any(z[possible]):
        raise ValueError(
            "logits must differ between the classes of some example, got equal ones: every T "
            "gives the same loss; check that they are logits"
        )
    # What rounding can leave of a slope that is 0: each mean sums numbers of at most 2.
    if slope(0) >= -8 * np.finfo(float).eps:
        raise ValueError(
            "logits must favour the labels on average to have a best temperature, got a loss that "
            "only falls toward uniform predictions; check that labels belong to these logits"
        )
    if of_labels == 0:
        raise ValueError(
            "labels must differ from the largest logit in some example, got none that does: the "
            "loss falls for ever as T goes to 0; fit on more examples, not those trained on"
        )
    upper = 1.0
    while slope(upper) < 0:
        upper *= 2
    return largest / optimize.brentq(slope, 0, upper, xtol=1e-15, rtol=1e-14)
