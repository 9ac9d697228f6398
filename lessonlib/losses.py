"""PyTorch's classification loss on logits, in NumPy, with its gradient.

Names, defaults and meaning are those of `torch.nn.functional` (and `torch.logsumexp`); `axis`
stands for `dim`, as elsewhere in NumPy, and options are given by keyword. The class axis is
PyTorch's too: axis 0 for one example (C,), axis 1 for a batch (N, C) or (N, C, d1, …, dK).

Where PyTorch computes on from input that makes no sense, these functions refuse it: targets that
are no probabilities, weights that are negative or not finite, smoothing outside 0 to 1.

float32 and float64 stay what they are, float16 is computed in float32 and rounded at the end, and
integers become float64. Every exponential is taken after subtracting the largest logit, so it
cannot overflow. Arguments are never modified.
"""

import numpy as np

# inf - inf is nan and ln 0 is -inf, as in PyTorch, and no news to the caller.
_quiet = np.errstate(divide="ignore", over="ignore", invalid="ignore")


@_quiet
def logsumexp(x, axis, keepdims=False):
    """ln Σ exp(x) over `axis`, computed as m + ln Σ exp(x - m) with m the largest of x.

    Parameters
    ----------
    x : array_like
        Real numbers, with at least one axis.
    axis : int
        The axis to sum over.
    keepdims : bool
        Keep `axis` in the result, with length 1.

    Returns
    -------
    float or ndarray
        At least max x and at most max x + ln C, where C is the length of the axis.

    See Also
    --------
    torch.logsumexp, scipy.special.logsumexp : the same.

    Examples
    --------
    >>> print(f"{logsumexp([1000.0, 1000.0], axis=0):.4f}")
    1000.6931

    Taught in: 05
    """
    x, dtype = _floats("x", x)
    _refuse_empty("x", x, axis)
    m = x.max(axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)  # inf - inf would be nan where the answer is inf
    result = m + np.log(np.exp(x - m).sum(axis=axis, keepdims=True))
    return (result if keepdims else result.squeeze(axis)).astype(dtype)[()]


@_quiet
def softmax(x, axis):
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
        Positive (or 0 where exp underflows), summing to 1 over `axis`.

    See Also
    --------
    torch.nn.functional.softmax, scipy.special.softmax : the same.

    Examples
    --------
    >>> softmax(np.log([1.0, 2.0, 1.0]), axis=0)
    array([0.25, 0.5 , 0.25])

    Taught in: 04
    """
    x, dtype = _floats("x", x)
    _refuse_empty("x", x, axis)
    return _softmax(x, axis).astype(dtype)


@_quiet
def log_softmax(x, axis):
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
        Finite where softmax itself would underflow to 0.

    See Also
    --------
    torch.nn.functional.log_softmax, scipy.special.log_softmax : the same.

    Examples
    --------
    >>> log_softmax([0.0, -1000.0], axis=0)
    array([    0., -1000.])

    Taught in: 05
    """
    x, dtype = _floats("x", x)
    _refuse_empty("x", x, axis)
    return _log_softmax(x, axis).astype(dtype)


