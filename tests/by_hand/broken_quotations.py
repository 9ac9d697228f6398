"""Ways to break what a page quotes and names: formulas in sentences, counts, units, rows, answers.

Cells are found by what they are, never by their words, so that the pages may change; a random
generator chooses among them.
"""

import ast
import re

from kinds import kind

from lessonlib.authoring.rules.quotations import counts_are_near
from lessonlib.notebook import words
from lessonlib.notebook.cells import code_cells, name_of, outputs_text, pictures_of, prose_cells
from lessonlib.notebook.code import calls_of
from lessonlib.notebook.prose import EQUATION

TURNED = {"larger": "smaller", "smaller": "larger", ">": "<", "<": ">"}


@kind("a displayed equation in a sentence, with another sign", by_rules=True)
def _(page, rng):
    found = []
    for cell in prose_cells(page):
        for equation in EQUATION.findall(cell.source):
            turned = re.sub(r"= *-", "= ", equation, count=1)
            if turned == equation:
                turned = re.sub(r"= *(?=[^-\s\\])", "= -", equation, count=1)
            if turned != equation and "quad" not in equation and equation.count("=") == 1:
                found.append(turned.strip())
    if not found:
        return ()
    page.cells[-1].source += f"\n\nIn one line, ${rng.choice(found)}$."
    return (name_of(page.cells[-1]),)


@kind("a claim's words that are another formula", by_rules=True)
def _(page, rng):
    cell, call = rng.choice(
        [(cell, call) for cell in code_cells(page) for call in calls_of("claim", cell.source)]
    )
    old = ast.get_source_segment(cell.source, call.args[0])
    cell.source = cell.source.replace(old, '"H(q, p) = KL(q‖p) + ln 2"')
    return (name_of(cell),)


@kind("p and q exchanged in an equation and in its claim", by_rules=True)
def _(page, rng):
    """Where a side of the claim is computed by `pmf.cross_entropy(p…, q…)`, without variables."""
    found = []
    for place, cell in enumerate(page.cells):
        if cell.cell_type != "code":
            continue
        for call in calls_of("claim", cell.source):
            sides = " ".join(map(ast.unparse, call.args[1:3]))
            said = getattr(call.args[0], "value", "")
            before = [c for c in page.cells[:place] if "$$H(p, q)" in c.source][-1:]
            if "H(p, q)" in said and re.search(r"cross_entropy\(p\w*, q\w*\)", sides) and before:
                found.append((cell, said, before[0]))
    if not found:
        return ()
    cell, said, prose = rng.choice(found)
    turn = str.maketrans("pq", "qp")
    prose.source = EQUATION.sub(
        lambda e: re.sub(
            r"(?<!\\)\b[pq](?![a-z])|(?<=_)[pq]", lambda m: m[0].translate(turn), e[0]
        ),
        prose.source,
    )
    cell.source = cell.source.replace(said, re.sub(r"[pq]", lambda m: m[0].translate(turn), said))
    return name_of(cell), name_of(prose)


@kind("a number word that stands near nothing", by_rules=True)
def _(page, rng):
    values = words.NUMBERS | {"two": 2}
    pattern = re.compile(rf"\b(?:{'|'.join(values)})\b(?! (?:{'|'.join(words.UNITS)}))")
    found = [
        (cell, match)
        for cell in prose_cells(page)[1:]
        for match in pattern.finditer(re.sub(r"```.*?```|\]\([^)]*\)", "", cell.source, flags=re.S))
        if match[0] in cell.source
    ]
    rng.shuffle(found)
    for cell, match in found:
        before = cell.source
        for word in ("seventeen", "nineteen", "ninety"):
            cell.source = re.sub(rf"\b{match[0]}\b", word, before, count=1)
            if any(c is cell for c, _ in counts_are_near(page, None)):
                return (name_of(cell),)
        cell.source = before
    return ()


@kind("bits for nats behind a number", by_rules=True)
def _(page, rng):
    known = {n for n in re.findall(r"(\d+\.\d+) nats", outputs_text(page))}
    known -= {n for n in re.findall(r"(\d+\.\d+) bits", outputs_text(page))}
    found = [
        (cell, match)
        for cell in prose_cells(page)
        for match in re.finditer(r"(\d+\.\d+) nats\b", cell.source)
        if match[1] in known
    ]
    if not found:
        return ()
    cell, match = rng.choice(found)
    cell.source = cell.source.replace(match[0], f"{match[1]} bits")
    return (name_of(cell),)


@kind("a caption of another figure", by_rules=True)
def _(page, rng):
    pictures = [(cell, output) for cell, output, _ in pictures_of(page)]
    if len({output.data["text/plain"].split("\n")[0] for _, output in pictures}) < 2:
        return ()
    (_, first), (cell, other) = rng.sample(pictures, 2)
    caption = first.metadata["image/png"]["alt"]
    own = other.metadata["image/png"]["alt"]
    other.metadata["image/png"]["alt"] = caption
    for output in cell.outputs:
        for mime, text in output.get("data", {}).items():
            if mime.startswith("text/"):
                output.data[mime] = text.replace(own, caption)
    return tuple(name_of(c) for c, _ in pictures)


@kind("two rows' numbers exchanged", by_rules=True)
def _(page, rng):
    """Of the last table: its first two rows, named and quoted for each other."""
    table = page.cells[-2]
    text = next((o.data["text/plain"] for o in table.outputs if "text/plain" in o.data), "")
    rows = [re.split(r"\s{2,}", row.strip()) for row in text.splitlines()[1:]]
    rows = [(row[0], row[1]) for row in rows if len(row) == 3 and "." in row[1]]
    rows = [(a, b) for a, b in rows if sum(a in name for name, _ in rows) == 1]
    if len(rows) < 2 or rows[0][1] == rows[1][1]:
        return ()
    (one, first), (other, second) = rows[:2]
    page.cells[-1].source += f"\n\nHere {one} has {second}, and {other} has {first}."
    return (name_of(page.cells[-1]),)


@kind("an answer of a turned comparison", by_rules=True)
def _(page, rng):
    found = [
        (cell, node)
        for cell in code_cells(page)
        for call in calls_of("ask", cell.source)
        for node in ast.walk(call)
        if isinstance(node, ast.IfExp)
        and re.search(words.MORE, ast.unparse(node.body) + ast.unparse(node.orelse))
        and re.search(words.LESS, ast.unparse(node.body) + ast.unparse(node.orelse))
        and re.search(" [<>] ", ast.unparse(node.test))
    ]
    if not found:
        return ()
    cell, node = rng.choice(found)
    test = ast.get_source_segment(cell.source, node.test)
    cell.source = cell.source.replace(
        test, re.sub(" ([<>]) ", lambda sign: f" {TURNED[sign[1]]} ", test)
    )
    return (name_of(cell),)


@kind("code that was edited and not run", by_rules=True)
def _(page, rng):
    cell = rng.choice(code_cells(page))
    cell.source += "\nmore = 1"
    return (name_of(cell),)


@kind("a shape in another order of letters", by_rules=True)
def _(page, rng):
    cell, prose = rng.choice(code_cells(page)[1:]), rng.choice(prose_cells(page)[1:])
    cell.source += '\nprint("shape (N, C, H, W)")'
    prose.source += "\n\nAs `(N, H, W, C)`."
    return (name_of(prose),)


@kind("an output that paper does not show", by_rules=True)
def _(page, rng):
    found = [(cell, o) for cell in code_cells(page) for o in cell.outputs if "data" in o]
    cell, output = rng.choice(found)
    output.data["application/json"] = {"a": 1}
    return (name_of(cell),)
