"""What follows from the losses of a run, each rule with its reason.

Every rule yields (cause, arithmetic), likeliest first. A rule says what holds for runs in general:
a floor is a bound for each batch, a run that rests says where, and a start near ln C is none.
"""

import math

import numpy as np

# The largest logit of which exp is finite, and the margin from which a loss is rounded to 0.
_EXP_LIMIT = {"float16": 11.09, "bfloat16": 88.72, "float32": 88.72, "float64": 709.78}
_ROUNDED = {"float16": 7.62, "float32": 16.64, "float64": 36.74}
_SMALLEST = 2.0**-24  # loss above 0 of one example in float32
_REACHED = 0.03  # above a floor, and it was reached; optimizers do not get all the way
_CLOSE = 0.12  # above a floor, where hardly any noise is left, since the floor takes most of it
_SMOOTHED = 0.2  # above that of smoothing, which asks for logits that differ by a certain number
_A_BIT_SURE = 0.015  # above ln N, for a batch whose first scores are not quite equal
_LARGE = 4.0  # times ln C at the start; first logits of usual networks stay below
_FAR = 12.0  # times ln C at the start of a run that learns; two layers of tenfold weights reach 10
_ALIKE = 0.015  # noise of first losses for their height; with small first scores all cost the same
_WALL = 0.01  # above a floor: a wall has many values there, and none below
_GROWN = 10.0  # times the start, or ln C


def of_lost_values(run, dtype):
    """Where nan or inf are among the values."""
    values, finite = run.values, run.finite
    last, dtype = values[-1], dtype if dtype in _EXP_LIMIT else "float32"
    overflow = ("overflow", f"exp of a logit above {_EXP_LIMIT[dtype]} is infinite in {dtype}")
    if np.isfinite(last):
        # What spoils the weights spoils all that comes after. This went away again. Where nothing
        # is trained on a value, as in validation, anything may have spoiled it.
        if np.isnan(values).any():
            trained = run.kind == "steps" and run.has_moved
            again = "nan, and then numbers again"
            skipped = ("overflow", f"{again}: a loss scaler leaves out a step of inf or nan")
            if trained and dtype == "float16":
                yield skipped
            yield "an empty mean", f"{again}, so the weights are whole" if trained else again
            if not trained:
                yield "a nan in the inputs", f"{again}, if nothing was learned from these inputs"
                yield overflow[0], f"{again}, if nothing was learned there; {overflow[1]}"
        if np.isinf(values).any():
            yield "a probability of 0", "−ln 0 is infinite, for the one batch that has it"
        return
    if len(finite) > 1 and finite[-3:].max() > _GROWN / 5 * max(finite[0], run.log_c):
        yield "the steps are too large", f"the loss grew from {finite[0]:.3g} before it was lost"
        yield overflow
    elif dtype == "float16":
        yield overflow
    elif np.isinf(last):
        yield "a probability of 0", "−ln 0 is infinite"
        yield overflow
    elif len(finite):
        # From one batch to the next nothing grew: what is odd is in this batch.
        usual = f"nan in one step from {finite[-1]:.3g}, a usual loss: look at this batch"
        yield "an empty mean", f"{usual}, whether all its labels are ignored"
        yield "a nan in the inputs", f"{usual}, whether its inputs are numbers"
        yield overflow
    else:
        yield "an empty mean", "0/0, if every label is ignored"
        yield "a nan in the inputs", "nan from the first value on"
        yield overflow


