"""Rules on what prose quotes from the cells beside it: counts, units, shapes, rows of a table.

A number may stand on a page and be another's. Near a cell is what stands in it, and in the code and
the outputs of the three cells of code before it and behind it.
"""

import ast
import re

from lessonlib.authoring.rules.numbers import NUMBER
from lessonlib.authoring.rules.registry import rule, rule_of_outputs
from lessonlib.notebook import words
from lessonlib.notebook.cells import code_cells, outputs_text, prose_cells, text_of
from lessonlib.notebook.code import (
    calls_of,
    identifiers_in,
    nodes_of,
    numbers_in,
    tree_of,
    variables_in,
)
from lessonlib.notebook.prose import LINK, without_fences
from lessonlib.notebook.sentences import sentences_of

NEAR = 3
_LETTERS = re.compile(r"\(([A-Z](?:, ?[A-Z])+)\)")
_AXIS = re.compile(r"(horizontal|vertical) axis[^:;]*: ([^,;.]+)", re.IGNORECASE)
_SHAPE = re.compile(r"\b(\d+)(?:, | rows and )(\d+)(?= columns|\))")
# A name has at most 80 characters: without an end, each of a long line's would be tried with all.
_RESULT = re.compile(r"([^\W\d](?:[^:,|=()]|\([^)]{0,80}\)){0,80})[:=] *(-?\d[\d.]*)")
_ROW = re.compile(r"^ *([^\W\d](?:\S|\s(?!\s))*+)\s{2,}(\D*+\d.*)$")
_QUOTED = re.compile(r"(?<![\w.])\d+\.\d+|(?<![\w.])\d{2,}(?![\w.])")


@rule_of_outputs
def counts_are_near(page, series):
    """A number in words is computed, written or counted near, and not only somewhere on the page.

    The first cell, which says what is to come, is free.
    """
    for place, cell in enumerate(page.cells[1:], start=1):
        if cell.cell_type != "markdown":
            continue
        text = LINK.sub(lambda link: link[1], without_fences(cell.source))
        values, near = _number_words(), None
        alone = rf"\b({'|'.join(values)})\b(?! (?:{'|'.join(words.UNITS)}))"
        for said in re.finditer(alone, text, re.IGNORECASE):
            number = str(values[said[1].lower()])
            near = near or _numbers_near(page, place) | _counts_in(text)
            if number not in near:
                words_on = " ".join(text[said.start() :].split()[:3])
                where = f"{number} is neither computed, written nor counted near"
                yield cell, f"“{words_on}”, and {where}; compute it there, or write without it"


def _number_words():
    """Those from two on: “one” is no number as often as not."""
    return {word: n for word, n in (words.SMALL | words.NUMBERS).items() if n > 1}


def _numbers_near(page, place):
    before = [cell for cell in page.cells[:place] if cell.cell_type == "code"][-NEAR:]
    behind = [cell for cell in page.cells[place:] if cell.cell_type == "code"][:NEAR]
    return set().union(*(_numbers_of(cell) for cell in (*before, *behind)))


def _numbers_of(cell):
    """The numbers in a cell, and how many there are: in a row, in a list, of rows."""
    known = numbers_in(cell.source) | {*re.findall(r"\d+", cell.source)}
    written = {*re.findall(r"[^\W\d_]+", cell.source)}
    known |= {str(n) for word, n in _number_words().items() if word in written}
    for node in nodes_of(cell.source):
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            known.add(str(len(node.elts)))
        elif isinstance(node, ast.Dict):
            known.add(str(len(node.keys)))
    for output in cell.outputs:
        text = text_of(output)
        rows = [row for row in text.splitlines() if row.strip()]
        known |= {str(len(rows)), *NUMBER.findall(text)}
        known |= {str(len(NUMBER.findall(part))) for part in (text, *rows)}
        known |= {str(int(a) * int(b)) for a, b in _SHAPE.findall(text)}
    return known


def _counts_in(text):
    """The numbers that prose itself has: as digits, of its list, of its rows."""
    lists = (r"^(?:- |\d\. )", r"^\| ", r"\$\$")
    return {*re.findall(r"\d+", text), *(str(len(re.findall(p, text, re.M))) for p in lists)}


@rule_of_outputs
def units_are_those_of_the_output(page, series):
    """A number is said in the unit in which an output has it; an axis in bits has a base of 2."""
    units = f"{words.NATS}|{words.BITS}"
    printed = {}
    for number, unit in re.findall(rf"({NUMBER.pattern}) ({units})\b", outputs_text(page)):
        printed.setdefault(number, set()).add(unit)
    for cell in prose_cells(page):
        text = re.sub(r"[$*_]|\\[,;]?", "", cell.source)
        for number, unit in re.findall(rf"(?<![\d.])(\d+\.\d+) ({units})\b", text):
            if unit not in printed.get(number, {unit}):
                here = " and ".join(sorted(printed[number]))
                yield cell, f"“{number} {unit}”, and the output that holds it says {here}"
    for cell in code_cells(page):
        label = rf"[xy]label\"?(?:=|\(|: *)\"([^\"]*\b{words.BITS}\b)"
        labels = re.findall(label, cell.source)
        if labels and not re.search(r"log_?2|base=2|ln ?2|log\(2\)", _made(cell, page)):
            yield cell, f"the axis “{labels[0]}” is over numbers without a base of 2; name theirs"


