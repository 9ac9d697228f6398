"""Rules on what a page states: each equation has a claim, and a claim compares two things."""

import ast
import re

from lessonlib.authoring.cells import code_cells, pictures_of, prose_cells
from lessonlib.authoring.code import calls_of, identifiers_in
from lessonlib.authoring.prose import EQUATION


def has_what_it_promises(page, series):
    """Every page states something, proves it and shows it."""
    counts = {
        "displayed equation": sum(len(EQUATION.findall(c.source)) for c in prose_cells(page)),
        "claim": sum(len([*claimed_relations(c.source)]) for c in code_cells(page)),
        "figure": len([*pictures_of(page)]),
    }
    for thing, count in counts.items():
        if count == 0:
            yield None, f"no {thing} on the page, expected at least one"


def equations_are_claimed(page, series):
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
                yield cell, f"{found[0]} in an equation, which no claim can state"
            for relation in stated_relations(equation):
                free = [c for c in claims if c[2] == relation and c not in claims_taken]
                claims_taken.update(free[:1])
                if not free:
                    yield (
                        cell,
                        (
                            f"no “{relation}” claim of its own within two code cells "
                            f"for {equation.strip()[:50]}"
                        ),
                    )


def claims_compare_two_things(page, series):
    """No claim, and no row of a comparison, holds one and the same expression on both sides."""
    for cell in code_cells(page):
        for call in calls_of("claim", cell.source):
            left, right = (ast.unparse(side) for side in call.args[1:3])
            if left == right or not identifiers_in(left):
                yield cell, f"a claim compares {left} with {right}"
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Tuple) and len(node.elts) == 3:
                name, left, right = map(ast.unparse, node.elts)
                if left == right and identifiers_in(left):
                    yield cell, f"the row {name} compares {left} with itself"


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
