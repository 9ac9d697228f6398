"""The losses without a class axis: hand numbers, properties, differences, refusals."""

import numpy as np
import pytest

from lessonlib import losses, pmf

RNG = np.random.default_rng(4)
X, T = RNG.normal(size=(3, 4)) * 3, RNG.random((3, 4))
bce, bce_gradient = (
    losses.binary_cross_entropy_with_logits,
    losses.binary_cross_entropy_with_logits_gradient,
)


def test_binary_cross_entropy_is_that_of_two_classes_with_logits_x_and_0():
    two = np.stack([X.ravel(), np.zeros(12)], axis=1)
    target = np.stack([T.ravel(), 1 - T.ravel()], axis=1)
    assert bce(X, T) == pytest.approx(losses.cross_entropy(two, target))


def test_binary_cross_entropy_by_hand():
    # ln 4 for "yes" at odds 1 : 3, weighted 2, and ln(4/3) for "no"
    x = -np.log([3.0, 3.0])
    loss = bce(x, [1.0, 0.0], pos_weight=2.0, reduction="none")
    np.testing.assert_allclose(loss, [2 * np.log(4), np.log(4 / 3)])


def test_binary_cross_entropy_of_huge_logits_is_finite():
    np.testing.assert_array_equal(
        bce([1e4, -1e4, 1e4], [1.0, 0.0, 0.0], reduction="none"), [0, 0, 1e4]
    )
    assert np.isnan(bce([np.inf], [1.0]))  # 0 · inf, as in PyTorch


def test_binary_gradient_is_sigmoid_minus_target():
    np.testing.assert_allclose(bce_gradient(X, T, reduction="sum"), 1 / (1 + np.exp(-X)) - T)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_binary_gradient_agrees_with_finite_differences(reduction):
    options = {"weight": RNG.random(4), "pos_weight": RNG.random((3, 1)), "reduction": reduction}
    measured = np.empty_like(X)
    for place in np.ndindex(X.shape):
        step = np.zeros_like(X)
        step[place] = 1e-6
        up, down = (np.sum(bce(X + s, T, **options)) for s in (step, -step))
        measured[place] = (up - down) / 2e-6
    np.testing.assert_allclose(measured, bce_gradient(X, T, **options), atol=1e-8)


def test_kl_div_summed_is_the_divergence_of_pmfs():
    p, q = pmf.normalize(T), losses.softmax(X, 1)
    np.testing.assert_allclose(
        losses.kl_div(np.log(q), p, reduction="none").sum(axis=1), pmf.kl_divergence(p, q)
    )
    assert losses.kl_div(np.log(q), p, reduction="batchmean") == pytest.approx(
        pmf.kl_divergence(p, q).mean()
    )
    assert losses.kl_div(np.log(q), p) == pytest.approx(pmf.kl_divergence(p, q).mean() / 4)


def test_kl_div_takes_the_logarithm_of_the_target_too():
    p, log_q = pmf.normalize(T), losses.log_softmax(X, 1)
    np.testing.assert_allclose(
        losses.kl_div(log_q, np.log(p), log_target=True), losses.kl_div(log_q, p)
    )


def test_batchmean_counts_the_rows_of_the_input_also_where_it_broadcasts():
    total = losses.kl_div(X[0], T, reduction="sum")
    assert losses.kl_div(X[0], T, reduction="batchmean") == pytest.approx(total / 4)
    assert losses.kl_div(X[0, 0], T[0, 0], reduction="batchmean") == losses.kl_div(
        X[0, 0], T[0, 0], reduction="sum"
    )


def test_kl_div_where_p_is_zero_is_zero():
    np.testing.assert_array_equal(losses.kl_div([-1.0, 0.0], [0.0, 1.0], reduction="none"), [0, 0])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_float_dtypes_stay_what_they_are(dtype):
    x, t = X.astype(dtype), T.astype(dtype)
    for reduction in ("mean", "none"):
        assert bce(x, t, reduction=reduction).dtype == dtype
        assert bce_gradient(x, t, reduction=reduction).dtype == dtype
        assert losses.kl_div(x, t, reduction=reduction).dtype == dtype


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: bce(X, T[0]),
            ValueError,
            "target must have the shape of logits, (3, 4), got (4,); give one number for each",
        ),
        (
            lambda: bce([0.0, 1.0], [0, 1]),
            TypeError,
            "target must hold floats, got dtype int64; zeros and ones are converted with",
        ),
        (
            lambda: bce(X, T, pos_weight=np.ones(3)),
            ValueError,
            "pos_weight must broadcast to the shape of logits, (3, 4), got (3,); give one number",
        ),
        (
            lambda: bce(X[0], T[0], weight=np.ones((3, 4))),
            ValueError,
            "weight must broadcast to the shape of logits, (4,), got (3, 4); give one number",
        ),
        (
            lambda: bce_gradient(X, T, reduction="batchmean"),
            ValueError,
            'reduction must be "mean", "sum" or "none", got \'batchmean\'',
        ),
        (
            lambda: losses.kl_div(X, T[:, :3]),
            ValueError,
            "target must broadcast with input of shape (3, 4), got (3, 3); give one number",
        ),
        (
            lambda: losses.kl_div(X, T, reduction="avg"),
            ValueError,
            'reduction must be "mean", "batchmean", "sum" or "none", got \'avg\'',
        ),
        (
            lambda: losses.kl_div(X, [[0, 1, 0, 0]]),
            TypeError,
            "target must hold floats, got dtype int64",
        ),
        (
            lambda: losses.kl_div(["a"], [0.5]),
            TypeError,
            "input must hold real numbers, got dtype <U1; give numbers, not words",
        ),
    ],
)
def test_bad_input_gets_a_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(words)
