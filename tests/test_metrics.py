"""Perplexity, calibration and temperature: hand numbers, properties, refusals."""

import inspect

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
            "logits must differ between the classes of some example, got equal ones",
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


@pytest.mark.parametrize(
    ("logits", "labels"),
    [
        ([[-0.7, -0.1, 0.8]] * 3, [0, 1, 2]),
        ([[-0.3, -3, -0.8, 0.2, -0.4]] * 5, range(5)),
        ([[0.1, 0.2, 0.7]] * 30, [0, 1, 2] * 10),
    ],
)
def test_logits_that_favour_no_label_have_no_best_temperature(logits, labels):
    """The slope at equal predictions is 0, and rounded to just below."""
    with pytest.raises(ValueError, match="logits must favour the labels on average"):
        metrics.fit_temperature(logits, [*labels])


def test_fit_temperature_of_one_class_says_that_nothing_can_change():
    with pytest.raises(ValueError, match="logits must differ between the classes"):
        metrics.fit_temperature([[3.0], [1.0]], [0, 0])


def test_fit_temperature_passes_over_a_class_that_is_masked_out():
    logits = [[2, 1, -np.inf], [0, 1, -np.inf], [1, 0, -np.inf]]
    finite = np.array(logits)[:, :2]
    expected = metrics.fit_temperature(finite, [0, 0, 0])
    assert metrics.fit_temperature(logits, [0, 0, 0]) == pytest.approx(expected, rel=1e-12)
    assert expected == pytest.approx(1.4427, abs=1e-4)


def test_fit_temperature_refuses_a_label_that_is_masked_out():
    with pytest.raises(ValueError, match="labels must be possible, got one whose logit is -inf"):
        metrics.fit_temperature([[2, -np.inf], [0, 1]], [1, 0])


def test_fit_temperature_of_huge_logits():
    small = [[2.0, -1.0], [0.5, -0.5], [-0.25, 0.5]]
    huge = 5e307 * np.array(small)
    expected = 5e307 * metrics.fit_temperature(small, [0, 1, 1])
    assert metrics.fit_temperature(huge, [0, 1, 1]) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("n_bins", [3, 7, 10, 15, 49])
