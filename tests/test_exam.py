"""The tasks for an exam in the notes for teachers: the numbers of each solution, computed.

Of each usual wrong result, too: by lessonlib, by PyTorch, or by the mistake itself.
"""

import math
import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.optimize import minimize_scalar
from series import LESSON, NOTES_OF

from lessonlib import losses, metrics, pmf


def _softmax(*logits):
    return torch.tensor(logits, dtype=torch.float64).softmax(0).numpy()


def _loss(logits, label):
    return F.cross_entropy(torch.tensor(logits, dtype=torch.float64), torch.tensor(label)).item()


def _gradient(q, label):
    logits = torch.tensor(np.log(q), requires_grad=True)
    F.cross_entropy(logits, torch.tensor(label)).backward()
    return logits.grad.numpy()


def _weighted(losses_, weights):
    """PyTorch's mean with a weight for each class, where each example is of a class of its own."""
    logits = torch.diag(torch.tensor(losses_, dtype=torch.float64).neg().exp().logit())
    n = len(losses_)
    rest = torch.full((n, n), -math.log(n - 1), dtype=torch.float64)
    logits = torch.where(torch.eye(n, dtype=bool), logits, rest)
    weights = torch.tensor(weights, dtype=torch.float64)
    return F.cross_entropy(logits, torch.arange(n), weight=weights).item()


def _ece(*bins):
    """From the number of images, their mean confidence and how many are right, bin by bin."""
    confidence = np.repeat([c for _, c, _ in bins], [n for n, _, _ in bins])
    right = np.concatenate([np.arange(n) < hits for n, _, hits in bins])
    q = np.stack([confidence, 1 - confidence], axis=1)
    return metrics.expected_calibration_error(q, np.where(right, 0, 1), n_bins=10)


def _bins(numbers):
    """Triples of how many images there are, their mean confidence, and how many are right."""
    return [
        (int(n), confidence, int(right))
        for n, confidence, right in zip(*[iter(numbers)] * 3, strict=True)
    ]


def _counted(bins):
    """The calibration error as `_ece`, where both bins count alike, and where gaps cancel."""
    gaps = [confidence - right / n for n, confidence, right in bins]
    sizes = [n for n, *_ in bins]
    return [np.mean(np.abs(gaps)), abs(np.average(gaps, weights=sizes))]


def _cheapest(p, price):
    """What is cheapest to say of the first of two classes, found by trying."""

    def paid(q):
        return p * price(q) + (1 - p) * price(1 - q)

    return minimize_scalar(paid, bounds=(0, 1), method="bounded", options={"xatol": 1e-9}).x


def _decided(inputs, classes, n):
    """How many weights n points can decide: the rank of their Hessian, by PyTorch."""
    x = torch.from_numpy(np.random.default_rng(4).normal(size=(n, inputs)))
    x[:, 0] = 1

    def loss(w):
        return F.cross_entropy(x @ w.reshape(inputs, classes), torch.arange(n) % classes)

    zeros = torch.zeros(inputs * classes, dtype=torch.float64)
    return torch.linalg.matrix_rank(
        torch.autograd.functional.hessian(loss, zeros), rtol=1e-9
    ).item()


def _replaced(p, r, others_only=True):
    """The shares of labels where each is replaced at rate r, by each other class, or by any."""
    n = len(p)
    table = np.full((n, n), r / (n - 1 if others_only else n))
    np.fill_diagonal(table, 1 - r if others_only else 1 - r + r / n)
    return np.array(p) @ table


def _of_vectors(s, others):
    """The loss of three vectors of length 1, each with this cosine to both others."""
    cosines = torch.full((3, 3), others, dtype=torch.float64).fill_diagonal_(1)
    return F.cross_entropy(s * cosines, torch.arange(3)).item()


