"""A line of 20,000 letters is no reason to wait: what reads pages takes time in its length."""

import time
from copy import deepcopy

import pytest
from series import COIN, FROZEN, cell_named

from lessonlib.authoring.differences import changes
from lessonlib.authoring.rules import ADVICE, RULES
from lessonlib.notebook.folding import folded_on
from lessonlib.notebook.reading import Series
from lessonlib.notebook.sentences import sentences_of

LENGTH = 20_000
SECONDS = 1  # of the processor; below it, a ratio says nothing
TEXTS = [
    *("a", "1", "a ", "1 ", "a  ", "a  b ", "1.", ".", "-", "−", "(", "(a)", "(A, B", "[", "]("),
    *("$a ", "$", "**", "`", "=", "a=", "a:", "x, ", "1, ", "1 rows and ", "axis", "<", "<!--"),
    *("“", "a”", "_", "|", "| ", " ", "\n", "\n\n", "\t", "1/", "0", "±1 ", "\\", "1e-", "e", "…"),
    *("two ", "page ", "cell ", "Figure: ", "horizontal axis: ", "horizontal axis", "- ", "&lt;"),
]
SOME = TEXTS[::6]


def with_text(kind, text):
    page = deepcopy(COIN)
    if kind == "printed":
        cell_named(page, "coin").outputs[0].text = f"{text}\n"
    elif kind == "prose":
        cell_named(page, "result-ask").source += f"\n\n{text}"
    else:
        cell_named(page, "coin").source += f"\n# {text}" if "\n" not in text else text
    return page


@pytest.mark.parametrize("kind", ["printed", "prose", "code"])
@pytest.mark.parametrize(
    "unit",
    [unit if unit in SOME else pytest.param(unit, marks=pytest.mark.everything) for unit in TEXTS],
)
def test_a_long_line_is_read_in_time(kind, unit):
    """Twice the length takes about twice the time; a pattern that tries all pairs takes four."""
    half, whole = (seconds_to_read(kind, (unit * n)[:n]) for n in (LENGTH // 2, LENGTH))
    assert whole < 3 * half + SECONDS


def seconds_to_read(kind, text):
    page = with_text(kind, text)
    series = Series(FROZEN.folder, {**FROZEN.pages, "01_coin": page}, {})
    start = time.process_time()
    for rule in (*RULES, *ADVICE):
        list(rule(page, series))
    folded_on(page)
    changes(COIN, page)
    for cell in page.cells:
        sentences_of(cell)
    return time.process_time() - start