def of_negative_values(run):
    """No loss of labels is below 0, but for one thing."""
    lowest, start, log_c = run.finite.min(), run.finite[0], run.log_c
    if lowest >= 0:
        return
    if lowest > -1e-3:
        words = f"−ln(1 + {-lowest:.2g}) is the price of certainty"
        yield "a small constant inside the logarithm", words
        return
    minus = ("a lost minus", f"−ln {run.n_classes} = −{log_c:.4f} at the start, and then below")
    if lowest >= -1:
        probabilities = "minus a mean of probabilities, from −1 to 0"
        if start > -0.9 * log_c:  # it did not begin at −ln C, so nothing was trained by it
            minus = ("a lost minus", f"in the report alone: from −{log_c:.4f} up to 0")
        both = [("probabilities in NLLLoss", probabilities), minus]
        alone_at_start = run.alone and abs(lowest + log_c) < 0.05 * log_c
        yield from both[::-1] if alone_at_start else both
        return
    logits = "minus a mean of logits, near 0 at first, and then below without end"
    both = [minus, ("probabilities in NLLLoss", logits)]
    # With a lost minus an untrained model costs −ln C, and no value lies above that by much.
    yield from both if start <= -0.9 * log_c else both[::-1]


def of_zero(run, dtype):
    now = run.values[-1]
    if run.n_classes == 1:
        yield "a single logit", "softmax of one logit is 1, and −ln 1 = 0"
    elif len(run.values) > 2 and not run.values.any():
        yield "the same number every step", "0 from the first value on"
        yield "an empty mean", "a sum over no examples is 0"
    elif 0 <= now < _SMALLEST and not (now and dtype == "float64"):
        if run.is_printed and not run.alone:
            return
        kind = dtype if dtype in _ROUNDED else "float32"
        words = f"1 + e^−m is 1 in {kind} from a margin m of {_ROUNDED[kind]} on"
        if now:
            words += f"; an example costs 0 there or at least {_SMALLEST:.1e}, so most cost 0"
        yield "rounded to 0", words


def of_sameness(run):
    values = run.finite
    if len(values) >= 3 and np.ptp(values) == 0 and values[0] != 0:
        yield "the same number every step", f"{len(values)} times the same"


def of_peak(run):
    """The largest value of a run counts, wherever it is: the rest may have healed."""
    top = run.finite.max()
    if not run.alone and top > _GROWN * max(run.finite[0], run.log_c):
        yield "the steps are too large", f"the loss grew {top / run.finite[0]:.3g} times"


def of_start(run, numbers, batch_size):
    """Numbers at which a run starts, the first that fits.

    One near ln C is usual, whatever else is near it. And not every first value is a start: of a
    resumed run, or of a part of one, nothing is said that needs a start.
    """
    log_c = run.log_c
    if run.untrained is False or not log_c or abs(run.start / log_c - 1) <= 0.08:
        return
    for rule in (_sum, _batch_or_bits, _two_outputs, _devices, _padding):
        if said := list(rule(run, numbers, batch_size)):
            yield from said
            return


def _sum(run, numbers, batch_size):
    if batch_size is None or batch_size < 3:
        return
    number, words = numbers["a sum in place of a mean"]
    times = run.finite[0] / number
    near = 0.15 if run.untrained else 0.07 if run.begins else 0.01
    if abs(times - 1) <= near:
        yield "a sum in place of a mean", words
    elif times >= 2 and run.begins:  # a mean of losses cannot be that large with usual first logits
        yield "a sum in place of a mean", f"{words}, times {times:.3g}: are there so many places?"


def _batch_or_bits(run, numbers, batch_size):
    """ln N and log2 C may lie near each other: then both are said, the nearer one first."""
    said = [*_over_the_batch(run, numbers, batch_size), *_bits(run, numbers, batch_size)]
    yield from sorted(said, key=lambda one: abs(run.start - numbers[one[0]][0]))


def _over_the_batch(run, numbers, batch_size):
    if batch_size is None or not run.begins or not run.is_steady_at_first:
        return
    number, words = numbers["softmax over the batch"]
    near = 0.06 if run.untrained else _A_BIT_SURE
    if abs(run.start - number) <= near * number:
        yield "softmax over the batch", words


def _bits(run, numbers, batch_size):
    number, words = numbers["bits in place of nats"]
    # From there a run falls, and it may have begun to; a single value must be the number itself.
    # Large first scores reach it by chance, but with them some batches cost far more than others.
    low, high = (0.93, 1.08 if run.untrained else 1.03) if run.begins else (0.99, 1.01)
    if (not run.begins and not run.alone) or run.first_noise > _ALIKE:
        return
    if low * number <= run.start <= high * number and (run.n_classes > 2 or not run.alone):
        yield "bits in place of nats", words


