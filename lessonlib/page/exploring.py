"""Figures that answer to sliders and switches."""

import re
from dataclasses import dataclass

import matplotlib.pyplot as plt

from lessonlib.marks import OPEN_GOAL, REACHED_GOAL
from lessonlib.page.alive import Alive, in_a_script, put_out
from lessonlib.page.figures import bundles, picture, print_words


@dataclass(frozen=True)
class Slider:
    """A number that the reader moves in steps, with the arrow keys or the mouse.

    Parameters
    ----------
    label : str
        What it is, beside the slider; a screen reader says it too.
    low, high, step : float
        Its ends and its step. With whole ones the values are whole too.
    start : float
        Where it stands before it is moved: low and some steps.
    unit : str
        Said behind the value.

    Raises
    ------
    ValueError
        If the step does not divide the way from low to high, and to start.

    Taught in: 01
    """

    label: str
    low: float
    high: float
    step: float
    start: float
    unit: str = ""

    def __post_init__(self):
        if not self.step > 0:
            raise ValueError(f"step must be above 0, got {self.step}")
        for name in ("start", "high"):
            steps = (getattr(self, name) - self.low) / self.step
            if steps < 0 or abs(steps - round(steps)) > 1e-9 or self.start > self.high:
                raise ValueError(
                    f"{name} must be low and some steps, at most high, got {getattr(self, name)} "
                    f"for {self.low} to {self.high} in steps of {self.step}"
                )

    @property
    def ends(self):
        return self.low, self.high

    @property
    def steps(self):
        """All its values, as a browser may send them."""
        count = round((self.high - self.low) / self.step)
        return [self.value(self.low + n * self.step) for n in range(count + 1)]

    @property
    def _digits(self):
        return len(f"{self.step:.10f}".rstrip("0").partition(".")[2])

    def value(self, sent):
        """The number that a browser's value stands for: on the grid, without its rounding."""
        steps = round((sent - self.low) / self.step)
        whole = all(isinstance(number, int) for number in (self.low, self.step))
        number = min(max(self.low + steps * self.step, self.low), self.high)
        return number if whole else round(float(number), 10)

    def front(self, name):
        attributes = {"type": "range", "min": self.low, "max": self.high, "step": self.step}
        return {
            "name": name,
            "label": self.label,
            "attributes": attributes,
            "digits": self._digits,
            "unit": self.unit,
        }


@dataclass(frozen=True)
class Switch:
    """Something that the reader turns on or off.

    Parameters
    ----------
    label : str
    off, on : str
        What is said of both states.
    start : bool

    Taught in: 06
    """

    label: str
    off: str = "off"
    on: str = "on"
    start: bool = False

    ends = steps = (False, True)

    def value(self, sent):
        return bool(sent)

    def front(self, name):
        return {
            "name": name,
            "label": self.label,
            "attributes": {"type": "checkbox"},
            "texts": [self.off, self.on],
        }


@dataclass(frozen=True)
class Choice:
    """One of several words.

    Parameters
    ----------
    label : str
    options : tuple of str
    start : str
        One of them.

    Raises
    ------
    ValueError
        If it is none of them.

    Taught in: 06
    """

    label: str
    options: tuple
    start: str

    def __post_init__(self):
        if self.start not in self.options:
            raise ValueError(f"start must be one of {', '.join(self.options)}, got {self.start!r}")

    @property
    def ends(self):
        return self.options[0], self.options[-1]

    @property
    def steps(self):
        return self.options

    def value(self, sent):
        return sent if sent in self.options else self.start

    def front(self, name):
        return {"name": name, "label": self.label, "attributes": {}, "options": [*self.options]}


def explore(draw, *, goal=None, **controls):
    """Put out a figure with controls, by which the reader draws it again.

    What is stored is the figure at the start, just as `show` puts it out. Where the page runs,
    picture, alt text, caption and description follow the controls.

    Parameters
    ----------
    draw : callable
        Takes each control by its name, and returns a new figure and its caption, one sentence with
        the numbers that matter. It changes nothing outside of itself. Where only words change, it
        may return one and the same figure.
    goal : (str, callable), optional
        What there is to find, and a function of the same values that tells whether it is found.
    **controls : Slider, Switch or Choice

    Raises
    ------
    ValueError
        If there are no controls, the goal is reached at the start, or the figure cannot be
        described.

    Taught in: 01
    """
    if not controls:
        raise ValueError("controls must be at least one, such as a Slider, got none; use show")
    values = {name: control.start for name, control in controls.items()}
    if goal and goal[1](**values):
        raise ValueError(f"goal must be open at the start, got “{goal[0]}” reached by {values}")
    if in_a_script():
        fig, caption = draw(**values)
        print_words(fig, typeset(caption))
        return
    drawn = _drawn(draw, values)
    open_goal = f"{OPEN_GOAL}{goal[0]}" if goal else ""
    words = Alive("words", {**_words(drawn), "goal": open_goal})

    def move(widget, sent):
        now = {name: control.value(sent["values"][name]) for name, control in controls.items()}
        before = plt.get_fignums()
        try:
            new = _drawn(draw, now, quick=True)
            found = {"goal": f"{REACHED_GOAL}{goal[0]}"} if goal and goal[1](**now) else {}
        except Exception as error:  # it would show nowhere on the page
            for number in {*plt.get_fignums()} - {*before}:
                plt.close(number)
            widget.show({"error": f"{type(error).__name__}: {error}", "answered": sent["count"]})
            return
        words.show({**_words(new), **found})
        # The values too: a page that is loaded again starts from them.
        widget.show({**_frame(new), "values": now, "answered": sent["count"]}, new.png)

    shown = {
        "controls": [control.front(name) for name, control in controls.items()],
        "values": values,
        **_frame(drawn),
    }
    parts = bundles(drawn, open_goal)
    for widget, part in zip((Alive("controls", shown, move, drawn.png), words), parts, strict=True):
        put_out(widget, *part)


def _drawn(draw, values, *, quick=False):
    fig, caption = draw(**values)
    return picture(fig, typeset(caption), quick=quick)


def typeset(caption):
    """With a minus sign in place of the hyphen."""
    return re.sub(r"(?<!\w)-(?=\d)", "−", caption)


def _words(drawn):
    return {"caption": drawn.caption, "facts": drawn.facts}


def _frame(drawn):
    return {"alt": drawn.caption, "width": drawn.width, "height": drawn.height, "error": ""}
