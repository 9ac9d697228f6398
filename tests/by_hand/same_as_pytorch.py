"""The losses beside PyTorch's, on inputs that nobody here chose.

    python tests/same_as_pytorch.py [cases]

Two sources: the sample inputs of PyTorch's own test suite, and hypothesis, which draws shapes,
dtypes, memory layouts, targets and options, sensible or not. Each call is answered by both sides.
They agree if both refuse, ours with a sentence, or if values, gradients, shapes and dtypes are the
same. Arguments must come out unchanged, and no warning may come out at all. What is meant to differ
stands in `DIFFERENCES`. The command runs 100,000 drawn cases unless told otherwise, on two cores.
"""

import re
import sys
import warnings
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from unittest.mock import patch

import hypothesis
import numpy as np
import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from torch.nn import functional as F

from lessonlib import blocks, losses

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
        "6e+04",
        "inf",
    ),
    Difference(
        "a smoothed mean over labels whose weights sum to 0 is one sum over 0",
        "PyTorch adds two such means, of which one can be 0/0",
        _smooths_over_weights_of_sum_0,
        Call(
            "cross_entropy",
            [ZEROS, np.array([0, 0])],
            {"weight": np.array([0.0, 1.0, 1.0]), "label_smoothing": 0.1, "reduction": "mean"},
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


# What the drawn numbers are: usual ones; some impossible classes; the extreme; anything.
USUAL = st.floats(-50, 50, width=16)
SCORES = st.sampled_from(
    [
        USUAL,
        st.one_of(USUAL, st.just(-np.inf)),
        st.sampled_from([0.0, 1.0, -1.0, 1e30, -1e30, 88.0, 710.0, -104.0]),
        st.one_of(USUAL, st.sampled_from([np.inf, -np.inf, np.nan, 1e30, -1e30])),
    ]
)
# In these, nonsense is rare, as every second array would have some of it otherwise.
FRACTIONS = st.one_of(
    st.floats(0, 1, width=16), st.sampled_from([0.0, 1.0, 0.5, 2.0] * 9 + [-1.0, np.nan, np.inf])
)
WEIGHTS = st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0, 3.0, -1.0] * 9 + [np.nan, np.inf])
DTYPES = st.sampled_from([np.float32, np.float64, np.float32, np.float64, np.float16])
LAYOUTS = {
    "C": lambda a: a,
    "Fortran": lambda a: np.asfortranarray(a) if a.ndim else a,
    "strided": lambda a: np.repeat(a, 2, axis=-1)[..., ::2] if a.ndim else a,
    "reversed": lambda a: np.flip(np.flip(a).copy()),
    "transposed": lambda a: a.T.copy().T,
}


@st.composite
def laid_out(draw, shape, dtype, elements):
    """A read-only array of numbers in any memory layout."""
    with np.errstate(over="ignore", invalid="ignore"):
        array = draw(hnp.arrays(np.float64, shape, elements=elements)).astype(dtype)
    array = np.asarray(LAYOUTS[draw(st.sampled_from(list(LAYOUTS)))](array))
    array.setflags(write=False)
    return array


def rarely(draw, other, usual):
    """`other` in about one case of 25, else `usual`: both strategies."""
    return draw(other if draw(st.integers(0, 24)) == 13 else usual)


