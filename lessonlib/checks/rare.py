"""Exercises on rare classes: a weight undone, a start, a threshold."""

import numpy as np

from lessonlib.checks import drawing
from lessonlib.checks.verdict import print_verdict


def check_undone_weight(answer):
    """Exercise of 18: the probability behind what a model says that was trained with a weight.

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


def check_precision_at(answer):
    """Exercise of 18: the precision of a test where a share of the cases is rare.

    `answer(recall, false_alarms, share)` returns a number from 0 to 1.
    """

    def right(recall, false_alarms, share):
        return recall * share / (recall * share + false_alarms * (1 - share))

    def drawn(rng):
        return tuple(
            float(v)
            for v in (rng.uniform(0.05, 1), rng.uniform(0.001, 0.9), drawing.number(rng, 1e-4, 0.9))
        )

    return print_verdict(
        answer,
        [(0.9, 0.1, 0.02), (0.5, 0.3, 0.4), (0.9, 0.01, 0.6)],
        right,
        [
            (lambda r, f, s: r / (r + f), "the share is missing: frequent cases are more"),
            (lambda r, f, s: r * s, "those are the rightly flagged, of all; divide by all flagged"),
            (
                lambda r, f, s: r * s / (r * s + f),
                "false alarms are a share of the frequent ones: multiply by 1 − share",
            ),
            (
                lambda r, f, s: r * s + (1 - f) * (1 - s),
                "that is the share right, of all cases",
            ),
            (lambda r, f, s: 1 - right(r, f, s), "that is the share of false ones among alarms"),
            (lambda r, f, s: r * s + f * (1 - s), "that is the share flagged; how many of these?"),
            (
                lambda r, f, s: right(r, f, 1 - s),
                "the shares are exchanged: share is that of the rare ones",
            ),
        ],
        drawn,
    )


def check_start_bias(answer):
    """Exercise of 19: the bias with which a model should start.

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
                "the sign is turned: these are the log-odds of the frequent class",
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
    """Exercise of 19: the threshold for the numbers of a model that was trained with a weight.

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
                "the weight went the wrong way: above 1 it raises what the model says",
            ),
            (
                lambda w, miss: w / (1 + miss),
                "the odds are multiplied by w, and not the probability",
            ),
        ],
        drawn,
    )
