"""The reference itself, and `losses`, `pmf` and `checks` against PyTorch.

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
    assert (failed, tried) == (0, 14)


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


def test_every_sample_input_of_pytorchs_own_tests_agrees(record_property):
    import same_as_pytorch

    counts = same_as_pytorch.compare_samples()
    assert set(counts) == {*same_as_pytorch.OPERATIONS, *same_as_pytorch.MODULES}
    assert counts.total() >= 1264  # those of 2.13; later ones have more
    each = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    record_property("told", f"PyTorch's sample inputs that agree: {counts.total()} ({each})")


def test_drawn_calls_agree(record_property):
    """The same ones each time; `by_hand/same_as_pytorch.py` draws others, and many more."""
    import same_as_pytorch

    outcomes = same_as_pytorch.compare_drawn(600)
    assert {name for name, outcome in outcomes if outcome == "the same"} == {
        *same_as_pytorch.OPERATIONS.values()
    }
    assert {outcome for _, outcome in outcomes} == {"the same", "both refuse", "meant to differ"}
    record_property("told", f"drawn calls without disagreement: {outcomes.total()}")


def test_what_is_meant_to_differ_does():
    from answers import DIFFERENCES, of_ours, of_pytorch

    for difference in DIFFERENCES:
        call = difference.example
        if call.arrays[0].dtype != np.float16:
            assert difference.applies(call), difference.what
        ours, pytorchs = of_ours(call), of_pytorch(call, widen=False)
        said = ours if isinstance(ours, str) else _as_text(ours[0])
        assert said.startswith(difference.ours), difference.what
        assert ("refused" if pytorchs is None else str(pytorchs[0])) == difference.pytorchs


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (lambda value: value + 1e-4, "Not equal to tolerance"),
        (lambda value: value.astype(np.float32), "shapes and dtypes differ"),
        (lambda value: np.array([value]), "shapes and dtypes differ"),
        (lambda value: np.float64(np.nan), "nan"),
    ],
)
def test_a_disagreement_is_noticed(value, words, monkeypatch):
    import answers

    call = answers.Call("nll_loss", [np.array([[-1.0, -2.0]]), np.array([1])])
    assert answers.compare(call) == "the same"
    right = losses.nll_loss
    monkeypatch.setattr(losses, "nll_loss", lambda *a, **options: value(right(*a, **options)))
    with pytest.raises(AssertionError, match=words):
        answers.compare(call)


def test_a_refusal_of_one_side_is_noticed(monkeypatch):
    import answers

    call = answers.Call("softmax", [np.zeros(2)], {"axis": 0})

    def refuse(*arguments, **options):
        raise ValueError("x must be kind, got 0; be kind")

    with monkeypatch.context() as patch:
        patch.setattr(losses, "softmax", refuse)
        with pytest.raises(AssertionError, match="only we refuse"):
            answers.compare(call)
    monkeypatch.setattr(answers, "of_pytorch", lambda call: None)
    with pytest.raises(AssertionError, match="only PyTorch refuses"):
        answers.compare(call)


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

    def answer(z, y):
        z = torch.tensor(z, requires_grad=True)
        return torch.sigmoid(z) - torch.tensor(np.asarray(y, float))

    checks.check_slope_of_pair(answer)
    assert capsys.readouterr().out == "✓ correct\n"


def _as_text(value):
    """A number as Python prints it, since versions of NumPy differ; an array as NumPy does."""
    return str(value if np.ndim(value) else np.asarray(value).tolist())


def test_peak_bytes_counts_what_is_held_at_once():
    import torch

    from lessonlib import torch_reference

    size = 4 * 1000

    def one_after_the_other():
        for _ in range(5):
            torch.ones(1000)

    assert torch_reference.peak_bytes(one_after_the_other) == size
    assert torch_reference.peak_bytes(lambda: [torch.ones(1000) for _ in range(5)]) == 5 * size
    assert torch_reference.peak_bytes(lambda: None) == 0
