"""The losses with a class axis: hand numbers, properties, differences, refusals."""

import numpy as np
import pytest

from lessonlib import losses, pmf, recorded, torch_reference

RNG = np.random.default_rng(4)
LOGITS, LABELS = recorded.LOGITS, recorded.LABELS


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


def test_the_wider_of_logits_and_probabilities_decides_the_dtype_of_the_loss():
    target = recorded.ONE_HOT.astype(float)
    for reduction in ("mean", "none"):
        loss = losses.cross_entropy(LOGITS.astype(np.float32), target, reduction=reduction)
        assert loss.dtype == np.float64


def test_an_empty_batch_has_mean_nan_and_sum_zero():
    empty, none = np.zeros((0, 3)), np.zeros(0, int)
    assert np.isnan(losses.cross_entropy(empty, none))
    assert losses.cross_entropy(empty, none, reduction="sum") == 0


EVERY_CALL = {
    "logsumexp": lambda x, y, w: losses.logsumexp(x, 1),
    "softmax": lambda x, y, w: losses.softmax(x, 1),
    "log_softmax": lambda x, y, w: losses.log_softmax(x, 1),
    "nll_loss": lambda x, y, w: losses.nll_loss(x, y, weight=w),
    "cross_entropy": lambda x, y, w: losses.cross_entropy(x, y, weight=w, label_smoothing=0.1),
    "cross_entropy_gradient": lambda x, y, w: losses.cross_entropy_gradient(x, y, weight=w),
    "cross_entropy_and_gradient": lambda x, y, w: losses.cross_entropy_and_gradient(
        x, losses.softmax(x, 1), weight=w
    ),
    "binary_cross_entropy_with_logits": lambda x, y, w: losses.binary_cross_entropy_with_logits(
        x, x, weight=w, pos_weight=w
    ),
    "binary_cross_entropy_with_logits_gradient": lambda x, y, w: (
        losses.binary_cross_entropy_with_logits_gradient(x, x, weight=w, pos_weight=w)
    ),
    "kl_div": lambda x, y, w: losses.kl_div(x, abs(x)),
    "linear_cross_entropy": lambda x, y, w: losses.linear_cross_entropy(x, x, y % 4, linear_bias=y),
    "linear_cross_entropy_and_gradient": lambda x, y, w: losses.linear_cross_entropy_and_gradient(
        x, np.ones((10, 10)), y, weight=w
    ),
}


@pytest.mark.parametrize("name", [name for name in losses.__all__ if name.islower()])
def test_no_function_modifies_its_arguments_or_minds_that_they_are_read_only(name):
    arguments = [LOGITS.copy(), LABELS.copy(), np.linspace(0, 1, 10)]
    before = [a.copy() for a in arguments]
    EVERY_CALL[name](*arguments)
    for a, b in zip(arguments, before, strict=True):
        np.testing.assert_array_equal(a, b)
        a.setflags(write=False)
    EVERY_CALL[name](*arguments)


def test_value_and_gradient_come_together():
    loss, gradient = losses.cross_entropy_and_gradient(LOGITS, LABELS, label_smoothing=0.1)
    assert loss == losses.cross_entropy(LOGITS, LABELS, label_smoothing=0.1)
    np.testing.assert_array_equal(
        gradient, losses.cross_entropy_gradient(LOGITS, LABELS, label_smoothing=0.1)
    )


def test_nll_loss_of_log_softmax_is_cross_entropy():
    options = {"weight": np.arange(10.0), "ignore_index": 4, "reduction": "none"}
    np.testing.assert_allclose(
        losses.nll_loss(losses.log_softmax(LOGITS, 1), LABELS, **options),
        losses.cross_entropy(LOGITS, LABELS, **options),
    )


def test_nll_loss_of_probabilities_is_below_zero():
    assert losses.nll_loss(losses.softmax(LOGITS, 1), LABELS) < 0


