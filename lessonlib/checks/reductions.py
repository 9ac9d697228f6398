"""Exercises on reductions: what a mean is over."""

import numpy as np

from lessonlib import losses
from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict

_IGNORED = -100


def check_unsmoothed(answer):
    """Exercise of 10: the truth behind what a model says that was trained with label smoothing.

    `answer(q, eps)` returns a pmf.
    """

    def drawn(rng):
        p = drawing.pmf(rng, rng.integers(1, 9), zeros=True)
        eps = float(rng.uniform(0, 0.9))
        return (1 - eps) * p + eps / len(p), eps

    return print_verdict(
        answer,
        [
            (np.array([0.73, 0.19, 0.08]), 0.15),
            (np.array([0.4, 0.3, 0.2, 0.1]), 0.2),
        ],
        lambda q, eps: (q - eps / len(q)) / (1 - eps),
        [
            (lambda q, eps: q, "that is what the model says; smoothing has drawn it to all alike"),
            (
                lambda q, eps: (1 - eps) * q + eps / len(q),
                "that smooths once more; solve q = (1 − ε) p + ε/C for p",
            ),
            (
                lambda q, eps: q / (1 - eps),
                "the share of all alike is still in it: take ε/C away first",
            ),
            (
                lambda q, eps: q - eps / len(q),
                "that sums to 1 − ε; divide by it",
            ),
            (
                lambda q, eps: (q - eps) / (1 - eps),
                "each class got ε/C, and not ε; that does not sum to 1",
            ),
            (
                lambda q, eps: q / (1 - eps) - eps / len(q),
                "the whole of q − ε/C is divided by 1 − ε; mind the brackets",
            ),
        ],
        drawn,
    )


def check_joined_mean(answer):
    """Exercise of 10: the weighted mean of all, from those of batches.

    `answer(means, labels, weight)`, of shapes (B,), (B, n) and (C,), returns a number; a label of
    -100 is left out.
    """

    def weights(labels, weight):
        return np.where(labels < 0, 0, weight[np.maximum(labels, 0)])

    def right(means, labels, weight):
        return np.average(means, weights=weights(labels, weight).sum(axis=1))

    def drawn(rng):
        b, n, c = rng.integers(1, 6, 3)
        labels = np.array([drawing.labels(rng, n, c) for _ in range(b)])
        labels[:, 1:][rng.uniform(size=(b, n - 1)) < rng.uniform()] = _IGNORED
        return rng.exponential(size=b), labels, rng.uniform(0.01, 9, c)

    return print_verdict(
        answer,
        [
            (
                np.array([1.0, 3.0]),
                np.array([[0, 2, 2], [1, _IGNORED, _IGNORED]]),
                np.array([0.5, 1.0, 4.0]),
            ),
            (
                np.array([2.0, 0.5, 1.0]),
                np.array([[0, 0], [1, 0], [_IGNORED, 1]]),
                np.array([3.0, 0.25]),
            ),
        ],
        right,
        [
            (
                lambda means, labels, weight: means.mean(),
                "a mean of means: batches count alike",
            ),
            (
                lambda means, labels, weight: np.average(means, weights=(labels >= 0).sum(axis=1)),
                "by the number of kept examples; with weights each mean was divided by theirs",
            ),
            (
                lambda means, labels, weight: np.average(
                    means, weights=weight[np.maximum(labels, 0)].sum(axis=1)
                ),
                "examples that were left out are counted as class 0",
            ),
            (
                lambda means, labels, weight: np.sum(weights(labels, weight).sum(axis=1) * means),
                "that is the weighted sum; divide it by the weights of all kept examples",
            ),
            (
                lambda means, labels, weight: (
                    np.sum(weights(labels, weight).sum(axis=1) * means) / np.sum(labels >= 0)
                ),
                "divided by the number of examples, as for probability targets",
            ),
        ],
        drawn,
    )


