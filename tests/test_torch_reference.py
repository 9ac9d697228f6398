"""The reference itself, and the helpers of `losses`, `pmf` and `checks` against it.

All tests that need PyTorch stand here, and none imports it before it runs: each worker of pytest
reads every test file, and one of them alone should pay for the import.
"""

import doctest

import numpy as np
import pytest

from lessonlib import checks, losses, pmf, recorded


@pytest.fixture(scope="module")
def torch_reference():
    from lessonlib import torch_reference

    return torch_reference


def test_examples_in_the_docstrings_are_right(torch_reference):
    failed, tried = doctest.testmod(torch_reference)
    assert (failed, tried) == (0, 8)


def test_the_recorded_answer_of_pytorch_still_prints_the_same():
    import torch

    loss = torch.nn.CrossEntropyLoss(reduction="sum")
    target = torch.tensor(recorded.ONE_HOT, dtype=torch.float)
    assert repr(loss(torch.tensor(recorded.LOGITS), target)) == recorded.PYTORCH_ANSWER


def test_answers_are_numpy(torch_reference):
    assert isinstance(torch_reference.cross_entropy(recorded.LOGITS, recorded.LABELS), np.float64)
    gradient = torch_reference.cross_entropy_gradient(recorded.LOGITS, recorded.LABELS)
    assert isinstance(gradient, np.ndarray)


def test_nll_loss_of_log_softmax_is_cross_entropy(torch_reference):
    log_q = torch_reference.log_softmax(recorded.LOGITS, 1)
    assert torch_reference.nll_loss(log_q, recorded.LABELS) == pytest.approx(
        torch_reference.cross_entropy(recorded.LOGITS, recorded.LABELS)
    )


def random_call(rng):
    """Logits, target and options: any shape, both kinds of target, any options."""
    n_classes = int(rng.integers(1, 7))
    shape = [(n_classes,), (int(rng.integers(1, 6)), n_classes), (3, n_classes, 2)][rng.integers(3)]
    axis = 0 if len(shape) == 1 else 1
    logits = rng.normal(size=shape) * rng.choice([1, 10, 1000])
    options = {
        "reduction": str(rng.choice(["mean", "sum", "none"])),
        "label_smoothing": float(rng.choice([0, 0.1, 1])),
    }
    if rng.random() < 0.5:
        options["weight"] = rng.choice([0, 0.5, 1, 2], size=n_classes).astype(float)
    if rng.random() < 0.4:
        return logits, losses.softmax(rng.normal(size=shape), axis), options
    target = rng.integers(0, n_classes, size=np.delete(shape, axis))
    if rng.random() < 0.5:
        options["ignore_index"] = int(rng.integers(0, n_classes))
    return logits, target, options


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("name", ["cross_entropy", "cross_entropy_gradient"])
def test_ten_random_calls_agree_with_pytorch(name, seed, torch_reference):
    rng = np.random.default_rng(seed)
    for _ in range(10):
        logits, target, options = random_call(rng)
        ours = getattr(losses, name)(logits, target, **options)
        torchs = getattr(torch_reference, name)(logits, target, **options)
        np.testing.assert_allclose(ours, torchs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["logsumexp", "softmax", "log_softmax"])
@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_functions_of_logits_agree_with_pytorch(name, axis, torch_reference):
    x = np.random.default_rng(4).normal(size=(3, 4, 5)) * 30
    ours, torchs = getattr(losses, name)(x, axis), getattr(torch_reference, name)(x, axis)
    np.testing.assert_allclose(ours, torchs, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("logits", "target", "options"),
    [
        ([[0.0, -np.inf]], [0], {}),
        ([[0.0, -np.inf]], [1], {}),
        ([[0.0, -np.inf]], [[1.0, 0.0]], {}),
        ([[np.nan, 1.0]], [0], {"weight": [0.0, 1.0], "reduction": "sum"}),
        ([[0.0, -np.inf]], [0], {"weight": [1.0, 0.0], "label_smoothing": 0.1}),
        ([[1e308, -1e308]], [1], {}),
        ([[1.0, 2.0], [np.nan, 0.0]], [0, -100], {}),
    ],
)
def test_extreme_logits_cost_what_pytorch_says_without_a_warning(
    logits, target, options, torch_reference
):
    ours = losses.cross_entropy(logits, target, **options)
    np.testing.assert_array_equal(ours, torch_reference.cross_entropy(logits, target, **options))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pmf_agrees_with_pytorch(dtype, torch_reference):
    p, q = (pmf.normalize(x).astype(dtype) for x in np.random.default_rng(4).random((2, 5, 4)))
    tolerance = {"rtol": 1e-5 if dtype == np.float32 else 1e-12, "atol": 1e-6}
    np.testing.assert_allclose(pmf.entropy(p), torch_reference.entropy(p), **tolerance)
    kl = torch_reference.kl_divergence(p, q)
    np.testing.assert_allclose(pmf.kl_divergence(p, q), kl, **tolerance)
    logged = torch_reference.cross_entropy(np.log(q), p, reduction="none")
    np.testing.assert_allclose(pmf.cross_entropy(p, q), logged, **tolerance)
    assert pmf.cross_entropy(p, q).dtype == dtype


def test_a_tensor_that_tracks_gradients_is_a_number(capsys):
    import torch

    def answer(logits, labels):
        scores = torch.tensor(logits, requires_grad=True)
        return torch.nn.functional.cross_entropy(scores, torch.tensor(labels))

    checks.check_loss_without_softmax(answer)
    assert capsys.readouterr().out == "✓ correct\n"
