"""The recorded arrays are the lesson's, agree with each other, and cannot be changed."""

import hashlib

import numpy as np
import pytest

from lessonlib import recorded

ARRAYS = {name: v for name, v in vars(recorded).items() if isinstance(v, np.ndarray)}


def test_recorded_values_are_those_that_were_copied_from_the_lesson():
    """They follow from nothing else, so a changed digit shows only here."""
    values = {n: np.asarray(v).tolist() for n, v in vars(recorded).items() if n.isupper()}
    digest = hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()
    assert digest[:16] == "eea73d0a3a8af864"


@pytest.mark.parametrize("name", ARRAYS)
def test_recorded_arrays_are_read_only(name):
    with pytest.raises(ValueError, match="read-only"):
        ARRAYS[name][...] = 0


def test_recorded_pmfs_sum_to_one():
    for q in (recorded.ONE_IMAGE_Q, recorded.IMAGES_Q_LOOP, recorded.IMAGES_Q):
        np.testing.assert_allclose(q.sum(axis=-1), 1, atol=5e-8)


def test_recorded_truths_agree_with_each_other():
    np.testing.assert_array_equal(recorded.ONE_HOT.argmax(axis=1), recorded.LABELS)
    np.testing.assert_array_equal(recorded.ONE_HOT > 0, recorded.TRUE_CLASS_MASK)
    assert recorded.ONE_IMAGE_P.argmax() == recorded.ONE_IMAGE_LABEL


def test_recorded_sums_agree_with_the_recorded_vectors():
    vectors = (recorded.INITIAL_P, recorded.INITIAL_Q1, recorded.INITIAL_Q2, recorded.INITIAL_Q3)
    np.testing.assert_array_equal([v.sum() for v in vectors], recorded.INITIAL_SUMS)
    logs = [-(recorded.INITIAL_P * np.log(q)).sum() for q in vectors[1:]]
    np.testing.assert_allclose(logs, recorded.INITIAL_SUM_LOGS, rtol=1e-14)
