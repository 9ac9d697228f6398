"""Perplexity, calibration and temperature: hand numbers, properties, refusals."""

import numpy as np
import pytest

from lessonlib import losses, metrics, pmf, recorded

RNG = np.random.default_rng(4)


def test_perplexity_of_equal_logits_is_the_number_of_classes():
    assert metrics.perplexity(np.zeros((5, 7)), np.arange(5)) == pytest.approx(7)


def test_perplexity_of_the_lesson():
    assert metrics.perplexity(recorded.LOGITS, recorded.LABELS) == pytest.approx(
        np.exp(recorded.LOGITS_LOSS / 4)
    )


def test_perplexity_leaves_padding_out():
    padded = np.vstack([recorded.LOGITS, np.zeros((2, 10))])
    labels = [*recorded.LABELS, 0, 0]
    labels[4:] = [-100, -100]
    assert metrics.perplexity(padded, labels) == pytest.approx(
        metrics.perplexity(recorded.LOGITS, recorded.LABELS)
    )


def test_perplexity_of_an_impossible_class_is_infinite():
    assert metrics.perplexity([[0.0, -np.inf]], [1]) == np.inf
    assert metrics.perplexity(np.array([[0.0, -1e4]]), [1]) == np.inf


def test_calibration_error_by_hand():
    # Bins of 1/2: one example at 0.5, wrong; three at 0.9, of which two right.
    q = [[0.5, 0.25, 0.25], [0.9, 0.1, 0], [0.9, 0, 0.1], [0.05, 0.9, 0.05]]
    expected = 1 / 4 * 0.5 + 3 / 4 * abs(2 / 3 - 0.9)
    assert metrics.expected_calibration_error(q, [1, 0, 2, 1], n_bins=2) == pytest.approx(expected)


def test_calibration_error_with_one_bin_is_accuracy_against_confidence():
    q = pmf.normalize(RNG.random((100, 3)))
    labels = RNG.integers(0, 3, 100)
    gap = abs((q.argmax(axis=1) == labels).mean() - q.max(axis=1).mean())
    assert metrics.expected_calibration_error(q, labels, n_bins=1) == pytest.approx(gap)


def test_calibration_error_equals_a_loop_over_the_bins():
    q = pmf.normalize(RNG.random((500, 3)) ** 3)
    labels = RNG.integers(0, 3, 500)
    confidence, right = q.max(axis=1), q.argmax(axis=1) == labels
    expected = 0
    for b in range(15):
        inside = (b / 15 < confidence) & (confidence <= (b + 1) / 15)
        if inside.any():
            expected += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    assert metrics.expected_calibration_error(q, labels) == pytest.approx(expected)


def test_calibration_error_of_sure_and_right_is_zero_and_of_nothing_nan():
    assert metrics.expected_calibration_error(np.eye(3), [0, 1, 2]) == 0
    assert np.isnan(metrics.expected_calibration_error(np.empty((0, 3)), np.empty(0, int)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_temperature_divides_and_keeps_the_dtype(dtype):
    scaled = metrics.temperature_scale(recorded.LOGITS.astype(dtype), 2)
    assert scaled.dtype == dtype
    np.testing.assert_array_equal(scaled, recorded.LOGITS.astype(dtype) / 2)


@pytest.mark.parametrize("factor", [1e-6, 1, 3, 1e6])
def test_fitted_temperature_undoes_a_factor(factor):
    """Labels drawn from softmax(z): the logits 3 z need T near 3, and exactly 3 times that of z."""
    z = RNG.normal(size=(2000, 5))
    labels = (losses.softmax(z, 1).cumsum(axis=1) < RNG.random((2000, 1))).sum(axis=1).clip(0, 4)
    fitted = metrics.fit_temperature(z, labels)
    assert fitted == pytest.approx(1, abs=0.1)
    assert metrics.fit_temperature(factor * z, labels) == pytest.approx(factor * fitted)


def test_fitted_temperature_is_the_best_of_its_neighbours():
    logits, labels = RNG.normal(size=(50, 3, 4)) * 4, RNG.integers(0, 3, (50, 4))
    logits[:, 1] += 5 * (labels == 1)
    fitted = metrics.fit_temperature(logits, labels)
    best, *others = (
        losses.cross_entropy(metrics.temperature_scale(logits, t), labels)
        for t in (fitted, 0.999 * fitted, 1.001 * fitted)
    )
    assert best < min(others)


Z = np.array([[1.0, 0.0], [0.0, 1.0]])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: metrics.fit_temperature(Z, [0, 1]),
            ValueError,
            "labels must differ from the largest logit in some example, got none that does",
        ),
        (
            lambda: metrics.fit_temperature(Z, [1, 0]),
            ValueError,
            "logits must favour the labels on average to have a best temperature, got a loss",
        ),
        (
            lambda: metrics.fit_temperature(np.zeros((2, 3)), [1, 0]),
            ValueError,
            "logits must favour the labels on average",
        ),
        (
            lambda: metrics.fit_temperature([[np.inf, 0]], [0]),
            ValueError,
            "logits must be finite, entry (0, 0) is inf; look for a division by zero",
        ),
        (
            lambda: metrics.fit_temperature(np.empty((0, 3)), np.empty(0, int)),
            ValueError,
            "logits must not be empty to fit a temperature, got shape (0, 3); give at least one",
        ),
        (
            lambda: metrics.fit_temperature(Z, [0, 2]),
            IndexError,
            "labels must be from 0 to 1 for 2 classes, got 2; classes are counted from 0",
        ),
        (
            lambda: metrics.temperature_scale(Z, 0),
            ValueError,
            "temperature must be a number above 0 and finite, got 0; 1 changes nothing",
        ),
        (
            lambda: metrics.expected_calibration_error(Z * 2, [0, 1]),
            ValueError,
            "probabilities must sum to 1 over its last axis, entry 0 sums to 2; ",
        ),
        (
            lambda: metrics.expected_calibration_error([0.5, 0.5], [0]),
            ValueError,
            "probabilities must have the shape (N, C), got (2,); move the classes",
        ),
        (
            lambda: metrics.expected_calibration_error(Z, [0, 1], n_bins=0),
            ValueError,
            "n_bins must be at least 1, got 0; 15 is a usual number",
        ),
        (
            lambda: metrics.expected_calibration_error(Z, [[0], [1]]),
            ValueError,
            "labels must have one class index for each example, expected shape (2,)",
        ),
    ],
)
def test_bad_input_gets_a_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(words)


def test_arguments_are_not_modified():
    logits = recorded.LOGITS.copy()
    logits.setflags(write=False)
    q = losses.softmax(logits, 1)
    q.setflags(write=False)
    labels = np.array([4, 2, 8, logits[3].argmax()])
    labels.setflags(write=False)
    metrics.perplexity(logits, labels)
    metrics.temperature_scale(logits, 2)
    metrics.expected_calibration_error(q, labels)
    with pytest.raises(ValueError, match="favour"):
        metrics.fit_temperature(logits, recorded.LABELS)
    np.testing.assert_array_equal(logits, recorded.LOGITS)
