"""Losses without a class axis: each entry of the arrays has its own, before they are reduced."""

import numpy as np

from lessonlib import arguments
from lessonlib.arguments import ArrayLike, Numbers, Reduction
from lessonlib.losses.reduction import reduced


@arguments.quiet
def binary_cross_entropy_with_logits(
    logits: ArrayLike,
    target: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    pos_weight: ArrayLike | None = None,
    reduction: Reduction = "mean",
) -> Numbers:
    """loss = -w (π t ln σ(x) + (1 - t) ln(1 - σ(x))), σ(x) = 1/(1 + exp(-x)), for each logit x.

    Computed as w ((1 - t) x + (1 + (π - 1) t) ln(1 + exp(-x))), which does not overflow.

    Parameters
    ----------
    logits : array_like, any shape
        One raw score for each yes-or-no question.
    target : array_like of float, same shape
        t, from 0 (no) to 1 (yes); not checked, as in PyTorch.
    weight : array_like, optional
        w, broadcast to the logits' shape.
    pos_weight : array_like, optional
        π, the weight of "yes", broadcast to the logits' shape: one for each class of a last axis.
    reduction : {"mean", "sum", "none"}
        "mean" divides by the number of logits, whatever the weights.

    Returns
    -------
    float, or ndarray of the logits' shape for "none"
        In nats. For an infinite logit it is inf if (1 - t) x is, else nan, as in PyTorch; and as
        there, a small loss is rounded to 0: that of the float32 logit -15 and t = 0 is 0.0, where
        the truth is 3.06e-7.

    Raises
    ------
    ValueError, TypeError
        If shapes do not fit, logits or weights are not real numbers, targets are not floats, or
        there is no such reduction.

    See Also
    --------
    torch.nn.functional.binary_cross_entropy_with_logits : the same.

    Examples
    --------
    >>> print(f"{binary_cross_entropy_with_logits([0.0], [1.0]):.4f}")
    0.6931
    """
    x, t, weight, pos_weight, dtype = _binary(logits, target, weight, pos_weight, reduction)
    softplus = np.log1p(np.exp(-np.abs(x))) - np.minimum(x, 0)  # ln(1 + exp(-x))
    loss = (1 - t) * x + (softplus if pos_weight is None else (1 + (pos_weight - 1) * t) * softplus)
    return reduced(loss if weight is None else loss * weight, loss.size, reduction, dtype)


@arguments.quiet
def binary_cross_entropy_with_logits_gradient(
    logits: ArrayLike,
    target: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    pos_weight: ArrayLike | None = None,
    reduction: Reduction = "mean",
) -> np.ndarray:
    """∂loss/∂x = w (σ(x) (π t + 1 - t) - π t), over the number of logits for the mean.

    Parameters
    ----------
    logits, target, weight, pos_weight
        As in `binary_cross_entropy_with_logits`.
    reduction : {"mean", "sum", "none"}
        Gradient of the reduced loss; for "none" that of the sum.

    Returns
    -------
    ndarray, same shape and dtype as logits
        In nats per unit of logit. Without weights it is σ(x) - t.

    Raises
    ------
    ValueError, TypeError
        As in `binary_cross_entropy_with_logits`.

    Examples
    --------
    >>> binary_cross_entropy_with_logits_gradient([0.0, 0.0], [1.0, 0.0], reduction="sum")
    array([-0.5,  0.5])
    """
    x, t, weight, pos_weight, _ = _binary(logits, target, weight, pos_weight, reduction)
    e = np.exp(-np.abs(x))
    sigmoid = np.where(x < 0, e, 1) / (1 + e)
    yes = t if pos_weight is None else pos_weight * t
    gradient = sigmoid * (yes + (1 - t)) - yes
    if weight is not None:
        gradient = gradient * weight
    if reduction == "mean":
        gradient = gradient / x.size
    return gradient.astype(arguments.floats("logits", logits).dtype)[()]


@arguments.quiet
def kl_div(
    input: ArrayLike, target: ArrayLike, *, reduction: Reduction = "mean", log_target: bool = False
) -> Numbers:
    """loss = p (ln p - ln q) for each class: with "sum" and pmfs, KL(p‖q).

    Parameters
    ----------
    input : array_like
        ln q, as from `log_softmax`. The prediction comes first here, as in PyTorch.
    target : array_like of float, broadcasts with input
        p, or ln p with `log_target`. That they are pmfs is not checked, as in PyTorch.
    reduction : {"mean", "batchmean", "sum", "none"}
        "batchmean" divides the sum by the length of the input's first axis, which gives the
        divergence of a batch (N, C); "mean" divides by the number of all entries, which does not.
    log_target : bool
        Whether target is ln p.

    Returns
    -------
    float, or ndarray of the shape of both together for "none"
        In nats. Where p = 0 the loss is 0 (nan if also ln q = -inf; nan for ln p = -inf).

    Raises
    ------
    ValueError, TypeError
        If shapes do not fit, input is not real, target not float, or there is no such reduction.

    See Also
    --------
    torch.nn.functional.kl_div : the same. lessonlib.pmf.kl_divergence : takes p and q themselves.

    Examples
    --------
    >>> print(f"{kl_div(np.log([0.25, 0.75]), [0.5, 0.5], reduction='sum'):.4f}")
    0.1438

    Taught in: 08
    """
    reduction = arguments.one_of("reduction", reduction, ("mean", "batchmean", "sum", "none"))
    log_q = arguments.floats("input", input)
    p = arguments.floats_already("target", target)
    arguments.broadcast_together("input", log_q, "target", p)
    dtype = np.result_type(log_q, p)
    log_q, p = (a.astype(arguments.wide(dtype), copy=False) for a in (log_q, p))
    if log_target:
        loss = np.exp(p) * (p - log_q)
    else:
        loss = p * np.log(p, where=p != 0, out=np.zeros_like(p)) - p * log_q
    if reduction == "batchmean":
        return reduced(loss, log_q.shape[0] if log_q.ndim else 1, "mean", dtype)
    return reduced(loss, loss.size, reduction, dtype)


def _binary(logits, target, weight, pos_weight, reduction):
    """The arguments ready to compute with, and the dtype of the loss."""
    arguments.one_of("reduction", reduction, arguments.REDUCTIONS)
    x, t = arguments.floats("logits", logits), arguments.floats_already("target", target)
    arguments.same_shape("logits", x, "target", t)
    dtype = np.result_type(x, t)
    wide = arguments.wide(dtype)
    factors = {"weight": weight, "pos_weight": pos_weight}
    for name, factor in factors.items():
        if factor is not None:
            factors[name] = factor = arguments.floats(name, factor).astype(wide)
            arguments.broadcasts_to("logits", x, name, factor)
    x, t = (a.astype(wide, copy=False) for a in (x, t))
    return x, t, *factors.values(), dtype
