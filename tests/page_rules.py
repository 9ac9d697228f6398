"""What every page must satisfy, read from its stored JSON.

nbval runs a page again and compares its outputs. It does not look at counts, prose or metadata, and
it is content with a page that has no outputs. These rules do look. Each takes a page and yields
what is wrong with it: the cell, what stands there, and what was expected.
"""

import ast
import base64
import builtins
import io
import re
from functools import cache
from importlib import import_module
from itertools import pairwise, zip_longest
from pathlib import Path

import nbformat
import numpy as np
from PIL import Image

import lessonlib
from lessonlib.page import DRAWN_BY

FOLDER = Path(__file__).parent.parent / "notebooks"
PAGES = {path.stem: nbformat.read(path, as_version=4) for path in sorted(FOLDER.glob("*.ipynb"))}
MODULES = {
    path.stem for path in Path(lessonlib.__file__).parent.glob("*.py") if path.stem != "__init__"
}

PNG = b"\x89PNG"
# A number, with its sign where that is a decimal's: the minus of `a - 1` is no sign.
NUMBER = re.compile(r"(?<![\w.])(?:(?<![)\]}])-(?=\d+\.))?\d+(?:\.\d+)?(?:e-?\d+)?(?!\w|\.\d)")
# In prose also beside letters, as in $q_1$ or *2.5*nats, and where written in words.
PROSE_NUMBER = re.compile(
    NUMBER.pattern.replace(r"(?<![\w.])", r"(?<![\d.])").replace(r"\w", r"\d")
)
WORDS = {"hundred": 100, "thousand": 1000, "million": 10**6, "twenty": 20, "fifty": 50}
TIMES = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
IN_WORDS = re.compile(rf"\b(?:({'|'.join(TIMES)}) )?({'|'.join(WORDS)})\b")


def code_cells(page):
    return [cell for cell in page.cells if cell.cell_type == "code"]


def prose_cells(page):
    return [cell for cell in page.cells if cell.cell_type == "markdown"]


def name_of(cell):
    """The id of a cell, with its first words where a tool made the id up."""
    if re.fullmatch(r"[0-9a-f-]{8,}", cell.id):
        first_line = cell.source.strip().partition("\n")[0]
        return f"{cell.id[:8]} (“{first_line[:40]}”)"
    return cell.id


def text_of(output):
    """What an output says, without its pictures."""
    if output.output_type == "stream":
        return output.text
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return "\n".join(v for mime, v in output.data.items() if mime.startswith("text/"))


def outputs_text(page):
    return "\n".join(text_of(output) for cell in code_cells(page) for output in cell.outputs)


def pictures_of(page):
    """The bytes of each stored picture, with its cell and output."""
    for cell in code_cells(page):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                yield cell, output, base64.b64decode(output.data["image/png"])


def width_of(output):
    """The width at which a picture is shown, in pixels."""
    return output.metadata.get("image/png", {}).get("width", 0)


def drawn_elsewhere(page):
    """What drew the pictures that this machine may draw with other bytes, as a sorted list."""
    pictures = [png for _, _, png in pictures_of(page) if png.startswith(PNG)]
    marks = {Image.open(io.BytesIO(png)).info.get("Software", "nobody named") for png in pictures}
    return sorted(marks - {DRAWN_BY})


def without_fences(source):
    return re.sub(r"```.*?```", "", source, flags=re.DOTALL)


def plain_prose(source):
    """Prose without code and without the targets of links."""
    return re.sub(r"`[^`]*`|\]\([^)]*\)", " ", without_fences(source))


# As it was stored


def stored_as_run_once(page):
    for place, cell in enumerate(code_cells(page), start=1):
        if cell.execution_count != place:
            yield f"{name_of(cell)}: execution count {cell.execution_count}, expected {place}"


def outputs_are_clean(page):
    for cell in code_cells(page):
        for output in cell.outputs:
            text = text_of(output)
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"{name_of(cell)}: stored with an error or a warning: {text[:60]}"
            for raw in re.findall(
                r"np\.(?:float|int|str|bool)\w*\(|<Figure|<\w+[\w.]* object|\bat 0x[0-9a-f]+", text
            ):
                yield f"{name_of(cell)}: a raw repr in the output: {raw}"
            for machine in re.findall(
                r"/(?:home|root|tmp|work|usr|opt|mnt|var|Users)/\S*|\b[A-Z]:\\\w|site-packages",
                text,
            ):
                yield f"{name_of(cell)}: a path of a machine in the output: {machine}"


