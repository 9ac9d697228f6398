"""Losses are compared with fingerprints, likeliest causes first."""

import math
from dataclasses import dataclass

import numpy as np

from lessonlib import arguments
from lessonlib.clinic.fingerprints import CAUSES, fingerprints

_NEAR = 0.02  # of ln C, and of other numbers that a run starts from
_AT_FLOOR = 0.01  # above a floor, for a history that has come to rest
# By which a run is known from its first value, and how far that may be above the number. With two
# classes a somewhat sure first guess costs as much as a bit, so there the batch alone is asked.
_FROM_START = {
    "softmax over the batch": 0.15,
    "a sum in place of a mean": 0.25,
    "bits in place of nats": 0.05,
    "one logit for two classes": 0.005,
}
_FROM_BATCH = ("softmax over the batch", "a sum in place of a mean")
# The largest logit of which exp is finite, and the margin from which a loss is rounded to 0.
_EXP_LIMIT = {"float16": 11.09, "bfloat16": 88.72, "float32": 88.72, "float64": 709.78}
_ROUNDED = {"float16": 7.62, "float32": 16.64, "float64": 36.74}
_SMALLEST = 2.0**-24  # loss above 0 of one example in float32


@dataclass(frozen=True)
class Finding:
    """A likely cause of a loss.

    Attributes
    ----------
    cause : str
        A key of CAUSES.
    arithmetic : str
        The number that gives it away.
    check : str
        What to try first.
    page : str
        Where the number comes from.
    """

    cause: str
    arithmetic: str
    check: str
    page: str


class Diagnosis(list):
    """The findings of `diagnose`, likeliest first; printed, a short report."""

    def __init__(self, seen, findings):
        super().__init__(findings)
        self.seen = seen

    def __repr__(self):
        lines = [self.seen]
        for number, one in enumerate(self, start=1):
            lines.append(f"{number}. {one.cause}: {one.arithmetic}")
            lines.append(f"   first, {one.check} (page {one.page})")
        if not self:
            lines.append("Nothing speaks against it. Most mistakes leave no number behind.")
        return "\n".join(lines)


@np.errstate(all="ignore")  # any number may come
def diagnose(
    loss,
    n_classes,
    *,
    label_smoothing=0.0,
    dtype=None,
    history=None,
    batch_size=None,
    frequencies=None,
):
    """Likely causes of a loss, each with the arithmetic that gives it away.

    Parameters
    ----------
    loss : float or sequence of float
        A mean loss in nats, a NumPy or torch scalar, or the losses of a run in order.
    n_classes : int
        C.
    label_smoothing : float
        The share that the loss was given.
    dtype : str or dtype, optional
        What the loss was computed in, such as "float16"; else that of `loss`, if it has one.
    history : sequence of float, optional
        Losses before this one. What is at rest and what still falls are told apart by it.
    batch_size : int, optional
        Examples in a batch.
    frequencies : sequence of float, optional
        How often each class occurs among the labels: counts, or a pmf.

    Returns
    -------
    Diagnosis
        A list of `Finding`, likeliest first, empty if nothing speaks against the loss. Printed, a
        short report.

    Raises
    ------
    ValueError, TypeError
        If the losses are no real numbers, there is none, or an option has no such value. Never for
        a finite loss, nor for inf and nan.

    Examples
    --------
    >>> diagnose(1.47, 10)
    1.47 nats of 10 classes, where knowing nothing costs ln 10 = 2.3026
    1. softmax applied twice: ln(1 + 9/e) = 1.4612 is the floor
       first, give the loss raw logits (page 05)

    Taught in: 13
    """
    c = arguments.count("n_classes", n_classes, "count the classes")
    dtype = _name_of(dtype if dtype is not None else getattr(loss, "dtype", ""))
    values = _losses(loss, history)
    options = {"batch_size": batch_size, "frequencies": frequencies}
    rows = fingerprints(c, label_smoothing=label_smoothing, **options)
    now = values[-1]
    if not np.isfinite(now):
        found = _of_nan_or_inf(values, c, dtype)
    elif now < 0:
        found = _of_negative(values, c)
    elif now == 0 or (now < _SMALLEST and dtype != "float64"):
        found = _of_zero(values, c, dtype)
    else:
        found = [*_of_sameness(values), *_of_start(values, c, rows)]
        found += _of_rest(values, c, rows, smoothing_told=label_smoothing > 0)
    said = f"{now:.6g}".replace("-", "−")
    grid = " (ln C on bfloat16's grid)" if _is_on_the_grid(now, c) else ""
    seen = (
        f"{said} nats{grid} of {c} classes, where knowing nothing costs ln {c} = {math.log(c):.4f}"
    )
    unique = {cause: Finding(cause, words, *CAUSES[cause]) for cause, words in reversed(found)}
    order = dict.fromkeys(cause for cause, _ in found)
    return Diagnosis(seen, [unique[cause] for cause in order])


def _of_nan_or_inf(values, c, dtype):
    finite = values[np.isfinite(values)]
    kind = dtype if dtype in _EXP_LIMIT else "float32"
    overflow = ("overflow", f"exp of a logit above {_EXP_LIMIT[kind]} is infinite in {kind}")
    empty = ("an empty mean", "0/0, from the first value on")
    zero = ("a probability of 0", "−ln 0 is infinite")
    grew = "the loss grew before it was lost"
    large = ("the steps are too large", f"if {grew}" if len(finite) < 3 else grew)
    if len(finite) > 2 and finite[-1] > 2 * max(finite[0], math.log(c)):
        return [large, overflow]
    if dtype == "float16":
        second = zero if np.isinf(values[-1]) else empty if len(values) == 1 else large
        return [overflow, second]
    if np.isinf(values[-1]):
        return [zero, overflow]
    if len(values) == 1:
        return [empty, overflow, large]
    return [overflow, large] if len(finite) else [empty, overflow]


