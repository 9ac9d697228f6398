"""What the numerical functions accept, and the sentence for whatever they refuse.

Every function here takes an argument as the caller gave it, and returns it ready to compute with or
raises an error that names the argument, the rule, the value and the remedy. So the same bad input
gets the same sentence in `pmf`, `losses` and `metrics`.
"""

import math
import operator
import re
from decimal import Decimal
from numbers import Real

import numpy as np

REDUCTIONS = ("mean", "sum", "none")

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
            f"{name} must hold real numbers, got dtype {values.dtype}; {_to_floats(values)}"
        )
    return values


def _to_floats(values):
    """How values of a dtype become floats."""
    if values.dtype.kind == "c":
        return "take .real, if that is what is meant"
    if values.dtype.kind in "mM":
        return "divide by a unit, such as np.timedelta64(1, 's')"
    if _is_of_numbers(values):
        return "convert it with np.asarray(…, float)"
    if values.dtype.kind in "OSUT":
        return "give numbers, not words or other objects"
    return "convert it with .astype(float)"


def _is_of_numbers(values):
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
                else _to_floats(values)
            )
        )
    return values


def wide(dtype):
    """The dtype to compute in: float16 is too short for a sum of exponentials."""
    return np.result_type(dtype, np.float32)


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
    if integer(name, value) < 1:
        raise ValueError(f"{name} must be at least 1, got {value}; {remedy}")
    return integer(name, value)


def positive(name, value):
    """A finite number above 0; a single number in an array or a tensor counts."""
    if getattr(value, "ndim", None) == 0:
        value = value.item()
    if not (isinstance(value, Real) and 0 < value < np.inf):
        raise ValueError(
            f"{name} must be a number above 0 and finite, got {value!r}; 1 changes nothing"
        )
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


def class_axis(name, x):
    """Where PyTorch has the classes: axis 0 of one example, axis 1 of a batch."""
    if x.ndim == 0:
        raise ValueError(f"{name} must have a class axis, got a single number; put it in a list")
    return 0 if x.ndim == 1 else 1


def class_weight(weight, n_classes, dtype):
    """One number for each class in the dtype of the computation, or None."""
    if weight is None:
        return None
    weight = floats("weight", weight)
    if weight.shape != (n_classes,):
        raise ValueError(
            f"weight must have one number for each class, expected shape {(n_classes,)}, "
            f"got {weight.shape}; use ones for classes that are not to change"
        )
    return weight.astype(dtype)


def integer(name, value):
    """`value` as a Python integer."""
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, got {value!r}; convert it with int") from None


def class_indices(name, values):
    """An array of integers."""
    values = array(name, values)
    if values.dtype.kind not in "iu":
        raise TypeError(
            f"{name} must hold integers (class indices), got dtype {values.dtype}; "
            f"{_to_indices(values)}"
        )
    return values


_AS_INTEGERS = "convert it with .astype(int)"


def _to_indices(values):
    """How values of a dtype become class indices."""
    if _is_of_numbers(values):
        return "convert it with np.asarray(…, int)"
    if values.dtype.kind in "OSUT":
        return "number the names with np.unique(…, return_inverse=True)"
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        known = "np.where(np.isfinite(…), …, -100).astype(int)"
        return f"drop what is nan or inf, or give it ignore_index, as in {known}"
    if values.dtype.kind == "f" and np.any(values != np.rint(values)):
        return "classes are whole numbers, and probabilities have the shape of the logits"
    if values.dtype.kind in "bf":
        return _AS_INTEGERS
    return "give one class index for each example"


def among_classes(name, indices, n_classes, ignored=""):
    """Refuse a class index that is none of the classes."""
    wrong = (indices < 0) | (indices >= n_classes)
    if wrong.any():
        raise IndexError(
            f"{name} must be from 0 to {n_classes - 1} for {n_classes} classes, got "
            f"{indices[wrong].flat[0]}; classes are counted from 0{ignored}"
        )


