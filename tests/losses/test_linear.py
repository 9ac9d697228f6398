"""The loss of a linear layer by blocks: that of all its logits at once, and PyTorch's."""

import tracemalloc

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from lessonlib import losses, torch_reference
from lessonlib.losses import linear

RNG = np.random.default_rng(4)
X, W, B = RNG.normal(size=(7, 3)), RNG.normal(size=(5, 3)), RNG.normal(size=5)
LABELS, P = np.array([0, 4, -100, 2, 1, 1, -100]), RNG.dirichlet(np.ones(5), 7)
OPTIONS = [
    {},
    {"linear_bias": B},
    {"weight": np.array([1.0, 2.0, 0.5, 0.0, 3.0]), "linear_bias": B},
    {"weight": np.array([1.0, 2.0, 0.5, 0.0, 3.0]), "label_smoothing": 0.1},
]


@pytest.fixture(params=[1, 2, 1000])
def rows_of_a_block(request, monkeypatch):
    monkeypatch.setattr(linear, "BLOCK_ROWS", 1)
    monkeypatch.setattr(linear, "BLOCK_LOGITS", 5 * request.param)


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("target", [LABELS, P], ids=["labels", "probabilities"])
def test_loss_and_gradients_are_pytorchs(target, reduction, options, rows_of_a_block):
    call = (X, W, target)
    loss, gradient = losses.linear_cross_entropy_and_gradient(*call, reduction=reduction, **options)
    alone = losses.linear_cross_entropy(*call, reduction=reduction, **options)
    expected = torch_reference.linear_cross_entropy(*call, reduction=reduction, **options)
    np.testing.assert_allclose(loss, expected, rtol=1e-13)
    np.testing.assert_allclose(alone, expected, rtol=1e-13)
    given = [g for g in gradient if g is not None]
    right = torch_reference.linear_cross_entropy_gradient(*call, reduction=reduction, **options)
    for ours, theirs in zip(given, right, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-15)


@hypothesis.given(
    n=st.integers(0, 5),
    h=st.integers(1, 4),
    c=st.integers(1, 70),
    dtype=st.sampled_from([np.float16, np.float32, np.float64]),
    seed=st.integers(0, 99),
)
@hypothesis.settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_the_loss_is_that_of_all_logits_at_once(n, h, c, dtype, seed):
    rng = np.random.default_rng(seed)
    x, weights = (rng.integers(-4, 5, shape).astype(dtype) for shape in ((n, h), (c, h)))
    y = rng.integers(0, c, n)
    y[rng.random(n) < 0.3] = -100
    logits = (x.astype(float) @ weights.T.astype(float)).astype(np.result_type(dtype, np.float32))
    whole, g = losses.cross_entropy_and_gradient(logits, y)
    loss, gradient = losses.linear_cross_entropy_and_gradient(x, weights, y)
    tolerance = 30 * float(np.finfo(dtype).eps)
    np.testing.assert_allclose(loss, whole, rtol=tolerance)
    np.testing.assert_allclose(gradient.input, g @ weights, rtol=tolerance, atol=4 * tolerance)
    np.testing.assert_allclose(gradient.linear_weight, g.T @ x, rtol=tolerance, atol=4 * tolerance)
    assert {loss.dtype, gradient.input.dtype, gradient.linear_weight.dtype} == {np.dtype(dtype)}


def test_a_hand_number():
    """Logits 0 and ln 3: the second class has 3/4."""
    loss, gradient = losses.linear_cross_entropy_and_gradient([1.0], [[0.0], [np.log(3)]], 1)
    assert loss == pytest.approx(np.log(4 / 3))
    np.testing.assert_allclose(gradient.linear_weight, [[0.25], [-0.25]])
    np.testing.assert_allclose(gradient.input, [-0.25 * np.log(3)])
    assert gradient.linear_bias is None


def test_the_gradient_is_that_of_finite_differences():
    step, gradient = 1e-6, losses.linear_cross_entropy_and_gradient(X, W, LABELS)[1]
    for k in np.ndindex(W.shape):
        up, down = W.copy(), W.copy()
        up[k] += step
        down[k] -= step
        slope = np.subtract(*(losses.linear_cross_entropy(X, w, LABELS) for w in (up, down)))
        assert gradient.linear_weight[k] == pytest.approx(slope / (2 * step), abs=1e-9)


def test_of_ignored_examples_alone_the_mean_is_nan_and_the_gradient_0():
    loss, gradient = losses.linear_cross_entropy_and_gradient(X, W, np.full(7, -100))
    assert np.isnan(loss)
    assert not gradient.input.any() and not gradient.linear_weight.any()


def test_an_ignored_example_may_be_nan():
    x = X.copy()
    x[2] = np.nan
    expected = losses.linear_cross_entropy_and_gradient(X, W, LABELS)
    loss, gradient = losses.linear_cross_entropy_and_gradient(x, W, LABELS)
    assert loss == expected[0]
    np.testing.assert_array_equal(gradient.linear_weight, expected[1].linear_weight)


def peak(call):
    """The most bytes that NumPy holds at once during a call."""
    tracemalloc.start()
    call()
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held


