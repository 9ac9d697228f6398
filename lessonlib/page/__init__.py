"""What a page puts out: checked claims, described figures, a comparison with PyTorch.

Every line is stable, so that nbval can compare it with the stored one: numbers are rounded to 8
significant digits, and differences of arrays are given as a bound, not as a value.
"""

from lessonlib.page.claims import claim, compare
from lessonlib.page.descriptions import describe
from lessonlib.page.figures import DRAWN_BY, show

__all__ = ["DRAWN_BY", "claim", "compare", "describe", "show"]
