import numpy as np
import pytest

from lessonlib import losses, pmf, recorded

RNG = np.random.default_rng(4)
LOGITS, LABELS = recorded.LOGITS, recorded.LABELS


def test_softmax_by_hand():
    np.testing.assert_allclose(losses.softmax(np.log([1, 2, 5]), 0), [1 / 8, 2 / 8, 5 / 8])


def test_softmax_does_not_change_when_a_constant_is_added():
    shift = np.array([[1e3], [-1e3], [5], [0]])
    np.testing.assert_allclose(
        losses.softmax(LOGITS + shift, 1), losses.softmax(LOGITS, 1), atol=1e-12
    )


def test_softmax_of_huge_logits_is_finite():
    np.testing.assert_array_equal(losses.softmax([1000.0, 0.0, 0.0], 0), [1, 0, 0])


def test_logsumexp_of_equal_numbers_is_that_number_plus_ln_of_their_count():
    assert losses.logsumexp(np.full(7, 900.0), 0) == pytest.approx(900 + np.log(7))


def test_logsumexp_of_nothing_possible_is_minus_infinity():
    assert losses.logsumexp([-np.inf, -np.inf], 0) == -np.inf
    assert losses.logsumexp([np.inf, 0], 0) == np.inf


def test_logsumexp_keeps_its_axis_on_demand():
    assert losses.logsumexp(LOGITS, 1, keepdims=True).shape == (4, 1)


def test_log_softmax_is_the_logarithm_of_softmax():
    np.testing.assert_allclose(
        losses.log_softmax(LOGITS, 1), np.log(losses.softmax(LOGITS, 1)), rtol=1e-10
    )


def test_cross_entropy_of_equal_logits_is_ln_of_the_number_of_classes():
    assert losses.cross_entropy(np.zeros((3, 10)), [0, 5, 9]) == pytest.approx(np.log(10))


def test_cross_entropy_is_the_recorded_loss():
    total = losses.cross_entropy(LOGITS, LABELS, reduction="sum")
    assert total == pytest.approx(recorded.LOGITS_LOSS, abs=1e-7)


def test_cross_entropy_with_indices_equals_one_hot_probabilities():
    by_index = losses.cross_entropy(LOGITS, LABELS, reduction="none")
    by_pmf = losses.cross_entropy(LOGITS, recorded.ONE_HOT.astype(float), reduction="none")
    np.testing.assert_allclose(by_index, by_pmf)
    np.testing.assert_allclose(
        by_index, pmf.cross_entropy(recorded.ONE_HOT, losses.softmax(LOGITS, 1))
    )


def test_gradient_is_softmax_minus_one_hot():
    np.testing.assert_allclose(
        losses.cross_entropy_gradient(LOGITS, LABELS, reduction="sum"),
        losses.softmax(LOGITS, 1) - recorded.ONE_HOT,
    )


def test_gradient_agrees_with_finite_differences():
    logits = RNG.normal(size=(3, 4))
    target = [1, 0, 3]
    measured = np.empty_like(logits)
    for place in np.ndindex(logits.shape):
        step = np.zeros_like(logits)
        step[place] = 1e-6
        up, down = (losses.cross_entropy(logits + s, target) for s in (step, -step))
        measured[place] = (up - down) / 2e-6
    np.testing.assert_allclose(measured, losses.cross_entropy_gradient(logits, target), atol=1e-9)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_float_dtypes_stay_what_they_are(dtype):
    logits = LOGITS.astype(dtype)
    for function in (losses.softmax, losses.log_softmax, losses.logsumexp):
        assert function(logits, 1).dtype == dtype
    assert losses.cross_entropy(logits, LABELS).dtype == dtype
    assert losses.cross_entropy(logits, LABELS, reduction="none").dtype == dtype
    assert losses.cross_entropy_gradient(logits, LABELS).dtype == dtype


def test_integer_logits_become_float64():
    assert losses.softmax([3, 1], 0).dtype == np.float64