def _made(cell, page):
    """A cell's code, with the code above it that made the names in it, as far back as it goes."""
    cells = code_cells(page)
    above = cells[: cells.index(cell)]
    used, names = [cell.source], identifiers_in(cell.source)
    for statement in reversed([node for each in above for node in tree_of(each.source).body]):
        code = ast.unparse(statement)
        if _names_made(statement) & names - {"fig", "ax"}:
            used.append(code)
            names = names | identifiers_in(code)
    return "\n".join(used)


def _names_made(statement):
    if isinstance(statement, ast.FunctionDef):
        return {statement.name}
    return variables_in(ast.unparse(statement))


@rule_of_outputs
def shapes_in_letters_are_printed(page, series):
    """(N, C, H, W) is said in the order in which code or an output has it."""
    shown = outputs_text(page) + "\n".join(cell.source for cell in code_cells(page))
    known = {_letters(shape) for shape in _LETTERS.findall(shown)}
    for cell in prose_cells(page):
        for shape in _LETTERS.findall(re.sub(r"[$`]", "", without_fences(cell.source))):
            said = _letters(shape)
            other = [each for each in known if sorted(each) == sorted(said)]
            if len(set(said)) > 1 and other and said not in known:
                yield (
                    cell,
                    f"“({shape})”, and the page's code or outputs say ({', '.join(other[0])})",
                )


def _letters(shape):
    return tuple(re.findall("[A-Z]", shape))


@rule_of_outputs
def figures_differ_in_words(page, series):
    """No two figures share a caption, and what a label names lies along one axis on a page."""
    captions, axes = {}, {}  # of those before: caption to cell; label to axis and cell
    for cell in code_cells(page):
        for output in cell.outputs:
            if "image/png" not in output.get("data", {}):
                continue
            first, *facts = output.data.get("text/plain", "").split("\n")
            if first in captions and captions[first] is not cell:
                there = captions[first].id
                yield cell, f"the caption is that of the figure in {there}; say what differs"
            captions.setdefault(first, cell)
            for axis, label in _AXIS.findall("\n".join(facts)):
                other, there = axes.setdefault(label, (axis.lower(), cell))
                if other != axis.lower():
                    here = f"“{label}” is the {axis.lower()} axis here, and the {other} one"
                    yield cell, f"{here} in {there.id}; exchange the labels, or let them differ"


@rule_of_outputs
def rows_are_quoted_as_printed(page, series):
    """Two numbers of a printed table stand by the names of their own rows."""
    for place, cell in enumerate(page.cells):
        if cell.cell_type != "markdown":
            continue
        near = [c for c in page.cells[max(0, place - 4) : place + 5] if c.cell_type == "code"]
        tables = [rows for code in near for o in code.outputs if len(rows := _rows(text_of(o))) > 1]
        for sentence in sentences_of(cell):
            said = re.sub(r"[$`*]", "", sentence).replace("−", "-")
            for rows in tables:
                if wrong := _exchanged(said, rows):
                    yield cell, f"“{sentence[:60]}…”: {wrong}"
                    break


def _rows(text):
    """The results in an output, by name: rows of a table, “name: number” and “name = number”."""
    rows = {}
    for line in text.replace("−", "-").splitlines():
        found = _RESULT.findall(line) or _ROW.findall(line)
        for name, numbers in found:
            rows.setdefault(name.strip(), {*_QUOTED.findall(numbers)})
    return rows


def _exchanged(sentence, rows):
    """What a sentence exchanges, if it names two rows and quotes a number of each."""
    places = {name: re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) for name in rows}
    names = sorted((place.start(), name) for name, place in places.items() if place)
    numbers = _QUOTED.findall(sentence)
    if len(names) != 2 or len(numbers) != 2:
        return None
    (_, one), (_, other) = names
    first, second = ({n for n in numbers if n in rows[name]} for name in (one, other))
    if first == {numbers[1]} and second == {numbers[0]}:
        return f"{numbers[0]} is {other}, and {numbers[1]} is {one}; exchange them"
    return None


@rule
def answers_follow_their_comparison(page, series):
    """“larger” is the answer where a > b, “smaller” where a < b: what is compared stands left."""
    for cell in code_cells(page):
        for call in calls_of("ask", cell.source):
            for option in call.keywords:
                for node in ast.walk(option.value) if option.arg == "answer" else ():
                    if isinstance(node, ast.IfExp) and (wrong := _turned_answer(node)):
                        yield cell, wrong


def _turned_answer(node):
    parts = node.test, node.body, node.orelse
    if not (isinstance(node.test, ast.Compare) and len(node.test.ops) == 1):
        return None
    if not all(
        isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts[1:]
    ):
        return None
    says = [
        (re.search(rf"\b(?:{words.MORE})\b", part.value) and ast.Gt)
        or (re.search(rf"\b(?:{words.LESS})\b", part.value) and ast.Lt)
        for part in parts[1:]
    ]
    given = type(node.test.ops[0])
    order = {ast.GtE: ast.Gt, ast.LtE: ast.Lt}.get(given, given)
    if all(says) and says[0] != says[1] and order in (ast.Gt, ast.Lt) and says[0] != order:
        said = ast.unparse(node.test)
        return f"the answer is “{node.body.value}” where {said}; turn it, or put left what is asked"
    return None
