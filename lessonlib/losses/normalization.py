"""From logits to a pmf: log-sum-exp, softmax and its logarithm.

Every exponential is taken after subtracting the largest logit, so it cannot overflow.
"""

import numpy as np

from lessonlib import arguments
from lessonlib.arguments import ArrayLike, Numbers
from lessonlib.losses.reduction import precise_sum


@arguments.quiet
def logsumexp(x: ArrayLike, axis: int | tuple[int, ...], keepdims: bool = False) -> Numbers:
    """ln Σ exp(x) over `axis`, computed as m + ln Σ exp(x - m) with m the largest of x.

    Parameters
    ----------
    x : array_like
        Real numbers.
    axis : int or tuple of int
        The axis or axes to sum over.
    keepdims : bool
        Keep them in the result, with length 1.

    Returns
    -------
    float or ndarray
        At least max x and at most max x + ln C (up to rounding), where C numbers are summed; -inf
        for none.

    Raises
    ------
    ValueError, TypeError
        If x has no such axis, or does not hold real numbers.

    See Also
    --------
    torch.logsumexp, scipy.special.logsumexp : the same.

    Notes
    -----
    A loss is not computed as logsumexp(x) - x(y). The result is rounded in the size of the largest
    x: for two equal logits of 1e8 in float32 that difference is 0, where the loss is ln 2. Subtract
    the largest first, from all of them, as `log_softmax` does.

    Examples
    --------
    >>> print(f"{logsumexp([1000.0, 1000.0], axis=0):.4f}")
    1000.6931

    Taught in: 05
    """
    x = arguments.floats("x", x)
    axis = arguments.axes("x", axis, x, several=True)
    wide = x.astype(arguments.wide(x.dtype), copy=False)
    m = wide.max(axis=axis, keepdims=True, initial=-np.inf)
    m = np.where(np.isfinite(m), m, 0)  # inf - inf would be nan where the answer is inf
    result = m + np.log(precise_sum(np.exp(wide - m), axis, keepdims=True))
    return (result if keepdims else result.squeeze(axis)).astype(x.dtype)[()]


@arguments.quiet
def softmax(x: ArrayLike, axis: int) -> np.ndarray:
    """q(c) = exp(x(c)) / Σ_k exp(x(k)) over `axis`: any real scores become a pmf.

    Parameters
    ----------
    x : array_like
        Logits, any real numbers.
    axis : int
        The axis of the classes: 0 for one example, 1 for a batch (N, C).

    Returns
    -------
    ndarray, same shape as x
        Positive (or 0 where exp underflows), summing to 1 over `axis`. All nan where a logit is
        inf or nan, or all are -inf.

    Raises
    ------
    ValueError, TypeError
        If x has no such axis, or does not hold real numbers.

    See Also
    --------
    torch.nn.functional.softmax, scipy.special.softmax : the same.

    Examples
    --------
    >>> softmax(np.log([1.0, 2.0, 1.0]), axis=0)
    array([0.25, 0.5 , 0.25])

    Taught in: 04
    """
    shifted, axis, dtype = _shifted(x, axis)
    e = np.exp(shifted)
    return (e / precise_sum(e, axis, keepdims=True)).astype(dtype)[()]


@arguments.quiet
def log_softmax(x: ArrayLike, axis: int) -> np.ndarray:
    """ln softmax(x) = x - ln Σ_k exp(x(k)) over `axis`, without ever forming the softmax.

    Parameters
    ----------
    x : array_like
        Logits, any real numbers.
    axis : int
        The axis of the classes: 0 for one example, 1 for a batch (N, C).

    Returns
    -------
    ndarray, same shape as x
        Finite where softmax itself would underflow to 0, while differences of logits are floats;
        nan where softmax is.

    Raises
    ------
    ValueError, TypeError
        If x has no such axis, or does not hold real numbers.

    See Also
    --------
    torch.nn.functional.log_softmax, scipy.special.log_softmax : the same.

    Examples
    --------
    >>> log_softmax([0.0, -1000.0], axis=0)
    array([    0., -1000.])

    Taught in: 05
    """
    shifted, axis, dtype = _shifted(x, axis)
    return (shifted - np.log(precise_sum(np.exp(shifted), axis, keepdims=True))).astype(dtype)[()]


def _shifted(x, axis):
    """x - max x in the dtype to compute in, the axis, and the dtype of the answer."""
    x = arguments.floats("x", x)
    axis = arguments.axes("x", axis, x)
    wide = x.astype(arguments.wide(x.dtype), copy=False)
    return wide - wide.max(axis=axis, keepdims=True, initial=-np.inf), axis, x.dtype