def _two_outputs(run, numbers, batch_size):
    number, words = numbers["one logit for two classes"]
    near = 0.04 if run.begins else 0.005
    is_start = run.begins and (run.alone or run.is_steady_at_first)
    if run.n_classes > 2 and is_start and abs(run.start - number) <= near * number:
        yield "one logit for two classes", f"{words}, and {run.n_classes} classes were told"
        yield "binary cross-entropy of one-hot rows", f"{words}, the mean over the entries of rows"


def _devices(run, numbers, batch_size):
    if not run.untrained:
        return
    c = run.n_classes
    parts = math.exp(min(run.start - run.log_c, 10))
    whole = 2 ** round(math.log2(parts))
    # ln W is in each of its losses; where first weights are large, it is in none.
    can_be = run.finite.min() >= math.log(whole) and run.is_steady_at_first
    if 2 <= whole <= 64 and abs(parts / whole - 1) < 0.03 and can_be:
        words = f"ln {c} + ln {whole} = {math.log(c * whole):.4f}"
        yield "the whole table on each device", f"{words}, if there are {whole} devices"
    # A first value that low may be the beginning of a fall as well.
    for count in range(2, min(c, 65) if run.is_steady_at_first else 0):
        if c % count == 0 and abs(parts * count - 1) < 0.03:
            words = f"ln {c} − ln {count} = {math.log(c / count):.4f}"
            yield "one softmax for each device", f"{words}, if the classes lie on {count} devices"


def _padding(run, numbers, batch_size):
    # The fewer the classes, the more a first guess may be right by luck.
    if run.untrained and run.start < (0.85 if run.n_classes > 9 else 0.75) * run.log_c:
        share = f"it starts at {run.start / run.log_c:.0%} of ln {run.n_classes} = {run.log_c:.4f}"
        yield "padding counted", f"{share}, as if the rest cost nothing"


def of_height(run, batch_size):
    """Far above what knowing nothing costs, with no better name for it."""
    if not run.log_c or run.untrained is False:
        return
    times = run.finite[0] / run.log_c
    learned = not run.alone and run.level < 0.9 * run.log_c
    if times > (_FAR if learned else 1.5 if run.untrained else _LARGE):
        asked = "" if batch_size else "; if that is your batch size, it is a sum"
        words = f"{times:.3g} times ln {run.n_classes} = {run.log_c:.4f}"
        yield "confident mistakes", words + asked


def of_rest(run, rows, smoothing_told, label_noise=None):
    """Numbers at which a run rests, and which no batch crosses.

    A value that stands alone is taken for the last of a run, but near ln C, where a run begins.
    """
    if run.alone:
        yield from _of_a_single_value(run, rows, smoothing_told)
        return
    level, log_c = run.level, run.log_c
    for cause, number, words in rows:
        close = abs(level - number) <= _REACHED * number
        if cause == "only the label frequencies learned":
            close |= _is_noise_of_labels(run, number, label_noise)
            if run.rests and run.is_long and close and number < 0.98 * log_c:
                yield cause, words
        elif cause == "learns nothing":
            # Where a run began elsewhere and came to ln C, something was learned, or unlearned; but
            # if it then lies still there, all that is left is the same answer for everything.
            near = 0.15 if run.has_not_moved else 0.06 if abs(run.start / log_c - 1) < 0.2 else 0
            off = abs(level / log_c - 1) if log_c else np.inf
            lies_there = run.ends_still and off <= 0.003
            if run.rests and (lies_there or (run.is_long and off <= near)):
                yield cause, words
        elif cause == "softmax applied twice":
            if log_c and (_is_held_by(run, number, _CLOSE) or _is_stopped_by(run, number)):
                yield cause, words
        elif cause == "the floor of label smoothing":
            reached = _REACHED if smoothing_told else _REACHED / 3
            if _is_held_by(run, number, 0 if smoothing_told else _SMOOTHED, reached):
                yield cause, words
        elif cause == "a small constant inside the logarithm":
            # A ceiling: where everything is wrong and sure, the loss lies just below it.
            top = run.finite.max()
            is_ceiling = 0.97 * number <= top <= number * (1 + 1e-4)
            if run.rests and is_ceiling and level >= 0.8 * number > log_c:
                yield cause, words


