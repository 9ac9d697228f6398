"""Softmax regression: whether a best set of weights exists, and how sure it is."""

import numpy as np
import pytest

from lessonlib import losses, pmf, regression


def with_ones(column):
    return np.c_[np.asarray(column, float), np.ones(len(column))]


def best(x, labels, n_classes):
    """By Newton's method, for data that have best weights."""
    W, p = np.zeros((x.shape[1], n_classes)), pmf.one_hot(labels, n_classes)
    for _ in range(30):
        q = losses.softmax(x @ W, axis=1)
        between = q[:, :, None] * (np.eye(n_classes) - q[:, None, :])
        Q = np.einsum("nab,ni,nj->iajb", between, x, x).reshape(W.size, -1)
        W = W - np.linalg.lstsq(Q, (x.T @ (q - p)).ravel(), rcond=1e-12)[0].reshape(W.shape)
    return W


SQUARE = [[0, 0], [0, 1], [1, 0], [1, 1]]
EXIST = {
    "xor": (with_ones(SQUARE), [0, 1, 1, 0], True),
    "and": (with_ones(SQUARE), [0, 0, 0, 1], False),
    "apart": (with_ones([-2, -1, 1, 2]), [0, 0, 1, 1], False),
    "apart, turned round": (with_ones([-2, -1, 1, 2]), [1, 1, 0, 0], False),
    "touching": (with_ones([-2, -1, 0, 0, 1, 2]), [0, 0, 0, 1, 1, 1], False),
    "a little overlap": (with_ones([-2, -1, 1e-6, 0, 1, 2]), [0, 0, 0, 1, 1, 1], True),
    "a little gap": (with_ones([-2, -1, -1e-6, 0, 1, 2]), [0, 0, 0, 1, 1, 1], False),
    "two labels at one point": (np.ones((2, 1)), [0, 1], True),
    "one label at one point": (np.ones((2, 1)), [1, 1], False),
    "one class": (with_ones([1, 2]), [0, 0], True),
    "nothing to go by": (np.zeros((3, 2)), [0, 1, 1], True),
    "no columns": (np.zeros((3, 0)), [0, 1, 1], True),
    "one of three kinds apart": (with_ones([-9, -8, 0, 1, 2, 3]), [0, 0, 1, 2, 1, 2], False),
}


@pytest.mark.parametrize("name", EXIST)
def test_best_weights_exist_unless_some_direction_costs_nobody_anything(name):
    x, labels, exist = EXIST[name]
    assert regression.best_weights_exist(x, labels) is exist


@pytest.mark.parametrize("scale", [1e-8, 1, 1e8])
def test_whether_best_weights_exist_does_not_depend_on_units_or_order(scale):
    rng = np.random.default_rng(4)
    for name in ("xor", "and", "touching", "one of three kinds apart"):
        x, labels, exist = EXIST[name]
        order = rng.permutation(len(x))
        x, labels = x[order] * [scale] * rng.uniform(0.5, 2), np.array(labels)[order]
        assert regression.best_weights_exist(x, labels) is exist
        names = rng.permutation(labels.max() + 1)
        assert regression.best_weights_exist(x, names[labels]) is exist


def test_a_class_that_no_example_has_leaves_for_ever():
    x, labels, _ = EXIST["xor"]
    assert not regression.best_weights_exist(x, labels, n_classes=3)


def test_iris_and_breast_cancer_have_no_best_weights_and_their_shuffled_labels_do():
    from sklearn.datasets import load_breast_cancer, load_iris

    rng = np.random.default_rng(4)
    for load in (load_iris, load_breast_cancer):
        x, labels = load(return_X_y=True)
        assert not regression.best_weights_exist(with_ones(x), labels)
        assert regression.best_weights_exist(with_ones(x), rng.permutation(labels))


def test_as_often_as_cover_says_drawn_labels_have_none():
    """Of 2^N labellings of N points in d dimensions, 2 Σ C(N − 1, j) for j below d are apart."""
    from math import comb

    rng, n, d = np.random.default_rng(4), 12, 5
    none = sum(
        not regression.best_weights_exist(rng.normal(size=(n, d)), rng.integers(2, size=n))
        for _ in range(400)
    )
    expected = 2 ** (1 - n) * sum(comb(n - 1, j) for j in range(d))
    assert abs(none / 400 - expected) < 3 * np.sqrt(expected * (1 - expected) / 400)


def test_where_none_exist_the_loss_falls_along_a_ray_and_else_its_slope_gets_to_0():
    x, labels, _ = EXIST["xor"]
    W = best(x, np.array(labels), 2)
    np.testing.assert_allclose(W, 0, atol=1e-12)
    x, labels, _ = EXIST["touching"]
    ray = np.array([[-1.0, 1.0], [0.0, 0.0]])
    far = [losses.cross_entropy(x @ (t * ray), np.array(labels)) for t in (1, 2, 4, 8, 40)]
    assert np.all(np.diff(far) < 0)
    assert far[-1] == pytest.approx(np.log(2) / 3, abs=1e-9)


# Weights of cars in 1000 pounds, and which are shifted by hand (mtcars, in R).
# fmt: off
WEIGHT = np.array([
    2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25,
    5.424, 5.345, 2.2, 1.615, 1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17,
    2.77, 3.57, 2.78,
])
# fmt: on
BY_HAND = np.repeat([1, 0, 1, 0, 1], [3, 14, 3, 5, 7])


def test_standard_errors_are_those_that_r_prints():
    """glm(am ~ wt, binomial, mtcars): 12.040 (4.510) and −4.024 (1.436)."""
    x = with_ones(WEIGHT)
    W = best(x, BY_HAND, 2)
    errors = regression.standard_errors(x, W)
    np.testing.assert_allclose(W[:, 1] - W[:, 0], [-4.024, 12.040], atol=5e-4)
    np.testing.assert_allclose(errors, [[0, 1.436], [0, 4.510]], atol=6e-4)


