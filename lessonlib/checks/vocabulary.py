"""Exercises on large vocabularies: log-sum-exp in parts, and a loss from a sample of the words."""

import numpy as np

from lessonlib import losses
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_chunked_logsumexp(answer):
    """Exercise of 21: log-sum-exp of each row, some columns at a time.

    `answer(chunks)`, of arrays with as many rows, returns one number for each row.
    """

    def of_each(chunks):
        return np.array([losses.logsumexp(chunk, 1) for chunk in chunks])

    def one_pass(chunks, old=True, new=False):
        m, s = -np.inf, 0.0
        for z in chunks:
            M = np.maximum(m, z.max(axis=1))
            s = s * np.exp(m - M) if old else s
            s = s + np.exp(z - M[:, None]).sum(axis=1) * (np.exp(m - M) if new else 1)
            m = M
        return m + np.log(s)

    def cut(z, *places):
        return (np.split(z, places, axis=1),)

    def drawn(rng):
        n, v = rng.integers(1, 9, 2)
        z = drawing.logits(rng, n, v, most=drawing.number(rng, 1, 1e6))
        z[rng.random(z.shape) < rng.choice([0, 0.3, 0.8])] = -np.inf
        return cut(z, *range(1, v, int(rng.integers(1, v + 1))))

    none = -np.inf
    return print_verdict(
        answer,
        [
            cut(np.array([[1.0, 2, 3, 5, 2], [5, 1, 2, 3, 4]]), 2, 4),
            cut(np.array([[900.0, 2, 901, 5], [0, 0, 0, 0]]), 3),
            cut(np.array([[none, none, 3, 5], [1, 2, 3, 5]]), 2),
            cut(np.array([[none, none, none, none], [1, 2, 3, 5]]), 2),
            cut(np.array([[-2e9, -2e9], [1, 2]]), 1),
        ],
        lambda chunks: losses.logsumexp(np.concatenate(chunks, axis=1), 1),
        [
            (one_pass, "where all so far are −inf, −inf less −inf is nan, and nan stays"),
            (
                lambda chunks: one_pass(chunks, old=False),
                "what was summed before is not rescaled when the maximum grows",
            ),
            (
                lambda chunks: one_pass(chunks, new=True),
                "the new chunk is rescaled too; it is summed with the new maximum already",
            ),
            (
                lambda chunks: of_each(chunks).mean(axis=0),
                "that is the mean of the chunks' log-sum-exp",
            ),
            (
                lambda chunks: of_each(chunks).sum(axis=0),
                "log-sum-exps do not add up; their exponentials do",
            ),
            (lambda chunks: of_each(chunks).max(axis=0), "that is the largest chunk's alone"),
            (lambda chunks: of_each(chunks)[-1], "that is the last chunk's alone"),
            (
                lambda chunks: np.concatenate(chunks, axis=1).max(axis=1),
                "that is the largest logit; the sum is missing",
            ),
            (
                lambda chunks: np.log(np.exp(np.concatenate(chunks, axis=1)).sum(axis=1)),
                "without the maximum, exp overflows for large logits",
            ),
        ],
        drawn,
    )


def check_joined_softmax(answer):
    """Exercise of 21: the softmax over all words, from that of each part.

    `answer(own, parts)`, of W arrays (N, V_w) and one (W, N), returns (N, V) numbers.
    """

    def joined(own, factors):
        return np.concatenate([f[:, None] * q for q, f in zip(own, factors, strict=True)], axis=1)

    def split(z, *places):
        chunks = np.split(z, places, axis=1)
        own = [losses.softmax(chunk, 1) for chunk in chunks]
        return own, np.array([losses.logsumexp(chunk, 1) for chunk in chunks])

    def drawn(rng):
        n, v = rng.integers(1, 9, 2)
        z = drawing.logits(rng, n, v, most=drawing.number(rng, 1, 1e4))
        return split(z, *range(1, v, int(rng.integers(1, v + 1))))

    return print_verdict(
        answer,
        [
            split(np.array([[1.0, 2, 3, 5, 2], [5, 1, 2, 3, 4]]), 2, 4),
            split(np.array([[900.0, 2, 901, 5], [0, 0, 0, 1]]), 1),
        ],
        lambda own, parts: joined(own, losses.softmax(parts, 0)),
        [
            (
                lambda own, parts: joined(own, np.ones(parts.shape)),
                "over all words these sum to the number of machines",
            ),
            (
                lambda own, parts: joined(own, np.full(parts.shape, 1 / len(parts))),
                "that is right where all have the same log-sum-exp",
            ),
            (
                lambda own, parts: joined(own, np.exp(parts) / np.exp(parts).sum(axis=0)),
                "right for small numbers; subtract the maximum first, or exp overflows",
            ),
            (
                lambda own, parts: joined(own, parts / parts.sum(axis=0)),
                "those are shares of the logarithms; take exp first",
            ),
            (
                lambda own, parts: joined(own, np.exp(parts - parts.max(axis=0))),
                "the largest gets 1; divided by their sum they are shares",
            ),
            (
                lambda own, parts: joined(own, losses.softmax(-parts, 0)),
                "the minus is too much: who has the larger sum has more of the probability",
            ),
            (
                lambda own, parts: losses.softmax(joined(own, np.ones(parts.shape)), 1),
                "softmax was taken again, of probabilities",
            ),
        ],
        drawn,
    )


def check_sampled_loss(answer):
    """Exercise of 21: the loss from the true logit and others, drawn with known probabilities.

    `answer(true_logit, drawn, r)`, the last two of shape (k,), returns a number.
    """

    def loss(true_logit, drawn, counts, mean=np.mean):
        return np.log1p(mean(counts * np.exp(drawn - true_logit)))

    def drawn(rng):
        others = drawing.logits(rng, drawing.count(rng, 1, 30))
        r = rng.uniform(1e-6, 1, len(others)) ** 2
        return float(rng.uniform(-20, 20)), others, r

    return print_verdict(
        answer,
        [
            (2.0, np.array([0.5, 1.0, -1.0]), np.array([0.02, 0.3, 0.01])),
            (-1.0, np.array([0.0, 0.3]), np.array([0.001, 0.2])),
        ],
        lambda t, drawn, r: loss(t, drawn, 1 / r),
        [
            (
                lambda t, drawn, r: loss(t, drawn, 1),
                "as if each stood for itself; a word drawn with probability r counts 1/r times",
            ),
            (
                lambda t, drawn, r: loss(t, drawn, r),
                "that counts the likely words twice over; divide by r",
            ),
            (
                lambda t, drawn, r: loss(t, drawn, 1 / r, np.sum),
                "the k draws each estimate the whole sum; take their mean",
            ),
            (
                lambda t, drawn, r: loss(t, drawn, 1 / r.mean()),
                "each word is divided by its own r, not by their mean",
            ),
            (
                lambda t, drawn, r: loss(t, drawn, 1 / r, np.sum) - np.log(len(r)),
                "the 1 of the true word is divided by k too; it stands for itself",
            ),
            (
                lambda t, drawn, r: np.log(np.mean(np.exp(drawn - t) / r)),
                "the 1 of the true word itself is missing",
            ),
            (
                lambda t, drawn, r: np.mean(np.log1p(np.exp(drawn - t) / r)),
                "the logarithm comes last: the mean of the sums first",
            ),
        ],
        drawn,
    )
