"""Wrong answers to the exercises, as a learner would type them, apart from those in `checks`."""

from wrong_answers import early_pages, late_pages
from wrong_answers.names import NAMES

WRONG = early_pages.WRONG + late_pages.WRONG

__all__ = ["NAMES", "WRONG"]