def nothing_is_hidden_from_comparison(page):
    for cell in page.cells:
        if cell.cell_type == "raw":
            yield f"{name_of(cell)}: a raw cell, which nothing checks"
        if cell.metadata:
            yield f"{name_of(cell)}: has metadata {dict(cell.metadata)}, expected none"
    for cell in code_cells(page):
        if found := re.search(r"NBVAL_\w+|PYTEST_VALIDATE_\w+", cell.source):
            yield f"{name_of(cell)}: {found[0]} keeps the cell from being compared"
        if re.search(r";\s*$", cell.source, re.MULTILINE):
            yield f"{name_of(cell)}: a trailing semicolon hides a result, and nbval shows it"


# What code of a page may import, and names by which that still reaches files, a shell or a network.
MAY_IMPORT = {"lessonlib", "math", "matplotlib", "numpy", "torch"}
REACHING = {
    *("open", "exec", "eval", "__import__", "get_ipython", "system", "hub", "DataSource"),
    *("load", "loadtxt", "genfromtxt", "fromfile", "memmap", "imread"),
    *("save", "savez", "savez_compressed", "savetxt", "tofile", "savefig", "imsave"),
}


def stays_on_this_machine(page):
    """Code of a page runs no shell, fetches nothing and opens no file."""
    for cell in code_cells(page):
        found = re.findall(r"^\s*[!%].*|https?://", cell.source, re.MULTILINE)
        if not found:
            modules = imports_in(cell.source)
            found = [name for name in modules if name.partition(".")[0] not in MAY_IMPORT]
            found += sorted(REACHING & {*identifiers_in(cell.source), *modules})
        for name in found:
            yield f"{name_of(cell)}: “{name.strip()}” reaches beyond the page"


# Its shape


def cells_are_small(page):
    lines = {name_of(c): len(re.findall(r"^.*\S", c.source, re.M)) for c in code_cells(page)}
    for name, count in lines.items():
        if count > 12:
            yield f"{name}: {count} lines of code, at most 12"
    if np.median(list(lines.values())) > 5:
        yield f"the median code cell has {np.median(list(lines.values()))} lines, at most 5"
    for cell in prose_cells(page):
        words = len(plain_prose(cell.source).split())
        if words > 120 and "|:" not in cell.source:
            yield f"{name_of(cell)}: {words} words, at most 120"


def headings_are_in_order(page):
    headings = [
        (cell, len(mark))
        for cell in prose_cells(page)
        for mark in re.findall(r"^(#+) ", without_fences(cell.source), re.MULTILINE)
    ]
    if not headings or headings[0] != (page.cells[0], 1):
        yield f"{name_of(page.cells[0])}: does not begin the page with its title, “# …”"
    for cell, level in headings[1:]:
        if level == 1:
            yield f"{name_of(cell)}: a second title, expected “##” or deeper"
    for (_, before), (cell, level) in pairwise(headings):
        if level > before + 1:
            yield f"{name_of(cell)}: a heading of level {level} below one of level {before}"


def exercises_of(page):
    """The cells that call a check, each with the prose that follows it."""
    for cell, following in zip(page.cells, [*page.cells[1:], None], strict=True):
        if cell.cell_type == "code" and re.search(r"^checks\.check_", cell.source, re.MULTILINE):
            yield cell, following.source if following else ""


def solution_in(prose):
    """The code of a folded solution; all of it, where words stand between."""
    found = re.search(r"<details><summary>Solution</summary>(.*?)</details>", prose, re.DOTALL)
    return "\n".join(re.findall(r"```python\n(.*?)```", found[1], re.DOTALL)) if found else ""


def exercises_are_complete(page):
    exercises = list(exercises_of(page))
    if not 2 <= len(exercises) <= 3:
        yield f"{len(exercises)} exercises, expected two or three"
    for cell, prose in exercises:
        if "    return ...\n" not in cell.source:
            yield f"{name_of(cell)}: the stub does not return ..."
        if not any(text_of(output).startswith("○ not tried yet") for output in cell.outputs):
            yield f"{name_of(cell)}: stored with an answer, expected the untouched stub"
        if not solution_in(prose):
            yield f"{name_of(cell)}: no folded solution below"


