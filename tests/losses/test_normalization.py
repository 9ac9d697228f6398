"""Log-sum-exp, softmax and its logarithm: hand numbers, properties, refusals."""

import numpy as np
import pytest

from lessonlib import losses, torch_reference
from lessonlib.recorded import LOGITS


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


@pytest.mark.parametrize("size", [1e4, 1e6, 1e8, -1e8])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_equal_logits_cost_ln_2_however_large_they_are(size, dtype):
    z = np.full((1, 2), size, dtype)
    ln_2 = pytest.approx(np.log(2), rel=1e-7)
    assert losses.cross_entropy(z, [0]) == ln_2
    assert torch_reference.cross_entropy(z, [0]) == ln_2
    assert -losses.log_softmax(z, 1)[0, 0] == ln_2
    # What the docstring of logsumexp warns of, computed.
    assert losses.logsumexp(np.full(2, 1e8, np.float32), 0) - np.float32(1e8) == 0


TWO = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: losses.softmax([True, False], 0),
            TypeError,
            "x must hold real numbers, got dtype bool; convert it with .astype(float)",
        ),
        (
            lambda: losses.softmax(TWO, 2),
            ValueError,
            "axis must be from -2 to 1 for x of shape (2, 3), got 2; the classes of a batch are on",
        ),
        (
            lambda: losses.softmax(TWO, (0, 1)),
            TypeError,
            "axis must be an integer, got (0, 1); the classes of a batch are on axis 1",
        ),
        (
            lambda: losses.logsumexp(TWO, (1, -1)),
            ValueError,
            "axis must name at least one axis, and none twice, got (1, -1); list them",
        ),
        (
            lambda: losses.logsumexp(TWO, None),
            TypeError,
            "axis must be an integer or a tuple of integers, got None; the classes",
        ),
    ],
)
def test_bad_input_gets_a_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(words)
