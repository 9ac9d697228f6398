"""What a page puts out: claims, figures, a comparison with PyTorch, and parts that are alive.

Every line is stable, so that nbval can compare it with the stored one: numbers are rounded to 8
significant digits, and differences of arrays are given as a bound, not as a value.
"""

from lessonlib.page.alive import SCRIPT, STYLE, put_out
from lessonlib.page.asking import ask
from lessonlib.page.claims import claim, compare
from lessonlib.page.descriptions import describe
from lessonlib.page.exploring import Choice, Slider, Switch, explore, typeset
from lessonlib.page.figures import DRAWN_BY, show
from lessonlib.page.progress import progress

__all__ = [
    "DRAWN_BY",
    "SCRIPT",
    "STYLE",
    "Choice",
    "Slider",
    "Switch",
    "ask",
    "claim",
    "compare",
    "describe",
    "explore",
    "progress",
    "put_out",
    "show",
    "typeset",
]