def has_what_it_promises(page):
    """Every page states something, proves it and shows it."""
    counts = {
        "displayed equation": sum(len(EQUATION.findall(c.source)) for c in prose_cells(page)),
        "claim": sum(len([*claimed_relations(c.source)]) for c in code_cells(page)),
        "figure": len([*pictures_of(page)]),
    }
    for thing, count in counts.items():
        if count == 0:
            yield f"no {thing} on the page, expected at least one"


def ends_with_pytorch_and_a_link(page):
    last_code, end = code_cells(page)[-1], page.cells[-1]
    if not re.search(r"^compare\(", last_code.source, re.MULTILINE):
        yield f"{name_of(last_code)}: the last code cell does not call compare"
    if not end.source.startswith("## Remember") or len(re.findall("^- ", end.source, re.M)) != 3:
        yield f"{name_of(end)}: the page does not end with three lines to remember"
    if not re.search(r"\]\(\d\d_\w+\.ipynb\)\S* *[^\n]*$", end.source):
        yield f"{name_of(end)}: no link onward in the last paragraph"


# What it states


EQUATION = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)


def calls_of(name, source):
    """The calls of a function that stand by themselves in a cell."""
    for node in ast.parse(source).body:
        call = getattr(node, "value", None)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == name:
            yield call


def claimed_relations(source):
    """“=” or “≤” for each claim in a cell; “<” counts as “≤”."""
    for call in calls_of("claim", source):
        options = {option.arg: ast.unparse(option.value) for option in call.keywords}
        yield "=" if options.get("relation", "'='") == "'='" else "≤"


def stated_relations(equation):
    """What an equation states: “≤” for each inequality in it, “=” once for its equalities."""
    said = re.sub(r"\\text\{[^}]*\}|_\{[^}]*\}|\\qquad.*", " ", equation, flags=re.DOTALL)
    inequalities = re.findall(r"\\(?:[lg]eqslant|[lg]eq?|[lg]t)\b|[<>≤≥]", said)
    return ["≤"] * len(inequalities) + ["="] * ("=" in said or not inequalities)


def claims_compare_two_things(page):
    """No claim, and no row of a comparison, holds one and the same expression on both sides."""
    for cell in code_cells(page):
        for call in calls_of("claim", cell.source):
            left, right = (ast.unparse(side) for side in call.args[1:3])
            if left == right or not identifiers_in(left):
                yield f"{name_of(cell)}: a claim compares {left} with {right}"
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Tuple) and len(node.elts) == 3:
                name, left, right = map(ast.unparse, node.elts)
                if left == right and identifiers_in(left):
                    yield f"{name_of(cell)}: the row {name} compares {left} with itself"


def equations_are_claimed(page):
    """Each displayed equation has a claim of its own within two code cells, or says what it is."""
    claims_taken = set()
    for place, cell in enumerate(page.cells):
        if cell.cell_type != "markdown":
            continue
        following = [c for c in page.cells[place + 1 :] if c.cell_type == "code"][:2]
        claims = [
            (c.id, number, relation)
            for c in following
            for number, relation in enumerate(claimed_relations(c.source))
        ]
        for equation in EQUATION.findall(cell.source):
            if re.search(r"\\text\{\((definition|condition)\)\}", equation):
                continue
            if found := re.search(r"\\(begin|neq?|approx|equiv|sim)\b", equation):
                yield f"{name_of(cell)}: {found[0]} in an equation, which no claim can state"
            for relation in stated_relations(equation):
                free = [c for c in claims if c[2] == relation and c not in claims_taken]
                claims_taken.update(free[:1])
                if not free:
                    yield (
                        f"{name_of(cell)}: no “{relation}” claim of its own within two code cells "
                        f"for {equation.strip()[:50]}"
                    )


@cache
def literals_in(source):
    """The strings of code, and the fixed parts of its f-strings, the longest first."""
    tree = ast.parse(source)
    specs = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.FormattedValue) and node.format_spec
        for part in ast.walk(node.format_spec)
    }
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in specs
    ]
    return sorted(texts, key=len, reverse=True)


@cache
def numbers_in(source):
    """The numbers that stand in code, as written and as printed."""
    return {
        text
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float)
        for digits in (ast.get_source_segment(source, node), f"{node.value:g}")
        for text in (digits, f"-{digits}")
    }


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