def check_next_token_loss(answer):
    """Exercise of 11: the mean loss of predicting the next token.

    `answer(logits, tokens)`, of shapes (N, T, C) and (N, T), returns a number.
    """

    def loss(logits, tokens):
        return losses.cross_entropy(logits.reshape(-1, logits.shape[-1]), tokens.ravel())

    rng = np.random.default_rng(4)

    def drawn(rng):
        n, t, c = rng.integers(1, 6, 3)
        return drawing.logits(rng, n, t + 1, c), rng.integers(0, c, (n, t + 1))

    return print_verdict(
        answer,
        [
            (rng.normal(size=(2, 5, 3)), np.array([[0, 1, 2, 1, 0], [2, 2, 0, 1, 2]])),
            (rng.normal(size=(3, 4, 6)), np.array([[5, 0, 1, 2], [3, 3, 4, 0], [1, 5, 2, 2]])),
        ],
        lambda z, t: loss(z[:, :-1], t[:, 1:]),
        [
            (loss, "no shift: each place is asked for the token that it has just seen"),
            (
                lambda z, t: loss(z[:, 1:], t[:, :-1]),
                "shifted the wrong way: each place is asked for the token before its own",
            ),
            (lambda z, t: loss(z[:, :-2], t[:, 2:]), "shifted twice: a token is left out"),
            (
                lambda z, t: loss(z.reshape(1, -1, z.shape[-1])[:, :-1], t.reshape(1, -1)[:, 1:]),
                "joined first, shifted then: the end of a text predicts the start of another",
            ),
            (
                lambda z, t: loss(z, np.roll(t, -1, axis=1)),
                "np.roll brings the first token to the end; the last place has none to predict",
            ),
            (
                lambda z, t: loss(z[:, :-1], t[:, 1:]) * t[:, 1:].size,
                "that is the sum; the mean over all predictions was asked for",
            ),
            (
                lambda z, t: loss(z[:, :-1], t[:, 1:]) * t[:, 1:].size / t.size,
                "the sum is right; there are N (T − 1) predictions, not N T",
            ),
        ],
        drawn,
    )


def check_answer_loss(answer):
    """Exercise of 11: the mean loss of the answers' tokens, the questions being left out.

    `answer(logits, tokens, n_prompt)`, of shapes (N, T, C), (N, T) and (N,), returns a number;
    tokens of -100 are padding.
    """

    def loss(logits, labels):
        return losses.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels.ravel())

    def asked(tokens, n_prompt):
        places = np.arange(tokens.shape[1])
        return np.where(places < np.reshape(n_prompt, (-1, 1)), _IGNORED, tokens)

    def right(z, t, n):
        return loss(z[:, :-1], asked(t, n)[:, 1:])

    def by_text(z, t, n):
        pairs = zip(z, asked(t, n), strict=True)
        return np.mean([loss(row[:-1], labels[1:]) for row, labels in pairs])

    rng = np.random.default_rng(4)
    tokens = np.array([[0, 1, 2, 1, 0, 2], [2, 2, 0, 1, _IGNORED, _IGNORED]])

    def drawn(rng):
        n, t, c = rng.integers(1, 5), rng.integers(3, 8), rng.integers(1, 6)
        tokens = rng.integers(0, c, (n, t))
        length = rng.integers(3, t + 1, n)
        tokens[np.arange(t) >= length[:, np.newaxis]] = _IGNORED
        n_prompt = rng.integers(0, length + 1)  # from no question to nothing else
        n_prompt[0] = rng.integers(0, length[0] - 1)
        return drawing.logits(rng, n, t, c), tokens, n_prompt

    return print_verdict(
        answer,
        [
            (rng.normal(size=(2, 6, 3)), tokens, np.array([2, 3])),
            (rng.normal(size=(2, 6, 3)), tokens[::-1], np.array([1, 4])),
        ],
        right,
        [
            (
                lambda z, t, n: loss(z[:, :-1], t[:, 1:]),
                "the questions are asked, too; give their tokens the label −100",
            ),
            (
                lambda z, t, n: loss(z, asked(t, n)),
                "no shift: each place is asked for the token that it has just seen",
            ),
            (
                lambda z, t, n: loss(z[:, :-1], asked(t, n + 1)[:, 1:]),
                "the first token of the answer is left out: the question's last one predicts it",
            ),
            (
                lambda z, t, n: loss(z[:, :-1], asked(t, n - 1)[:, 1:]),
                "the last token of the question is asked, too",
            ),
            (by_text, "a mean of means: each text counts alike; each token should"),
            (
                lambda z, t, n: right(z, t, n) * (asked(t, n)[:, 1:] >= 0).sum(),
                "that is the sum; divide it by the number of tokens that are asked",
            ),
            (
                lambda z, t, n: (
                    right(z, t, n) * (asked(t, n)[:, 1:] >= 0).sum() / (t[:, 1:] >= 0).sum()
                ),
                "the divisor still counts the questions",
            ),
        ],
        drawn,
    )
