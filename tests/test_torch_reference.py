import numpy as np
import pytest
import torch

from lessonlib import recorded, torch_reference


def test_the_recorded_answer_of_pytorch_still_prints_the_same():
    loss = torch.nn.CrossEntropyLoss(reduction="sum")
    target = torch.tensor(recorded.ONE_HOT, dtype=torch.float)
    assert repr(loss(torch.tensor(recorded.LOGITS), target)) == recorded.PYTORCH_ANSWER


def test_answers_are_numpy():
    assert isinstance(torch_reference.cross_entropy(recorded.LOGITS, recorded.LABELS), np.float64)
    gradient = torch_reference.cross_entropy_gradient(recorded.LOGITS, recorded.LABELS)
    assert isinstance(gradient, np.ndarray)


def test_nll_loss_of_log_softmax_is_cross_entropy():
    log_q = torch_reference.log_softmax(recorded.LOGITS, 1)
    assert torch_reference.nll_loss(log_q, recorded.LABELS) == pytest.approx(
        torch_reference.cross_entropy(recorded.LOGITS, recorded.LABELS)
    )
