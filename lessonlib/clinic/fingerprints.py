"""The numbers by which causes are known, and a table of all."""

import math

import numpy as np

from lessonlib import arguments, pmf

_SMOOTHINGS = (0.05, 0.1, 0.2)  # usual shares, tried where none is told
_CONSTANTS = (1e-5, 1e-6, 1e-7, 1e-8, 1e-12)  # usual ones inside a logarithm

# For each cause: what to try first, and the page that derives its number. The last three need to
# be told by who knows the program; `diagnose` does not look for them.
CAUSES = {
    "learns nothing": ("see that inputs arrive, gradients are not 0, the optimizer steps", "00"),
    "the same number every step": ("see that the optimizer holds these parameters", "24"),
    "softmax applied twice": ("give the loss raw logits", "05"),
    "only the label frequencies learned": ("see that the inputs reach the last layer", "24"),
    "the floor of label smoothing": ("validate without smoothing", "10"),
    "softmax over the batch": ("take softmax along the class axis, which is 1", "24"),
    "padding counted": ("divide by the number of labels that are kept", "24"),
    "a sum in place of a mean": ("divide by the number of examples that are kept", "10"),
    "bits in place of nats": ("take the natural logarithm, or say bits", "08"),
    "one logit for two classes": ("count the classes; C = 2 starts at ln 2", "10"),
    "a small constant inside the logarithm": ("take log_softmax of the logits", "06"),
    "probabilities in NLLLoss": ("take log_softmax before, or CrossEntropyLoss", "24"),
    "a lost minus": ("minimise minus the logarithm", "02"),
    "rounded to 0": ("nothing, or train less: the slope of the true logits is gone", "06"),
    "a single logit": ("use binary_cross_entropy_with_logits", "10"),
    "an empty mean": ("leave out batches in which every label is ignored", "10"),
    "a nan in the inputs": ("look for a nan among the inputs of this batch", "24"),
    "overfitting": ("stop where it was lowest, or show it more data", "13"),
    "binary cross-entropy of one-hot rows": ("use cross_entropy, one softmax a row", "24"),
    "one softmax for each device": ("take log-sum-exp over all parts of the classes", "22"),
    "the whole table on each device": ("give each device its own columns", "22"),
    "overflow": ("shift by the largest logit, or compute the loss in float32", "06"),
    "the steps are too large": ("divide the learning rate by 10, or clip gradients", "24"),
    "a probability of 0": ("take log_softmax of the logits, not log of softmax", "05"),
    "confident mistakes": ("see that labels belong to inputs, and the scale of the logits", "00"),
    "the batch is the classes": ("nothing: with N candidates it starts there", "23"),
    "a margin m of cosines times s": ("nothing: of many classes it starts near there", "23"),
    "soft or mixed targets": ("subtract the mean entropy of the targets", "16"),
    "cosines without a scale": ("multiply the cosines by a scale", "23"),
}


def fingerprints(n_classes, *, label_smoothing=0.0, batch_size=None, frequencies=None):
    """The numbers by which causes are known, for a number of classes.

    Parameters
    ----------
    n_classes, label_smoothing, batch_size, frequencies
        As in `diagnose`.

    Returns
    -------
    list of (cause, number, arithmetic)
        A key of CAUSES, a loss in nats, and how it comes about.

    Examples
    --------
    >>> for cause, number, arithmetic in fingerprints(10)[:2]:
    ...     print(f"{number:.4f}  {cause}: {arithmetic}")
    2.3026  learns nothing: ln 10 = 2.3026
    1.4612  softmax applied twice: ln(1 + 9/e) = 1.4612 is the floor

    Taught in: 24
    """
    c = arguments.count("n_classes", n_classes, "count the classes")
    epsilon = arguments.smoothing(label_smoothing)
    floor = math.log1p((c - 1) / math.e)
    twice = f"ln(1 + {c - 1}/e) = {floor:.4f} is the floor"
    if epsilon:
        # For usual shares the loss of a softmax is lowest at 1 for the label, 0 else.
        floor = math.log(math.e + c - 1) - (1 - epsilon + epsilon / c)
        twice = f"ln(e + {c - 1}) − {1 - epsilon + epsilon / c:g} = {floor:.4f} is the floor"
    pairs = ", where losses on pairs begin too, such as DPO's" if c == 2 else ""
    rows = [
        ("learns nothing", math.log(c), f"ln {c} = {math.log(c):.4f}{pairs}"),
        ("softmax applied twice", floor, twice),
    ]
    for share in (epsilon,) if epsilon else _SMOOTHINGS:
        number = float(pmf.entropy((1 - share) * pmf.one_hot(0, c) + share / c))
        told = "" if epsilon else ", if it is used"
        words = f"with ε = {share:g} nothing is below {number:.4f}{told}"
        rows.append(("the floor of label smoothing", number, words))
    if frequencies is not None:
        number = _entropy_of(frequencies, c)
        words = f"the entropy of the label frequencies is {number:.4f}"
        rows.insert(0, ("only the label frequencies learned", number, words))
    if batch_size is not None:
        n = arguments.count("batch_size", batch_size, "count the examples of a batch")
        words = f"ln {n} = {math.log(n):.4f}, of the batch size"
        rows.append(("softmax over the batch", math.log(n), words))
        words = f"{n} · ln {c} = {n * math.log(c):.4f}"
        rows.append(("a sum in place of a mean", n * math.log(c), words))
    words = f"log2 {c} = {math.log2(c):.4f}"
    rows.append(("bits in place of nats", math.log2(c), words))
    rows.append(("one logit for two classes", math.log(2), "ln 2 = 0.6931"))
    for tiny in _CONSTANTS:
        number = -math.log(tiny)
        words = f"−ln {tiny:g} = {number:.4f} is the most that log(q + {tiny:g}) can cost"
        rows.append(("a small constant inside the logarithm", number, words))
    return rows


