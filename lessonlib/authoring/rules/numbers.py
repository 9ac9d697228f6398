"""Rules on numbers: each one that a page says was computed on that page."""

import ast
import math
import re

from lessonlib.authoring.rules.registry import rule, rule_of_outputs
from lessonlib.notebook import words
from lessonlib.notebook.cells import (
    code_after,
    code_cells,
    outputs_text,
    prose_cells,
    text_of,
)
from lessonlib.notebook.code import calls_of, literals_in, numbers_in
from lessonlib.notebook.prose import FORMULA, LINK, plain_prose, without_fences

# A number, with its sign where that is a decimal's: the minus of `a - 1` is no sign.
NUMBER = re.compile(r"(?<![\w.])(?:(?<![)\]}])-(?=\d+\.))?\d+(?:\.\d+)?(?:e-?\d+)?(?!\w|\.\d)")
# In prose also beside letters, as in $q_1$ or *2.5*nats, and where written in words.
PROSE_NUMBER = re.compile(
    NUMBER.pattern.replace(r"(?<![\w.])", r"(?<![\d.])").replace(r"\w", r"\d")
)
# Numbers that are no results: minutes, places in a list, titles in links, and what an author marks,
# as in `1948<!--year-->`. A two-digit number with a leading 0 is the name of a page.
NO_RESULT = (
    r"^\| \[\d\d\].* \d+ \|$|^\*\*\d\.\*\*|(?:(?<![\d.])[\d.]+|`[^`]*`)<!--.+?-->"
    r"|\[\d\d(?: [^\]]*)?(?=\]\([^)]*\.ipynb\))"
)
MARK = re.compile(r"((?<![\d.])[\d.]+|`[^`]*`)<!--(.*?)-->")
REASONS = ("year", "to try", "example", "of another source")
TUPLE = re.compile(r"\(-?\d[\d.]*(?:,|(?:, ?-?\d[\d.]*)+)\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_NOWHERE = "stands in no output and in no code of this page"
_COMPUTE = "let a cell compute it, or mark what is no result with its reason, as in 1948<!--year-->"
DECIMAL_COMMA = re.compile(r"\d+,\d+")


@rule_of_outputs
def numbers_are_computed(page, series):
    """Each number in the prose, and in the words that code puts out, was computed on the page."""
    known = computed_numbers(page)
    no_result = rf"{NO_RESULT}|{words.MINUTES}|\b{words.PAGE} \d\d"
    for cell in page.cells:
        if cell.cell_type == "code":
            said = (re.sub(rf"\b{words.PAGE} \d\d", " ", text) for text in said_in(cell))
            numbers = [n for text in said for n in numbers_of(text)]
        else:
            prose = re.sub(no_result, " ", cell.source, flags=re.MULTILINE | re.IGNORECASE)
            prose = re.sub(r"\]\([^)]*\)", " ", prose)
            numbers = numbers_of("\n".join(CODE.findall(prose)))
            said = CODE.sub(" ", prose)
            # A decimal comma outside of formulas has a rule of its own.
            numbers += numbers_of(DECIMAL_COMMA.sub(" ", FORMULA.sub(" ", said)), PROSE_NUMBER)
            formulas = " ".join(map("".join, FORMULA.findall(said)))
            numbers += numbers_of(formulas, PROSE_NUMBER)
        for number in numbers:
            if number not in known and not re.fullmatch(r"0\d", number):
                yield cell, f"{number} {_NOWHERE}{_nearest(number, known)}"


def _nearest(number, known):
    """What the author may have meant: the number unrounded, or else the nearest of its size."""
    digits = len(number.partition(".")[2])
    values = {float(each): each for each in known if re.fullmatch(r"-?\d+(?:\.\d+)?", each)}
    value = float(number)
    rounded = [v for v in values if "e" not in number and f"{v:.{digits}f}" == number]
    if rounded:
        whole = values[min(rounded, key=lambda v: abs(v - value))]
        return f", where {whole} does; print it as {number} there, or say it as it is printed"
    near = [v for v in values if abs(v - value) <= 0.1 * abs(value)]
    nearest = min(near, key=lambda v: abs(v - value), default=None)
    meant = f"; the nearest is {values[nearest]}" if nearest is not None else ""
    return f"{meant}; {_COMPUTE}"


def said_in(cell):
    """The strings of a cell's code, but for what a reader may choose: that may be wrong."""
    choices = {
        choice.value
        for call in calls_of("ask", cell.source)
        for choices in call.args[1:]
        for choice in getattr(choices, "keys", ())
        if isinstance(choice, ast.Constant)
    }
    return [text for text in literals_in(cell.source) if text not in choices]


@rule_of_outputs
def tuples_are_computed(page, series):
    """A tuple of numbers in prose, such as a shape, stands as such in an output or in the code."""
    known = _as_tuple(outputs_text(page) + "".join(cell.source for cell in code_cells(page)))
    for cell in prose_cells(page):
        for said in TUPLE.findall(without_fences(cell.source)):
            if _as_tuple(said) not in known:
                yield cell, f"{said} {_NOWHERE}; {_COMPUTE}"


def _as_tuple(text):
    """Without spaces, and lists as tuples: [4, 10] is (4,10)."""
    return re.sub(r"\s", "", text).translate(str.maketrans("[]", "()"))


@rule_of_outputs
def ranges_follow_outputs(page, series):
    """“from 0.25 to 0.75” says two numbers in the order in which a cell has them."""
    span = re.compile(
        rf"\b{words.FROM} \$?({PROSE_NUMBER.pattern})\$? {words.TO} \$?({PROSE_NUMBER.pattern})",
        re.IGNORECASE,
    )
    texts = [text_of(output) for cell in code_cells(page) for output in cell.outputs]
    texts += [cell.source for cell in code_cells(page)]
    in_order = [NUMBER.findall(text.replace("−", "-")) for text in texts]
    for cell in prose_cells(page):
        for first, second in span.findall(re.sub(MARK, " ", cell.source).replace("−", "-")):
            both = [numbers for numbers in in_order if {first, second} <= {*numbers}]
            if both and not any(second in ns[ns.index(first) :] for ns in both):
                said = f"“{words.FROM} {first} {words.TO} {second}”"
                yield cell, f"{said}, and in the outputs {second} comes first; turn them round"


@rule
def bits_have_a_base(page, series):
    """“bits” stands where a logarithm has the base 2: there, or in one of the next two cells."""
    for place, cell in enumerate(page.cells):
        if cell.cell_type == "markdown":
            text = LINK.sub(" ", cell.source)  # a title may name them
        else:
            text = "\n".join(literals_in(cell.source))
        near = [cell, *code_after(page, place)]
        if not re.search(rf"\b{words.BITS}\b", text) or re.search(r"float|mantissa", text):
            continue  # the bits of a float are no unit of information
        if not any(re.search(r"log_?2|base[ =]*2|ln ?2|log\(2\)", c.source) for c in near):
            near_here = f"“{words.BITS}”, and no logarithm of base 2 here or in the next two cells"
            yield cell, f"{near_here} of code; compute them there, or name the unit that is meant"


@rule
def decimals_have_points(page, series):
    for cell in prose_cells(page):
        for said in re.findall(DECIMAL_COMMA, FORMULA.sub(" ", plain_prose(cell.source))):
            yield cell, f"{said} has a comma; write {said.replace(',', '.')}, or no comma at all"


@rule
def marks_have_reasons(page, series):
    """A mark that takes a number from the rules gives one of the known reasons."""
    for cell, number, reason in marks_on(page):
        if reason not in REASONS:
            known = ", ".join(REASONS)
            yield cell, f"{number} is marked with “{reason}”, expected a reason of: {known}"
        elif reason == "year" and not re.fullmatch(r"1[89]\d\d|20\d\d", number):
            yield cell, f"{number} is marked as a year, and is none; give the reason that it has"


def marks_on(page):
    """The numbers that are marked as no results: cell, number and reason."""
    for cell in prose_cells(page):
        for number, reason in MARK.findall(cell.source):
            yield cell, number, reason


def computed_numbers(page):
    """The numbers in code and in outputs, without those that a string of the code put there."""
    known = set()
    for cell in code_cells(page):
        known |= numbers_in(cell.source)
        text = "\n".join(text_of(output) for output in cell.outputs).replace("−", "-")
        for literal in literals_in(cell.source):
            if NUMBER.search(literal):
                text = text.replace(literal.replace("−", "-"), " ")
        known |= set(NUMBER.findall(text))
    return known


def numbers_of(text, pattern=NUMBER):
    values = words.SMALL | words.NUMBERS | words.UNITS
    before, alone, units = map("|".join, (values, words.NUMBERS, words.UNITS))
    said = rf"\b(?:(?:(?:{before}) )*(?:{units})|{alone})\b"
    in_words = [
        str(math.prod(values[word.lower()] for word in found.split()))
        for found in re.findall(said, text, re.IGNORECASE)
    ]
    return pattern.findall(text.replace("−", "-")) + in_words
