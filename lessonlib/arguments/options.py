"""Options: one of several words, counts, factors, axes."""

import math
import operator
from numbers import Real
from typing import Literal, get_args

import numpy as np

Reduction = Literal["mean", "sum", "none"]
REDUCTIONS = get_args(Reduction)


def axes(name, axis, x, several=False):
    """`axis` as NumPy takes it; for a single number it may be 0 or -1, as in PyTorch."""
    given = axis if several and isinstance(axis, tuple) else (axis,)
    ndim = max(x.ndim, 1)
    try:
        wrong = [i for i in given if not -ndim <= operator.index(i) < ndim]
    except TypeError:
        raise TypeError(
            f"axis must be an integer{' or a tuple of integers' if several else ''}, got {axis!r}; "
            "the classes of a batch are on axis 1"
        ) from None
    if wrong:
        raise ValueError(
            f"axis must be from {-ndim} to {ndim - 1} for {name} of shape {x.shape}, got "
            f"{wrong[0]}; the classes of a batch are on axis 1"
        )
    if not given or len({i % ndim for i in given}) < len(given):
        raise ValueError(f"axis must name at least one axis, and none twice, got {axis}; list them")
    return axis if x.ndim else ()


def count(name, value, remedy):
    """A whole number from 1 on."""
    number = integer(name, value)
    if number < 1:
        raise ValueError(f"{name} must be at least 1, got {value}; {remedy}")
    return number


def positive(name, value, remedy="1 changes nothing"):
    """A finite number above 0; a single number in an array or a tensor counts."""
    if getattr(value, "ndim", None) == 0:
        value = value.item()
    if not (isinstance(value, Real) and 0 < value < np.inf):
        raise ValueError(f"{name} must be a number above 0 and finite, got {value!r}; {remedy}")
    return value


def logarithm_base(value):
    """ln of the base, or 1 for None, which stands for e: what nats are divided by."""
    if value is None:
        return 1.0
    if not (isinstance(value, Real) and 1 < value < np.inf):
        raise ValueError(
            f"base must be a number above 1 and finite, got {value!r}; leave it out for nats, "
            "2 gives bits"
        )
    return math.log(value)


def one_of(name, value, choices):
    """`value` if it is one of the strings; the first is the default."""
    if not (isinstance(value, str) and value in choices):
        *first, last = (f'"{choice}"' for choice in choices)
        raise ValueError(
            f"{name} must be {', '.join(first)} or {last}, got {value!r}; "
            f'"{choices[0]}" is the default, as in PyTorch'
        )
    return value


def smoothing(epsilon):
    """ε, at most 1; what is below 0 or nan counts as 0, as in PyTorch."""
    if not isinstance(epsilon, Real):
        raise TypeError(f"label_smoothing must be a number, got {epsilon!r}; 0.1 is a usual one")
    if epsilon > 1:
        raise ValueError(
            f"label_smoothing must be at most 1, got {epsilon}; "
            "it is the share of the target that is spread over all classes"
        )
    return float(epsilon) if epsilon > 0 else 0.0


def integer(name, value):
    """`value` as a Python integer."""
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, got {value!r}; convert it with int") from None
