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


def check_epoch_loss(answer):
    """Exercise of 11: the mean loss over all kept tokens of micro-batches.

    `answer(logits, labels)` returns a number.
    """
    rng = np.random.default_rng(4)
    labels = np.array([[0, 1, 2, 1], [2, 1, _IGNORED, 0], [1] + [_IGNORED] * 3])

    def drawn(rng):
        b, t, c = rng.integers(1, 6, 3)
        labels = rng.integers(0, c, (b, t))
        labels[rng.uniform(size=(b, t)) < rng.uniform()] = _IGNORED
        labels[rng.integers(b)] = _IGNORED  # a micro-batch of padding alone
        labels[rng.integers(b), 0] = rng.integers(c)
        return drawing.logits(rng, b, t, c), labels

    return print_verdict(
        answer,
        [(rng.normal(size=(3, 4, 3)), labels), (rng.normal(size=(2, 4, 3)), labels[1:])],
        lambda z, y: _per_batch(z, y).sum() / _kept(y).sum(),
        [
            (
                lambda z, y: (_means(z, y) * y.shape[1]).sum() / y.size,
                "both mistakes are still there: every micro-batch counts alike",
            ),
            (
                lambda z, y: (_means(z, y) * y.shape[1]).sum() / _kept(y).sum(),
                "the divisor is right; the sum multiplies a mean over kept tokens by all of them",
            ),
            (
                lambda z, y: _per_batch(z, y).sum() / y.size,
                "the sum is right; the divisor still counts padding",
            ),
            (
                lambda z, y: _per_batch(z, y).sum() / len(y),
                "the sum is right; divide it by the number of kept tokens, not of batches",
            ),
        ],
        drawn,
    )


def _kept(labels):
    return (labels != _IGNORED).sum(axis=1)


def _per_batch(logits, labels):
    pairs = zip(logits, labels, strict=True)
    return np.array([losses.cross_entropy(z, y, reduction="sum") for z, y in pairs])


def _means(logits, labels):
    return _per_batch(logits, labels) / _kept(labels)


def check_perplexity(answer):
    """Exercise of 11: the perplexity of a text from the mean losses of its batches.

    `answer(means, sizes)` returns a number.
    """

    def drawn(rng):
        n = rng.integers(1, 7)
        return rng.uniform(0, 6, n), rng.integers(1, 200, n)

    return print_verdict(
        answer,
        [
            (np.array([1.0, 2.5]), np.array([30, 10])),
            (np.array([0.5, 2.0, 1.0]), np.array([8, 8, 3])),
        ],
        lambda means, sizes: np.exp(np.sum(means * sizes) / np.sum(sizes)),
        [
            (
                lambda means, sizes: np.mean(np.exp(means)),
                "exp was averaged, batch by batch; average the losses, then exp once",
            ),
            (
                lambda means, sizes: np.sum(sizes * np.exp(means)) / np.sum(sizes),
                "exp was averaged; average the losses, then exp once",
            ),
            (
                lambda means, sizes: np.exp(means.mean()),
                "that is a mean of means; a batch counts by its tokens",
            ),
            (
                lambda means, sizes: np.exp(np.sum(means * sizes)),
                "that is exp of the sum over all tokens; divide by their number first",
            ),
            (
                lambda means, sizes: np.prod(np.exp(means)),
                "a product of perplexities is exp of the sum of the means; take their mean",
            ),
            (
                lambda means, sizes: np.sum(means * sizes) / np.sum(sizes),
                "that is the mean loss in nats; exp makes a number of choices of it",
            ),
            (
                lambda means, sizes: 2 ** (np.sum(means * sizes) / np.sum(sizes)),
                "2 takes losses in bits; these are in nats",
            ),
        ],
        drawn,
    )
