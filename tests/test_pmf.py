"""Pmfs: hand numbers, properties, the lesson's own results, refusals."""

from fractions import Fraction

import numpy as np
import pytest

from lessonlib import losses, pmf, recorded

RNG = np.random.default_rng(4)
P, Q = RNG.dirichlet(np.ones(6), size=(2, 50))


def test_normalize_divides_each_row_by_its_sum():
    np.testing.assert_array_equal(pmf.normalize([[1, 3], [2, 2]]), [[0.25, 0.75], [0.5, 0.5]])


def test_one_hot_has_its_one_at_the_label():
    np.testing.assert_array_equal(pmf.one_hot(recorded.LABELS, 10), recorded.ONE_HOT)


def test_one_hot_of_one_label_is_one_row():
    np.testing.assert_array_equal(pmf.one_hot(1, 3), [0, 1, 0])


def test_entropy_of_a_fair_coin_is_one_bit():
    assert pmf.entropy([0.5, 0.5], base=2) == 1


def test_entropy_of_a_certain_class_is_zero():
    assert pmf.entropy([0, 1, 0]) == 0


def test_entropy_is_largest_for_the_uniform_pmf():
    assert pmf.entropy(np.full(6, 1 / 6)) == pytest.approx(np.log(6))
    assert np.all(pmf.entropy(P) < np.log(6))


def test_cross_entropy_by_hand():
    assert pmf.cross_entropy([0.5, 0.5], [0.25, 0.75]) == pytest.approx(
        0.5 * np.log(4) + 0.5 * np.log(4 / 3)
    )


def test_cross_entropy_is_smallest_when_q_equals_p():
    assert np.all(pmf.cross_entropy(P, Q) > pmf.cross_entropy(P, P))


def test_cross_entropy_is_entropy_plus_kl_divergence():
    np.testing.assert_allclose(pmf.cross_entropy(P, Q), pmf.entropy(P) + pmf.kl_divergence(P, Q))


def test_cross_entropy_rises_with_slope_minus_p_over_q():
    shift = 1e-6 * np.array([1, -1, 0, 0, 0, 0])  # stays on the simplex
    slope = (pmf.cross_entropy(P, Q + shift) - pmf.cross_entropy(P, Q - shift)) / 2e-6
    np.testing.assert_allclose(slope, (-P / Q)[:, 0] + (P / Q)[:, 1], rtol=1e-5, atol=1e-5)


def test_cross_entropy_of_one_truth_and_many_predictions_broadcasts():
    np.testing.assert_allclose(pmf.cross_entropy(P[0], Q), [pmf.cross_entropy(P[0], q) for q in Q])


def test_zero_times_log_zero_is_zero():
    assert pmf.cross_entropy([0.5, 0.5, 0], [0.9, 0.1, 0]) == pytest.approx(
        -0.5 * np.log(0.9) - 0.5 * np.log(0.1)
    )


def test_what_was_called_impossible_costs_infinity():
    assert pmf.cross_entropy([0, 1], [1, 0]) == np.inf
    assert pmf.kl_divergence([0, 1], [1, 0]) == np.inf


def test_recorded_one_image_has_the_loss_that_the_lesson_printed():
    loss = pmf.cross_entropy(recorded.ONE_IMAGE_P, recorded.ONE_IMAGE_Q)
    assert loss == pytest.approx(recorded.ONE_IMAGE_LOSS, abs=1e-7)


def test_recorded_images_have_the_loss_that_the_lesson_printed():
    losses = pmf.cross_entropy(recorded.ONE_HOT, recorded.IMAGES_Q)
    assert losses.sum() == pytest.approx(recorded.IMAGES_LOSS, abs=2e-7)


def test_arguments_are_not_modified():
    p, q = P.copy(), Q.copy()
    pmf.normalize(p), pmf.entropy(p), pmf.cross_entropy(p, q), pmf.kl_divergence(p, q)
    np.testing.assert_array_equal(p, P)
    np.testing.assert_array_equal(q, Q)


