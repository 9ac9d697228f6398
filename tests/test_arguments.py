"""The sentences themselves are tested where they reach the caller: with losses and metrics."""

import numpy as np
import pytest

from lessonlib import arguments


@pytest.mark.parametrize("values", [[1, 2], np.array([3], np.uint8)])
def test_integers_become_float64(values):
    assert arguments.floats("x", values).dtype == np.float64


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floats_stay_and_are_not_copied(dtype):
    x = np.zeros(3, dtype)
    assert arguments.floats("x", x) is x


@pytest.mark.parametrize(("dtype", "wide"), [("f2", "f4"), ("f4", "f4"), ("f8", "f8")])
def test_only_float16_is_computed_in_more(dtype, wide):
    assert arguments.wide(np.dtype(dtype)) == np.dtype(wide)


def test_axes_of_a_single_number_are_none():
    assert arguments.axes("x", -1, np.array(3.0)) == ()
    assert arguments.axes("x", -1, np.zeros(3)) == -1


def test_labels_tell_which_are_kept():
    y, kept = arguments.labels("x", np.zeros((3, 2)), np.array([1, 7, 0], np.int8), 7)
    assert y.dtype == np.intp
    np.testing.assert_array_equal(kept, [True, False, True])


def test_smoothing_below_zero_or_nan_is_zero():
    assert [arguments.smoothing(e) for e in (-1, np.nan, 0.25, 1)] == [0, 0, 0.25, 1]
