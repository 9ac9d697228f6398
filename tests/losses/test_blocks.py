"""The computation by blocks equals the formula, whatever the blocks."""

import numpy as np
import pytest

from lessonlib import losses
from lessonlib.losses import blocks

RNG = np.random.default_rng(4)
SHAPES = [(7, 3, 1), (7, 100, 1), (3, 5, 11), (2, 80, 6), (1, 4, 1)]


def both_ways(logits, target, t):
    """Loss and gradient by blocks, then by the formula."""
    n, _, d = logits.shape
    loss, gradient = np.empty((n, d)), np.empty_like(logits)
    blocks.loss_and_gradient(logits, target, loss, gradient)
    return (loss, gradient), blocks.by_formula(logits, t)


@pytest.fixture(params=["one block", "many blocks", "threads"])
def how(request, monkeypatch):
    """Small arrays must go all ways that large ones go."""
    if request.param != "one block":
        monkeypatch.setattr(blocks, "MEMORY_BYTES", 256)
    if request.param == "threads":
        monkeypatch.setattr(blocks, "WORTH_THREADS", 0)
        monkeypatch.setattr(blocks, "WORKERS", 3)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("smoothing", [0, 0.25])
@pytest.mark.parametrize("weighted", [False, True])
def test_labels_by_blocks_equal_the_formula(shape, smoothing, weighted, how):
    n, c, d = shape
    logits = RNG.normal(size=shape) * 5
    y, kept = RNG.integers(0, c, (n, d)), RNG.random((n, d)) < 0.7
    w = RNG.random(c) if weighted else np.ones(c)
    one, spread = (1 - smoothing) * w[y] * kept, smoothing * kept.astype(float)
    scale = np.full((n, d), 1.0)
    target = blocks.Labels(y, one, spread if smoothing else None, w if weighted else None, scale)
    hot = (y[:, np.newaxis] == np.arange(c)[:, np.newaxis]).astype(float)
    t = one[:, np.newaxis] * hot + spread[:, np.newaxis] * w[:, np.newaxis]
    for ours, formulas in zip(*both_ways(logits, target, t), strict=True):
        np.testing.assert_allclose(ours, formulas, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("smoothing", [0, 0.25])
@pytest.mark.parametrize("weighted", [False, True])
def test_probabilities_by_blocks_equal_the_formula(shape, smoothing, weighted, how):
    c = shape[1]
    logits, p = RNG.normal(size=shape) * 5, losses.softmax(RNG.normal(size=shape), 1)
    w = RNG.random(c) if weighted else None
    target = blocks.Probabilities(p, w, smoothing, 1.0)
    t = (1 - smoothing) * p + smoothing / c
    t = t if w is None else t * w[:, np.newaxis]
    for ours, formulas in zip(*both_ways(logits, target, t), strict=True):
        np.testing.assert_allclose(ours, formulas, rtol=1e-12, atol=1e-13)


def test_the_gradient_is_scaled():
    logits, y = RNG.normal(size=(4, 3, 1)), np.array([[0], [1], [2], [0]])
    gradients = []
    for scale in (1.0, 0.25):
        target = blocks.Labels(y, np.ones((4, 1)), None, None, np.full((4, 1), scale))
        gradients.append(np.empty_like(logits))
        blocks.loss_and_gradient(logits, target, np.empty((4, 1)), gradients[-1])
    np.testing.assert_allclose(gradients[1], gradients[0] / 4)


def test_an_error_in_a_thread_reaches_the_caller():
    import threading

    done = []

    def work(share):
        done.append(share)
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("broken")

    blocks._in_threads(work, [1])
    with pytest.raises(RuntimeError, match="broken"):
        blocks._in_threads(work, [2, 3, 4])
    assert sorted(done) == [1, 2, 3, 4]


def test_large_arrays_are_shared_by_threads(monkeypatch):
    counts, shares_of = [], []

    def one_after_another(work, shares):
        counts.append(len(shares))
        shares_of.append(shares)
        for share in shares:
            work(share)

    monkeypatch.setattr(blocks, "_in_threads", one_after_another)
    monkeypatch.setattr(blocks, "WORKERS", 2)
    monkeypatch.setattr(blocks, "WORTH_THREADS", 60)
    for n in (19, 20):
        losses.cross_entropy(np.zeros((n, 3)), np.zeros(n, int))
    assert counts == [1, 2]
    # Each block is in one share, and in no other.
    for n, shares in zip((19, 20), shares_of, strict=True):
        rows = sorted(i for share in shares for block, _ in share for i in range(n)[block])
        assert rows == list(range(n))


def test_no_block_is_larger_than_its_share_of_the_memory(monkeypatch):
    monkeypatch.setattr(blocks, "WORKERS", 2)
    monkeypatch.setattr(blocks, "MEMORY_BYTES", 800)
    assert blocks._block_shape(10**6, 10, 1, 8) == (5, 1)
    assert blocks._block_shape(3, 10, 1000, 8) == (1, 5)
    assert blocks._block_shape(1000, 10, 2, 8) == (2, 2)
    assert blocks._block_shape(10, 1000, 10, 8) == (1, 1)  # one example is the least


def test_extra_memory_stays_small():
    import tracemalloc

    logits = np.zeros((4096, 1000), np.float32)
    y = np.zeros(4096, int)
    losses.cross_entropy_and_gradient(logits[:10], y[:10])
    peaks = []
    for _ in range(3):  # what other threads of this process take is counted, too
        tracemalloc.start()
        try:
            losses.cross_entropy_and_gradient(logits, y)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    peak = min(peaks)
    assert peak < logits.nbytes + 2**23  # the gradient, and 8 MiB