# What is computed from the numbers of the task, in the order in which the solution says it.
EXAM = {
    "00": lambda total: [math.exp(-total / 5), math.exp(-total)],
    "01": lambda _, a, b, total, __, fixed, *___: [
        *((total - fixed) * a / (a + b), (total - fixed) * b / (a + b)),
        *((total - fixed) / 2, (total - fixed) / 2),
    ],
    "02": lambda a, b: [math.log(b) - math.log(a), b - a],
    "03": lambda *q: [
        *(np.mean(-np.log(q)), math.exp(np.mean(np.log(q)))),
        *(-math.log(np.mean(q)), np.mean(q)),
    ],
    "04": lambda _, *z: [_softmax(*z)[0], z[0] / sum(z)],
    "05": lambda *q: [*_gradient(q[:3], int(q[3])), *-_gradient(q[:3], int(q[3]))],
    "06": lambda z: [losses.logsumexp(np.array([z, z]), axis=0), 2 * z],
    "07": lambda z, label, rate: [
        _loss(z - rate * _gradient([0.5, 0.5], int(label)), int(label)),
        _loss(z + rate * _gradient([0.5, 0.5], int(label)), int(label)),
    ],
    "08": lambda a, b, c, d, e, f: [
        pmf.kl_divergence([a / b, c / d, e / f], [1 / 3] * 3) / math.log(2),
        pmf.kl_divergence([a / b, c / d, e / f], [1 / 3] * 3),
    ],
    "09": lambda a, b, *_: [
        *(_cheapest(a, lambda q: 1 / q - 1), 1 - _cheapest(a, lambda q: 1 / q - 1)),
        *(a, b),
    ],
    "10": lambda *n: [_weighted(n[:3], n[3:]), np.dot(n[:3], n[3:]) / 3],
    "11": lambda n, m, a, b: [math.exp((n * a + m * b) / (n + m)), math.exp((a + b) / 2)],
    "12": lambda n, spread: [spread / math.sqrt(n), spread / n],
    "13": lambda gap: [_loss([-gap, 0], 0), _loss([-2 * gap, 0], 0), 2 * _loss([-gap, 0], 0)],
    "14": lambda d, c, n: [
        *(_decided(int(d), int(c), int(n)), _decided(int(d), int(c), int(n)) / (2 * n)),
        *(d * (c - 1), n, d * c, d * c / (2 * n)),
    ],
    "15": lambda *b: [_ece(*_bins(b)), *_counted(_bins(b))],
    "16": lambda a, b, loss: [loss - pmf.entropy([a, b]), pmf.entropy([a, b]), loss, 0],
    "17": lambda r, *p: [*_replaced(p, r / 100), *_replaced(p, r / 100, others_only=False)],
    "18": lambda w, other: [other / (other + w), w / (other + w)],
    "19": lambda miss, alarm, w: [
        metrics.reweight([[miss / (miss + alarm), alarm / (miss + alarm)]], [1, w])[0, 1],
        *(alarm, miss, w, miss, alarm / (miss + alarm)),
    ],
    "20": lambda size, n, loss: [
        loss * n / size / math.log(2),
        loss / math.log(2),
        loss * n / size,
    ],
    "21": lambda texts, tokens, words: [
        texts * tokens * words * 4 / 1e9,
        texts * tokens * words / 1e9,
    ],
    "22": lambda _, n, total, __, m, other, ___: [
        *(total * 2 / (n + m), other * 2 / (n + m), 2, n + m, total / n, other / m),
        *(total / (n + m), other / (n + m), 2),
    ],
    "23": lambda s: [_of_vectors(s, -1 / 2), _of_vectors(s, -1)],
    "24": lambda c, n, _: [math.log(c), math.log2(c), math.log(n)],
}
_NUMBER = re.compile(r"(?<![\w.])[−-]?\d[\d,]*(?:\.\d+)?(?:e[−-]\d+)?(?![\w])")


@pytest.mark.parametrize("number", EXAM)
def test_a_task_for_an_exam_has_the_numbers_that_are_computed(number):
    said = re.search(r"\*\*Exam\.\*\* (.+?) \(\d points\) \*Solution:\* (.+)", NOTES_OF[number])
    given, told = (
        [n.replace("−", "-").replace(",", "") for n in _NUMBER.findall(part)]
        for part in said.groups()
    )
    computed = EXAM[number](*map(float, given))
    assert len(told) == len(computed), told
    for text, value in zip(told, computed, strict=True):
        digits = len(text.partition("e")[0].partition(".")[2])
        same = f"{value:.{digits}e}" if "e" in text else f"{value:.{digits}f}"
        assert float(text) == float(same), (text, value)


def test_each_page_has_a_task():
    assert {*EXAM} == {name[:2] for name in LESSON.pages}
