"""What belongs to the classes: where they are, labels, probabilities as targets, weights."""

import numpy as np

from lessonlib.arguments.arrays import array, floats, is_of_numbers, to_floats
from lessonlib.arguments.options import integer


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


def class_indices(name, values):
    """Class indices as integers; floats are refused even where they are whole."""
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
    if is_of_numbers(values):
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
                if target.dtype.kind in "OSUT" and not is_of_numbers(target)
                else to_floats(target)
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