def _of_negative(values, c):
    now, start = values[-1], values[0]
    if now > -1e-3:
        return [
            (
                "a small constant inside the logarithm",
                f"−ln(1 + {-now:.2g}) is the price of certainty",
            )
        ]
    probabilities = ("probabilities in NLLLoss", "minus a mean of probabilities, from −1 to 0")
    minus = ("a lost minus", f"−ln {c} = −{math.log(c):.4f} at the start, and then below")
    if now < -1 or (len(values) > 1 and abs(start + math.log(c)) < abs(start + 1 / c)):
        return [minus]
    return [probabilities, minus]


def _of_zero(values, c, dtype):
    if c == 1:
        return [("a single logit", "softmax of one logit is 1, and −ln 1 = 0")]
    if len(values) > 1 and not values.any():
        return [
            ("the same number every step", "0 from the first value on"),
            ("an empty mean", "a sum over no examples is 0"),
        ]
    kind = dtype if dtype in _ROUNDED else "float32"
    words = f"1 + e^−m is 1 in {kind} from a margin m of {_ROUNDED[kind]} on"
    if values[-1]:
        words += f"; an example costs 0 there or at least {_SMALLEST:.1e}, so most cost 0"
    return [("rounded to 0", words)]


def _of_sameness(values):
    if len(values) >= 3 and np.ptp(values) == 0:
        yield "the same number every step", f"{len(values)} times the same"


def _of_start(values, c, rows):
    """What the first value gives away: a model that knows nothing should cost ln C.

    Its first logits are not quite 0, so that it may cost a little more.
    """
    start, log_c = values[0], math.log(c)
    if c == 1:
        return
    numbers = {cause: (number, words) for cause, number, words in rows}
    for cause, above in _FROM_START.items():
        number, words = numbers.get(cause, (np.inf, ""))
        distinct = abs(number - log_c) > 3 * _NEAR * log_c
        if distinct and c > 2 - (cause in _FROM_BATCH) and _at(start, number, above):
            yield cause, words
            return
    if len(values) == 1:
        return
    if start < 0.8 * log_c:
        share = f"it starts at {start / log_c:.0%} of ln {c} = {log_c:.4f}"
        yield "padding counted", f"{share}, as if the rest cost nothing (or it was trained before)"
    elif start > 1.5 * log_c:
        yield "confident mistakes", f"it starts at {start / log_c:.1f} times ln {c} = {log_c:.4f}"


def _at(value, number, above):
    """Whether a value is a number, or at most a share of it above, or half as much below."""
    return (1 - above / 2) * number <= value <= (1 + above) * number


def _of_rest(values, c, rows, smoothing_told):
    """What the value gives away at which a run rests, or that stands alone."""
    now, log_c, alone = values[-1], math.log(c), len(values) == 1
    tail = values[-max(3, len(values) // 4) :]
    at_rest = alone or (len(values) >= 3 and np.ptp(tail) <= 0.02 * max(now, 1e-3))
    for cause, number, words in rows:
        if cause == "learns nothing":
            # The first logits of a network are not quite 0, so a run may rest a little above.
            wide = _NEAR if len(values) < 3 or np.ptp(values) > _NEAR * log_c else 5 * _NEAR
            if c > 1 and np.all(abs(values - log_c) <= wide * log_c):
                yield cause, words
        elif cause == "softmax applied twice":
            above = np.all(values[np.isfinite(values)] >= number * (1 - 1e-4))
            if at_rest and above and c > 1 and now <= number * (1 + _AT_FLOOR):
                yield cause, words
        elif cause == "the floor of label smoothing":
            wide = 3 * _AT_FLOOR if smoothing_told else _AT_FLOOR / 4
            if at_rest and number * (1 - 1e-4) <= now <= number * (1 + wide):
                yield cause, words
        elif cause == "only the label frequencies learned":
            if at_rest and number < (1 - _NEAR) * log_c and abs(now - number) <= _NEAR * number:
                yield cause, words
        elif (
            cause == "a small constant inside the logarithm" and abs(now - number) <= 1e-3 * number
        ):
            yield cause, words
    if not alone and now > 10 * max(values[0], log_c):
        yield "the steps are too large", f"the loss grew {now / values[0]:.3g} times"
    elif now > 1.1 * log_c and c > 1 and (alone or now > 1.1 * values[0]):
        yield "confident mistakes", f"{now / log_c:.1f} times ln {c} = {log_c:.4f}"


def _name_of(dtype):
    """That of a dtype of NumPy or torch, or of a type."""
    return getattr(dtype, "__name__", str(dtype)).rpartition(".")[2]


def _losses(loss, history):
    """All values as float64, the last one last."""
    values = [np.ravel(_plain(part)) for part in (history, loss) if part is not None]
    values = np.concatenate(values) if values else np.empty(0)
    if not values.size:
        raise ValueError("loss must be a number, or a sequence of at least one, got none")
    return values


def _plain(values):
    """Real numbers of a list, an array, or tensors, as float64."""
    if hasattr(values, "detach"):  # bfloat16 has no NumPy counterpart
        values = values.detach().cpu().double().numpy()
    elif isinstance(values, list | tuple):
        values = [one.item() if getattr(one, "ndim", 1) == 0 else one for one in values]
    return arguments.floats("loss", values).astype(float)


def _is_on_the_grid(value, c):
    """Whether it is ln C rounded to the 8 digits that bfloat16 has in base 2."""
    if c == 1 or value <= 0:
        return False
    step = 2.0 ** (math.floor(math.log2(math.log(c))) - 7)
    return value == round(math.log(c) / step) * step != math.log(c)
