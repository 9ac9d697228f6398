"""Arrays of real numbers, from what the caller gave: lists, tensors, masked or exact numbers."""

import re
from decimal import Decimal
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike as ArrayLike  # also for those who import it from here

Numbers = np.ndarray | np.floating  # an array, or one number for a single example

# How the functions meet the extremes of floating point: inf - inf is nan and ln 0 is -inf, as in
# PyTorch, and no news to the caller, whatever np.seterr says. Each thread has its own such setting.
quiet = np.errstate(all="ignore")


def array(name, values):
    """What the caller gave as a plain array, with nothing left out silently."""
    values = _without_tensors(name, values)
    if _is_masked(values):
        raise ValueError(
            f"{name} must have no masked entries, got some; drop them with .compressed(), or give "
            "their labels ignore_index"
        )
    try:
        return np.asarray(values)
    except ValueError as error:
        if "inhomogeneous" not in str(error) and "sequence" not in str(error):
            raise
        raise ValueError(
            f"{name} must have rows of one length, got rows that differ; pad them, and give the "
            "padding's labels ignore_index"
        ) from None


def _without_tensors(name, values):
    """PyTorch's tensors, alone or in lists, as NumPy can read them: without their graph."""
    if hasattr(values, "detach"):
        return _from_tensor(name, values)
    if isinstance(values, list | tuple):
        kinds = {type(value) for value in values}
        if any(hasattr(kind, "detach") or issubclass(kind, list | tuple) for kind in kinds):
            return [_without_tensors(name, value) for value in values]
    return values


def _from_tensor(name, tensor):
    tensor = tensor.detach()
    if tensor.ndim == 0 and tensor.device.type == "cpu":
        return tensor.item()
    for what, wrong, remedy in (
        (f"on the device {tensor.device}", tensor.device.type != "cpu", ".cpu()"),
        (f"of layout {tensor.layout}", "strided" not in str(tensor.layout), ".to_dense()"),
        (f"of dtype {tensor.dtype}", re.search("bfloat|float[48]_", str(tensor.dtype)), ".float()"),
    ):
        if wrong:
            rule = f"{name} must be what NumPy can read"
            raise TypeError(f"{rule}, got a tensor {what}; convert it with {remedy}")
    return tensor.numpy()


def _is_masked(values):
    """Whether an array, or some array in a list, has masked entries. NumPy would unmask them."""
    if isinstance(values, np.ma.MaskedArray):
        return bool(np.ma.is_masked(values))
    if isinstance(values, list | tuple) and values and not isinstance(values[0], Real):
        return any(map(_is_masked, values))
    return isinstance(values, list | tuple) and any(value is np.ma.masked for value in values)


def floats(name, values, booleans=False):
    """Real numbers as an array of floats; integers, and booleans if allowed, become float64."""
    values = array(name, values)
    if values.dtype.kind in ("iub" if booleans else "iu"):
        return values.astype(float)
    if values.dtype.kind != "f":
        raise TypeError(
            f"{name} must hold real numbers, got dtype {values.dtype}; {to_floats(values)}"
        )
    return values


def to_floats(values):
    """How values of a dtype become floats."""
    if values.dtype.kind == "c":
        return "take .real, if that is what is meant"
    if values.dtype.kind in "mM":
        return "divide by a unit, such as np.timedelta64(1, 's')"
    if is_of_numbers(values):
        return "convert it with np.asarray(…, float)"
    if values.dtype.kind in "OSUT":
        return "give numbers, not words or other objects"
    return "convert it with .astype(float)"


def is_of_numbers(values):
    """Whether objects are numbers: Decimal, Fraction, or what pandas makes of nullable ones."""
    of_numbers = (isinstance(value, Real | Decimal) for value in values.flat)
    return values.dtype.kind == "O" and values.size > 0 and all(of_numbers)


def floats_already(name, values):
    """An array that holds floats: integers would rather be class indices."""
    values = array(name, values)
    if values.dtype.kind != "f":
        raise TypeError(
            f"{name} must hold floats, got dtype {values.dtype}; "
            + (
                "zeros and ones are converted with .astype(float)"
                if values.dtype.kind in "iub"
                else to_floats(values)
            )
        )
    return values


def wide(dtype):
    """The dtype to compute in: float16 is too short for a sum of exponentials."""
    return np.result_type(dtype, np.float32)


def same_shape(first, x, second, y):
    """Refuse two arrays of different shapes."""
    if x.shape != y.shape:
        raise ValueError(
            f"{second} must have the shape of {first}, {x.shape}, got {y.shape}; "
            "give one number for each"
        )


def broadcasts_to(first, x, second, y):
    """Refuse an array that does not broadcast to the shape of another."""
    try:
        shape = np.broadcast_shapes(x.shape, y.shape)
    except ValueError:
        shape = None
    if shape != x.shape:
        raise ValueError(
            f"{second} must broadcast to the shape of {first}, {x.shape}, got {y.shape}; "
            "give one number for each, or one for all along an axis of length 1"
        )


def broadcast_together(first, x, second, y):
    """Refuse two arrays that do not broadcast with each other."""
    try:
        np.broadcast_shapes(x.shape, y.shape)
    except ValueError:
        raise ValueError(
            f"{second} must broadcast with {first} of shape {x.shape}, got {y.shape}; "
            "give one number for each, or one for all along an axis of length 1"
        ) from None


def finite(name, values):
    """Refuse an array with inf or nan."""
    wrong = ~np.isfinite(values)
    if wrong.any():
        raise ValueError(
            f"{name} must be finite, {entry(wrong)} is {values[wrong].flat[0]}; "
            "look for a division by zero or an exp that overflowed"
        )


def entry(mask):
    """Where `mask` is first true, in words: "entry 4" or "entry (1, 2)"."""
    mask = np.asarray(mask)
    if mask.ndim == 0:
        return "it"
    where = tuple(int(i[0]) for i in np.nonzero(mask))
    return f"entry {where[0]}" if len(where) == 1 else f"entry {where}"
