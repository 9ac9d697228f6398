"""Losses with a class axis: nll_loss, cross_entropy and its gradient.

The formulas stand in the docstrings and, as code, in `blocks.by_formula`; `blocks` computes them
without temporary arrays of the logits' size.
"""

import math

import numpy as np

from lessonlib import arguments
from lessonlib.arguments import ArrayLike, Numbers, Reduction
from lessonlib.losses import blocks
from lessonlib.losses.blocks import Labels, Probabilities
from lessonlib.losses.reduction import reduced


@arguments.quiet
def nll_loss(
    log_q: ArrayLike,
    target: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    ignore_index: int = -100,
    reduction: Reduction = "mean",
) -> Numbers:
    """loss(n) = -w(y) ln q(n, y) with y the class of example n, reduced over the examples.

    Parameters
    ----------
    log_q : array_like, shape (C,), (N, C) or (N, C, d1, …, dK)
        ln q, as from `log_softmax`. Nothing is checked or normalised: probabilities given in its
        place cost less than 0, as in PyTorch.
    target : array_like of int, shape (), (N,) or (N, d1, …, dK)
        Class indices, from 0 to C - 1.
    weight, ignore_index, reduction
        As in `cross_entropy`.

    Returns
    -------
    float, or ndarray of the target's shape for "none"
        In nats. The mean over no example is nan, as in PyTorch.

    Raises
    ------
    ValueError, TypeError, IndexError
        As in `cross_entropy`.

    See Also
    --------
    torch.nn.functional.nll_loss : the same.

    Examples
    --------
    >>> print(nll_loss([[-1.0, -2.0]], [1]))
    2.0

    Taught in: 02
    """
    reduction = arguments.one_of("reduction", reduction, arguments.REDUCTIONS)
    log_q = arguments.floats("log_q", log_q)
    axis = arguments.class_axis("log_q", log_q)
    weight = arguments.class_weight(weight, log_q.shape[axis], arguments.wide(log_q.dtype))
    y, kept = arguments.labels("log_q", log_q, target, ignore_index)
    factor = _label_weights(y, kept, weight, arguments.wide(log_q.dtype))
    if log_q.shape[axis]:
        y = np.expand_dims(np.where(kept, y, 0), axis)
        picked = np.take_along_axis(log_q, y, axis).squeeze(axis)
    else:
        picked = factor  # no class to pick from: every label is ignored
    loss = np.where(kept, 0 - factor * picked, 0)  # "0 -" rather than a sign: no loss of -0.0
    return reduced(loss, factor.sum(), reduction, log_q.dtype)


