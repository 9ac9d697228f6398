"""One call, answered by `losses` and by PyTorch: do they agree, and where are they meant to differ?

They agree if both refuse, ours with a sentence, or if values, gradients, shapes and dtypes are the
same. Arguments must come out unchanged, and no warning may come out at all. What is meant to differ
stands in `DIFFERENCES`.
"""

import re
import warnings
from dataclasses import dataclass, field

import numpy as np
import torch
from torch.nn import functional as F

from lessonlib import losses

GRADIENTS = {
    "cross_entropy": losses.cross_entropy_gradient,
    "binary_cross_entropy_with_logits": losses.binary_cross_entropy_with_logits_gradient,
}
PYTORCH = {"logsumexp": torch.logsumexp}  # the others are in torch.nn.functional


@dataclass
class Call:
    """A function's name, its arrays, and its options; `axis` is passed by position."""

    name: str
    arrays: list
    options: dict = field(default_factory=dict)

    def __repr__(self):
        arrays = [f"{a!r} {a.dtype} {a.shape} strides {a.strides}" for a in self.arrays]
        return f"{self.name}({', '.join([*arrays, str(self.options)])})"


def of_ours(call):
    """Value and gradient, or the sentence of the refusal."""
    function = getattr(losses, call.name)
    try:
        value = function(*call.arrays, **call.options)
        if call.name not in GRADIENTS:
            return value, None
        gradient = GRADIENTS[call.name](*call.arrays, **call.options)
    except (ValueError, TypeError, IndexError) as error:
        return str(error)
    if call.name == "cross_entropy":
        together = losses.cross_entropy_and_gradient(*call.arrays, **call.options)
        np.testing.assert_array_equal(together[0], value)
        np.testing.assert_array_equal(together[1], gradient)
    return value, gradient


def of_pytorch(call, widen=True):
    """Value and gradient, or None for a refusal. float16 is computed in float32 and rounded."""

    def tensor(array):
        array = array.copy()  # torch takes no negative strides
        return torch.tensor(array.astype(np.float32) if widen and _is_short(array) else array)

    first, *rest = map(tensor, call.arrays)
    options = {k: tensor(v) if isinstance(v, np.ndarray) else v for k, v in call.options.items()}
    for our, their in (("axis", "dim"), ("keepdims", "keepdim")):
        if our in options:
            options[their] = options.pop(our)
    function = PYTORCH.get(call.name) or getattr(F, call.name)
    warnings.filterwarnings("ignore", "reduction: 'mean' divides")  # of kl_div
    try:
        first.requires_grad_(call.name in GRADIENTS)
        value = function(first, *rest, **options)
        gradient = torch.autograd.grad(value.sum(), first)[0] if first.requires_grad else None
    except (RuntimeError, ValueError, TypeError, IndexError):  # NotImplementedError is a kind of it
        return None
    value, gradient = (a if a is None else a.detach().numpy() for a in (value, gradient))
    if any(map(_is_short, call.arrays)):
        floats = [a for a in call.arrays if a.dtype.kind == "f"]
        with np.errstate(over="ignore"):
            value = value.astype(np.result_type(*floats))
            gradient = gradient if gradient is None else gradient.astype(floats[0].dtype)
    return value, gradient


def _is_short(array):
    return array.dtype == np.float16


def compare(call):
    """Raise if the two sides disagree; say in a word what happened."""
    before = [a.copy() for a in call.arrays]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ours = of_ours(call)
    for a, b in zip(call.arrays, before, strict=True):
        np.testing.assert_array_equal(a, b)
    if any(difference.applies(call) for difference in DIFFERENCES):
        return "meant to differ"
    torchs = of_pytorch(call)
    if torchs is None:
        assert isinstance(ours, str), f"only PyTorch refuses {call}"
        assert re.match(r"[a-z_]+ (must|holds) .*, got .*; ", ours, re.DOTALL), ours
        return "both refuse"
    assert not isinstance(ours, str), f"only we refuse {call}: {ours}"
    for our, their in zip(ours, torchs, strict=True):
        if their is not None:
            same(our, their, [a for a in call.arrays if a.dtype.kind == "f"])
    return "the same"


def same(ours, torchs, arguments):
    """The same shape, dtype and numbers, nan and inf included, up to rounding.

    What is left when numbers cancel is small beside them, so the error is measured by the largest.
    """
    kinds = [(a.shape, a.dtype) for a in (ours, torchs)]
    assert kinds[0] == kinds[1], f"shapes and dtypes differ: {kinds}"
    wide = [np.float32 if _is_short(a) else a.dtype for a in arguments]
    eps = max(np.finfo(dtype).eps for dtype in (torchs.dtype, *wide))
    largest = max(np.abs(a[np.isfinite(a)]).max(initial=1) for a in (torchs, *arguments))
    np.testing.assert_allclose(ours, torchs, rtol=200 * eps, atol=20 * eps * float(largest))


@dataclass
class Difference:
    """Where the two sides are meant to differ, with the calls of an example."""

    what: str
    why: str
    applies: object  # of a call: whether it is such a case
    example: Call
    ours: str  # what the example gives here: a value as printed, or the start of a sentence
    pytorchs: str  # and there: a value as printed, or "refused"


