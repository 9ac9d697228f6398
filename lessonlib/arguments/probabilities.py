"""Pmfs, and what becomes one by a division."""

import numpy as np

from lessonlib.arguments.arrays import broadcast_together, entry, finite, floats


def non_negative(name, values):
    """Finite numbers from 0 on, with the classes on the last axis."""
    values = floats(name, values, booleans=True)
    if values.ndim == 0 or values.shape[-1] == 0:
        raise ValueError(
            f"{name} must have at least one class on its last axis, got shape {values.shape}; "
            "give one number for each class"
        )
    finite(name, values)
    if np.any(values < 0):
        raise ValueError(
            f"{name} must not be negative, {entry(values < 0)} is "
            f"{values[values < 0].flat[0]:.4g}; logits go through losses.softmax first"
        )
    return values


def weights_and_sums(name, values):
    """Non-negative numbers, and their sums over the last axis, all positive; for a division."""
    values = non_negative(name, values)
    sums = values.sum(axis=-1, keepdims=True, dtype=np.result_type(values, float))
    wrong = ~((sums > 0) & np.isfinite(sums))[..., 0]
    if wrong.any():
        raise ValueError(
            f"{name} must have a positive, finite sum over the last axis, {entry(wrong)} sums to "
            f"{sums[wrong].flat[0]:g}; give at least one class a weight above 0, none a huge one"
        )
    return values, sums


def pmfs(name, values):
    """Non-negative numbers that sum to 1 over the last axis."""
    values = non_negative(name, values)
    sums = values.sum(axis=-1, dtype=np.result_type(values, float))
    # What rounding each entry can do, to the digits of its type or to the smallest number of it;
    # or to the digits that were printed.
    kind = np.finfo(values.dtype)
    rounding = float(kind.eps) + values.shape[-1] * float(kind.smallest_subnormal) / 2
    wrong = np.abs(sums - 1) > max(1e-6, rounding)
    if np.any(wrong):
        raise ValueError(
            f"{name} must sum to 1 over its last axis, {entry(wrong)} sums to "
            f"{sums[wrong].flat[0]:.8g}; counts go through pmf.normalize first, "
            "logits through losses.softmax"
        )
    return values


def pmf_pair(p, q):
    """The truth and the prediction: pmfs over the same classes."""
    p, q = pmfs("p", p), pmfs("q", q)
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(
            f"p and q must have the same number of classes on their last axis, "
            f"got shapes {p.shape} and {q.shape}; check which axis holds the classes"
        )
    broadcast_together("p", p, "q", q)
    return p, q


def batch_of_pmfs(name, values):
    """Pmfs as a batch; a single one, or a grid of them, is refused."""
    values = floats(name, values, booleans=True)
    if values.ndim != 2:
        raise ValueError(
            f"{name} must have the shape (N, C), got {values.shape}; move the classes to the "
            "last axis and flatten the others"
        )
    return pmfs(name, values)
