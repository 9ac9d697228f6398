"""Sums, and the way from the losses of all examples to one number."""

import numpy as np


def precise_sum(x, axis=None, keepdims=False):
    """Σ x in the precision of x, added up in float64 at least.

    Many terms of float32, added one by one, lose half of their digits, and NumPy adds in pairs only
    along the axis that is contiguous in memory.
    """
    return x.sum(axis=axis, keepdims=keepdims, dtype=np.result_type(x, float)).astype(x.dtype)


def reduced(loss, divisor, reduction, dtype):
    """The losses themselves, their sum, or their sum over `divisor`, in the dtype asked for."""
    if reduction == "none":
        return loss.astype(dtype)[()]
    total = precise_sum(loss)
    return (total / divisor if reduction == "mean" else total).astype(dtype)
