"""Exercises on prices: what each makes it cheapest to say."""

import numpy as np

from lessonlib import pmf
from lessonlib.checks.verdict import print_verdict

_BELIEFS = [(np.array([0.64, 0.32, 0.04]),), (np.array([0.4, 0.3, 0.2, 0.1]),)]


def check_timid_answer(answer):
    """Exercise of 09: what it is cheapest to say under the price 1/q − 1.

    `answer(p)` returns a pmf.
    """
    print_verdict(
        answer,
        _BELIEFS,
        lambda p: pmf.normalize(np.sqrt(p)),
        [
            (lambda p: p, "that is what is believed; this price makes something else cheaper"),
            (np.sqrt, "in the right proportions, but it must sum to 1; divide by its sum"),
            (
                lambda p: pmf.normalize(p**2),
                "that boasts, and this price is timid: p/q² is the same for all, so q goes as √p",
            ),
            (
                lambda p: pmf.normalize(1 / p),
                "that gives most to what is least likely; check the sign of the slope",
            ),
            (
                lambda p: pmf.one_hot(p.argmax(), len(p)),
                "that is the mode; the price of the others is infinite then",
            ),
            (lambda p: np.full(len(p), 1 / len(p)), "all alike is too timid; what is likely pays"),
        ],
    )


def check_smoothed_answer(answer):
    """Exercise of 09: what label smoothing leads to.

    `answer(p, eps)` returns a pmf.
    """
    print_verdict(
        answer,
        [(belief, eps) for (belief,), eps in zip(_BELIEFS, (0.1, 0.25), strict=True)],
        lambda p, eps: (1 - eps) * p + eps / len(p),
        [
            (lambda p, eps: p, "that is honest to p; smoothing mixes p with all alike"),
            (
                lambda p, eps: (1 - eps) * p + eps,
                "that sums to more than 1; each of the C classes gets ε/C",
            ),
            (lambda p, eps: (1 - eps) * p, "that sums to 1 − ε; the rest goes to all classes"),
            (lambda p, eps: p + eps / len(p), "that sums to 1 + ε; take the share from p first"),
            (
                lambda p, eps: np.where(p == p.max(), 1 - eps, eps / (len(p) - 1)),
                "that smooths the mode alone; the truth is all of p",
            ),
            (
                lambda p, eps: (1 - eps) * p + eps / (len(p) - 1) * (p != p.max()),
                "PyTorch's share goes to all C classes, the most likely one too",
            ),
        ],
    )


def check_brier_score(answer):
    """Exercise of 09: the Brier score of one answer.

    `answer(q, c)` returns a number.
    """
    print_verdict(
        answer,
        [(np.array([0.7, 0.2, 0.1]), 0), (np.array([0.5, 0.3, 0.1, 0.1]), 2)],
        lambda q, c: np.sum((q - pmf.one_hot(c, len(q))) ** 2),
        [
            (
                lambda q, c: (1 - q[c]) ** 2,
                "that looks at what happened alone, and is not honest; add up all classes",
            ),
            (
                lambda q, c: np.mean((q - pmf.one_hot(c, len(q))) ** 2),
                "that is the mean over the classes; their sum was asked for",
            ),
            (
                lambda q, c: np.sqrt(np.sum((q - pmf.one_hot(c, len(q))) ** 2)),
                "that is the distance; without its root it is honest",
            ),
            (lambda q, c: np.sum((1 - q) ** 2), "1 belongs to class c alone; take q − one-hot"),
            (
                lambda q, c: np.sum(q**2),
                "1 is missing; take it from the entry of class c before squaring",
            ),
            (lambda q, c: -np.log(q[c]), "that is the logarithm's price; Brier takes squares"),
        ],
    )
