"""Exercises on prices: what each makes it cheapest to say."""

import numpy as np
from scipy import optimize

from lessonlib import pmf
from lessonlib.checks import drawing
from lessonlib.checks.verdict import judged, print_verdict

_BELIEFS = [(np.array([0.64, 0.32, 0.04]),), (np.array([0.4, 0.3, 0.2, 0.1]),)]


def check_timid_answer(answer):
    """Exercise of 09: what it is cheapest to say under the price 1/q − 1.

    `answer(p)` returns a pmf.
    """

    def drawn(rng):
        return (drawing.pmf(rng, rng.integers(1, 9)),)

    return print_verdict(
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
                lambda p: pmf.normalize(p ** (1 / 3)),
                "too timid: the slope of 1/q is −1/q², so q goes as the square root of p",
            ),
            (
                lambda p: pmf.normalize(1 / np.sqrt(p)),
                "that gives most to what is least likely; the power of p is turned",
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
                "of this favourite focal says less; for which q does the size of q f'(q) grow?",
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

    return said(optimize.brentq(lambda number: said(number).sum() - 1, -700, 100))
