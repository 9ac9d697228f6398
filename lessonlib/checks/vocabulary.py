"""Exercises on large vocabularies: log-sum-exp in parts, and a loss from a sample of the words."""

import numpy as np

from lessonlib import losses
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_chunked_logsumexp(answer):
    """Exercise of 18: log-sum-exp of each row, some columns at a time.

    `answer(z, size)` returns one number for each row.
    """

    def in_chunks(z, size):
        chunks = [z[:, a : a + size] for a in range(0, z.shape[1], size)]
        return np.array([losses.logsumexp(chunk, 1) for chunk in chunks])

    def not_rescaled(z, size):
        m, s = np.full(len(z), -np.inf), np.zeros(len(z))
        for a in range(0, z.shape[1], size):
            m = np.maximum(m, z[:, a : a + size].max(axis=1))
            s = s + np.exp(z[:, a : a + size] - m[:, None]).sum(axis=1)
        return m + np.log(s)

    def last_rescaled_wrongly(z, size):
        m, s = np.full(len(z), -np.inf), np.zeros(len(z))
        for a in range(0, z.shape[1], size):
            new = np.maximum(m, z[:, a : a + size].max(axis=1))
            s = (s + np.exp(z[:, a : a + size] - new[:, None]).sum(axis=1)) * np.exp(m - new)
            m = new
        return m + np.log(s)

    def drawn(rng):
        n, v = rng.integers(1, 9, 2)
        most = drawing.number(rng, 1, 1e6)
        return drawing.logits(rng, n, v, most=most), int(rng.integers(1, v + 2))

    return print_verdict(
        answer,
        [
            (np.array([[1.0, 2, 3, 5, 2], [5, 1, 2, 3, 4]]), 2),
            (np.array([[900.0, 2, 901, 5], [0, 0, 0, 0]]), 3),
        ],
        lambda z, size: losses.logsumexp(z, 1),
        [
            (
                not_rescaled,
                "what was summed before is not rescaled when the maximum grows",
            ),
            (
                last_rescaled_wrongly,
                "the new chunk is rescaled too; it is summed with the new maximum already",
            ),
            (
                lambda z, size: in_chunks(z, size).mean(axis=0),
                "that is the mean of the chunks' log-sum-exp",
            ),
            (
                lambda z, size: in_chunks(z, size).sum(axis=0),
                "log-sum-exps do not add up; their exponentials do",
            ),
            (lambda z, size: in_chunks(z, size).max(axis=0), "that is the largest chunk's alone"),
            (lambda z, size: in_chunks(z, size)[-1], "that is the last chunk's alone"),
            (lambda z, size: z.max(axis=1), "that is the largest logit; the sum is missing"),
            (
                lambda z, size: np.log(np.exp(z).sum(axis=1)),
                "without the maximum, exp overflows for large logits",
            ),
        ],
        drawn,
    )


def check_joined_logsumexp(answer):
    """Exercise of 18: log-sum-exp of all words, from that of each part.

    `answer(parts)`, of shape (W, N), returns (N,) numbers.
    """

    def drawn(rng):
        most = drawing.number(rng, 1, 1e6)
        return (drawing.logits(rng, *rng.integers(1, 7, 2), most=most),)

    return print_verdict(
        answer,
        [
            (np.array([[1.0, 5.0], [2.0, 5.0], [0.5, -3.0]]),),
            (np.array([[900.0, 800.0], [899.0, 801.0]]),),
        ],
        lambda parts: losses.logsumexp(parts, 0),
        [
            (
                lambda parts: np.log(np.exp(parts).sum(axis=0)),
                "right for small numbers; subtract the maximum first, or exp overflows",
            ),
            (
                lambda parts: parts.mean(axis=0),
                "that is their mean; the whole is larger than each part",
            ),
            (lambda parts: parts.sum(axis=0), "that is their sum; add their exponentials"),
            (lambda parts: parts.max(axis=0), "that is the largest part; the others add to it"),
            (
                lambda parts: losses.logsumexp(parts, 0) - np.log(len(parts)),
                "that is for a mean of the exponentials; take their sum",
            ),
        ],
        drawn,
    )


def check_sampled_loss(answer):
    """Exercise of 18: the loss from the true logit and a sample of the others.

    `answer(true_logit, drawn, V)` returns a number.
    """

    def loss(true_logit, drawn, scale):
        return np.log1p(scale * np.exp(drawn - true_logit).sum())

    def drawn(rng):
        others = drawing.logits(rng, drawing.count(rng, 1, 30))
        return float(rng.uniform(-20, 20)), others, len(others) + drawing.count(rng, 1, 100_000)

    return print_verdict(
        answer,
        [(2.0, np.array([0.5, 1.0, -1.0]), 100), (-1.0, np.array([0.0, 0.3]), 50_000)],
        lambda t, drawn, V: loss(t, drawn, (V - 1) / len(drawn)),
        [
            (
                lambda t, drawn, V: loss(t, drawn, 1),
                "the drawn ones stand for all others; scale their sum up",
            ),
            (
                lambda t, drawn, V: loss(t, drawn, V / len(drawn)),
                "almost: the true word is not among those that they stand for, so V − 1",
            ),
            (
                lambda t, drawn, V: loss(t, drawn, V - 1),
                "the sum of k words stands for V − 1; divide by k",
            ),
            (
                lambda t, drawn, V: loss(t, drawn, len(drawn) / (V - 1)),
                "the scale is turned",
            ),
            (
                lambda t, drawn, V: np.log((V - 1) / len(drawn) * np.exp(drawn - t).sum()),
                "the 1 of the true word itself is missing",
            ),
            (
                lambda t, drawn, V: (
                    np.log(np.exp(t) + np.exp(drawn).sum()) - t + np.log((V - 1) / len(drawn))
                ),
                "the true word is scaled up too; it stands for itself",
            ),
        ],
        drawn,
    )
