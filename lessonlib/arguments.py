"""What the loss functions accept, and the sentence for whatever they refuse.

Every function here takes one argument as the caller gave it, and returns it ready to compute with
or raises an error that names the argument, the rule, the value and the remedy.
"""

import operator
from numbers import Real

import numpy as np

REDUCTIONS = ("mean", "sum", "none")


def floats(name, values):
    """Real numbers as an array of floats; integers become float64."""
    values = np.asarray(values)
    if values.dtype.kind in "iu":
        return values.astype(float)
    if values.dtype.kind != "f":
        raise TypeError(
            f"{name} must hold real numbers, got dtype {values.dtype}; "
            "convert it with .astype(float)"
        )
    return values


def probabilities(name, values):
    """An array that holds floats already: integers would rather be class indices."""
    values = np.asarray(values)
    if values.dtype.kind != "f":
        raise TypeError(
            f"{name} must hold floats, got dtype {values.dtype}; "
            "zeros and ones are converted with .astype(float)"
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


def count(name, value):
    """A whole number from 1 on."""
    if integer(name, value) < 1:
        raise ValueError(f"{name} must be at least 1, got {value}; 15 is a usual number")
    return integer(name, value)


def positive(name, value):
    """A finite number above 0."""
    if not (isinstance(value, Real) and 0 < value < np.inf):
        raise ValueError(
            f"{name} must be a number above 0 and finite, got {value!r}; 1 changes nothing"
        )
    return value


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


def labels(name, scores, values, ignore_index, target="target"):
    """Class indices, one for each example of the scores, and which are not `ignore_index`."""
    if values.dtype.kind not in "iu":
        raise TypeError(
            f"{target} must hold integers (class indices), got dtype {values.dtype}; "
            "convert it with .astype(int)"
        )
    axis = class_axis(name, scores)
    n_classes = scores.shape[axis]
    expected = scores.shape[:axis] + scores.shape[axis + 1 :]
    if values.shape != expected:
        if values.shape == scores.shape:
            remedy = "one-hot or other probabilities go through .astype(float)"
        elif values.shape == scores.shape[:-1]:
            remedy = f"if the last axis of {name} holds the classes, np.moveaxis({name}, -1, 1)"
        elif values.squeeze().shape == expected:
            remedy = f"drop the axes of length 1, as in {target}.squeeze()"
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
    wrong = kept & ((values < 0) | (values >= n_classes))
    if wrong.any():
        raise IndexError(
            f"{target} must be from 0 to {n_classes - 1} for {n_classes} classes, got "
            f"{values[wrong].flat[0]}; classes are counted from 0{ignored}"
        )
    return values.astype(np.intp), kept


def class_probabilities(logits, target, ignore_index):
    """Probabilities in the logits' shape; that they sum to 1 is not checked, as in PyTorch."""
    if target.dtype.kind != "f":
        raise TypeError(
            "target must hold integers (class indices) or floats (probabilities), got dtype "
            f"{target.dtype}; convert it with .astype(int) or .astype(float)"
        )
    if target.shape != logits.shape:
        raise ValueError(
            f"target holds floats, so it must be probabilities of the logits' shape "
            f"{logits.shape}, got shape {target.shape}; class indices go through .astype(int) first"
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