def test_gradient_has_the_dtype_of_the_logits():
    target = recorded.ONE_HOT.astype(float)
    assert losses.cross_entropy_gradient(LOGITS.astype(np.float32), target).dtype == np.float32


def test_an_empty_batch_has_mean_nan_and_sum_zero():
    empty, none = np.zeros((0, 3)), np.zeros(0, int)
    assert np.isnan(losses.cross_entropy(empty, none))
    assert losses.cross_entropy(empty, none, reduction="sum") == 0


def test_arguments_are_not_modified():
    logits, labels = LOGITS.copy(), LABELS.copy()
    losses.softmax(logits, 1), losses.log_softmax(logits, 1), losses.logsumexp(logits, 1)
    losses.cross_entropy(logits, labels), losses.cross_entropy_gradient(logits, labels)
    np.testing.assert_array_equal(logits, LOGITS)
    np.testing.assert_array_equal(labels, LABELS)


TWO = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: losses.cross_entropy(TWO, [0, 3]),
            IndexError,
            "target must be from 0 to 2 for 3 classes, got 3; classes are counted from 0",
        ),
        (lambda: losses.cross_entropy(TWO, [0, -1]), IndexError, "target must be from 0 to 2"),
        (
            lambda: losses.cross_entropy(TWO, [0.0, 1.0]),
            ValueError,
            "target holds floats, so it must be probabilities of the logits' shape (2, 3), got "
            "shape (2,); class indices go through .astype(int) first",
        ),
        (
            lambda: losses.cross_entropy(TWO, [0, 1, 2]),
            ValueError,
            "target must have one class index for each example, expected shape (2,), got (3,)",
        ),
        (
            lambda: losses.cross_entropy(TWO, [[True, False, False]] * 2),
            TypeError,
            "target must hold integers (class indices) or floats (probabilities), got dtype bool",
        ),
        (
            lambda: losses.cross_entropy(TWO, [[1.5, -0.5, 0]] * 2),
            ValueError,
            "target must hold finite probabilities that are not negative, got -0.5",
        ),
        (
            lambda: losses.cross_entropy(TWO, [[1.0, 1.0, 0]] * 2),
            ValueError,
            "target must sum to 1 over the classes (axis 1), one example sums to 2; divide",
        ),
        (
            lambda: losses.cross_entropy(TWO, TWO + 1 / 3, ignore_index=0),
            ValueError,
            "ignore_index must be left out when targets are probabilities, got 0; drop those",
        ),
        (
            lambda: losses.cross_entropy(TWO, [0, 1], reduction="average"),
            ValueError,
            'reduction must be "mean", "sum" or "none", got \'average\'; "mean" is the',
        ),
        (
            lambda: losses.cross_entropy(TWO, [0, 1], label_smoothing=1.5),
            ValueError,
            "label_smoothing must be from 0 to 1, got 1.5; it is the share",
        ),
        (
            lambda: losses.cross_entropy(TWO, [0, 1], weight=[1, 2]),
            ValueError,
            "weight must have one number for each class, expected shape (3,), got (2,); use ones",
        ),
        (
            lambda: losses.cross_entropy(TWO, [0, 1], weight=[1, -1, 1]),
            ValueError,
            "weight must be finite and not negative, got -1.0; use 0 for a class",
        ),
        (
            lambda: losses.cross_entropy(np.zeros((2, 0)), [0, 0]),
            ValueError,
            "logits must have at least one class, got shape (2, 0) with none on axis 1; check",
        ),
        (lambda: losses.cross_entropy(1.0, 0), ValueError, "logits must have a class axis"),
        (
            lambda: losses.softmax([True, False], 0),
            TypeError,
            "x must hold real numbers, got dtype bool; convert it with .astype(float)",
        ),
        (
            lambda: losses.softmax(TWO, 2),
            ValueError,
            "axis must be from -2 to 1 for x of shape (2, 3), got 2",
        ),
    ],
)
def test_bad_input_gets_a_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(words)