def labels(name, scores, values, ignore_index, target="target"):
    """Class indices, one for each example of the scores, and which are not `ignore_index`."""
    values = class_indices(target, values)
    axis = class_axis(name, scores)
    n_classes = scores.shape[axis]
    expected = scores.shape[:axis] + scores.shape[axis + 1 :]
    if values.shape != expected:
        if values.shape == scores.shape:
            remedy = "one-hot or other probabilities go through .astype(float)"
        elif values.shape == scores.shape[:-1]:
            remedy = f"if the last axis of {name} holds the classes, np.moveaxis({name}, -1, 1)"
        elif (alone := _needless_axis(values.shape, expected)) is not None:
            remedy = f"drop axis {alone}, of length 1, as in {target}.squeeze({alone})"
        else:
            remedy = f"check how {name} and {target} were sliced or flattened"
        raise ValueError(
            f"{target} must have one class index for each example, expected shape {expected} for "
            f"{name} of shape {scores.shape}, got {values.shape}; {remedy}"
        )
    if ignore_index is None:
        kept, ignored = np.ones(values.shape, bool), ""
    else:
        kept = values != integer("ignore_index", ignore_index)
        ignored = f", and ignore_index is {ignore_index}"
    among_classes(target, values[kept], n_classes, ignored)
    return values.astype(np.intp), kept


def _needless_axis(shape, expected):
    """The last axis of length 1 without which a shape is the expected one, or None."""
    found = [k for k, n in enumerate(shape) if n == 1 and shape[:k] + shape[k + 1 :] == expected]
    return found[-1] if found else None


def class_probabilities(logits, target, ignore_index):
    """Probabilities in the logits' shape; that they sum to 1 is not checked, as in PyTorch."""
    if target.dtype.kind != "f":
        raise TypeError(
            "target must hold integers (class indices) or floats (probabilities), got dtype "
            f"{target.dtype}; "
            + (
                "convert it with .astype(int) or .astype(float)"
                if target.dtype.kind == "b"
                else "number names with np.unique(…, return_inverse=True)"
                if target.dtype.kind in "OSUT" and not _is_of_numbers(target)
                else _to_floats(target)
            )
        )
    if target.shape != logits.shape:
        remedy = _to_indices(target)
        if remedy == _AS_INTEGERS:
            remedy = "class indices go through .astype(int) first"
        raise ValueError(
            f"target holds floats, so it must be probabilities of the logits' shape "
            f"{logits.shape}, got shape {target.shape}; {remedy}"
        )
    if integer("ignore_index", ignore_index) >= 0:
        raise ValueError(
            f"ignore_index must be left out when targets are probabilities, got {ignore_index}; "
            "drop those examples from the batch"
        )
    return target


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
            f"{name} must not be negative, {_first(values < 0)} is "
            f"{values[values < 0].flat[0]:.4g}; logits go through losses.softmax first"
        )
    return values


def finite(name, values):
    """Refuse an array with inf or nan."""
    wrong = ~np.isfinite(values)
    if wrong.any():
        raise ValueError(
            f"{name} must be finite, {_first(wrong)} is {values[wrong].flat[0]}; "
            "look for a division by zero or an exp that overflowed"
        )


def weights_and_sums(name, values):
    """Non-negative numbers, and their sums over the last axis, all positive; for a division."""
    values = non_negative(name, values)
    sums = values.sum(axis=-1, keepdims=True, dtype=np.result_type(values, float))
    wrong = ~((sums > 0) & np.isfinite(sums))[..., 0]
    if wrong.any():
        raise ValueError(
            f"{name} must have a positive, finite sum over the last axis, {_first(wrong)} sums to "
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
            f"{name} must sum to 1 over its last axis, {_first(wrong)} sums to "
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
    """Pmfs of shape (N, C)."""
    values = floats(name, values, booleans=True)
    if values.ndim != 2:
        raise ValueError(
            f"{name} must have the shape (N, C), got {values.shape}; move the classes to the "
            "last axis and flatten the others"
        )
    return pmfs(name, values)


def _first(mask):
    """Where `mask` is first true, in words: "entry 4" or "entry (1, 2)"."""
    mask = np.asarray(mask)
    if mask.ndim == 0:
        return "it"
    where = tuple(int(i[0]) for i in np.nonzero(mask))
    return f"entry {where[0]}" if len(where) == 1 else f"entry {where}"