def cross_entropy(
    logits: ArrayLike,
    target: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    ignore_index: int = -100,
    reduction: Reduction = "mean",
    label_smoothing: float = 0.0,
) -> Numbers:
    """loss(n) = -Σ_c t(n, c) ln softmax(logits)(n, c), reduced over the examples.

    The target is t(n, c) = w(c) ((1 - ε) p(n, c) + ε/C), where p is the pmf given as target, or the
    one-hot pmf of a class index, w the class weights and ε the label smoothing. Without these two
    options t = p. For a class index y this is -w(y) (1 - ε) ln q(y) - ε/C Σ_c w(c) ln q(c).

    Parameters
    ----------
    logits : array_like, shape (C,), (N, C) or (N, C, d1, …, dK)
        Raw scores, not probabilities.
    target : array_like
        Class indices: integers of shape (), (N,) or (N, d1, …, dK), from 0 to C - 1. Or
        probabilities: floats of the same shape as logits. That they are positive and sum to 1 is
        not checked, as in PyTorch; and where p = 0 meets a logit of -inf, 0 · inf is nan.
    weight : array_like, shape (C,), optional
        One factor for each class, used in the logits' precision; 1 without it.
    ignore_index : int
        Examples with this index are left out; index targets only.
    reduction : {"mean", "sum", "none"}
        "mean" divides the sum by the weights w(y) of the examples kept, or by the number of
        examples when targets are probabilities. An example is one row of N, or one of its places
        d1, …, dK.
    label_smoothing : float
        ε, at most 1. Below 0 and nan count as 0, as in PyTorch.

    Returns
    -------
    float, or ndarray of the shape of index targets for "none"
        In nats. The mean over no example is nan, as in PyTorch. As there, a small loss is
        rounded to 0: `cross_entropy([40., 0.], 0)` is 0.0, where the truth is 4.2e-18. With two
        classes this begins at a margin of 16.64 in float32, 36.74 in float64.

    Raises
    ------
    ValueError
        If shapes do not fit, or an option has no such value.
    TypeError
        If logits or weights are not real numbers, or the target holds neither integers nor floats.
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
    options = (weight, ignore_index, reduction, label_smoothing)
    return loss_and_gradient(logits, target, *options, with_gradient=False)[0]


def cross_entropy_gradient(
    logits: ArrayLike,
    target: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    ignore_index: int = -100,
    reduction: Reduction = "mean",
    label_smoothing: float = 0.0,
) -> np.ndarray:
    """∂loss/∂logits(n, c) = softmax(logits)(n, c) Σ_k t(n, k) - t(n, c), over the mean's divisor.

    For a pmf p that is q - p with reduction="sum", and (q - p)/N with the default, if nothing is
    weighted, smoothed or ignored. Here t is the target as `cross_entropy` weights and smooths it.

    Parameters
    ----------
    logits, target, weight, ignore_index, label_smoothing
        As in `cross_entropy`.
    reduction : {"mean", "sum", "none"}
        Gradient of the reduced loss; for "none" that of the sum.

    Returns
    -------
    ndarray, same shape and dtype as logits
        In nats per unit of logit. Each example's entries sum to 0; those of an ignored example are
        0, unless its softmax is nan.

    Raises
    ------
    ValueError, TypeError, IndexError
        As in `cross_entropy`.

    See Also
    --------
    torch.autograd.grad : gives the same for `torch.nn.functional.cross_entropy`.

    Examples
    --------
    >>> cross_entropy_gradient([0.0, 0.0], 1)
    array([ 0.5, -0.5])

    Taught in: 05
    """
    options = (weight, ignore_index, reduction, label_smoothing)
    return loss_and_gradient(logits, target, *options)[1]


def cross_entropy_and_gradient(
    logits: ArrayLike,
    target: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    ignore_index: int = -100,
    reduction: Reduction = "mean",
    label_smoothing: float = 0.0,
) -> tuple[Numbers, np.ndarray]:
    """The loss of `cross_entropy` and its gradient, from a single pass over the logits.

    Parameters
    ----------
    logits, target, weight, ignore_index, reduction, label_smoothing
        As in `cross_entropy`.

    Returns
    -------
    loss : float, or ndarray for "none"
        What `cross_entropy` returns, in nats.
    gradient : ndarray, same shape and dtype as logits
        What `cross_entropy_gradient` returns.

    Raises
    ------
    ValueError, TypeError, IndexError
        As in `cross_entropy`.

    Examples
    --------
    >>> loss, gradient = cross_entropy_and_gradient([0.0, 0.0], 1)
    >>> print(f"{loss:.4f}", gradient)
    0.6931 [ 0.5 -0.5]
    """
    return loss_and_gradient(logits, target, weight, ignore_index, reduction, label_smoothing)


def _label_weights(y, kept, weight, dtype):
    """w(y) of each example, 0 of the ignored ones."""
    if weight is None or not weight.size:
        return kept.astype(dtype)
    return np.where(kept, weight[np.where(kept, y, 0)], 0)


@arguments.quiet
def loss_and_gradient(
    logits,
    target,
    weight=None,
    ignore_index=-100,
    reduction="mean",
    label_smoothing=0.0,
    *,
    with_gradient=True,
    overwrite=False,
):
    """What the three above return; with `overwrite`, the gradient in the place of the logits."""
    reduction = arguments.one_of("reduction", reduction, arguments.REDUCTIONS)
    epsilon = arguments.smoothing(label_smoothing)
    logits = arguments.floats("logits", logits)
    axis = arguments.class_axis("logits", logits)
    target = arguments.array("target", target)
    one_each = target.dtype.kind in "iu"
    if one_each:
        y, kept = arguments.labels("logits", logits, target, ignore_index)
        dtype = logits.dtype
    else:
        p = arguments.class_probabilities(logits, target, ignore_index)
        dtype = np.result_type(logits, p)
    wide = arguments.wide(dtype)
    w = arguments.class_weight(weight, logits.shape[axis], wide)

    # (N, C, d1, …, dK) is computed as (N, C, D), a single example as N = 1.
    shape = logits.shape[:axis] + logits.shape[axis + 1 :]
    n, c, d = math.prod(logits.shape[:axis]), logits.shape[axis], math.prod(shape[axis:])
    if one_each:
        y, kept = y.reshape(n, d), kept.reshape(n, d)
        factor = _label_weights(y, kept, w, wide)
        divisor = factor.sum() if reduction == "mean" else wide.type(1)
        t = Labels(
            label=np.where(kept, y, 0),
            one=(1 - epsilon) * factor,
            spread=(epsilon / c) * kept.astype(wide) if epsilon and c else None,
            weight=w,
            scale=np.where(kept, 1 / divisor, 0),
        )
    else:
        divisor = wide.type(n * d if reduction == "mean" else 1)
        t = Probabilities(p.reshape(n, c, d), w, epsilon, scale=1 / divisor)

    loss = np.zeros((n, d), wide)
    gradient = None
    if with_gradient:
        gradient = logits.reshape(n, c, d) if overwrite else np.empty((n, c, d), logits.dtype)
    if logits.size:
        blocks.loss_and_gradient(logits.reshape(n, c, d), t, loss, gradient)
    if one_each:
        loss[~kept] = 0  # also where the logits are nan
        if reduction == "mean" and not factor.any():
            loss[...] = np.nan  # the labels' part is 0/0, as in PyTorch; smoothing's alone is inf
    gradient = None if gradient is None else gradient.reshape(logits.shape)
    return reduced(loss.reshape(shape), divisor, reduction, dtype), gradient
