"""Exercises on prices: what each makes it cheapest to say."""

import numpy as np

from lessonlib import losses, pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import judged, print_verdict


def check_belief_behind(answer):
    """Exercise of 09: what is believed by whom it was cheapest to say q.

    `answer(q, beta)` returns a pmf; the price is (1 − q^β)/β, with β below 1.
    """

    def drawn(rng):
        beta = float(rng.choice([0.0, rng.uniform(-3, 0.95)]))
        return drawing.pmf(rng, rng.integers(1, 9)), beta

    return print_verdict(
        answer,
        [(np.array([0.64, 0.32, 0.04]), -1.0), (np.array([0.4, 0.3, 0.2, 0.1]), 0.5)],
        lambda q, beta: pmf.normalize(q ** (1 - beta)),
        [
            (lambda q, beta: q, "that is what was said; the price made something else cheaper"),
            (
                lambda q, beta: pmf.normalize(q ** (1 / (1 - beta))),
                "that goes from a belief to what is said, once more; go back",
            ),
            (
                lambda q, beta: q ** (1 - beta),
                "in the right proportions, but it must sum to 1; divide by its sum",
            ),
            (
                lambda q, beta: pmf.normalize(q ** (beta - 1)),
                "that gives most to what is least likely; the power is turned",
            ),
            (
                lambda q, beta: pmf.normalize(q ** (1 + beta)),
                "the sign of β is turned: at β = −1 a belief is in proportion to q²",
            ),
            (
                lambda q, beta: pmf.normalize(q**beta),
                "the slope of q^β has the power β − 1; p times it is the same for all",
            ),
            (
                lambda q, beta: losses.softmax(q * (1 - beta), 0),
                "that multiplies, where a power is meant",
            ),
        ],
        drawn,
    )


_BOASTED, _NO_PMF, _ALL_ALIKE, _TIMID, _CERTAIN = range(1, 6)


def check_boasted_belief(answer):
    """Exercise of 09: a belief under which focal loss says more of the favourite than is believed.

    `answer(n)` returns a pmf of n classes.
    """

    def drawn(rng):
        return (drawing.count(rng, 20, 200),)

    return print_verdict(
        judged(answer, _mark),
        [(20,), (60,)],
        lambda n: np.full(n, _BOASTED),
        [
            (
                lambda n: np.full(n, _NO_PMF),
                "that is no belief: its n numbers must be at least 0 and sum to 1",
            ),
            (
                lambda n: np.full(n, _ALL_ALIKE),
                "all classes are alike there: no favourite, and focal says just that",
            ),
            (
                lambda n: np.full(n, _TIMID),
                "focal hardly says more of this favourite; for which q does |q f'(q)| grow?",
            ),
            (
                lambda n: np.full(n, _CERTAIN),
                "what is certain is said as certain; nothing is above 1",
            ),
        ],
        drawn,
    )


def _mark(belief):
    if not (belief >= 0).all() or not np.isclose(belief.sum(), 1, rtol=0, atol=1e-6):
        return _NO_PMF
    favourite = belief.max()
    if favourite > 1 - 1e-6:
        return _CERTAIN
    if favourite - belief.min() < 1e-6:
        return _ALL_ALIKE
    return _BOASTED if _said_under_focal(belief).max() > favourite + 1e-6 else _TIMID


def _said_under_focal(belief):
    """The q that pays least: p(c) |f'(q(c))| is one number for all classes, and q sums to 1."""
    q = np.geomspace(1e-9, 1, 50_000, endpoint=False)
    ln_slope = np.log((1 - q) ** 2 / q - 2 * (1 - q) * np.log(q))  # falls as q grows
    ln_p = np.log(np.maximum(belief, 1e-300))

    def said(ln_number):
        return np.exp(np.interp(ln_p - ln_number, -ln_slope, np.log(q)))

    from scipy import optimize  # takes longer to import than all else

    return said(optimize.brentq(lambda number: said(number).sum() - 1, -700, 100))
