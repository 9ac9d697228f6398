"""The cross-entropy of a linear layer's logits, without ever holding all of them.

A table of N × C logits for a vocabulary is larger than everything around it. Here a block of
examples at a time gets its logits, its loss, and its share of the gradients, and is forgotten.
"""

from typing import NamedTuple

import numpy as np

from lessonlib import arguments
from lessonlib.arguments import ArrayLike, Numbers, Reduction
from lessonlib.losses.categorical import cross_entropy, loss_and_gradient
from lessonlib.losses.reduction import precise_sum, reduced

# Logits of a block, 4 MiB in float32. Where that is few examples, matrix products are slow, and a
# block has as many as there are features, so that it is no larger than the weights; but not more
# than are of use.
BLOCK_LOGITS = 2**20
BLOCK_ROWS = 128
STRIP = 2**18  # numbers of a product that is added to a gradient


class LinearGradient(NamedTuple):
    """Gradients of `linear_cross_entropy`, each of the shape of its argument."""

    input: np.ndarray
    linear_weight: np.ndarray
    linear_bias: np.ndarray | None


def linear_cross_entropy(
    input: ArrayLike,
    linear_weight: ArrayLike,
    target: ArrayLike,
    *,
    linear_bias: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    reduction: Reduction = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
) -> Numbers:
    """cross_entropy(input @ linear_weight.T + linear_bias, target), block by block.

    Held at once, beside what is given: the logits of a block, which are 2**20, or of as many
    examples as there are features (at most 128) if that is more. With gradients, those as well.

    Parameters
    ----------
    input : array_like, shape (H,) or (N, H)
        What the linear layer is given: H features of each example.
    linear_weight : array_like, shape (C, H)
        A row for each class, or each word of a vocabulary.
    target, weight, reduction, label_smoothing
        As in `cross_entropy`, for logits of shape (C,) or (N, C).
    ignore_index : int, optional
        As in `cross_entropy`; None is -100, as in PyTorch.
    linear_bias : array_like, shape (C,), optional

    Returns
    -------
    float, or ndarray of shape () or (N,) for "none"
        In nats, as `cross_entropy` gives it. No logits are computed for an ignored example.

    Raises
    ------
    ValueError, TypeError, IndexError
        As in `cross_entropy`, or if input, linear_weight and linear_bias do not fit each other.

    See Also
    --------
    torch.nn.functional.linear_cross_entropy : the same; it also takes weights with places (C, d1,
        …, dK, H). Its way by blocks needs `options`; its mean gives nan gradients where all is
        ignored.

    Examples
    --------
    >>> print(f"{linear_cross_entropy([[1.0], [2.0]], [[0.0], [0.0]], [0, 1]):.4f}")
    0.6931

    Taught in: 21
    """
    options = (linear_bias, weight, reduction, ignore_index, label_smoothing)
    return _by_blocks(input, linear_weight, target, *options, with_gradient=False)[0]


def linear_cross_entropy_and_gradient(
    input: ArrayLike,
    linear_weight: ArrayLike,
    target: ArrayLike,
    *,
    linear_bias: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    reduction: Reduction = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
) -> tuple[Numbers, LinearGradient]:
    """The loss of `linear_cross_entropy` and its gradients, from one pass over the logits.

    With g(n, c) the gradient of the loss in the logits, as in `cross_entropy_gradient`, they are
    ∂input = g linear_weight, ∂linear_weight = gᵀ input, and ∂linear_bias = Σ_n g(n).

    Parameters
    ----------
    input, linear_weight, target, linear_bias, weight, reduction, ignore_index, label_smoothing
        As in `linear_cross_entropy`.

    Returns
    -------
    loss : float, or ndarray for "none"
        What `linear_cross_entropy` returns.
    gradient : LinearGradient
        Of the loss, in the dtype of the layer; for "none" of its sum. `linear_bias` is None where
        there is none.

    Raises
    ------
    ValueError, TypeError, IndexError
        As in `linear_cross_entropy`.

    Examples
    --------
    >>> loss, gradient = linear_cross_entropy_and_gradient([2.0], [[0.0], [0.0]], 1)
    >>> print(f"{loss:.4f}", gradient.linear_weight.tolist())
    0.6931 [[1.0], [-1.0]]

    Taught in: 21
    """
    options = (linear_bias, weight, reduction, ignore_index, label_smoothing)
    return _by_blocks(input, linear_weight, target, *options)


