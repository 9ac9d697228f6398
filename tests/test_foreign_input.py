"""What people hand in: tensors, missing labels, exact numbers, strict settings of NumPy.

Each remedy in a message is applied here, and works.
"""

import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch
from test_inputs import CALLS, LABELS

from lessonlib import clinic, coder, losses, metrics, pmf

Z = np.array([[2.0, -1.0, 0.5], [0.0, 1.0, -2.0], [3.0, 0.25, 0.0], [-1.0, 0.0, 1.0]])
# A row of numbers that every float8 holds, and that is a pmf.
ROW = [0.5, 0.25, 0.25]
SMALL = (torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2)


def given(name):
    make = CALLS[name][2]
    return np.array([ROW] * 4) if make is not None else Z


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("dtype", SMALL, ids=str)
def test_tensors_of_few_digits_are_refused_with_a_remedy_that_works(name, dtype):
    call, argument, _ = CALLS[name]
    tensor = torch.tensor(given(name)).to(dtype)
    with pytest.raises(TypeError) as caught:
        call(tensor)
    said = str(caught.value)
    assert said.startswith(f"{argument} must be what NumPy can read, got a tensor of dtype {dtype}")
    assert said.endswith("convert it with .float()")
    np.testing.assert_array_equal(call(tensor.float()), call(given(name).astype(np.float32)))


@pytest.mark.parametrize("name", CALLS)
def test_tensors_with_a_graph_are_read_and_raise_no_warning(name):
    call = CALLS[name][0]
    tensor = torch.tensor(given(name), requires_grad=True)
    with warnings.catch_warnings(action="error"):
        expected = call(given(name))
        for handed in (tensor, 1 * tensor, [*tensor], [[*row] for row in tensor]):
            np.testing.assert_array_equal(call(handed), expected)


def test_tensors_elsewhere_and_sparse_ones_are_told_what_to_do():
    with pytest.raises(TypeError, match=r"on the device meta; convert it with \.cpu\(\)"):
        losses.softmax(torch.ones(3, device="meta"), 0)
    sparse = torch.eye(3).to_sparse()
    with pytest.raises(TypeError, match=r"of layout torch.sparse_coo; .* \.to_dense\(\)"):
        losses.softmax(sparse, 1)
    np.testing.assert_allclose(
        losses.softmax(sparse.to_dense(), 1), losses.softmax(np.eye(3), 1), rtol=1e-6
    )


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float64])
def test_histories_may_still_carry_their_graph(dtype):
    w = torch.tensor(2.0, requires_grad=True)
    history = [(w * x).to(dtype) for x in (2.302585, 1.5, 1.4612, 1.4612)]
    with warnings.catch_warnings(action="error"):
        expected = clinic.diagnose([value.item() for value in history], 10)
        for handed in (history, tuple(history), torch.stack(history)):
            assert str(clinic.diagnose(handed, 10)) == str(expected)


@pytest.mark.parametrize("missing", [np.nan, np.inf, -np.inf])
def test_labels_that_are_missing_are_dropped_or_ignored(missing):
    labels = np.array([0, missing, 1, 2])
    for call in (losses.cross_entropy, losses.nll_loss, metrics.perplexity):
        with pytest.raises((TypeError, ValueError), match="drop what is nan or inf, or give"):
            call(Z, labels)
        repaired = np.where(np.isfinite(labels), labels, -100).astype(int)
        kept = np.isfinite(labels)
        np.testing.assert_allclose(call(Z, repaired), call(Z[kept], labels[kept].astype(int)))


def test_labels_that_are_no_whole_numbers_are_not_cut():
    for call in (losses.cross_entropy, losses.nll_loss, metrics.perplexity):
        with pytest.raises((TypeError, ValueError), match="classes are whole numbers, and prob"):
            call(Z, np.array([0.0, 0.5, 1.0, 2.0]))
    whole = np.array([0.0, 1.0, 1.0, 2.0])
    with pytest.raises(TypeError, match=r"convert it with \.astype\(int\)"):
        losses.nll_loss(Z, whole)
    assert np.isfinite(losses.cross_entropy(Z, whole.astype(int)))