def _has_classes(call):
    return call.name in ("cross_entropy", "nll_loss")


def _is_labelled(call):
    return _has_classes(call) and call.arrays[1].dtype.kind in "iu"


def _weights(call):
    return [w for k, w in call.options.items() if "weight" in k and w is not None]


def _has_infinite_factors(call):
    if call.name == "nll_loss":
        return False
    return any(np.isinf(a).any() for a in (*call.arrays[1:], *_weights(call)))


def _smooths_over_weights_of_sum_0(call):
    o = call.options
    if not (_is_labelled(call) and o.get("label_smoothing") and o.get("weight") is not None):
        return False
    y = call.arrays[1]
    y = y[(y != o.get("ignore_index", -100)) & (y >= 0) & (y < len(o["weight"]))]
    return y.size > 0 and o.get("reduction", "mean") == "mean" and o["weight"][y].sum() == 0


ZEROS = np.zeros((2, 3))
DIFFERENCES = [
    Difference(
        "integer scores become float64",
        "lists of whole numbers are usual in NumPy; PyTorch refuses them, or sums in float32",
        lambda call: call.arrays[0].dtype.kind in "iu",
        Call("softmax", [np.array([0, 0])], {"axis": 0}),
        "[0.5 0.5]",
        "refused",
    ),
    Difference(
        "boolean scores are refused",
        "a mask given in the place of logits; PyTorch's logsumexp takes it",
        lambda call: call.arrays[0].dtype.kind == "b",
        Call("logsumexp", [np.array([True])], {"axis": 0}),
        "x must hold real numbers, got dtype bool",
        "1.0",
    ),
    Difference(
        "class indices may be integers of any width",
        "NumPy's integers have many; PyTorch takes int64, and uint8 for some shapes",
        lambda call: _is_labelled(call) and call.arrays[1].dtype != np.int64,
        Call("cross_entropy", [ZEROS, np.array([0, 1], np.int32)]),
        "1.0986122886681098",
        "refused",
    ),
    Difference(
        "the target of a single example has the shape (), not (1,)",
        "PyTorch takes (1,) as well, but refuses its gradient, label smoothing and a single class",
        lambda call: (
            _is_labelled(call) and call.arrays[0].ndim == 1 and call.arrays[1].shape == (1,)
        ),
        Call("nll_loss", [ZEROS[0] - 2, np.array([1])]),
        "target must have one class index for each example, expected shape ()",
        "2.0",
    ),
    Difference(
        "weights are converted to the precision of the other arguments",
        "a list is float64 in NumPy; PyTorch refuses other dtypes, or widens the result",
        lambda call: any(w.dtype != call.arrays[0].dtype for w in _weights(call)),
        Call("cross_entropy", [ZEROS, np.array([0, 1])], {"weight": np.ones(3, np.float32)}),
        "1.0986122886681098",
        "refused",
    ),
    Difference(
        "a 0-d array widens the result as any other does",
        "NumPy's rule; in PyTorch a 0-d tensor does not",
        lambda call: (
            call.name == "kl_div"
            and len({a.dtype for a in call.arrays}) > 1
            and len({a.ndim == 0 for a in call.arrays}) > 1
        ),
        Call("kl_div", [np.zeros(2, np.float32), np.array(0.5)], {"reduction": "sum"}),
        "-0.6931471805599453",
        "-0.6931472",
    ),
    Difference(
        "float16 is rounded once, at the end",
        "PyTorch rounds after each step",
        lambda call: False,  # compared with PyTorch's float32, rounded
        Call("cross_entropy", [np.array([[6e4, 0], [6e4, 0]], np.float16), np.array([1, 1])]),
        "60000.0",
        "inf",
    ),
    Difference(
        "a smoothed mean over labels whose weights sum to 0 is one sum over 0",
        "PyTorch adds two such means, of which one can be 0/0",
        _smooths_over_weights_of_sum_0,
        Call(
            "cross_entropy",
            [ZEROS, np.array([0, 1])],
            {"weight": np.array([1.0, -1.0, 1.0]), "label_smoothing": 0.1, "reduction": "mean"},
        ),
        "inf",
        "nan",
    ),
    Difference(
        "an infinite weight or target can give nan",
        "the loss is Σt · ln Σ exp z - Σ t z, and inf - inf is nan; PyTorch's inf says no more",
        _has_infinite_factors,
        Call(
            "cross_entropy",
            [ZEROS[0], np.array(0)],
            {"weight": np.array([np.inf, 1, 1]), "reduction": "sum"},
        ),
        "nan",
        "inf",
    ),
    Difference(
        "without any class there is nothing to sum, and the sum is 0",
        "PyTorch agrees for (N, C) without label smoothing; else it divides 0 by 0, or refuses",
        lambda call: _has_classes(call) and call.arrays[0].shape[:2][-1:] == (0,),
        Call(
            "cross_entropy",
            [np.zeros((2, 0)), np.array([-100, -100])],
            {"label_smoothing": 0.1, "reduction": "sum"},
        ),
        "0.0",
        "nan",
    ),
]
