"""Ways to break what a page says: prose, equations, claims, labels, questions and solutions.

Cells are found by what they are, never by their words, so that the pages may change; a random
generator chooses among them.
"""

import ast
import re

from kinds import another_digit, kind

from lessonlib.notebook.cells import (
    code_after,
    code_cells,
    exercises_of,
    is_question,
    name_of,
    prose_cells,
)
from lessonlib.notebook.code import calls_of, variables_in
from lessonlib.notebook.plain import plain_equation
from lessonlib.notebook.prose import EQUATION, solution_in


@kind("a digit in the prose", by_rules=True)
def _(page, rng):
    # Numbers of four characters or more: another short one may stand on the page by chance. Not
    # those of an address, nor what is marked as no result.
    number = re.compile(r"(?<![\w.`/])\d[\d.]{2,}\d(?![\w.`]|<!--)")
    found = [(cell, m) for cell in prose_cells(page) for m in number.finditer(cell.source)]
    if not found:
        return ()
    cell, m = rng.choice(found)
    cell.source = cell.source[: m.start()] + another_digit(m[0], rng) + cell.source[m.end() :]
    return (name_of(cell),)


@kind("an equation without its claim", by_rules=True)
def _(page, rng):
    cells = page.cells
    found = [
        i
        for i, cell in enumerate(cells)
        if cell.cell_type == "markdown"
        and any(r"\text{(" not in equation for equation in EQUATION.findall(cell.source))
    ]
    place = rng.choice(found)
    for cell in code_after(page, place):
        kept = [
            ast.get_source_segment(cell.source, node)
            for node in ast.parse(cell.source).body
            if not ast.unparse(node).startswith("claim(")
        ]
        cell.source = "\n".join(kept) or "pass"
        for output in cell.outputs:
            if output.output_type == "stream":
                output.text = re.sub(r"^✓.*\n", "", output.text, flags=re.MULTILINE)
    return (name_of(cells[place]),)


def in_an_equation(pattern, replacement):
    """Change an equation that needs a claim, at one place, so that it says something else."""

    def change(page, rng):
        found = []
        for cell in prose_cells(page):
            for equation in EQUATION.finditer(cell.source):
                if r"\text{(" in equation[0]:
                    continue
                other = re.sub(pattern, replacement, equation[0], count=1)
                if plain_equation(other[2:-2]) != plain_equation(equation[0][2:-2]):
                    found.append((cell, equation[0], other))
        if not found:
            return ()
        cell, equation, other = rng.choice(found)
        cell.source = cell.source.replace(equation, other)
        return (name_of(cell),)

    return change


for words, pattern, replacement in (
    ("another letter in an equation", r"(?<!\\)\bq(?=[_(/}])|\bp(?=[_(/}])", "x"),
    ("a lost minus in an equation", r"= -", "= "),
    ("a turned sign in an equation", r"(?<=[^=${]) - ", " + "),
    ("≥ for ≤ in an equation", r"\\le\b", r"\\ge"),
    ("exp for ln in an equation", r"\\ln\b", r"\\exp"),
):
    kind(words, by_rules=True)(in_an_equation(pattern, replacement))


def fences(source):
    """Where blocks of code begin and end in prose."""
    return [match.span() for match in re.finditer(r"```.*?```", source, re.DOTALL)]


def in_prose(words, pattern, replacement):
    """Register a kind that changes prose at a place that a pattern finds."""

    @kind(words, by_rules=True)
    def _(page, rng):
        found = [
            (cell, match)
            for cell in prose_cells(page)[1:]
            for match in re.finditer(pattern, cell.source)
            if not any(start <= match.start() < end for start, end in fences(cell.source))
        ]
        if not found:
            return ()
        cell, match = rng.choice(found)
        changed = replacement(match) if callable(replacement) else match.expand(replacement)
        cell.source = cell.source[: match.start()] + changed + cell.source[match.end() :]
        return (name_of(cell),)


def as_another_word(match):
    capital = match[0][0].isupper()
    return "Twelve million" if capital else "twelve million"


in_prose(
    "twelve million for another number",
    r"\b(?:[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Tt]en)\b",
    as_another_word,
)
in_prose("a shape turned round", r"\((\d+), (\d+)\)", r"(\2, \1, 1)")
in_prose("a decimal comma", r"(?<![\w./])(\d+)\.(\d+)(?![\w.])", r"\1,\2")
in_prose("another page's number", r"\[page (\d\d)\]", lambda m: f"[page {int(m[1]) + 1:02}]")
in_prose("a mention without a link", r"\[(page \d\d)\]\([^)]*\)", r"\1")
in_prose("a formula outside of dollars", r"\$\$(.+?)\$\$", r"\[\1\]")
in_prose("a mark without a known reason", r"$(?![\s\S])", " In 1948<!--so--> too.")


