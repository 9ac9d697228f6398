"""Ways to break a page, each at a place that a random generator chooses.

Cells are found by what they are, never by their words, so that the pages may change.
"""

import ast
import base64
import io
import re
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lessonlib.authoring import Series
from lessonlib.authoring.cells import (
    PNG,
    code_cells,
    exercises_of,
    name_of,
    pictures_of,
    prose_cells,
)
from lessonlib.authoring.code import calls_of, variables_in
from lessonlib.authoring.plain import plain_equation
from lessonlib.authoring.prose import solution_in

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


def outputs_with(page, wanted):
    return [
        (cell, output) for cell in code_cells(page) for output in cell.outputs if wanted(output)
    ]


def in_stream(wanted):
    def change(page, rng):
        found = outputs_with(page, lambda o: o.output_type == "stream")
        lines = [
            (cell, output, line)
            for cell, output in found
            for line in output.text.splitlines()
            if wanted(line) and DIGIT.search(line)
        ]
        if not lines:
            return ()
        cell, output, line = rng.choice(lines)
        output.text = output.text.replace(line, another_digit(line, rng), 1)
        return (name_of(cell),)

    return change


KINDS["a digit in printed text"] = in_stream(
    lambda line: line[0] not in "✓○" and "Error" not in line
)
KINDS["a digit in a claim's line"] = in_stream(lambda line: line.startswith("✓"))
KINDS["a digit in an error's value"] = in_stream(lambda line: re.match(r"\w+Error: ", line))


def in_data(mime, wanted):
    def change(page, rng):
        found = [
            (cell, output)
            for cell, output in outputs_with(page, lambda o: mime in o.get("data", {}))
            if wanted(cell, output) and DIGIT.search(output.data[mime])
        ]
        if not found:
            return ()
        cell, output = rng.choice(found)
        output.data[mime] = another_digit(output.data[mime], rng)
        return (name_of(cell),)

    return change


KINDS["a digit in a result"] = in_data("text/plain", lambda c, o: o.output_type == "execute_result")
KINDS["a digit in the table"] = in_data(
    "text/plain", lambda c, o: re.search("^compare", c.source, re.M)
)
KINDS["a digit in the table's marks"] = in_data(
    "text/markdown", lambda c, o: re.search("^compare", c.source, re.M)
)


@kind("a digit in a figure's description")
def _(page, rng):
    cell, output, _ = rng.choice(list(pictures_of(page)))
    caption, _, facts = output.data["text/plain"].partition("\n")
    output.data["text/plain"] = f"{caption}\n{another_digit(facts, rng)}"
    return (name_of(cell),)


@kind("a removed output")
def _(page, rng):
    cell = rng.choice([c for c in code_cells(page) if c.outputs])
    cell.outputs = []
    return (name_of(cell),)


@kind("a stripped page")
def _(page, rng):
    for cell in code_cells(page):
        cell.outputs, cell.execution_count = [], None
    return ("not stored yet",)  # said of the whole page


@kind("a wrong count", by_rules=True)
def _(page, rng):
    cell = rng.choice(code_cells(page))
    cell.execution_count += rng.randint(1, 9)
    return (name_of(cell),)


@kind("two cells swapped", by_rules=True)
def _(page, rng):
    i, j = rng.sample([i for i, c in enumerate(page.cells) if c.cell_type == "code"], 2)
    page.cells[i], page.cells[j] = page.cells[j], page.cells[i]
    return name_of(page.cells[i]), name_of(page.cells[j])


@kind("another alt text", by_rules=True)
def _(page, rng):
    cell, output, _ = rng.choice(list(pictures_of(page)))
    output.metadata["image/png"]["alt"] += " Or not."
    return (name_of(cell),)


@kind("a removed picture", by_rules=True)
def _(page, rng):
    cell, output, _ = rng.choice(list(pictures_of(page)))
    del output.data["image/png"]
    return (name_of(cell),)


@kind("a picture of another page")
def _(page, rng):
    cell, output, png = rng.choice(list(pictures_of(page)))
    others = [p for other in LESSON.pages.values() for _, _, p in pictures_of(other) if p != png]
    output.data["image/png"] = base64.b64encode(rng.choice(others)).decode()
    return (name_of(cell),)


