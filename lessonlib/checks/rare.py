"""Exercises on rare classes: a weight undone, a start, a threshold."""

import numpy as np

from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_undone_weight(answer):
    """Exercise of 15: the probability behind what a model says that was trained with a weight.

    `answer(q, w)` returns a number.
    """

    def drawn(rng):
        return float(rng.uniform(0.001, 0.999)), drawing.number(rng, 0.1, 1000)

    return print_verdict(
        answer,
        [(0.5, 49.0), (0.2, 5.0)],
        lambda q, w: q / (q + w * (1 - q)),
        [
            (lambda q, w: q, "that is what the model says; its odds are w times too large"),
            (lambda q, w: q / w, "the odds are divided by w, and not the probability"),
            (
                lambda q, w: w * q / (w * q + 1 - q),
                "that weights once more; divide the odds by w",
            ),
            (lambda q, w: q / (1 - q) / w, "those are the odds; p is odds over 1 + odds"),
            (
                lambda q, w: np.log(q / (1 - q)) - np.log(w),
                "those are the log-odds; a sigmoid makes a probability of them",
            ),
            (
                lambda q, w: 1 / (1 + np.exp(-(np.log(q / (1 - q)) - w))),
                "w itself was subtracted from the log-odds; ln w is the shift",
            ),
        ],
        drawn,
    )


def check_weight_in_pairs(answer):
    """Exercise of 15: as which weight a weight acts in batches of two.

    `answer(w, share)` returns a number.
    """

    def effective(w, share):
        rare = share / (2 * w) + (1 - share) / (w + 1)
        frequent = share / (w + 1) + (1 - share) / 2
        return w * rare / frequent

    def drawn(rng):
        return drawing.number(rng, 0.1, 1000), float(rng.uniform(0.001, 0.999))

    return print_verdict(
        answer,
        [(49.0, 0.02), (5.0, 0.3)],
        effective,
        [
            (lambda w, share: w, "that is the weight that was asked for; its batch divides it"),
            (lambda w, share: 1.0, "that is for batches of one; here there is another case"),
            (
                lambda w, share: effective(w, share) / w,
                "that is what the divisors do; the weight itself still stands above",
            ),
            (
                lambda w, share: 2 * w / (w + 1),
                "that is for a share near 0; the other case is rare with probability share",
            ),
            (
                lambda w, share: 1 / effective(w, share),
                "turned: rare goes above, frequent below",
            ),
            (
                lambda w, share: (
                    w
                    * (share * (w + 1) + (1 - share) * 2)
                    / (share * 2 * w + (1 - share) * (w + 1))
                ),
                "the divisors were averaged; average one over them",
            ),
        ],
        drawn,
    )


def check_start_bias(answer):
    """Exercise of 16: the bias with which a model should start.

    `answer(share, w)` returns a number.
    """

    def drawn(rng):
        return float(rng.uniform(0.001, 0.999)), drawing.number(rng, 0.1, 1000)

    return print_verdict(
        answer,
        [(0.02, 7.0), (0.1, 1.5)],
        lambda share, w: np.log(w * share / (1 - share)),
        [
            (lambda share, w: np.log(share / (1 - share)), "the weight is missing: it adds ln w"),
            (
                lambda share, w: np.log((1 - share) / share),
                "the sign is turned, and the weight is missing",
            ),
            (
                lambda share, w: -np.log(w * share / (1 - share)),
                "the sign is turned: what is rare starts below 0",
            ),
            (
                lambda share, w: np.log(share / (1 - share) / w),
                "the weight is subtracted; it makes the rare class more frequent",
            ),
            (lambda share, w: np.log(share), "that is ln of the share; take its log-odds"),
            (lambda share, w: np.log(w * share), "1 − share is missing below: log-odds are wanted"),
            (
                lambda share, w: w * share / (w * share + 1 - share),
                "that is the weighted share; its log-odds are the bias",
            ),
        ],
        drawn,
    )


def check_weighted_threshold(answer):
    """Exercise of 16: the threshold for the numbers of a model that was trained with a weight.

    `answer(w, miss)` returns a number.
    """

    def drawn(rng):
        return drawing.number(rng, 0.1, 1000), drawing.number(rng, 0.1, 1000)

    return print_verdict(
        answer,
        [(10.0, 50.0), (4.0, 1.0)],
        lambda w, miss: w / (w + miss),
        [
            (
                lambda w, miss: 1 / (1 + miss),
                "that is the threshold for p; what the model says has w times the odds",
            ),
            (lambda w, miss: 0.5, "that is right only if w and the cost of a miss are equal"),
            (lambda w, miss: miss / (w + miss), "swapped: a dear miss lowers the threshold"),
            (lambda w, miss: w / miss, "those are the odds; the threshold is odds over 1 + odds"),
            (
                lambda w, miss: 1 / (1 + w * miss),
                "the weight went the wrong way: it raises what the model says",
            ),
            (
                lambda w, miss: w / (1 + miss),
                "the odds are multiplied by w, and not the probability",
            ),
        ],
        drawn,
    )