def test_standard_errors_of_three_classes_are_those_of_statsmodels():
    """MNLogit of statsmodels 0.15, by Newton to 1e-12."""
    x = np.c_[np.tile([-1.5, -0.5, 0, 1, 2], 6), np.repeat([0, 1, 0, 1, 1, 0], 5), np.ones(30)]
    labels = np.array([*map(int, "012011022100122120122101102102")])
    W = best(x, labels, 3)
    params = [[0.6209815, 0.73929443], [1.35540116, 0.81530543], [-0.43826941, -0.28031759]]
    np.testing.assert_allclose(W[:, 1:] - W[:, :1], params, rtol=1e-7)
    bse = [[0.43789687, 0.44441894], [0.99009951, 1.00770339], [0.67924977, 0.65435288]]
    np.testing.assert_allclose(regression.standard_errors(x, W)[:, 1:], bse, rtol=1e-6)


def test_standard_errors_are_the_same_at_the_weights_of_scikit_learn():
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(4)
    x, labels = rng.normal(size=(80, 2)), rng.integers(3, size=80)
    fit = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(x, labels)
    theirs = np.vstack([fit.coef_.T, fit.intercept_])
    ours = best(with_ones(x), labels, 3)
    np.testing.assert_allclose(theirs - theirs[:, :1], ours - ours[:, :1], atol=1e-6)
    errors = [regression.standard_errors(with_ones(x), W) for W in (theirs, ours)]
    np.testing.assert_allclose(*errors, rtol=1e-6)


def test_standard_errors_are_of_the_curvature_by_finite_differences_and_by_torch():
    import torch

    rng = np.random.default_rng(4)
    x, W = rng.normal(size=(40, 3)), rng.normal(size=(3, 4))
    labels = rng.integers(4, size=40)
    reference = 2
    others = [0, 1, 3]

    def total(free):
        whole = torch.zeros(3, 4, dtype=torch.float64)
        whole[:, others] = free
        scores = torch.tensor(x) @ whole
        return torch.nn.functional.cross_entropy(scores, torch.tensor(labels), reduction="sum")

    free = torch.tensor(W[:, others] - W[:, [reference]])
    curved = torch.autograd.functional.hessian(total, free).reshape(9, 9).numpy()
    errors = regression.standard_errors(x, W, reference=reference)
    expected = np.sqrt(np.diagonal(np.linalg.inv(curved))).reshape(3, 3)
    np.testing.assert_allclose(errors[:, others], expected, rtol=1e-10)
    np.testing.assert_array_equal(errors[:, reference], 0)
    h, place = 1e-4, torch.zeros(3, 3, dtype=torch.float64)
    place[1, 2] = h
    second = (total(free + place) - 2 * total(free) + total(free - place)) / h**2
    assert second.item() == pytest.approx(curved[5, 5], rel=1e-5)


def test_standard_errors_do_not_depend_on_what_is_added_to_all_columns_and_scale_with_units():
    rng = np.random.default_rng(4)
    x, W = rng.normal(size=(30, 2)), rng.normal(size=(2, 3))
    errors = regression.standard_errors(x, W)
    np.testing.assert_allclose(regression.standard_errors(x, W + np.array([[5.0], [-3.0]])), errors)
    units = np.array([1e-6, 1e6])
    scaled = regression.standard_errors(x * units, W / units[:, None])
    np.testing.assert_allclose(scaled, errors / units[:, None], rtol=1e-7)


X, Y = with_ones([-2, -1, 1, 2]), [0, 1, 0, 1]
WRONG = {
    "one axis": (lambda: regression.best_weights_exist([1, 2], [0, 1]), "x must have two axes"),
    "one label short": (lambda: regression.best_weights_exist(X, [0, 1]), "labels must be one for"),
    "no example": (
        lambda: regression.best_weights_exist(np.zeros((0, 2)), np.zeros(0, int)),
        "x must have a row, got none",
    ),
    "nan": (lambda: regression.best_weights_exist(X * np.nan, Y), "x must be finite"),
    "too few classes": (
        lambda: regression.best_weights_exist(X, Y, n_classes=1),
        "labels must be from 0 to 0 for 1 classes, got 1",
    ),
    "rows of weights": (
        lambda: regression.standard_errors(X, np.zeros((3, 2))),
        "weights must have a row for each of 2 columns of x, got shape (3, 2)",
    ),
    "no such reference": (
        lambda: regression.standard_errors(X, np.zeros((2, 2)), reference=2),
        "reference must be from 0 to 1 for 2 classes, got 2",
    ),
    "a column twice": (
        lambda: regression.standard_errors(np.c_[X, X], np.zeros((4, 2))),
        "their Hessian has no inverse; drop columns",
    ),
    "far out": (
        lambda: regression.standard_errors(X, [[-900, 900], [0, 0]]),
        "ask best_weights_exist first",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_input_gets_a_sentence(name):
    call, words = WRONG[name]
    with pytest.raises((ValueError, IndexError)) as raised:
        call()
    assert words in str(raised.value)


def test_words_and_floats_are_no_labels():
    with pytest.raises(TypeError, match="labels must hold integers"):
        regression.best_weights_exist(X, [0.5, 1.0, 0.0, 1.0])
    with pytest.raises(TypeError, match="x must hold real numbers"):
        regression.best_weights_exist(X.astype(str), Y)


def test_arguments_stay_as_they_were():
    x, W = X.copy(), np.zeros((2, 2))
    regression.best_weights_exist(x, Y)
    regression.standard_errors(x, W)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(W, 0)