@kind("bits without a base", by_rules=True)
def _(page, rng):
    found = [
        cell
        for place, cell in enumerate(page.cells)
        if cell.cell_type == "markdown"
        and "nats" in cell.source
        and not any("log(2)" in c.source or "log2" in c.source for c in code_after(page, place))
        and not re.search(r"base 2|ln 2|log_2|log2", cell.source)
    ]
    if not found:
        return ()
    cell = rng.choice(found)
    cell.source = re.sub(r"\bnats\b", "bits", cell.source)
    return (name_of(cell),)


@kind("a question with a fixed answer", by_rules=True)
def _(page, rng):
    questions = [c for c in code_cells(page) if is_question(c)]
    if not questions:
        return ()
    cell = rng.choice(questions)
    [call] = calls_of("ask", cell.source)
    answer = next(o.value for o in call.keywords if o.arg == "answer")
    cell.source = cell.source.replace(ast.get_source_segment(cell.source, answer), "'so'")
    return (name_of(cell),)


@kind("a mark of git in the prose", by_rules=True)
def _(page, rng):
    cell = rng.choice(prose_cells(page)[1:])
    cell.source += "\n<<<<<<< HEAD"
    return (name_of(cell),)


@kind("a relation that is only printed", by_rules=True)
def _(page, rng):
    cell = rng.choice(code_cells(page)[1:])
    cell.source += '\nprint("L ≤ 1")'
    return (name_of(cell),)


@kind("a claim of a thing and itself", by_rules=True)
def _(page, rng):
    found = [(cell, call) for cell in code_cells(page) for call in calls_of("claim", cell.source)]
    cell, call = rng.choice(found)
    old = ast.get_source_segment(cell.source, call)
    statement, left, *_ = (ast.get_source_segment(cell.source, part) for part in call.args)
    cell.source = cell.source.replace(old, f"claim({statement}, {left}, 1 * ({left}))")
    return (name_of(cell),)


@kind("a looser tolerance", by_rules=True)
def _(page, rng):
    cell = rng.choice(code_cells(page)[1:])
    cell.source += '\nclaim("loosely", left, right, rtol=1e-6)'
    return (name_of(cell),)


@kind("a label of another variable", by_rules=True)
def _(page, rng):
    cell = rng.choice(code_cells(page)[2:])
    names = sorted(variables_in("\n".join(cell.source for cell in code_cells(page))))
    cell.source += f'\nprint("{rng.choice(names)} =", 1)'
    return (name_of(cell),)


@kind("a caption changed in the code")
def _(page, rng):
    fixed = re.compile(r'(show\(\w+, "[^"]*)\."')  # others are computed where they are shown
    cells = [c for c in code_cells(page) if fixed.search(c.source)]
    if not cells:
        return ()
    cell = rng.choice(cells)
    cell.source = fixed.sub(r'\1, or not."', cell.source)
    return (name_of(cell),)


@kind("a claim's words changed in the code")
def _(page, rng):
    begin = re.compile(r'^claim\(\s*"', re.MULTILINE)  # perhaps on another line
    cell = rng.choice([c for c in code_cells(page) if begin.search(c.source)])
    cell.source = begin.sub(lambda found: f"{found[0]}not ", cell.source, count=1)
    return (name_of(cell),)


@kind("a spoiled solution")
def _(page, rng):
    exercise, prose = rng.choice(list(exercises_of(page)))
    solution = solution_in(prose)
    head, _, result = solution.rpartition("return ")
    cell = next(c for c in page.cells if c.source == prose)
    cell.source = prose.replace(solution, f"{head}return 2 * ({result.rstrip()})\n")
    return (name_of(exercise),)


@kind("two series swapped in a plot")
def _(page, rng):
    found = []
    for cell in code_cells(page):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "plotting.plot_bars":
                series = node.args[1]
                if isinstance(series, ast.Dict) and len(series.values) == 2:
                    found.append((cell, series))
    if not found:
        return ()
    cell, series = rng.choice(found)
    one, other = (ast.get_source_segment(cell.source, value) for value in series.values)
    names = [ast.get_source_segment(cell.source, key) for key in series.keys]
    old = ast.get_source_segment(cell.source, series)
    cell.source = cell.source.replace(old, f"{{{names[0]}: {other}, {names[1]}: {one}}}")
    return (name_of(cell),)
