"""The sentences of a page: in its prose, and in what its code says to the reader."""

import re

from lessonlib.notebook import words
from lessonlib.notebook.code import literals_in, syntax_error
from lessonlib.notebook.prose import without_fences

_END = re.compile(r"(?<=[.!?:])(?:\*\*)?\s+(?=[^a-z])|\n\s*\n|\n(?=[-|#<\d])")


def sentences_of(cell):
    """Each sentence of a cell, on one line; strings of code count from three words on."""
    if cell.cell_type == "markdown":
        texts = [without_fences(cell.source)]
    elif syntax_error(cell.source):
        texts = []
    else:
        texts = [text for text in literals_in(cell.source) if len(text.split()) > 2]
    pieces = (piece for text in texts for piece in _END.split(text))
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]


def new_sentences(old, new):
    """The sentences of a cell that an older version of it, or None, does not have."""
    before = {*sentences_of(old)} if old is not None else set()
    return [sentence for sentence in sentences_of(new) if sentence not in before]


def is_bold(sentence):
    """Whether it says always, every, only, the largest: more than its cell computed, perhaps."""
    return bool(re.search(rf"\b(?:{words.BOLD})\b", sentence, re.IGNORECASE))


def says_a_direction(sentence):
    """Whether it says above or below, more or less, rows or columns: what no rule can check."""
    return bool(re.search(rf"\b(?:{words.DIRECTIONS})\b", sentence, re.IGNORECASE))