# Numbers that are no results: minutes, places in a list, and what an author marked, as in
# `1948<!--year-->`. A two-digit number with a leading 0 is the name of a page.
NO_RESULT = re.compile(
    r"About \d+ minutes|^\| \[\d\d\].* \d+ \|$|^\*\*\d\.\*\*|(?:[\d.]+|`[^`]*`)<!--.+?-->"
    r"|(?<=[Pp]age )\d\d|(?<=\[)\d\d(?= |\])",
    re.MULTILINE,
)


def numbers_are_computed(page):
    """Each number in the prose, and in the words that code puts out, was computed on the page."""
    known = computed_numbers(page)
    for cell in page.cells:
        if cell.cell_type == "code":
            numbers = [n for text in literals_in(cell.source) for n in numbers_of(text)]
        else:
            prose = re.sub(r"\]\([^)]*\)", " ", NO_RESULT.sub(" ", cell.source))
            numbers = numbers_of("\n".join(CODE.findall(prose)))
            numbers += numbers_of(CODE.sub(" ", prose), PROSE_NUMBER)
        for number in numbers:
            if number not in known and not re.fullmatch(r"0\d", number):
                yield f"{name_of(cell)}: {number} stands in no output and in no code of this page"


CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def numbers_of(text, pattern=NUMBER):
    in_words = [str(TIMES.get(times, 1) * WORDS[word]) for times, word in IN_WORDS.findall(text)]
    return pattern.findall(text.replace("−", "-")) + in_words


def figures_are_described(page):
    for cell in code_cells(page):
        for output, below in zip_longest(cell.outputs, cell.outputs[1:]):
            if "image/png" not in output.get("data", {}):
                continue
            alt = output.metadata.get("image/png", {}).get("alt", "")
            first, *facts = output.data.get("text/plain", "").split("\n")
            if len(alt) < 20 or first != f"Figure: {alt}":
                yield f"{name_of(cell)}: the alt text {alt!r} is not the caption {first!r}"
            if not any(NUMBER.search(fact) for fact in facts):
                yield f"{name_of(cell)}: the description of the figure holds no numbers"
            if below is None or below.get("data", {}).get("text/plain") != alt:
                yield f"{name_of(cell)}: no caption below the figure"
        if "show(" in cell.source and not any(c is cell for c, _, _ in pictures_of(page)):
            yield f"{name_of(cell)}: show is called, and no picture is stored"
    for cell, output, png in pictures_of(page):
        if not png.startswith(PNG):
            yield f"{name_of(cell)}: the picture is no PNG"
        elif abs(Image.open(io.BytesIO(png)).width - 2 * width_of(output)) > 1:
            yield f"{name_of(cell)}: the picture has not two dots for each pixel of its width"


# What it refers to


def title_of(page):
    found = re.match(r"# (.+)", page.cells[0].source)
    return found[1] if found else ""


LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s<>]+)\)")


def minutes_of(page):
    found = re.search(r"About (\d+) minutes", page.cells[0].source)
    return found[1] if found else "no"


def links_resolve(page):
    """Links lead to files, and a link to a page calls it by its number and title."""
    for cell in prose_cells(page):
        prose = FORMULA.sub(" ", re.sub(r"`[^`]*`", " ", without_fences(cell.source)))
        if re.search(r"\][(\[]|<(?:a|img)\s", LINK.sub(" ", prose)):
            yield f"{name_of(cell)}: a link that is not written as [text](target)"
        for text, target in LINK.findall(prose):
            if not (FOLDER / target).exists():
                yield f"{name_of(cell)}: the link to {target} leads nowhere"
                continue
            named = re.fullmatch(r"(?:[Pp]age )?(\d\d)(?: (.+))?", text)
            if named and not target.startswith(named[1]):
                yield f"{name_of(cell)}: “{text}” leads to {target}"
            elif named and named[2] and not title_of(PAGES[target[:-6]]).startswith(named[2]):
                title = title_of(PAGES[target[:-6]])
                yield f"{name_of(cell)}: “{text}” leads to a page with the title “{title}”"
        for target, minutes in re.findall(r"\]\((\S+)\.ipynb\) \|.* (\d+) \|$", cell.source, re.M):
            if target in PAGES and minutes != minutes_of(PAGES[target]):
                yield f"{name_of(cell)}: {minutes} minutes for {target}, which names another time"
        for number in re.findall(r"\b[Pp]age (\d\d)\b", cell.source):
            if not any(name.startswith(number) for name in PAGES):
                yield f"{name_of(cell)}: there is no page {number}"