@kind("a changed pixel")
def _(page, rng):
    cell, output, png = rng.choice(list(pictures_of(page)))
    image = Image.open(io.BytesIO(png))
    mark = PngInfo()
    mark.add_text("Software", image.info["Software"])
    image.putpixel((rng.randrange(image.width), rng.randrange(image.height)), (255, 0, 0, 255))
    file = io.BytesIO()
    image.save(file, "png", pnginfo=mark)
    assert file.getvalue().startswith(PNG)
    output.data["image/png"] = base64.b64encode(file.getvalue()).decode()
    return (name_of(cell),)


@kind("a digit in the prose", by_rules=True)
def _(page, rng):
    # Numbers of four characters or more: another short one may stand on the page by chance.
    number = re.compile(r"(?<![\w.`])\d[\d.]{2,}\d(?![\w.`])")
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
        if cell.cell_type == "markdown" and re.search(r"\$\$(?:(?!\\text\{\().)+?\$\$", cell.source)
    ]
    place = rng.choice(found)
    for cell in [c for c in cells[place + 1 :] if c.cell_type == "code"][:2]:
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
            for equation in re.finditer(r"\$\$(?:(?!\\text\{\().)+?\$\$", cell.source, re.DOTALL):
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


def in_prose(words, pattern, replacement):
    """Register a kind that changes prose at a place that a pattern finds."""

    @kind(words, by_rules=True)
    def _(page, rng):
        found = [
            (cell, match)
            for cell in prose_cells(page)[1:]
            for match in re.finditer(pattern, cell.source)
        ]
        if not found:
            return ()
        cell, match = rng.choice(found)
        changed = replacement(match) if callable(replacement) else match.expand(replacement)
        cell.source = cell.source[: match.start()] + changed + cell.source[match.end() :]
        return (name_of(cell),)


def as_another_word(match):
    capital = match[0][0].isupper()
    return "Eleven" if capital else "eleven"


in_prose(
    "eleven for another number", r"\b(?:[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Tt]en)\b", as_another_word
)
in_prose("a shape turned round", r"\((\d+), (\d+)\)", r"(\2, \1, 1)")
in_prose("a decimal comma", r"(?<![\w.])(\d+)\.(\d+)(?![\w.])", r"\1,\2")
in_prose("another page's number", r"\[page (\d\d)\]", lambda m: f"[page {int(m[1]) + 1:02}]")
in_prose("a mention without a link", r"\[(page \d\d)\]\([^)]*\)", r"\1")
in_prose("a formula outside of dollars", r"\$\$(.+?)\$\$", r"\[\1\]")
in_prose("a mark without a known reason", r"$(?![\s\S])", " In 1948<!--so--> too.")
in_prose("bits without a base", r"\bnats\b", "bits")


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
    cell = rng.choice([c for c in code_cells(page) if "show(fig" in c.source])
    cell.source = re.sub(r'(show\(fig, "[^"]*)\."', r'\1, or not."', cell.source)
    return (name_of(cell),)


@kind("a claim's words changed in the code")
def _(page, rng):
    cell = rng.choice([c for c in code_cells(page) if re.search("^claim", c.source, re.M)])
    cell.source = re.sub(r'^claim\("', 'claim("not ', cell.source, count=1, flags=re.MULTILINE)
    return (name_of(cell),)


@kind("a spoiled solution")
def _(page, rng):
    exercise, prose = rng.choice(list(exercises_of(page)))
    solution = solution_in(prose)
    head, _, result = solution.rpartition("return ")
    cell = next(c for c in page.cells if c.source == prose)
    cell.source = prose.replace(solution, f"{head}return 2 * ({result.rstrip()})\n")
    return (name_of(exercise),)


@kind("a tag that hides a cell", by_rules=True)
def _(page, rng):
    cell = rng.choice(code_cells(page))
    cell.metadata["tags"] = ["nbval-ignore-output"]
    return (name_of(cell),)


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