def test_pixels_are_examples():
    """(N, C, d1, d2) is the same as N · d1 · d2 rows of logits."""
    logits, labels = RNG.normal(size=(2, 3, 4, 5)), RNG.integers(0, 3, (2, 4, 5))
    rows = np.moveaxis(logits, 1, -1).reshape(-1, 3)
    weight = [1.0, 2.0, 0.5]
    np.testing.assert_allclose(
        losses.cross_entropy(logits, labels, weight=weight),
        losses.cross_entropy(rows, labels.ravel(), weight=weight),
    )
    gradient = losses.cross_entropy_gradient(rows, labels.ravel(), weight=weight)
    np.testing.assert_allclose(
        np.moveaxis(losses.cross_entropy_gradient(logits, labels, weight=weight), 1, -1),
        gradient.reshape(2, 4, 5, 3),
        atol=1e-15,
    )


def test_one_example_is_a_batch_of_one():
    assert losses.cross_entropy(LOGITS[0], LABELS[0]) == losses.cross_entropy(
        LOGITS[:1], LABELS[:1]
    )
    assert losses.cross_entropy_gradient(LOGITS[0], LABELS[0]).shape == (10,)


def test_one_hot_and_index_targets_differ_in_a_weighted_mean_only():
    weight = np.arange(1.0, 11)
    p = recorded.ONE_HOT.astype(float)
    by_index, by_pmf = (
        [losses.cross_entropy(LOGITS, t, weight=weight, reduction=r) for r in ("sum", "mean")]
        for t in (LABELS, p)
    )
    assert by_index[0] == pytest.approx(by_pmf[0])
    assert by_index[1] * weight[LABELS].sum() == pytest.approx(by_pmf[1] * 4)


def test_ignored_examples_do_not_count():
    with_padding = losses.cross_entropy(
        np.vstack([LOGITS, LOGITS * np.nan]), [*LABELS, *[-100] * 4]
    )
    assert with_padding == pytest.approx(losses.cross_entropy(LOGITS, LABELS))


def test_when_all_are_ignored_the_mean_is_nan_and_its_gradient_zero():
    loss, gradient = losses.cross_entropy_and_gradient(LOGITS, [-100] * 4)
    assert np.isnan(loss)
    np.testing.assert_array_equal(gradient, np.zeros((4, 10)))


@pytest.mark.parametrize("epsilon", [0.0, 0.1])
def test_when_all_weights_of_the_labels_are_0_the_mean_is_nan(epsilon):
    options = {"weight": np.array([0.0, 1.0, 1.0]), "label_smoothing": epsilon}
    logits, labels = np.array([[1.0, 0.0, 4.0]] * 2), np.array([0, 0])
    for answers in (losses, torch_reference):
        assert np.isnan(answers.cross_entropy(logits, labels, **options))
        assert np.isfinite(answers.cross_entropy(logits, labels, reduction="sum", **options))


def test_smoothing_is_a_mixture_with_the_uniform_pmf():
    target = 0.9 * recorded.ONE_HOT + 0.1 / 10
    assert losses.cross_entropy(LOGITS, LABELS, label_smoothing=0.1) == pytest.approx(
        losses.cross_entropy(LOGITS, target)
    )


@pytest.mark.parametrize("epsilon", [-0.5, np.nan])
def test_smoothing_below_zero_is_none_as_in_pytorch(epsilon):
    smoothed = losses.cross_entropy(LOGITS, LABELS, label_smoothing=epsilon)
    assert smoothed == losses.cross_entropy(LOGITS, LABELS)


def test_targets_that_are_no_pmfs_are_followed_as_in_pytorch():
    loss = losses.cross_entropy([0.0, 0.0], [3.0, -1.0])
    assert loss == pytest.approx(2 * np.log(2))


def test_extreme_logits():
    np.testing.assert_array_equal(
        losses.cross_entropy([[1e30, 0], [0, -np.inf]], [1, 1], reduction="none"), [1e30, np.inf]
    )
    assert losses.cross_entropy([0.0, -np.inf], 0) == 0
    assert np.isnan(losses.cross_entropy([np.inf, 0.0], 0))
    assert np.isnan(losses.cross_entropy([0.0, -np.inf], [1.0, 0.0]))  # 0 · inf


def test_float16_is_summed_in_float32():
    x = np.zeros((4096, 2), np.float16)
    assert losses.logsumexp(np.full(70_000, -5, np.float16), 0) == np.float16(np.log(70_000) - 5)
    assert losses.cross_entropy(x, np.zeros(4096, int), reduction="sum") == np.float16(
        4096 * np.log(2)
    )