@st.composite
def calls_with_classes(draw):
    """cross_entropy and nll_loss."""
    name = draw(st.sampled_from(["cross_entropy", "cross_entropy", "nll_loss"]))
    n_classes = rarely(draw, st.just(0), st.integers(1, 6))
    more = draw(hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))
    batch = draw(st.integers(0, 4))
    examples = draw(st.sampled_from([(), (batch,), (batch, *more)]))
    shape = (*examples[:1], n_classes, *examples[1:])
    if rarely(draw, st.just(True), st.just(False)):
        shape = ()
    dtype = draw(DTYPES)
    logits = draw(
        laid_out(shape, rarely(draw, st.sampled_from([int, bool]), st.just(dtype)), draw(SCORES))
    )
    options = {"reduction": rarely(draw, st.just("avg"), st.sampled_from(["mean", "sum", "none"]))}
    if draw(st.booleans()):
        length = rarely(draw, st.just(n_classes + 1), st.just(n_classes))
        kind = rarely(draw, st.sampled_from([np.float64, int]), st.just(dtype))
        options["weight"] = draw(laid_out((length,), kind, WEIGHTS))
    if draw(st.booleans()):
        options["ignore_index"] = draw(st.integers(-2, 6))
    if name == "cross_entropy" and draw(st.booleans()):
        options["label_smoothing"] = rarely(
            draw, st.sampled_from([1.5, -0.5, np.nan]), st.sampled_from([0.0, 0.1, 0.5, 1.0])
        )
    if name == "cross_entropy" and draw(st.booleans()):
        kind = rarely(draw, DTYPES, st.just(dtype))
        target = draw(laid_out(shape, kind, FRACTIONS))
        if draw(st.booleans()):
            options.pop("ignore_index", None)
    else:
        target = draw(labels(n_classes, examples, options.get("ignore_index", -100)))
    return Call(name, [logits, target], options)


@st.composite
def labels(draw, n_classes, shape, ignore_index):
    """Class indices, some ignored, and rarely out of range, of another shape or dtype."""
    shape = rarely(draw, st.sampled_from([(), (1,), (*shape, 1), (3, *shape)]), st.just(shape))
    inside = [*range(n_classes), ignore_index]
    allowed = rarely(draw, st.just([*inside, n_classes, -1]), st.just(inside))
    array = draw(hnp.arrays(np.int64, shape, elements=st.sampled_from(allowed)))
    other = st.sampled_from([np.int32, np.int16, np.uint8, bool, np.float32])
    if (kind := rarely(draw, other, st.just(np.int64))) != np.int64:
        array = (array.clip(0) if kind in (np.uint8, bool) else array).astype(kind)
    array.setflags(write=False)
    return array


@st.composite
def calls_on_axes(draw):
    """softmax, log_softmax, logsumexp."""
    name = draw(st.sampled_from(["softmax", "log_softmax", "logsumexp"]))
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5))
    dtype = rarely(draw, st.sampled_from([int, bool]), DTYPES)
    x = draw(laid_out(shape, dtype, draw(SCORES)))
    one = st.integers(-len(shape) - 1, len(shape))
    options = {"axis": draw(one)}
    if name == "logsumexp":
        if draw(st.booleans()):
            options["axis"] = tuple(draw(st.lists(one, min_size=1, max_size=3)))
        options["keepdims"] = draw(st.booleans())
    return Call(name, [x], options)


@st.composite
def calls_elementwise(draw):
    """binary_cross_entropy_with_logits and kl_div."""
    name = draw(st.sampled_from(["binary_cross_entropy_with_logits", "kl_div"]))
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
    dtype = draw(DTYPES)
    x = draw(
        laid_out(shape, rarely(draw, st.sampled_from([int, bool]), st.just(dtype)), draw(SCORES))
    )
    reductions = ["mean", "sum", "none", *(["batchmean"] if name == "kl_div" else [])]
    options = {"reduction": rarely(draw, st.just("avg"), st.sampled_from(reductions))}
    others = hnp.broadcastable_shapes(shape, max_dims=3, max_side=4)
    target_shape = (
        draw(others if name == "kl_div" and draw(st.booleans()) else st.just(shape))
        if not rarely(draw, st.just(1), st.just(0))
        else (2, *shape)
    )
    kind = rarely(draw, st.sampled_from([np.int64, bool, np.float64]), st.just(dtype))
    if name == "kl_div":
        options["log_target"] = draw(st.booleans())
        elements = USUAL.map(lambda x: -abs(x)) if options["log_target"] else FRACTIONS
    else:
        elements = FRACTIONS
        for weight in ("weight", "pos_weight"):
            if draw(st.booleans()):
                options[weight] = draw(laid_out(draw(others), dtype, WEIGHTS))
    return Call(name, [x, draw(laid_out(target_shape, kind, elements))], options)


