"""Wrong answers to the exercises, as a learner would type them, apart from those in `checks`."""

from wrong_answers import at_work, understood
from wrong_answers.names import NAMES

WRONG = understood.WRONG + at_work.WRONG

__all__ = ["NAMES", "WRONG"]
