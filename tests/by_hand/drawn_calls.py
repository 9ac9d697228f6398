"""Calls of the losses as hypothesis draws them.

Shapes, dtypes, memory layouts, targets and options, sensible or not.
"""

import numpy as np
from answers import Call
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

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