@cache
def imports_in(source):
    """The modules that code imports, and what it takes from them."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return sorted(found)


@cache
def identifiers_in(source):
    """The names that code uses, and the attributes and keywords."""
    fields = {ast.Name: "id", ast.Attribute: "attr", ast.keyword: "arg", ast.arg: "arg"}
    fields[ast.FunctionDef] = "name"
    nodes = ast.walk(ast.parse(source))
    return {getattr(node, fields[type(node)]) for node in nodes if type(node) in fields}


def resolves(path, known):
    """Whether a dotted name exists in lessonlib or NumPy, or else is used by the page."""
    root, *attributes = path.split(".")
    thing = import_module(f"lessonlib.{root}") if root in MODULES else {"np": np}.get(root)
    if thing is None:
        return all(part in known or hasattr(builtins, part) for part in (root, *attributes))
    for attribute in attributes:
        if not hasattr(thing, attribute):
            return False
        thing = getattr(thing, attribute)
    return True


def names_in_prose_exist(page):
    """Code in the prose uses names of lessonlib or NumPy that exist, or names of the page."""
    known = set.union(*notation())
    known = known.union(*(identifiers_in(cell.source) for cell in code_cells(page)))
    for cell in prose_cells(page):
        for code in re.findall(r"`([^`]+)`", without_fences(cell.source)):
            try:
                tree = ast.parse(code.strip())
            except SyntaxError:
                yield f"{name_of(cell)}: `{code}` is no Python"
                continue
            inner = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
            for node in ast.walk(tree):
                if not isinstance(node, ast.Name | ast.Attribute) or id(node) in inner:
                    continue
                path = ast.unparse(node)
                if re.fullmatch(r"[\w.]+", path) and not resolves(path, known):
                    yield f"{name_of(cell)}: `{path}` exists neither in lessonlib nor on this page"


def symbols_in(math):
    """The letters of a formula: p, \\hat q, \\lambda; not those of words and functions."""
    math = re.sub(r"\\(?:text|mathrm|operatorname)\{[^}]*\}", " ", math)
    for found in re.findall(r"\\hat\s*\{?\s*[A-Za-z]|\\[A-Za-z]+|[A-Za-z]", math):
        if found.startswith("\\hat"):
            yield f"\\hat {found[-1]}"
        elif not found.startswith("\\") or found[1:] in GREEK_LETTERS.split():
            yield found


GREEK_LETTERS = (
    "alpha beta gamma delta epsilon varepsilon eta theta kappa lambda mu nu pi rho sigma tau phi"
)
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)


def formulas_in(page):
    for cell in prose_cells(page):
        for displayed, inline in FORMULA.findall(plain_prose(cell.source)):
            yield cell, (displayed or inline).strip()


def notation():
    """The symbols, and the names in code, of the table on page 00."""
    table = next(cell for cell in PAGES["00_start_here"].cells if cell.id == "notation")
    rows = re.findall(r"^\|([^|]*\$[^|]*)\|([^|]*)\|", table.source, re.MULTILINE)
    symbols = {symbol for row, _ in rows for symbol in symbols_in(row)}
    return symbols, {code.strip(" `") for _, code in rows}


def symbols_are_introduced(page):
    """A letter stands in the notation table, or alone, “$t$” or “$t = …$”, before it is used."""
    known, _ = notation()
    for cell, formula in formulas_in(page):
        if alone := re.match(r"(\\hat\s*[a-z]|\\?[A-Za-z]+)\s*(?:$|[=<>])", formula):
            known |= set(symbols_in(alone[1]))
        for symbol in symbols_in(formula):
            if symbol not in known:
                known.add(symbol)
                yield (
                    f"{name_of(cell)}: the symbol {symbol} in “{formula[:40]}” is neither in the "
                    "notation table nor introduced before"
                )


RULES = [
    stored_as_run_once,
    outputs_are_clean,
    nothing_is_hidden_from_comparison,
    stays_on_this_machine,
    cells_are_small,
    headings_are_in_order,
    exercises_are_complete,
    ends_with_pytorch_and_a_link,
    has_what_it_promises,
    equations_are_claimed,
    claims_compare_two_things,
    numbers_are_computed,
    figures_are_described,
    links_resolve,
    names_in_prose_exist,
    symbols_are_introduced,
]
