"""Exercises on models of text: unknown words, windows, and which of two answers is better."""

import numpy as np

from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_paid_in_full(answer):
    """Exercise of 20: bits per byte, if each unknown word is also spelled.

    `answer(costs, words, known)` takes losses in nats, as many words, and a set of words; it
    returns a number.
    """

    def in_bytes(word):
        return len(word.encode())

    def paid(costs, words, known, size=in_bytes, end=1):
        new = [size(word) + end for word in words if word not in known]
        return np.sum(costs) / np.log(2) + 8 * sum(new)

    def text(words, size=in_bytes):
        return sum(map(size, words))

    def in_known(values, words, known):
        return [value for value, word in zip(values, words, strict=True) if word in known]

    def drawn(rng):
        signs = [*"ab cßΣ−₂😀"]
        words = ["".join(rng.choice(signs, rng.integers(1, 6))) for _ in range(5)]
        words += words[-2:]
        return rng.uniform(0.1, 9, len(words)), words, {*words[:3]}

    return print_verdict(
        answer,
        [
            (np.array([2.0, 3.0, 1.0, 3.0]), ["ein", " x₂", " für", " x₂"], {"ein", " für"}),
            (np.array([4.0, 2.5, 2.5]), ["log₂", " q", " q"], {"log₂", " q"}),
            (np.array([1.0]), ["Σ−"], set()),
        ],
        lambda costs, words, known: paid(costs, words, known) / text(words),
        [
            (
                lambda costs, words, known: np.sum(costs) / np.log(2) / text(words),
                "unknown words are free; their bytes follow, at 8 bits each",
            ),
            (
                lambda costs, words, known: paid(costs, words, known, end=0) / text(words),
                "the byte that ends each unknown word is missing",
            ),
            (
                lambda costs, words, known: paid(costs, words, known, len) / text(words, len),
                "that counts characters; some take two bytes or more: word.encode()",
            ),
            (
                lambda costs, words, known: paid(costs, words, known, len) / text(words),
                "unknown words are spelled in characters; count their bytes",
            ),
            (
                lambda costs, words, known: paid(costs, words, known) / text(words, len),
                "that is per character; divide by bytes",
            ),
            (
                lambda costs, words, known: paid(costs * np.log(2), words, known) / text(words),
                "the losses are in nats; divided by ln 2 they are bits",
            ),
            (
                lambda costs, words, known: paid(costs, words, known) / len(words),
                "that is per word; share it out over the bytes",
            ),
            (
                lambda costs, words, known: (
                    paid(in_known(costs, words, known), words, known) / text(words)
                ),
                "the token “unknown” was predicted, too; its loss is paid as well",
            ),
            (
                lambda costs, words, known: (
                    paid(costs, words, known) / max(1, text(in_known(words, words, known)))
                ),
                "the bytes of unknown words are text, too; divide by all",
            ),
            (
                lambda costs, words, known: (
                    (np.sum(costs) / np.log(2) + paid(0, {*words}, known)) / text(words)
                ),
                "each place of an unknown word is spelled again; none is learned",
            ),
        ],
        drawn,
    )


def check_window_context(answer):
    """Exercise of 20: how many tokens stand before each in the first window that holds it.

    `answer(n, T, stride)` returns (n,) numbers.
    """

    def in_window(n, T, stride):
        i = np.arange(n)
        return i - np.maximum(0, -((T - 1 - i) // stride)) * stride

    def drawn(rng):
        T = drawing.count(rng, 1, 12)
        return drawing.count(rng, 1, 40), T, int(rng.integers(1, T + 1))

    return print_verdict(
        answer,
        [(12, 4, 2), (9, 3, 3), (11, 5, 3)],
        in_window,
        [
            (
                lambda n, T, stride: np.arange(n) % T,
                "that is without overlap; each window keeps T − stride tokens of the one before",
            ),
            (
                lambda n, T, stride: np.arange(n) % stride,
                "that is the last window that holds it; take the first, where it is new",
            ),
            (
                lambda n, T, stride: np.arange(n) % stride + T - stride,
                "in the first window all tokens are new, and the first has nothing before it",
            ),
            (
                lambda n, T, stride: in_window(n, T, stride) + 1,
                "the token itself is counted; it is what is predicted",
            ),
            (
                lambda n, T, stride: np.minimum(np.arange(n), T - 1),
                "that is a stride of 1, a window for each token",
            ),
            (
                lambda n, T, stride: np.arange(n),
                "that is without windows: the whole text is read",
            ),
        ],
        drawn,
    )


def check_preference_loss(answer):
    """Exercise of 20: the loss of a preference.

    `answer(chosen, rejected, chosen_reference, rejected_reference, beta)`, of the shapes (n,),
    (m,), (n,), (m,) and a number, returns a number.
    """

    def loss(margin):
        return np.logaddexp(0, -margin)

    def drawn(rng):
        n, m = rng.integers(1, 6, 2)
        spread = drawing.number(rng, 0.1, 2000)
        return (
            *(-spread * rng.uniform(size=k) for k in (n, m, n, m)),
            drawing.number(rng, 0.01, 5),
        )

    return print_verdict(
        answer,
        [
            (
                np.array([-1.0, -0.5, -2.0]),
                np.array([-1.5, -3.0]),
                np.array([-1.2, -1.0, -2.5]),
                np.array([-1.0, -2.5]),
                0.5,
            ),
            (np.array([-4.0]), np.array([-1.0, -2.0]), np.array([-3.0]), np.array([-2.0, -2.0]), 2),
        ],
        lambda c, r, c0, r0, beta: loss(beta * (c.sum() - c0.sum() - r.sum() + r0.sum())),
        [
            (
                lambda c, r, c0, r0, beta: loss(beta * (c.sum() - r.sum())),
                "the reference is left out; what counts is what training has changed",
            ),
            (
                lambda c, r, c0, r0, beta: loss(
                    beta * (c.mean() - c0.mean() - r.mean() + r0.mean())
                ),
                "means were taken; an answer's log-probability is the sum over its tokens",
            ),
            (
                lambda c, r, c0, r0, beta: loss(-beta * (c.sum() - c0.sum() - r.sum() + r0.sum())),
                "the margin is turned: that prefers the rejected answer",
            ),
            (
                lambda c, r, c0, r0, beta: loss(c.sum() - c0.sum() - r.sum() + r0.sum()),
                "beta is missing",
            ),
            (
                lambda c, r, c0, r0, beta: -loss(beta * (c.sum() - c0.sum() - r.sum() + r0.sum())),
                "the minus is lost",
            ),
            (
                lambda c, r, c0, r0, beta: beta * loss(c.sum() - c0.sum() - r.sum() + r0.sum()),
                "beta belongs to the margin, inside of σ",
            ),
            (
                lambda c, r, c0, r0, beta: loss(c.sum() - c0.sum()) - loss(r.sum() - r0.sum()),
                "σ was taken of each answer; it takes their difference",
            ),
            (
                lambda c, r, c0, r0, beta: np.exp(
                    -loss(beta * (c.sum() - c0.sum() - r.sum() + r0.sum()))
                ),
                "that is σ itself, the probability; the loss is −ln of it",
            ),
            (
                lambda c, r, c0, r0, beta: -beta * (c.sum() - c0.sum() - r.sum() + r0.sum()),
                "that is the margin with a minus; −ln σ of it is asked for",
            ),
        ],
        drawn,
    )
