"""The ways to break a page, by name: `broken_outputs` and `broken_words` register theirs here."""

import re
from pathlib import Path

from lessonlib.notebook.reading import Series

LESSON = Series.in_folder(Path(__file__).parents[2] / "notebooks")

DIGIT = re.compile(r"(?<=[\d.])\d(?![\d.]*%)|\d(?=\.\d)")
BY_RULES = []  # the kinds that the page rules alone refuse, without a kernel
KINDS = {}


def kind(words, *, by_rules=False):
    """Register a way to break a page: it changes the page and returns the broken cells' names."""

    def register(change):
        KINDS[words] = change
        if by_rules:
            BY_RULES.append(words)
        return change

    return register


def another_digit(text, rng):
    place = rng.choice([m.start() for m in DIGIT.finditer(text)])
    digit = rng.choice([d for d in "123456789" if d != text[place]])
    return text[:place] + digit + text[place + 1 :]