@_quiet
def cross_entropy(
    logits, target, *, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0
):
    """loss(n) = -Σ_c t(n, c) ln softmax(logits)(n, c), reduced over the examples.

    The target is t(n, c) = w(c) ((1 - ε) p(n, c) + ε/C), where p is the pmf given as target, or the
    one-hot pmf of a class index, w the class weights and ε the label smoothing. Without these two
    options t = p.

    Parameters
    ----------
    logits : array_like, shape (C,), (N, C) or (N, C, d1, …, dK)
        Raw scores, not probabilities.
    target : array_like
        Class indices: integers of shape (), (N,) or (N, d1, …, dK), from 0 to C - 1. Or
        probabilities: floats of the same shape as logits, summing to 1 over the classes. (PyTorch
        takes any floats here and computes on.)
    weight : array_like, shape (C,), optional
        One factor for each class; 1 without it.
    ignore_index : int
        Examples with this index are left out; index targets only.
    reduction : {"mean", "sum", "none"}
        "mean" divides the sum by the weights w(y) of the examples kept, or by the number of
        examples when targets are probabilities.
    label_smoothing : float
        ε, from 0 to 1.

    Returns
    -------
    float, or ndarray of the shape of index targets for "none"
        In nats. The mean over no example is nan, as in PyTorch.

    Raises
    ------
    ValueError
        If shapes do not fit, there is no class, probabilities are negative, not finite or do not
        sum to 1, or an option has no such value.
    TypeError
        If logits are not real numbers, or the target holds neither integers nor floats.
    IndexError
        If a class index is out of range.

    See Also
    --------
    torch.nn.functional.cross_entropy : the same.

    Examples
    --------
    >>> print(f"{cross_entropy([[0.0, 0.0], [0.0, 0.0]], [0, 1]):.4f}")
    0.6931

    Taught in: 05
    """
    logits, t, touched, divisor, dtype = _prepared(
        logits, target, weight, ignore_index, reduction, label_smoothing
    )
    # An index does not look at the other classes at all, even where 0 · -inf would be nan.
    products = np.where(touched, t * _log_softmax(logits, -1), 0)
    loss = 0 - products.sum(axis=-1)  # "0 -" rather than a sign: no loss of -0.0
    if reduction == "none":
        return loss.astype(dtype)[()]
    if reduction == "sum":
        return loss.sum().astype(dtype)
    return (loss.sum() / (divisor or np.nan)).astype(dtype)


@_quiet
def cross_entropy_gradient(
    logits, target, *, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0
):
    """∂loss/∂logits(n, c) = softmax(logits)(n, c) Σ_k t(n, k) - t(n, c), over the mean's divisor.

    Without options that is q - p. Here t is the target as `cross_entropy` weights and smooths it.

    Parameters
    ----------
    logits, target, weight, ignore_index, label_smoothing
        As in `cross_entropy`.
    reduction : {"mean", "sum", "none"}
        Gradient of the reduced loss; for "none" that of the sum.

    Returns
    -------
    ndarray, same shape as logits
        Each example's entries sum to 0. Ignored examples have a gradient of 0, also where their
        logits are nan (there PyTorch gives nan).

    Raises
    ------
    ValueError, TypeError, IndexError
        As in `cross_entropy`.

    Examples
    --------
    >>> cross_entropy_gradient([0.0, 0.0], 1)
    array([ 0.5, -0.5])

    Taught in: 05
    """
    class_axis = 0 if np.ndim(logits) == 1 else 1
    dtype = _floats("logits", logits)[1]
    logits, t, touched, divisor, _ = _prepared(
        logits, target, weight, ignore_index, reduction, label_smoothing
    )
    gradient = _softmax(logits, -1) * t.sum(axis=-1, keepdims=True) - t
    if reduction == "mean":
        gradient = gradient / (divisor or np.nan)
    gradient = np.where(touched.any(axis=-1, keepdims=True), gradient, 0)
    return np.moveaxis(gradient, -1, class_axis).astype(dtype)


def _softmax(x, axis):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _log_softmax(x, axis):
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def _prepared(logits, target, weight, ignore_index, reduction, label_smoothing):
    """What both the loss and its gradient need, with the classes on the last axis.

    Returns the logits; the target t(n, c) = w(c) ((1 - ε) p(n, c) + ε/C), 0 for ignored examples;
    which of its entries the loss looks at; the divisor of the mean; and the dtype of the answer.
    """
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(
            f'reduction must be "mean", "sum" or "none", got {reduction!r}; '
            '"mean" is the default, as in PyTorch'
        )
    if not 0 <= label_smoothing <= 1:
        raise ValueError(
            f"label_smoothing must be from 0 to 1, got {label_smoothing}; "
            "it is the share of the target that is spread over all classes"
        )
    logits, dtype = _floats("logits", logits)
    class_axis = 0 if logits.ndim == 1 else 1
    _refuse_empty("logits", logits, class_axis)
    logits = np.moveaxis(logits, class_axis, -1)
    n_classes = logits.shape[-1]
    w = _class_weight(weight, n_classes, logits.dtype)

    target = np.asarray(target)
    if target.dtype.kind in "iu":
        kept = _kept_labels(target, logits.shape, ignore_index)
        p = kept & (target[..., np.newaxis] == np.arange(n_classes))
        divisor = (w * p).sum()
        touched = np.broadcast_to(kept, p.shape) if label_smoothing else p
        uniform = kept / n_classes
    else:
        _check_probability_target(target, logits, class_axis, ignore_index)
        p = np.moveaxis(target, class_axis, -1)
        divisor = logits.size // n_classes
        touched, uniform = np.full(p.shape, True), 1 / n_classes
        dtype = np.result_type(dtype, target)
    t = w * ((1 - label_smoothing) * p + label_smoothing * uniform)
    return logits, t, touched, divisor, dtype


