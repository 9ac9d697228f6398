"""The shares of largest likelihood: against exact fractions, roots and conditions."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import optimize

from lessonlib import metrics, pmf


def likeliest(q, trained):
    """The share of class 0 of two, by a root of the likelihood's slope."""
    r = np.asarray(q, float) / trained
    difference = r[:, 0] - r[:, 1]
    slope = lambda p: (difference / (r[:, 1] + p * difference)).sum()  # noqa: E731
    with np.errstate(all="ignore"):  # an end may be impossible
        if slope(0) <= 0 or slope(1) >= 0:
            return float(slope(0) > 0)
        return optimize.brentq(slope, 0, 1, xtol=1e-16, rtol=1e-15)


def two_normals(apart, share, n, trained, seed=4):
    """What the true model says of n cases, `share` of which are of class 1."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n) + apart * (rng.random(n) < share)
    ratio = np.exp(apart * x - apart**2 / 2)
    return pmf.normalize(np.stack([np.full(n, trained[0]), ratio * trained[1]], axis=1))


def test_shares_of_two_kinds_of_predictions_by_algebra():
    # a of one kind say (s, 1 - s), b the mirrored. The slope a (2s - 1)/(1 - s + (2s - 1) p) =
    # b (2s - 1)/(s - (2s - 1) p) solved for p.
    s, a, b = Fraction(52, 100), 26, 25
    expected = (a * s - b * (1 - s)) / ((2 * s - 1) * (a + b))
    found = metrics.estimate_shares([[0.52, 0.48]] * a + [[0.48, 0.52]] * b, [0.5, 0.5])
    np.testing.assert_allclose(found, [float(expected), float(1 - expected)], atol=1e-11)


@pytest.mark.parametrize("apart", [0.1, 0.2, 0.5, 1, 3, 10])
@pytest.mark.parametrize("trained", [[0.5, 0.5], [0.95, 0.05]])
@pytest.mark.parametrize("n", [51, 5000])
def test_overlapping_classes_have_the_shares_of_largest_likelihood(apart, trained, n):
    q = two_normals(apart, 0.1, n, trained)
    expected = likeliest(q, trained)
    found = metrics.estimate_shares(q, trained)
    np.testing.assert_allclose(found, [expected, 1 - expected], atol=1e-10)


@pytest.mark.parametrize("classes", [3, 10, 40])
@pytest.mark.parametrize("power", [0.3, 1, 6])
def test_no_other_shares_are_likelier(classes, power):
    """The condition of Karush, Kuhn and Tucker: mean q/(shares · mixture) is 1, or less at 0."""
    rng = np.random.default_rng(4)
    q = pmf.normalize(rng.random((300, classes)) ** power + 1e-12)
    trained = pmf.normalize(rng.random(classes) + 0.1)
    found = metrics.estimate_shares(q, trained)
    r = q / trained
    slope = (r / (r @ found)[:, np.newaxis]).mean(axis=0)
    assert found.min() >= 0 and found.sum() == pytest.approx(1, abs=1e-12)
    assert slope.max() <= 1 + 1e-9
    np.testing.assert_allclose(slope[found > 1e-9], 1, atol=1e-9)


def test_shares_agree_with_many_steps_of_expectation_and_maximisation():
    q = two_normals(2, 0.3, 2000, [0.8, 0.2])
    now = trained = np.array([0.8, 0.2])
    for _ in range(2000):
        now = metrics.reweight(q, now / trained).mean(axis=0)
    np.testing.assert_allclose(metrics.estimate_shares(q, trained), now, atol=1e-12)


def test_predictions_that_know_nothing_leave_the_shares_as_they_are():
    found = metrics.estimate_shares([[0.7, 0.2, 0.1]] * 9, [0.7, 0.2, 0.1])
    np.testing.assert_allclose(found, [0.7, 0.2, 0.1], atol=1e-12)


def test_classes_that_look_alike_share_what_they_have_together():
    q = np.array([[0.4, 0.4, 0.2]] * 3 + [[0.1, 0.1, 0.8]] * 5)
    found = metrics.estimate_shares(q, [1, 1, 1])
    together = metrics.estimate_shares(q @ [[1, 0], [1, 0], [0, 1]], [2, 1])
    assert found.min() >= 0
    np.testing.assert_allclose([found[0] + found[1], found[2]], together, atol=1e-9)


@pytest.mark.parametrize(
    "counts",
    [
        [1e308, 1e308],
        [1.7e308, 1.7e308],
        np.array([60000, 60000], np.float16),
        [5e-324, 5e-324],
        np.array([2**31 - 1] * 2, np.int32),
        [1, 1],
    ],
)
def test_counts_of_any_size_are_shares(counts):
    q = two_normals(1, 0.3, 400, [0.5, 0.5])
    expected = metrics.estimate_shares(q, [0.5, 0.5])
    np.testing.assert_allclose(metrics.estimate_shares(q, counts), expected, atol=1e-12)
    np.testing.assert_allclose(metrics.reweight(q, counts), q, rtol=1e-15)


@pytest.mark.parametrize("factors", [[1e308, 1e-308], [5e-324, 1.7e308]])
def test_factors_of_any_proportion_leave_pmfs(factors):
    q = [[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]]
    last = [1.0, 0.0] if factors[0] > 1 else [0.0, 1.0]
    np.testing.assert_array_equal(metrics.reweight(q, factors), [[1, 0], [0, 1], last])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_predictions_of_every_precision_are_taken(dtype):
    from lessonlib import losses

    logits = np.random.default_rng(4).normal(size=(500, 7)).astype(dtype)
    q, y = losses.softmax(logits, 1), np.arange(500) % 7
    wide = pmf.normalize(q.astype(float))
    found = metrics.estimate_shares(q, [1] * 7)
    np.testing.assert_allclose(found, metrics.estimate_shares(wide, [1] * 7), atol=1e-9)
    for score in ("log", "brier"):
        parts = metrics.decompose(q, y, score)
        np.testing.assert_allclose(parts, metrics.decompose(wide, y, score), rtol=1e-9)
    metrics.brier_score(q, y), metrics.reliability(q, y), metrics.reweight(q, [1] * 7)