GOOD = [0.5, 0.5]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: pmf.cross_entropy(GOOD, [2.0, 3.0]),
            ValueError,
            "q must sum to 1 over its last axis, it sums to 5; counts go through pmf.normalize "
            "first, logits through losses.softmax",
        ),
        (
            lambda: pmf.cross_entropy([GOOD, [1, 1]], GOOD),
            ValueError,
            "p must sum to 1 over its last axis, entry 1 sums to 2; counts",
        ),
        (
            lambda: pmf.entropy([1.5, -0.5]),
            ValueError,
            "p must not be negative, entry 1 is -0.5; logits go through losses.softmax first",
        ),
        (
            lambda: pmf.kl_divergence(GOOD, [np.nan, 1]),
            ValueError,
            "q must be finite, entry 0 is nan; look for a division by zero",
        ),
        (
            lambda: pmf.cross_entropy(GOOD, [0.2, 0.3, 0.5]),
            ValueError,
            "p and q must have the same number of classes on their last axis, "
            "got shapes (2,) and (3,); check which axis holds the classes",
        ),
        (
            lambda: pmf.cross_entropy([GOOD] * 2, [GOOD] * 3),
            ValueError,
            "q must broadcast with p of shape (2, 2), got (3, 2); give one number for each, or one",
        ),
        (
            lambda: pmf.entropy([]),
            ValueError,
            "p must have at least one class on its last axis, got shape (0,); give one number",
        ),
        (lambda: pmf.entropy(1.0), ValueError, "p must have at least one class"),
        (lambda: pmf.entropy(["a", "b"]), TypeError, "p must hold real numbers, got dtype <U1"),
        (
            lambda: pmf.entropy(GOOD, base=1),
            ValueError,
            "base must be a number above 1",
        ),
        (
            lambda: pmf.normalize([[1, 1], [0, 0]]),
            ValueError,
            "weights must have a positive, finite sum over the last axis, entry 1 sums to 0; give",
        ),
        (
            lambda: pmf.one_hot([0, 3], 3),
            IndexError,
            "labels must be from 0 to 2 for 3 classes, got 3; classes are counted from 0",
        ),
        (lambda: pmf.one_hot(-1, 3), IndexError, "labels must be from 0 to 2"),
        (
            lambda: pmf.one_hot([1.0], 3),
            TypeError,
            "labels must hold integers (class indices), got dtype float64; convert it with",
        ),
        (lambda: pmf.one_hot(0, 2.5), TypeError, "n_classes must be an integer, got 2.5; conv"),
        (lambda: pmf.normalize([1e308, 1e308]), ValueError, "weights must have a positive, finite"),
        (lambda: pmf.one_hot(0, 0), ValueError, "n_classes must be at least 1, got 0"),
    ],
)
def test_bad_input_gets_a_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize("q", [np.zeros(70_000, np.float16), np.full(1000, 0.0011, np.float16)])
def test_a_float16_row_that_rounding_cannot_explain_is_no_pmf(q):
    with pytest.raises(ValueError, match="p must sum to 1 over its last axis, it sums to"):
        pmf.entropy(q)


@pytest.mark.parametrize("n_classes", [2, 10, 1000, 50_257])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_softmax_of_any_precision_is_a_pmf(n_classes, dtype):
    logits = np.random.default_rng(4).normal(size=(3, n_classes)).astype(dtype)
    for order in "CF":
        q = np.asarray(losses.softmax(logits, 1), order=order)
        assert np.isfinite(pmf.entropy(q)).all()


@pytest.mark.parametrize(
    ("apart", "digits"), [(1e-1, 1e-14), (1e-3, 1e-11), (1e-5, 1e-9), (1e-7, 1e-7)]
)
def test_kl_divergence_keeps_its_digits_where_the_two_are_close(apart, digits):
    """Against exact fractions and the series of the logarithm."""
    p = [Fraction(3, 10), Fraction(7, 10)]
    d = Fraction(apart)
    q = [p[0] + d, p[1] - d]
    exact = sum(
        a * sum(-((b / a - 1) ** k) * (-1) ** (k + 1) / k for k in range(1, 60))
        for a, b in zip(p, q, strict=True)
    )
    assert float(pmf.kl_divergence([0.3, 0.7], [0.3 + apart, 0.7 - apart])) == pytest.approx(
        float(exact), rel=digits
    )


def test_kl_divergence_of_close_pmfs_is_not_negative():
    rng = np.random.default_rng(4)
    for _ in range(200):
        p = rng.dirichlet(np.ones(5))
        q = p * (1 + 1e-6 * rng.normal(size=5))
        assert pmf.kl_divergence(p, q / q.sum()) > 0
    assert pmf.kl_divergence([0.5, 0.5, 0], [0.25, 0.75, 0]) == pytest.approx(0.143841, abs=1e-6)
    assert pmf.kl_divergence([0.5, 0.5], [1.0, 0.0]) == np.inf