@pytest.mark.parametrize("dtype", [str, object, np.dtypes.StringDType()], ids=str)
def test_names_of_classes_are_numbered(dtype):
    names = np.array(["cat", "dog", "cat", "eel"]).astype(dtype)
    for call in (losses.cross_entropy, losses.nll_loss, metrics.perplexity):
        with pytest.raises(TypeError, match=r"np\.unique"):
            call(Z, names)
        _, labels = np.unique(names, return_inverse=True)
        np.testing.assert_array_equal(call(Z, labels), call(Z, LABELS))


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("exact", [Decimal, Fraction, float, np.float32])
def test_exact_numbers_and_objects_become_floats(name, exact):
    """Decimal, Fraction, and objects, as pandas makes of a nullable column."""
    call, argument, _ = CALLS[name]
    rows = [[exact(x) for x in row] for row in given(name).tolist()]
    with pytest.raises(TypeError) as caught:
        call(np.array(rows, dtype=object))
    assert str(caught.value).startswith(f"{argument} must hold")
    assert str(caught.value).endswith("convert it with np.asarray(…, float)")
    np.testing.assert_array_equal(call(np.asarray(rows, float)), call(given(name)))


@pytest.mark.parametrize("exact", [Decimal, Fraction, np.int64])
def test_whole_numbers_in_objects_become_labels(exact):
    labels = np.array([exact(int(label)) for label in LABELS], dtype=object)
    with pytest.raises(TypeError, match=r"convert it with np\.asarray\(…, int\)"):
        metrics.fit_temperature(Z, labels)
    assert metrics.perplexity(Z, np.asarray(labels, int)) == metrics.perplexity(Z, LABELS)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("scale", [1e-300, 1.0, 700.0])
def test_strict_settings_of_numpy_raise_nothing(name, scale):
    call, _, make = CALLS[name]
    values = given(name) if make is not None else scale * given(name)
    expected = call(values)
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(call(values), expected)


def test_strict_settings_raise_nothing_at_the_ends_of_floats():
    tiny, sure = [5e-324, 1.0], np.array([[1.0, 0.0], [0.0, 1.0]])
    with np.errstate(all="raise"):
        assert pmf.entropy(tiny) >= 0
        assert pmf.cross_entropy([1.0, 0.0], [0.0, 1.0]) == np.inf
        assert pmf.kl_divergence(tiny, [1.0, 5e-324]) > 700
        assert pmf.normalize([1e-308, 1e308])[0] == 0
        assert metrics.expected_calibration_error(sure, [0, 1]) == 0
        assert metrics.perplexity(np.array([[0.0, 800.0]]), [0]) == np.inf
        assert metrics.temperature_scale([1e308], 1e-5) == [np.inf]
        assert metrics.fit_temperature(1e-200 * Z, [0, 1, 0, 1]) > 0
        assert coder.decode(coder.encode([0, 1], tiny), tiny, 2) == [0, 1]


def test_the_standard_error_of_a_temperature_counts_each_pixel():
    rng = np.random.default_rng(4)
    z, y = rng.normal(size=(40, 3, 5)), rng.integers(0, 3, (40, 5))
    flat = metrics.temperature_standard_error(np.moveaxis(z, 1, 2).reshape(-1, 3), y.ravel(), 1.5)
    assert metrics.temperature_standard_error(z, y, 1.5) == pytest.approx(flat, rel=1e-12)


def with_errors(logits, labels):
    """A fitted temperature and its standard error."""
    t = metrics.fit_temperature(logits, labels)
    return np.array([t, metrics.temperature_standard_error(logits, labels, t)])


def test_a_shift_or_another_unit_of_the_logits_changes_no_temperature():
    rng = np.random.default_rng(4)
    z = 3 * rng.normal(size=(300, 4))
    y = drawn_labels(z / 2, rng)
    plain = with_errors(z, y)
    np.testing.assert_allclose(with_errors(z + 1e8, y), plain, rtol=1e-5)
    np.testing.assert_allclose(with_errors(z - 1e5, y), plain, rtol=1e-8)
    for unit in (1e160, 1e-160, 1e300):
        np.testing.assert_allclose(with_errors(unit * z, y) / unit, plain, rtol=1e-9)
    masked = np.column_stack([z, np.full(len(z), -np.inf)])
    np.testing.assert_allclose(with_errors(masked, y), plain, rtol=1e-9)


def drawn_labels(logits, rng):
    """A label for each row, drawn from its softmax."""
    q = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return (rng.random((len(q), 1)) > q.cumsum(axis=1)).sum(axis=1)


@pytest.mark.parametrize("shape", [(5,), (1, 5)])
def test_one_example_has_no_standard_error(shape):
    y = 0 if len(shape) == 1 else [0]
    assert np.isnan(metrics.temperature_standard_error(np.arange(5.0).reshape(shape), y, 1.0))