CALLS = st.one_of(calls_with_classes(), calls_with_classes(), calls_on_axes(), calls_elementwise())


def compare_drawn(cases, seed=None):
    """How often each outcome came, over calls drawn by hypothesis; the same ones without a seed."""
    outcomes = Counter()

    @settings(
        max_examples=cases,
        derandomize=seed is None,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(CALLS, st.sampled_from([0, 64]), st.sampled_from([64, 2**22]))
    def agree(call, few_classes, memory):
        # The small arrays drawn here go all ways that large ones go.
        with patch.multiple(blocks, FEW_CLASSES=few_classes, MEMORY_BYTES=memory):
            outcomes[call.name, compare(call)] += 1

    (agree if seed is None else hypothesis.seed(seed)(agree))()
    return outcomes


OPERATIONS = {
    "logsumexp": "logsumexp",
    "softmax": "softmax",
    "log_softmax": "log_softmax",
    "nn.functional.nll_loss": "nll_loss",
    "nn.functional.cross_entropy": "cross_entropy",
    "nn.functional.binary_cross_entropy_with_logits": "binary_cross_entropy_with_logits",
    "nn.functional.kl_div": "kl_div",
}
MODULES = {
    "nn.NLLLoss": "nll_loss",
    "nn.CrossEntropyLoss": "cross_entropy",
    "nn.BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "nn.KLDivLoss": "kl_div",
}


def sample_calls():
    """What PyTorch's own tests call these operations and modules with: its name there, a call."""
    from torch.testing._internal.common_methods_invocations import op_db
    from torch.testing._internal.common_modules import module_db
    from torch.testing._internal.common_utils import noncontiguous_like

    def call_of(name, tensors, options, strided):
        def array(value):
            if not isinstance(value, torch.Tensor):
                return value
            value = value.detach()
            return (noncontiguous_like(value) if strided else value).numpy()

        options = {key: array(value) for key, value in options.items()}
        arrays = [array(tensor) for tensor in tensors]
        if dtype := options.pop("dtype", None):
            arrays[0] = arrays[0].astype(str(dtype).removeprefix("torch."))
        return Call(name, arrays, options)

    for dtype in (torch.float32, torch.float64):
        for strided in (False, True):
            for op in op_db:
                if op.name not in OPERATIONS:
                    continue
                name = OPERATIONS[op.name]
                for sample in op.sample_inputs("cpu", dtype):
                    tensors = [sample.input, *sample.args]
                    options = dict(sample.kwargs)
                    if not isinstance(tensors[-1], torch.Tensor):
                        tensors, numbers = tensors[:1], tensors[1:]
                        options.update(zip(("axis", "keepdims"), numbers, strict=False))
                    yield op.name, call_of(name, tensors, options, strided)
            for module in module_db:
                if module.name not in MODULES:
                    continue
                for given_to in module.module_inputs_func(
                    module, device="cpu", dtype=dtype, requires_grad=False, training=True
                ):
                    options = given_to.constructor_input.kwargs
                    tensors = given_to.forward_input.args
                    yield module.name, call_of(MODULES[module.name], tensors, options, strided)


def compare_samples():
    """How many of PyTorch's sample inputs are answered the same, by their names there."""
    counts = Counter()
    for name, call in sample_calls():
        assert compare(call) == "the same", call
        counts[name] += 1
    return counts


def main(cases=100_000):
    """Draw half of the cases in each of two processes, and print what came out."""
    with get_context("spawn").Pool(2) as pool:
        seeds = np.random.SeedSequence().generate_state(2)
        print("seeds:", *seeds)
        outcomes = sum(
            pool.starmap(compare_drawn, [(cases // 2, int(s)) for s in seeds]), Counter()
        )
    for (name, outcome), times in sorted(outcomes.items()):
        print(f"{name}: {outcome} {times} times")
    print(f"{sum(outcomes.values())} calls, no disagreement")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
