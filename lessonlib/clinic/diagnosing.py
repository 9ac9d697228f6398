"""Losses are compared with fingerprints, likeliest causes first."""

import math
from dataclasses import dataclass

import numpy as np

from lessonlib import arguments
from lessonlib.clinic import rules
from lessonlib.clinic.fingerprints import CAUSES, fingerprints, noise_of_labels
from lessonlib.clinic.runs import KINDS, Run


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
    level : float or None
        The loss at which a run with this cause rests or starts, if it has one.
    """

    cause: str
    arithmetic: str
    check: str
    page: str
    level: float | None = None


class Diagnosis(list):
    """The findings of `diagnose`, likeliest first; printed, a short report.

    Attributes
    ----------
    run : Run
        What was told.
    seen : str
        The loss, and what knowing nothing costs.
    assumed : str
        What the losses were taken for, told or not.
    """

    def __init__(self, run, findings, near=()):
        super().__init__(findings)
        self.run = run
        self.seen = _seen(run)
        self.assumed = _assumed(run)
        self._nothing_found = _nothing_found(run, near)

    def __repr__(self):
        lines = [self.seen, self.assumed]
        for number, one in enumerate(self, start=1):
            lines.append(f"{number}. {one.cause}: {one.arithmetic}")
            lines.append(f"   first, {one.check} (page {one.page})")
        if not self:
            lines.append(self._nothing_found)
        return "\n".join(lines)

    def draw(self, ax):
        """The losses, what knowing nothing costs, and the levels that gave something away.

        Parameters
        ----------
        ax : matplotlib.axes.Axes

        Returns
        -------
        ax
        """
        run = self.run
        kept = np.flatnonzero(np.isfinite(run.values))
        ax.plot(kept, run.values[kept], label="loss")
        ax.axhline(run.log_c, color="black", linestyle=":", label=f"ln {run.n_classes}")
        for one in self:
            if one.level is not None and not math.isclose(one.level, run.log_c):
                ax.axhline(one.level, color="#D55E00", linestyle="--", label=one.cause)
                break  # of two levels the likelier one
        if len(kept) < len(run.values):
            lost = int(np.flatnonzero(~np.isfinite(run.values))[0])
            ax.axvline(lost, color="#D55E00", linestyle="-.", label="no number")
        ax.set(xlabel="value", ylabel="loss in nats")
        ax.legend()
        return ax

    def _repr_markdown_(self):
        lines = [self.seen, self.assumed]
        if not self:
            lines.append(self._nothing_found)
            return "  \n".join(lines)
        rows = [f"| {one.cause} | {one.arithmetic} | {one.check} | {one.page} |" for one in self]
        head = ["| likely cause | what gives it away | first | page |", "|:---|:---|:---|:---|"]
        return "\n\n".join(["  \n".join(lines), "\n".join([*head, *rows])])

    def show(self):
        """Put out the report as a table, and a picture of more than a few losses.

        A notebook does so by itself where a report is the last thing in a cell.
        """
        from matplotlib.figure import Figure

        from lessonlib.page import put_out, show

        put_out(None, {"text/markdown": self._repr_markdown_(), "text/plain": repr(self)})
        if len(self.run.finite) > 3:
            fig = Figure(figsize=(4.6, 2.6))
            self.draw(fig.subplots())
            show(fig, f"The {len(self.run.values)} losses that were told.")

    _ipython_display_ = show


def _seen(run):
    now, c = run.values[-1], run.n_classes
    said = f"{now:.6g}".replace("-", "−")
    grid = " (ln C on bfloat16's grid)" if _is_on_the_grid(now, c) else ""
    return f"{said} nats{grid} of {c} classes, where knowing nothing costs ln {c} = {run.log_c:.4f}"


def _assumed(run):
    kinds = {
        "steps": "losses of steps",
        "epochs": "means over epochs",
        "validation": "losses of validation",
    }
    if run.alone:
        return {
            True: "a single value, that of an untrained model",
            False: "a single value, that of a trained model",
            None: "a single value; of an untrained model or a trained one was not told",
        }[run.untrained]
    said = kinds.get(run.kind, "losses of steps, of epochs or of validation")
    first = {
        True: "the first of an untrained model",
        False: "the first of a model that was trained before",
        None: "the first may not be the start",
    }
    return f"{len(run.values)} values, taken as {said}; {first[run.untrained]}"


def _nothing_found(run, near):
    """No finding is no all-clear: what could not be asked is said."""
    if run.alone and run.untrained is None and run.log_c:
        if abs(run.values[-1] / run.log_c - 1) <= 0.06:
            return "That is where a run begins. Later in a run it means that nothing is learned."
        if near:
            cause, words = near[0]
            return (
                f"If a run rests there: {cause}, as {words}. But a run that learns may pass it on "
                "its way; give the losses of the run, in order."
            )
        return "A single value tells little; give the losses of the run, in order."
    if not run.alone and not run.rests:
        return "Not at rest, so floors could not be asked; no other number is known in it."
    return "No number is known in it. That is no proof: see the order of looking on page 24."


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
    kind=None,
    untrained=None,
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
    kind : {"steps", "epochs", "validation"}, optional
        What the losses are: of single steps, means over epochs, or of examples that were held
        out. Without it, few values that do not move are not called a run that learns nothing.
    untrained : bool, optional
        Whether the first loss is that of an untrained model. Then its height is evidence; else
        only a very large one is. Whether a single loss rests is asked only of a trained model.

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
    >>> diagnose(1.47, 10, untrained=False)
    1.47 nats of 10 classes, where knowing nothing costs ln 10 = 2.3026
    a single value, that of a trained model
    1. softmax applied twice: ln(1 + 9/e) = 1.4612 is the floor
       first, give the loss raw logits (page 05)

    Taught in: 24
    """
    c = arguments.count("n_classes", n_classes, "count the classes")
    dtype = _name_of(dtype if dtype is not None else getattr(loss, "dtype", ""))
    if kind is not None and kind not in KINDS:
        known = ", ".join(map(repr, KINDS))
        raise ValueError(f"kind must be one of {known}, got {kind!r}; leave it out if unknown")
    run = Run(_losses(loss, history), c, kind, untrained)
    options = {"batch_size": batch_size, "frequencies": frequencies}
    rows = fingerprints(c, label_smoothing=label_smoothing, **options)
    noise = noise_of_labels(c, **options)
    found = list(_findings(run, rows, dtype, batch_size, label_smoothing > 0, noise))
    words = dict(reversed(found))  # of two for one cause the first counts
    levels = {said: number for _, number, said in rows}
    near = []
    if run.alone and len(run.finite):
        near = list(rules.near_numbers(run, rows, label_smoothing > 0))
    return Diagnosis(
        run,
        [
            Finding(cause, words[cause], *CAUSES[cause], levels.get(words[cause]))
            for cause in dict.fromkeys(cause for cause, _ in found)
        ],
        near,
    )


def _findings(run, rows, dtype, batch_size, smoothing_told, noise):
    if not len(run.finite):
        return rules.of_lost_values(run, dtype)
    if run.n_classes == 1 or not run.finite.any() or 0 <= run.values[-1] < 1e-7:
        return rules.of_zero(run, dtype)
    numbers = {cause: (number, words) for cause, number, words in rows}
    found = list(rules.of_negative_values(run))
    if len(run.finite) < len(run.values):
        found += rules.of_lost_values(run, dtype)
    if run.finite.min() >= 0:
        found += [*rules.of_sameness(run), *rules.of_peak(run)]
        found += rules.of_start(run, numbers, batch_size)
        found += rules.of_rest(run, rows, smoothing_told, noise)
        found += rules.of_growth(run)
        found += [] if found else rules.of_height(run, batch_size)
    return found


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