TWO = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: losses.cross_entropy(TWO, [0, 3]),
            IndexError,
            "target must be from 0 to 2 for 3 classes, got 3; classes are counted from 0, and "
            "ignore_index is -100",
        ),
        (lambda: losses.cross_entropy(TWO, [0, -1]), IndexError, "target must be from 0 to 2"),
        (lambda: losses.nll_loss(TWO, [0, 3]), IndexError, "target must be from 0 to 2"),
        (
            lambda: losses.cross_entropy(TWO, [0.0, 1.0]),
            ValueError,
            "target holds floats, so it must be probabilities of the logits' shape (2, 3), got "
            "shape (2,); class indices go through .astype(int) first",
        ),
        (
            lambda: losses.cross_entropy(TWO, [0, 1, 2]),
            ValueError,
            "target must have one class index for each example, expected shape (2,) for logits of "
            "shape (2, 3), got (3,); check how logits and target were sliced or flattened",
        ),
        (
            lambda: losses.cross_entropy(TWO, [[0], [1]]),
            ValueError,
            "target must have one class index for each example, expected shape (2,) for logits of "
            "shape (2, 3), got (2, 1); drop axis 1, of length 1, as in target.squeeze(1)",
        ),
        (
            lambda: losses.cross_entropy(np.zeros((1, 3, 4, 5)), np.zeros((1, 1, 4, 5), int)),
            ValueError,
            "target must have one class index for each example, expected shape (1, 4, 5) for "
            "logits of shape (1, 3, 4, 5), got (1, 1, 4, 5); drop axis 1, of length 1, as in "
            "target.squeeze(1)",
        ),
        (
            lambda: losses.cross_entropy(TWO, [[1, 0, 0], [0, 1, 0]]),
            ValueError,
            "target must have one class index for each example, expected shape (2,) for logits of "
            "shape (2, 3), got (2, 3); one-hot or other probabilities go through .astype(float)",
        ),
        (
            lambda: losses.cross_entropy(np.zeros((2, 7, 5)), np.zeros((2, 7), int)),
            ValueError,
            "target must have one class index for each example, expected shape (2, 5) for logits "
            "of shape (2, 7, 5), got (2, 7); if the last axis of logits holds the classes, "
            "np.moveaxis(logits, -1, 1)",
        ),
        (
            lambda: losses.cross_entropy(TWO, [[True, False, False]] * 2),
            TypeError,
            "target must hold integers (class indices) or floats (probabilities), got dtype bool",
        ),
        (
            lambda: losses.nll_loss(TWO, TWO),
            TypeError,
            "target must hold integers (class indices), got dtype float64; convert it with",
        ),
        (
            lambda: losses.cross_entropy(TWO, TWO + 1 / 3, ignore_index=0),
            ValueError,
            "ignore_index must be left out when targets are probabilities, got 0; drop those",
        ),
        (
            lambda: losses.cross_entropy(TWO, [0, 1], ignore_index=0.5),
            TypeError,
            "ignore_index must be an integer, got 0.5; convert it with int",
        ),
        (
            lambda: losses.cross_entropy(TWO, [0, 1], reduction="average"),
            ValueError,
            'reduction must be "mean", "sum" or "none", got \'average\'; "mean" is the default',
        ),
        (
            lambda: losses.cross_entropy(TWO, [0, 1], label_smoothing=1.5),
            ValueError,
            "label_smoothing must be at most 1, got 1.5; it is the share",
        ),
        (
            lambda: losses.cross_entropy(TWO, [0, 1], label_smoothing="0.1"),
            TypeError,
            "label_smoothing must be a number, got '0.1'; 0.1 is a usual one",
        ),
        (
            lambda: losses.cross_entropy(TWO, [0, 1], weight=[1, 2]),
            ValueError,
            "weight must have one number for each class, expected shape (3,), got (2,); use ones",
        ),
        (
            lambda: losses.cross_entropy(1.0, 0),
            ValueError,
            "logits must have a class axis, got a single number; put it in a list",
        ),
    ],
)
def test_bad_input_gets_a_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(words)
