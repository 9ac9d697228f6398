"""What every page must satisfy, read from its stored JSON.

nbval runs a page again and compares its outputs. It does not look at counts, prose or metadata, and
it is content with a page that has no outputs. These rules do look. Each takes a page and the series
that it belongs to, and yields what is wrong with it: the cell (None for the page as a whole), and
the words that say what stands there and what was expected. `registry` lists them. `ADVICE` are such
functions too; what they find is told to an author, and no page is refused for it.
"""

from lessonlib.authoring.rules import (
    equations,
    figures,
    numbers,
    questions,
    quotations,
    references,
    relations,
    shape,
    stored,
)
from lessonlib.authoring.rules.registry import ADVICE, BEFORE_RUNNING, RULES

__all__ = [
    "ADVICE",
    "BEFORE_RUNNING",
    "RULES",
    "equations",
    "figures",
    "numbers",
    "questions",
    "quotations",
    "references",
    "relations",
    "shape",
    "stored",
]