# When the number of a cause is seen, in the order in which to look.
_SEEN = {
    "at the start": (
        "softmax over the batch",
        "the batch is the classes",
        "a margin m of cosines times s",
        "a sum in place of a mean",
        "bits in place of nats",
        "padding counted",
        "one logit for two classes",
        "binary cross-entropy of one-hot rows",
        "one softmax for each device",
        "the whole table on each device",
    ),
    "out of range": (
        "probabilities in NLLLoss",
        "a lost minus",
        "an empty mean",
        "a nan in the inputs",
        "a probability of 0",
        "overflow",
        "a single logit",
        "rounded to 0",
    ),
    "at rest": (
        "learns nothing",
        "the same number every step",
        "only the label frequencies learned",
        "softmax applied twice",
        "the floor of label smoothing",
        "soft or mixed targets",
        "cosines without a scale",
        "a small constant inside the logarithm",
    ),
    "on the way": ("the steps are too large", "confident mistakes", "overfitting"),
}


def table(n_classes=10):
    """All causes in the order of looking, each with its number for C classes and what to try.

    Returns
    -------
    Table
        Rows of (when it is seen, number, cause, first); printed, a table.

    Taught in: 24
    """
    c = arguments.count("n_classes", n_classes, "count the classes")
    known = {}
    for epsilon in (0, 0.1):
        for cause, number, _ in fingerprints(c, label_smoothing=epsilon):
            if epsilon or cause != "the floor of label smoothing":
                known.setdefault(cause, f"{number:.4f}")
    nothing = known["learns nothing"]
    cosines = math.log1p((c - 1) * math.exp(-c / (c - 1))) if c > 1 else 0.0
    numbers = known | {
        "the same number every step": "the same again",
        "only the label frequencies learned": "H of the frequencies",
        "the floor of label smoothing": f"{known['the floor of label smoothing']} for ε = 0.1",
        "softmax over the batch": "ln N",
        "the batch is the classes": "ln N",
        "a margin m of cosines times s": f"{nothing} + s m + s²/(2d)",
        "soft or mixed targets": "H of the targets",
        "cosines without a scale": f"{cosines:.4f}",
        "padding counted": f"below {nothing}",
        "a sum in place of a mean": f"N · {nothing}",
        "binary cross-entropy of one-hot rows": known["one logit for two classes"],
        "one softmax for each device": f"{nothing} − ln of their number",
        "the whole table on each device": f"{nothing} + ln of their number",
        "probabilities in NLLLoss": "from −1 to 0; of logits, from near 0 down",
        "a lost minus": f"−{nothing}, then lower",
        "rounded to 0": "0, after a while",
        "a single logit": "0, from the first on",
        "an empty mean": "nan, which may go away",
        "a nan in the inputs": "nan, in one step",
        "overflow": "nan, which stays",
        "a probability of 0": "inf",
        "the steps are too large": f"far above {nothing}, suddenly",
        "confident mistakes": f"far above {nothing}, or rising",
        "overfitting": "down, and up again",
        "a small constant inside the logarithm": "11.5129 for 1e-5, or just below 0",
    }
    rows = [(when, numbers[cause], cause) for when, causes in _SEEN.items() for cause in causes]
    return Table((*row, CAUSES[row[2]][0]) for row in rows)


class Table(list):
    """Rows of four words each; printed, a table."""

    head = ("seen", "number", "likely cause", "first thing to try")

    def __repr__(self):
        rows = [self.head, *self]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )

    def _repr_markdown_(self):
        rows = [self.head, *self]
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join([lines[0], "|:---|:---|:---|:---|", *lines[1:]])


def noise_of_labels(n_classes, *, batch_size, frequencies):
    """The standard deviation of a batch's loss where only the label frequencies f were learned.

    √(Σ f (−ln f)² − H(f)²), the root of f's varentropy, over √batch_size; None if one is not told.
    """
    if batch_size is None or frequencies is None:
        return None
    f = pmf.normalize(frequencies)
    f = f[f > 0]
    varentropy = np.sum(f * np.log(f) ** 2) - np.sum(f * np.log(f)) ** 2
    return math.sqrt(max(0.0, varentropy) / batch_size) or None


def _entropy_of(frequencies, c):
    weights = arguments.floats("frequencies", frequencies)
    if weights.shape != (c,):
        raise ValueError(
            f"frequencies must be one for each of {c} classes, got shape {weights.shape}; "
            "np.bincount(labels, minlength=C) counts them"
        )
    return float(pmf.entropy(pmf.normalize(weights)))