def _is_held_by(run, floor, wide, reached=_REACHED):
    """Whether a floor, which no value crosses, is what a run lies on.

    It was reached, and the run rests. Or the run settles above it and is quiet for its height: most
    of each batch's loss is the floor then, and the floor does not vary.
    """
    if run.finite.min() < floor * (1 - 1e-3):
        return False
    if run.rests and run.level <= floor * (1 + reached):
        return True
    return run.settles and run.is_quiet and run.level <= floor * (1 + wide)


def _is_noise_of_labels(run, entropy, noise):
    """Whether losses differ as labels of batches do, around the entropy of their frequencies."""
    if noise is None:
        return False
    error = noise / math.sqrt(max(1, len(run.finite) // 4))
    return abs(run.level - entropy) <= 2 * error and 0.75 <= run.spread / noise <= 1.33


def _is_stopped_by(run, floor):
    """Whether many values lie just above a floor and none below, in noise far wider than that.

    Noise that knows no wall has as many values in the width below.
    """
    kept = run.finite / floor
    near = np.count_nonzero(kept < 1 + _WALL)
    wide = run.spread >= 3 * _WALL * run.level
    return bool(run.settles and wide and near >= 20 and kept.min() > 1 - 1e-3)


def _of_a_single_value(run, rows, smoothing_told):
    """A model that was trained rests there; any other passes all numbers below ln C on its way."""
    if run.untrained is False:
        yield from near_numbers(run, rows, smoothing_told)
    else:
        for cause, words in near_numbers(run, rows, smoothing_told):
            if cause == "a small constant inside the logarithm" and run.values[-1] > run.log_c:
                yield cause, words


def near_numbers(run, rows, smoothing_told):
    """Causes whose number a single value has, if the run rests there."""
    now, log_c = run.values[-1], run.log_c
    for cause, number, words in rows:
        near = abs(now - number)
        if cause == "only the label frequencies learned":
            if number < 0.98 * log_c and near <= 0.01 * number:
                yield cause, words
        elif cause == "learns nothing":
            if log_c and near <= 0.02 * number:
                yield cause, words
        elif cause == "softmax applied twice":
            if log_c and -1e-3 <= now / number - 1 <= 0.01:
                yield cause, words
        elif cause == "the floor of label smoothing":
            if -1e-4 <= now / number - 1 <= (_REACHED if smoothing_told else 0.0025):
                yield cause, words
        elif cause == "a small constant inside the logarithm" and near <= 1e-3 * number:
            yield cause, words


def of_growth(run):
    """A loss that rises, slowly: from the start on, or after a fall."""
    values = run.finite
    if len(values) < 4:
        return
    smooth = np.convolve(values, np.ones(3) / 3, "valid") if len(values) > 5 else values
    low, last = int(smooth.argmin()), run.level
    lowest, first = smooth[low], values[0]
    if last > 1.15 * first and last > run.log_c and lowest >= 0.9 * first:
        up = f"from {first:.3g} up to some {last:.3g}, above ln {run.n_classes}"
        words = f"{up}, and never far below its start"
        yield "confident mistakes", words
        yield "overfitting", f"{words}, if the examples to learn from are few"
    elif (
        # Losses of steps differ from batch to batch; those of the same held-out examples do not.
        (run.kind == "validation" or (run.kind is None and run.spread <= 0.02 * last))
        and lowest < 0.9 * first
        and last > 1.3 * lowest + 2 * run.spread
        and last - lowest > 0.1 * run.log_c
    ):
        words = f"down to {lowest:.3g}, and up again to {last:.3g}"
        yield "overfitting", f"{words}, if these are losses of images that were held out"