def _kept_labels(labels, shape, ignore_index):
    """Which examples count, with an axis for the classes; refuses labels that are none."""
    if labels.shape != shape[:-1]:
        raise ValueError(
            f"target must have one class index for each example, expected shape {shape[:-1]}, "
            f"got {labels.shape}; drop or add axes, or pass probabilities as floats of the "
            "logits' shape"
        )
    kept = labels != ignore_index
    wrong = kept & ((labels < 0) | (labels >= shape[-1]))
    if wrong.any():
        raise IndexError(
            f"target must be from 0 to {shape[-1] - 1} for {shape[-1]} classes, got "
            f"{labels[wrong].flat[0]}; classes are counted from 0"
        )
    return kept[..., np.newaxis]


def _check_probability_target(target, logits, class_axis, ignore_index):
    """Refuse what is no pmf for each example; `logits` have their classes on the last axis."""
    if target.dtype.kind != "f":
        raise TypeError(
            f"target must hold integers (class indices) or floats (probabilities), got dtype "
            f"{target.dtype}; convert it with .astype(int) or .astype(float)"
        )
    shape = np.moveaxis(logits, -1, class_axis).shape
    if target.shape != shape:
        raise ValueError(
            f"target holds floats, so it must be probabilities of the logits' shape {shape}, "
            f"got shape {target.shape}; class indices go through .astype(int) first"
        )
    wrong = ~(np.isfinite(target) & (target >= 0))
    if wrong.any():
        raise ValueError(
            f"target must hold finite probabilities that are not negative, got "
            f"{target[wrong].flat[0]}; logits of a teacher go through losses.softmax first"
        )
    sums = target.sum(axis=class_axis)
    rounding = 4 * np.sqrt(target.shape[class_axis]) * np.finfo(target.dtype).eps
    wrong = np.abs(sums - 1) > max(1e-6, rounding)
    if wrong.any():
        raise ValueError(
            f"target must sum to 1 over the classes (axis {class_axis}), one example sums to "
            f"{sums[wrong].flat[0]:.8g}; divide by the sums, or use weight to scale classes"
        )
    if ignore_index >= 0:
        raise ValueError(
            f"ignore_index must be left out when targets are probabilities, got {ignore_index}; "
            "drop those examples from the batch"
        )


def _class_weight(weight, n_classes, dtype):
    if weight is None:
        return np.ones(n_classes, dtype)
    weight, _ = _floats("weight", weight)
    if weight.shape != (n_classes,):
        raise ValueError(
            f"weight must have one number for each class, expected shape {(n_classes,)}, "
            f"got {weight.shape}; use ones for classes that are not to change"
        )
    wrong = ~(np.isfinite(weight) & (weight >= 0))
    if wrong.any():
        raise ValueError(
            f"weight must be finite and not negative, got {weight[wrong][0]}; "
            "use 0 for a class that is not to count"
        )
    return weight.astype(dtype)


def _floats(name, x):
    """x as an array to compute in, and the dtype of the answer."""
    x = np.asarray(x)
    if x.dtype.kind in "iu":
        x = x.astype(float)
    if x.dtype.kind != "f":
        raise TypeError(
            f"{name} must hold real numbers, got dtype {x.dtype}; convert it with .astype(float)"
        )
    return (x.astype(np.float32) if x.dtype == np.float16 else x), x.dtype


def _refuse_empty(name, x, axis):
    if x.ndim == 0:
        raise ValueError(f"{name} must have a class axis, got a single number; put it in a list")
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(
            f"axis must be from {-x.ndim} to {x.ndim - 1} for {name} of shape {x.shape}, got "
            f"{axis}; the classes of a batch are on axis 1"
        )
    if x.shape[axis] == 0:
        raise ValueError(
            f"{name} must have at least one class, got shape {x.shape} with none on axis {axis}; "
            "check how the array was sliced"
        )