@arguments.quiet
def _by_blocks(
    input,
    linear_weight,
    target,
    bias,
    weight,
    reduction,
    ignore_index,
    label_smoothing,
    *,
    with_gradient=True,
):
    reduction = arguments.one_of("reduction", reduction, arguments.REDUCTIONS)
    x, W, b = _layer(input, linear_weight, bias)
    shape, classes = x.shape[:-1], len(W)
    ignore_index = -100 if ignore_index is None else ignore_index
    target = arguments.array("target", target)
    one_each = target.dtype.kind in "iu"
    logits = np.broadcast_to(x.dtype.type(0), (*shape, classes))  # their shape, without the memory
    if one_each:
        y, kept = arguments.labels("logits", logits, target, ignore_index)
        dtype = x.dtype
    else:
        y = arguments.class_probabilities(logits, target, ignore_index)
        kept, dtype = np.ones(shape, bool), np.result_type(x, y)
    wide = arguments.wide(dtype)
    weight = arguments.class_weight(weight, classes, wide)

    rows = np.flatnonzero(kept)
    x = x.reshape(kept.size, W.shape[1])[rows].astype(wide, copy=False)
    y = y.reshape(kept.size, *y.shape[len(shape) :])[rows]
    counts = one_each and weight is not None
    divisor = weight[y].sum() if counts else wide.type(len(y))
    each = np.zeros(kept.size, wide)
    layer = _Layer(x, W.astype(wide, copy=False), b if b is None else b.astype(wide, copy=False))
    options = {"weight": weight, "label_smoothing": label_smoothing, "reduction": "none"}
    size = max(1, BLOCK_LOGITS // max(1, classes), min(BLOCK_ROWS, W.shape[1]))
    for block in (slice(i, i + size) for i in range(0, len(x), size)):
        z = layer.logits(block)
        if with_gradient:
            each[rows[block]], g = loss_and_gradient(z, y[block], overwrite=True, **options)
            if reduction == "mean":
                g /= divisor
            layer.add_gradients(block, g)
        else:
            each[rows[block]] = cross_entropy(z, y[block], **options)
        z = g = None  # before the next ones are made
    if reduction == "mean" and counts and not weight[y].any():
        each[...] = np.nan  # as in `cross_entropy`
    loss = reduced(each.reshape(shape), divisor, reduction, dtype)
    if not with_gradient:
        return loss, None
    all_x = np.zeros((kept.size, x.shape[1]), W.dtype)
    all_x[rows] = layer.of_x
    rest = (g if g is None else g.astype(W.dtype, copy=False) for g in (layer.of_W, layer.of_b))
    return loss, LinearGradient(all_x.reshape(*shape, W.shape[1]), *rest)


class _Layer:
    """A linear layer that is asked for the logits of some examples at a time."""

    def __init__(self, x, W, b):
        self.x, self.W, self.b = x, W, b
        self.of_x, self.of_W = np.zeros_like(x), np.zeros_like(W)
        self.of_b = None if b is None else np.zeros_like(b)

    def logits(self, block):
        z = self.x[block] @ self.W.T
        if self.b is not None:
            z += self.b
        return z

    def add_gradients(self, block, g):
        """Add what the gradient g of these logits makes of the gradients in x, W and b."""
        np.matmul(g, self.W, out=self.of_x[block])
        # In strips of classes: the product as a whole is as large as W, which may be the largest.
        size = max(1, STRIP // max(1, self.W.shape[1]))
        for strip in (slice(i, i + size) for i in range(0, len(self.W), size)):
            self.of_W[strip] += g[:, strip].T @ self.x[block]
        if self.b is not None:
            self.of_b += precise_sum(g, axis=0)


def _layer(input, linear_weight, linear_bias):
    """The three arrays of a linear layer, of one dtype, if they fit each other."""
    x, W = arguments.floats("input", input), arguments.floats("linear_weight", linear_weight)
    if x.ndim not in (1, 2):
        raise ValueError(
            f"input must have shape (H,) or (N, H), got {x.shape}; "
            "make one batch of all places, as in input.reshape(-1, H)"
        )
    if W.ndim != 2 or W.shape[1] != x.shape[-1]:
        raise ValueError(
            f"linear_weight must have a row of {x.shape[-1]} numbers for each class, one for each "
            f"feature of input of shape {x.shape}, got shape {W.shape}; "
            "PyTorch's Linear.weight is that, its transpose is not"
        )
    b = None if linear_bias is None else arguments.floats("linear_bias", linear_bias)
    if b is not None and b.shape != (len(W),):
        raise ValueError(
            f"linear_bias must have one number for each class, expected shape {(len(W),)}, got "
            f"{b.shape}; leave it out where there is none"
        )
    dtype = np.result_type(x, W, *(() if b is None else (b,)))
    return (values if values is None else values.astype(dtype, copy=False) for values in (x, W, b))