def test_a_confidence_on_an_edge_belongs_to_the_bin_that_it_ends(dtype, n_bins):
    """Two confidences of one bin, right and wrong: their gaps cancel in part; apart they add."""
    for b in range(n_bins // 2 + 1, n_bins):
        high, low = b / n_bins, b / n_bins - 0.25 / n_bins
        q = np.array([[high, 1 - high], [low, 1 - low]], dtype)
        if q[1, 0] <= 0.5 or q[1, 0] * n_bins <= b - 1:
            continue
        together = abs((1 + 0) - q[:, 0].astype(float).sum()) / 2
        given = metrics.expected_calibration_error(q, [0, 1], n_bins=n_bins)
        assert given == pytest.approx(together, abs=1e-9)


@pytest.mark.parametrize(
    ("q", "labels", "n_bins", "error"),
    [
        (np.float32([[0.8, 0.2], [0.75, 0.25]]), [1, 0], 10, 0.275),
        ([[5 / 7, 2 / 7], [0.65, 0.35]], [1, 0], 7, 0.182),
    ],
)
def test_published_edges(q, labels, n_bins, error):
    given = metrics.expected_calibration_error(q, labels, n_bins=n_bins)
    assert given == pytest.approx(error, abs=5e-4)


def test_perplexity_in_float16_is_rounded_once():
    assert metrics.perplexity(np.zeros((4, 50257), np.float16), [0] * 4) == np.float16(50257)


def test_a_temperature_that_float16_cannot_hold_is_used_as_it_is():
    given = metrics.temperature_scale(np.float16([60000, 0]), 70000.0)
    np.testing.assert_array_equal(given, np.float16([60000 / 70000, 0]))
    given = metrics.temperature_scale(np.float16([1e-4, 0]), 1e-9)
    np.testing.assert_array_equal(given, np.float16([np.inf, 0]))
    np.testing.assert_array_equal(metrics.temperature_scale([1.0, 2.0], np.array(2)), [0.5, 1])


# Reliability, floors, decompositions


def drawn(n, n_classes=10, seed=4):
    """Predictions and labels drawn from them."""
    rng = np.random.default_rng(seed)
    q = losses.softmax(3 * rng.normal(size=(n, n_classes)), axis=1)
    return q, (q.cumsum(axis=1) > rng.random((n, 1))).argmax(axis=1)


def test_reliability_by_hand_puts_an_edge_into_the_lower_bin_and_leaves_empty_bins_nan():
    bins = metrics.reliability([[0.5, 0.5, 0], [0.9, 0.1, 0], [1, 0, 0]], [0, 1, 0], n_bins=4)
    assert bins.count.tolist() == [0, 1, 0, 2]
    np.testing.assert_allclose(bins.confidence, [np.nan, 0.5, np.nan, 0.95])
    np.testing.assert_allclose(bins.right, [np.nan, 1, np.nan, 0.5])


def test_reliability_agrees_with_scikit_learn_and_with_the_calibration_error():
    from sklearn.calibration import calibration_curve

    q, labels = drawn(2000)
    bins = metrics.reliability(q, labels)
    right = q.argmax(axis=1) == labels
    share, confidence = calibration_curve(right, q.max(axis=1), n_bins=15)
    kept = bins.count > 0
    np.testing.assert_allclose(bins.right[kept], share)
    np.testing.assert_allclose(bins.confidence[kept], confidence)
    gaps = bins.count[kept] @ abs(bins.right - bins.confidence)[kept] / 2000
    assert metrics.expected_calibration_error(q, labels) == pytest.approx(gaps)


def test_the_floor_is_what_perfect_models_show_on_average():
    errors, floors = [], []
    for seed in range(200):
        q, labels = drawn(1000, seed=seed)
        errors.append(metrics.expected_calibration_error(q, labels))
        floors.append(metrics.calibration_floor(q))
    assert np.mean(errors) == pytest.approx(np.mean(floors), rel=0.03)


def test_brier_score_agrees_with_scikit_learn():
    from sklearn.metrics import brier_score_loss

    if "scale_by_half" not in inspect.signature(brier_score_loss).parameters:
        pytest.skip("this scikit-learn has the score for two classes only")
    q, labels = drawn(300)
    expected = brier_score_loss(labels, q, labels=range(10), scale_by_half=False)
    assert metrics.brier_score(q, labels) == pytest.approx(expected)
    assert metrics.brier_score([[0.0, 1.0]], [0]) == 2


@pytest.mark.parametrize("score", ["log", "brier"])
def test_a_score_is_reliability_minus_resolution_plus_uncertainty(score):
    q, labels = drawn(2000, n_classes=3)
    q = pmf.normalize(q.round(1) + 0.05)  # few different ones
    reliability, resolution, uncertainty = metrics.decompose(q, labels, score)
    by_score = {
        "log": -np.log(q[np.arange(len(q)), labels]).mean(),
        "brier": metrics.brier_score(q, labels),
    }
    assert reliability - resolution + uncertainty == pytest.approx(by_score[score], rel=1e-12)
    assert min(reliability, resolution, uncertainty) >= 0
    base = np.bincount(labels) / len(labels)
    flat = metrics.decompose(np.tile(base, (len(labels), 1)), labels, score)
    np.testing.assert_allclose(flat, [0, 0, uncertainty], atol=1e-12)


def test_the_standard_error_of_a_temperature_is_its_spread_over_samples():
    fitted, errors = [], []
    for seed in range(100):
        q, labels = drawn(500, seed=seed)
        loud = 2 * np.log(q)
        fitted.append(metrics.fit_temperature(loud, labels))
        errors.append(metrics.temperature_standard_error(loud, labels, fitted[-1]))
    assert np.mean(fitted) == pytest.approx(2, abs=0.05)
    assert np.mean(errors) == pytest.approx(np.std(fitted), rel=0.2)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.decompose([[0.5, 0.5]], [0], "linear"), "score must be 'log' or 'brier'"),
        (
            lambda: metrics.decompose(np.empty((0, 2)), np.empty(0, int)),
            "probabilities must not be empty",
        ),
        (lambda: metrics.reliability([[0.5, 0.6]], [0]), "probabilities must sum to 1"),
        (lambda: metrics.brier_score([[0.5, 0.6]], [0]), "probabilities must sum to 1"),
        (lambda: metrics.calibration_floor([[0.5, 0.5]], n_bins=0), "n_bins must be at least 1"),
        (lambda: metrics.temperature_standard_error([[1.0, 0]], [0], 0), "temperature must be"),
    ],
)
def test_what_cannot_be_measured_is_refused(call, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        call()


def test_of_no_examples_a_measure_is_nan():
    none = np.empty((0, 2))
    assert np.isnan(metrics.brier_score(none, np.empty(0, int)))
    assert np.isnan(metrics.calibration_floor(none))
    assert np.isnan(metrics.reliability(none, np.empty(0, int)).right).all()
    assert np.isnan(metrics.temperature_standard_error([[1.0, 0.0]], [0], 1.0))


# Other shares than in training


def test_reweighting_is_a_shift_of_log_odds():
    q, _ = drawn(100, n_classes=2)
    odds = np.log(metrics.reweight(q, [1, 5])) - np.log(q)
    np.testing.assert_allclose(odds[:, 1] - odds[:, 0], np.log(5))
    np.testing.assert_allclose(metrics.reweight(metrics.reweight(q, [1, 5]), [1, 1 / 5]), q)
    np.testing.assert_allclose(metrics.reweight(q, [3, 3]), q)


def test_the_shares_of_unlabelled_examples_are_found_and_are_a_fixed_point():
    rng = np.random.default_rng(4)
    trained, there = np.array([0.7, 0.2, 0.1]), np.array([0.2, 0.3, 0.5])
    classes = rng.choice(3, size=20_000, p=there)
    x = 2 * np.eye(3)[classes] + rng.normal(size=(20_000, 3))
    likelihood = np.exp(-((x[:, None] - 2 * np.eye(3)) ** 2).sum(axis=2) / 2)
    q = pmf.normalize(likelihood * trained)
    found = metrics.estimate_shares(q, trained)
    np.testing.assert_allclose(found, there, atol=0.015)
    mean = metrics.reweight(q, found / trained).mean(axis=0)
    np.testing.assert_allclose(mean, found, atol=1e-12)
    np.testing.assert_allclose(metrics.estimate_shares(q, 5 * trained), found)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: metrics.reweight([[0.5, 0.5]], [1, 2, 3]), "factors must hold one number for"),
        (lambda: metrics.reweight([[0.5, 0.5]], [1, 0]), "factors must be above 0 and finite"),
        (lambda: metrics.reweight([[0.5, 0.6]], [1, 1]), "probabilities must sum to 1"),
        (lambda: metrics.estimate_shares([[0.5, 0.5]], [1, -1]), "shares must be above 0"),
        (lambda: metrics.estimate_shares(np.empty((0, 2)), [1, 1]), "probabilities must not be"),
    ],
)
def test_shares_that_are_none_are_refused(call, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        call()
