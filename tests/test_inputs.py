"""Whatever array people hand in: the float64 answer, or a refusal that names the argument."""

import re
import tempfile
import warnings
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lessonlib import losses, metrics, pmf


def fortran(x):
    return np.asfortranarray(x)


def strided(x):
    wide = np.zeros((*x.shape, 2), x.dtype)
    wide[..., 0] = x
    return wide[..., 0]


def turned(x):
    return np.ascontiguousarray(x[::-1, ::-1])[::-1, ::-1]


def read_only(x):
    x = x.copy()
    x.setflags(write=False)
    return x


def big_endian(x):
    return x.astype(x.dtype.newbyteorder(">"))


def in_a_file(x):
    with tempfile.TemporaryDirectory() as folder:
        kept = np.memmap(Path(folder) / "x", x.dtype, "w+", shape=x.shape)
        kept[...] = x
        return kept


def unmasked(x):
    return np.ma.array(x, mask=False)


def matrix(x):
    with warnings.catch_warnings(action="ignore", category=PendingDeprecationWarning):
        return np.matrix(x)


def masked(x):
    return np.ma.array(x, mask=np.arange(x.size).reshape(x.shape) == 0)


def masked_rows(x):
    return [*x[:-1], np.ma.array(x[-1], mask=np.arange(x.shape[1]) == 0)]


def ragged(x):
    return [*x.tolist(), [0.0]]


def objects(x):
    return x.astype(object)


def words(x):
    return x.astype(str)


def as_complex(x):
    return x.astype(complex)


ACCEPTED = (fortran, strided, turned, read_only, big_endian, in_a_file, unmasked, matrix)
REFUSED = (masked, masked_rows, ragged, objects, words, as_complex)


def as_pmfs(x):
    return losses.softmax(np.asarray(x, float), 1).astype(x.dtype)


LABELS = np.array([0, 1, 0, 2])
# What is called, what it calls its argument, and what makes that from logits.
CALLS = {
    "logsumexp": (lambda x: losses.logsumexp(x, 1), "x", None),
    "softmax": (lambda x: losses.softmax(x, 1), "x", None),
    "log_softmax": (lambda x: losses.log_softmax(x, 1), "x", None),
    "losses.cross_entropy": (lambda x: losses.cross_entropy(x, LABELS), "logits", None),
    "gradient": (lambda x: losses.cross_entropy_gradient(x, LABELS), "logits", None),
    "soft targets": (lambda p: losses.cross_entropy(np.zeros((4, 3)), p), "target", as_pmfs),
    "nll_loss": (lambda x: losses.nll_loss(x, LABELS), "log_q", None),
    "input": (lambda x: losses.linear_cross_entropy(x, np.eye(3), LABELS), "input", None),
    "layer": (
        lambda W: losses.linear_cross_entropy(np.eye(3), W, [3, 0, 1]),
        "linear_weight",
        None,
    ),
    "kl_div": (lambda x: losses.kl_div(x, np.full((4, 3), 1 / 3)), "input", None),
    "binary": (
        lambda x: losses.binary_cross_entropy_with_logits(x, np.ones((4, 3))),
        "logits",
        None,
    ),
    "normalize": (pmf.normalize, "weights", as_pmfs),
    "entropy": (pmf.entropy, "p", as_pmfs),
    "pmf.cross_entropy": (lambda q: pmf.cross_entropy([0.5, 0.25, 0.25], q), "q", as_pmfs),
    "kl_divergence": (lambda p: pmf.kl_divergence(p, [0.5, 0.25, 0.25]), "p", as_pmfs),
    "perplexity": (lambda x: metrics.perplexity(x, LABELS), "logits", None),
    "calibration": (
        lambda q: metrics.expected_calibration_error(q, LABELS, n_bins=1),
        "probabilities",
        as_pmfs,
    ),
    "temperature_scale": (lambda x: metrics.temperature_scale(x, 1.7), "logits", None),
}
LOGITS = hnp.arrays(
    st.sampled_from([np.float16, np.float32, np.float64]),
    (4, 3),
    elements=st.floats(-8, 8, width=16),
)


