"""One number for all logits: the temperature at which their loss is lowest."""

import numpy as np

from lessonlib import arguments, losses
from lessonlib.arguments import ArrayLike


@arguments.quiet
def temperature_scale(logits: ArrayLike, temperature: float) -> np.ndarray:
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
def fit_temperature(logits: ArrayLike, labels: ArrayLike) -> float:
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
        T, without unit: above 1 if flatter predictions lower the loss, as they mostly do for a
        classifier that was too sure of itself.

    Raises
    ------
    ValueError
        If no T is best: there are no examples, a logit is inf or nan, or that of a label is -inf,
        all labels have the largest logit (T would be 0), the logits are equal, or no better than
        equal ones (T would be infinite).
    TypeError, IndexError
        As in `losses.cross_entropy`.

    See Also
    --------
    temperature_standard_error : how far to trust it.

    References
    ----------
    Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017, section 4.2.

    Examples
    --------
    >>> print(f"{fit_temperature(np.log([[0.9, 0.1]] * 4), [0, 0, 0, 1]):.4f}")
    2.0000
    """
    z, possible, y, axis, unit = _in_units(logits, labels)
    if not z.size:
        raise ValueError(
            f"logits must not be empty to fit a temperature, got shape {z.shape}; give at least "
            "one example"
        )
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
    from scipy import optimize  # takes longer to import than all else

    return unit / optimize.brentq(slope, 0, upper, xtol=1e-15, rtol=1e-14)


@arguments.quiet
def temperature_standard_error(logits: ArrayLike, labels: ArrayLike, temperature: float) -> float:
    """The standard error of a fitted T, from the examples that it was fitted on.

    With q = softmax(z/T), s = Σ_c q(c) z(c) - z(y) the slope of one example in β = 1/T, and v the
    variance of z under q: T² std(s) / (mean(v) √N), by the delta method.

    Parameters
    ----------
    logits : array_like, shape (N, C) or (N, C, d₁, …)
    labels : array_like of int, shape (N,) or (N, d₁, …)
        As in `fit_temperature`. Each pixel counts as an example.
    temperature : float
        T, as it was fitted.

    Returns
    -------
    float
        In the unit of T, so without one; nan for fewer than two examples. A number added to all
        logits changes nothing; s times the logits, and s T, have s times the error.

    Raises
    ------
    ValueError, TypeError, IndexError
        As in `fit_temperature`, but for what makes no T best.

    Examples
    --------
    >>> z = np.log([[0.9, 0.1]] * 400)
    >>> print(f"{temperature_standard_error(z, [0, 0, 0, 1] * 100, 2.0):.4f}")
    0.2105

    Taught in: 15
    """
    temperature = arguments.positive("temperature", temperature)
    z, possible, y, axis, unit = _in_units(logits, labels)
    if y.size < 2:
        return np.float64(np.nan)
    t = temperature / unit
    q = losses.softmax(np.where(possible, z / t, -np.inf), axis)
    mean = (q * z).sum(axis=axis, keepdims=True)
    slopes = mean - np.take_along_axis(z, y, axis)
    bends = (q * (z - mean) ** 2).sum(axis=axis)
    return unit * t**2 * slopes.std(ddof=1) / (bends.mean() * np.sqrt(y.size))


def _in_units(logits, labels):
    """Logits of which 0 is the largest of each example, in a unit in which no product overflows.

    Also: which classes are possible (the others are 0), the labels in place on the class axis, that
    axis, and the unit.
    """
    z = arguments.floats("logits", logits).astype(float)
    axis = arguments.class_axis("logits", z)
    y, _ = arguments.labels("logits", z, labels, None, target="labels")
    y = np.expand_dims(y, axis)
    possible = z > -np.inf  # a class at -inf has probability 0 at every T
    arguments.finite("logits", np.where(possible, z, 0))
    if not np.take_along_axis(possible, y, axis).all():
        raise ValueError(
            "labels must be possible, got one whose logit is -inf: its loss is infinite at every "
            "T; look for labels of masked classes"
        )
    exponent = np.frexp(np.abs(z[possible]).max(initial=0) or 1.0)[1]
    unit = np.ldexp(1.0, exponent - 1)  # a power of 2, so that the division is exact
    z = np.where(possible, z, 0) / unit
    z -= np.where(possible, z, -np.inf).max(axis=axis, keepdims=True, initial=-np.inf)
    return np.where(possible, z, 0), possible, y, axis, unit