@pytest.mark.parametrize(("n", "h", "c"), [(2000, 4, 20_000), (3000, 200, 3000)])
def test_the_logits_are_never_all_there(n, h, c):
    x, weights = RNG.normal(size=(n, h)), RNG.normal(size=(c, h))
    y, all_logits = RNG.integers(0, c, n), n * c * 8
    held = peak(lambda: losses.linear_cross_entropy_and_gradient(x, weights, y))
    a_block = max(2**20, min(h, 128) * c) * 8
    assert a_block < held < 3 * a_block + 2 * weights.nbytes + 3 * x.nbytes < all_logits


# Tokens, features, words; and what blocks may hold of what the plain way holds. With many features
# and few tokens it is more: the strip of a product.
@pytest.mark.parametrize(
    ("n", "h", "c", "share"),
    [
        (64, 32, 20_000, 0.95),
        (64, 128, 5000, 1.35),
        (128, 32, 20_000, 0.6),
        (2048, 32, 20_000, 0.06),
        (2048, 128, 5000, 0.25),
        (2048, 4, 50, 0.9),
    ],
)
def test_blocks_hold_a_share_of_what_the_plain_way_holds(n, h, c, share):
    x, weights = (RNG.normal(size=shape).astype(np.float32) for shape in ((n, h), (c, h)))
    y = RNG.integers(0, c, n)

    def plainly():
        g = losses.cross_entropy_and_gradient(x @ weights.T, y)[1]
        return g @ weights, g.T @ x

    by_blocks = peak(lambda: losses.linear_cross_entropy_and_gradient(x, weights, y))
    assert by_blocks < share * peak(plainly)


@pytest.mark.parametrize("target", [[0, 4, 2, 1, 1, 3, -100], P], ids=["labels", "probabilities"])
def test_ignore_index_may_be_none_as_in_pytorch(target):
    call = (X, W, np.array(target))
    loss, gradient = losses.linear_cross_entropy_and_gradient(*call, ignore_index=None)
    expected = torch_reference.linear_cross_entropy(*call, ignore_index=None)
    assert loss == pytest.approx(expected, rel=1e-13)
    assert loss == losses.linear_cross_entropy(*call, ignore_index=None)
    right = torch_reference.linear_cross_entropy_gradient(*call, ignore_index=None)
    np.testing.assert_allclose(gradient.linear_weight, right[1], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("of_layer", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("of_target", [np.float16, np.float32, np.float64])
def test_gradients_have_the_dtype_of_the_layer(of_layer, of_target):
    x, weights, bias = (values.astype(of_layer) for values in (X, W, B))
    call = (x, weights, P.astype(of_target))
    loss, gradient = losses.linear_cross_entropy_and_gradient(*call, linear_bias=bias)
    assert {g.dtype for g in gradient} == {np.dtype(of_layer)}
    assert loss.dtype == np.result_type(of_layer, of_target)
    wide = (values.astype(float) for values in call)
    expected = losses.linear_cross_entropy_and_gradient(*wide, linear_bias=bias.astype(float))
    tolerance = {np.float16: 4e-3, np.float32: 1e-5, np.float64: 1e-12}[of_layer]
    for g, right in zip(gradient, expected[1], strict=True):
        np.testing.assert_allclose(g, right, atol=tolerance)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: losses.linear_cross_entropy(X[None], W, LABELS), "input.reshape(-1, H)"),
        (lambda: losses.linear_cross_entropy(X, W.T, LABELS), "its transpose is not"),
        (lambda: losses.linear_cross_entropy(X, W[:, 0], LABELS), "linear_weight must have a row"),
        (
            lambda: losses.linear_cross_entropy(X, W, LABELS, linear_bias=B[:4]),
            "linear_bias must have one number for each class, expected shape (5,), got (4,)",
        ),
        (
            lambda: losses.linear_cross_entropy(X, W, LABELS[:6]),
            "target must have one class index for each example, expected shape (7,) for logits of "
            "shape (7, 5), got (6,)",
        ),
        (
            lambda: losses.linear_cross_entropy(X, W, LABELS + 1),
            "target must be from 0 to 4 for 5 classes, got 5",
        ),
        (
            lambda: losses.linear_cross_entropy(X, W, LABELS, reduction="avg"),
            'reduction must be "mean", "sum" or "none"',
        ),
    ],
)
def test_what_does_not_fit_is_told(call, words):
    with pytest.raises((ValueError, IndexError)) as refused:
        call()
    assert words in str(refused.value)


@pytest.mark.parametrize("epsilon", [0.0, 0.1])
def test_of_labels_whose_weights_are_all_0_the_mean_is_nan(epsilon):
    x, W = np.array([[1.0, 2.0]] * 2), np.array([[0.5, 0.1], [0.2, 0.3], [1.0, -1.0]])
    options = {"weight": np.array([0.0, 1.0, 1.0]), "label_smoothing": epsilon}
    assert np.isnan(losses.linear_cross_entropy(x, W, [0, 0], **options))
    assert np.isnan(losses.cross_entropy(x @ W.T, [0, 0], **options))