@pytest.mark.parametrize("name", CALLS)
@hypothesis.settings(max_examples=25, deadline=None, derandomize=True, database=None)
@hypothesis.given(x=LOGITS, layout=st.sampled_from(ACCEPTED))
def test_the_layout_in_memory_changes_no_answer(name, x, layout):
    call, _, make = CALLS[name]
    exact = x.astype(float)
    if make is not None:  # a pmf in float16 is none in float64, where it is held to more digits
        x, exact = make(x), make(exact)
    expected = np.asarray(call(exact))
    tolerance = 40 * float(np.finfo(x.dtype).eps)
    given = np.asarray(call(layout(x)))
    np.testing.assert_allclose(given, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.__name__)
def test_what_cannot_be_read_is_refused_by_name(name, kind):
    call, argument, make = CALLS[name]
    x = np.arange(12.0).reshape(4, 3)
    with pytest.raises((TypeError, ValueError)) as caught:
        call(kind(x if make is None else make(x)))
    assert re.match(rf"{argument} must ", str(caught.value)), caught.value
    assert "; " in str(caught.value), "a remedy"


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (np.ma.array([0, 1, 0, 2], mask=[0, 0, 0, 1]), "must have no masked entries"),
        (["a", "b", "a", "c"], "np.unique(…, return_inverse=True)"),
        ([[0], [1], [0, 1], [2]], "must have rows of one length"),
    ],
)
def test_labels_that_cannot_be_read_are_refused(labels, said):
    logits = np.zeros((4, 3))
    calls = [
        ("target", lambda: losses.cross_entropy(logits, labels)),
        ("target", lambda: losses.nll_loss(logits, labels)),
        ("target", lambda: metrics.perplexity(logits, labels)),
        ("labels", lambda: metrics.fit_temperature(logits, labels)),
        ("labels", lambda: pmf.one_hot(labels, 3)),
    ]
    for argument, call in calls:
        with pytest.raises((TypeError, ValueError), match=re.escape(said)) as caught:
            call()
        assert str(caught.value).startswith(argument)


@pytest.mark.parametrize("shape", [(1_000_000, 2), (2, 1_000_000)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_sums_of_a_million_terms_keep_the_digits_of_float32(shape, order):
    axis = shape.index(1_000_000)
    weights = np.random.default_rng(4).random(shape).astype(np.float32)
    weights = np.asarray(weights, order=order)
    exact = np.log(np.exp(weights.astype(float)).sum(axis=axis))
    np.testing.assert_allclose(losses.logsumexp(weights, axis), exact, rtol=5e-7)
    q = losses.softmax(weights, axis)
    np.testing.assert_allclose(q.sum(axis=axis, dtype=float), 1, rtol=5e-7)
    rows = np.moveaxis(weights, axis, -1)
    p = pmf.normalize(rows)
    assert p.dtype == np.float32
    np.testing.assert_allclose(p.sum(axis=-1, dtype=float), 1, rtol=5e-7)
    wide = p.astype(float) / p.sum(axis=-1, keepdims=True, dtype=float)
    np.testing.assert_allclose(pmf.entropy(p), pmf.entropy(wide), rtol=5e-7)
    batch = rows if rows.flags.c_contiguous else np.asarray(rows, order=order)
    loss = losses.cross_entropy(batch, [0, 1], reduction="none")
    given = rows.astype(float)[np.arange(2), [0, 1]]
    np.testing.assert_allclose(loss, exact - given, rtol=5e-7)


def test_sums_over_the_classes_of_pixels_keep_their_digits_too():
    logits = np.zeros((1, 50_257, 2, 1), np.float32)
    logits[0, 0] = 1.2
    exact = np.log(50_256 + np.exp(1.2)) - 1.2
    given = losses.cross_entropy(logits, np.zeros((1, 2, 1), int), reduction="none")
    np.testing.assert_allclose(given, exact, rtol=5e-7)
