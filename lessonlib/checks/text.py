"""Exercises on models of text: bits per byte, windows, and which of two answers is better."""

import numpy as np

from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_bits_per_byte(answer):
    """Exercise of 17: bits per byte from a perplexity per token.

    `answer(perplexity, n_tokens, text)` returns a number.
    """

    def drawn(rng):
        text = "".join(rng.choice([*"ab cßΣ−₂😀"], rng.integers(1, 30)))
        return drawing.number(rng, 1, 50_000), drawing.count(rng, 1, 50), text

    return print_verdict(
        answer,
        [(8.0, 5, "Maß für Σ"), (300.0, 4, "−log₂ q, in bits")],
        lambda ppl, n, text: n * np.log2(ppl) / len(text.encode()),
        [
            (
                lambda ppl, n, text: n * np.log2(ppl) / len(text),
                "that is per character; some of these take two bytes or three: text.encode()",
            ),
            (
                lambda ppl, n, text: n * np.log(ppl) / len(text.encode()),
                "that is in nats; bits take np.log2",
            ),
            (
                lambda ppl, n, text: np.log2(ppl) / len(text.encode()),
                "that is one token's loss; add up all of them",
            ),
            (lambda ppl, n, text: np.log2(ppl), "that is per token; share it out over the bytes"),
            (
                lambda ppl, n, text: np.log2(ppl) * len(text.encode()) / n,
                "the ratio is turned; a token that stands for many bytes makes each cheaper",
            ),
            (
                lambda ppl, n, text: n * ppl / len(text.encode()),
                "perplexities do not add up; take the logarithm first",
            ),
            (
                lambda ppl, n, text: ppl ** (n / len(text.encode())),
                "that is a perplexity per byte; its logarithm is asked for",
            ),
        ],
        drawn,
    )


def check_window_context(answer):
    """Exercise of 17: how many tokens stand before each in the first window that holds it.

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
    """Exercise of 17: the loss of a preference.

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
