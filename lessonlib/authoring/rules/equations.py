"""Rules on what a page states: each equation has a claim, and a claim compares two things."""

import ast
import math
import re
from difflib import get_close_matches

from lessonlib.authoring.rules.registry import rule, rule_of_outputs
from lessonlib.marks import ATOL, RTOL
from lessonlib.notebook.cells import code_after, code_cells, pictures_of, prose_cells
from lessonlib.notebook.code import (
    calls_of,
    comments_at,
    identifiers_in,
    literals_in,
    nodes_of,
    variables_from,
)
from lessonlib.notebook.plain import plain_equation, plain_words, relations_of
from lessonlib.notebook.prose import EQUATION, bare_prose


@rule_of_outputs
def has_what_it_promises(page, series):
    """Every page states something, proves it and shows it."""
    counts = {
        "displayed equation": sum(len(EQUATION.findall(c.source)) for c in prose_cells(page)),
        "claim": sum(len([*claims_in(c.source)]) for c in code_cells(page)),
        "figure": len([*pictures_of(page)]),
    }
    for thing, count in counts.items():
        if count == 0:
            yield None, f"no {thing} on the page; add one"


@rule
def equations_are_claimed(page, series):
    """Each link of a displayed equation is said by a claim of its own within two code cells.

    They say the same in plain characters, and the claim may go on after a comma. What defines
    something, or states a condition, is marked so and needs none.
    """
    taken = set()
    for place, cell in enumerate(page.cells):
        if cell.cell_type != "markdown":
            continue
        following = code_after(page, place)
        claims = [
            (code.id, number, plain_words(words))
            for code in following
            for number, (words, _) in enumerate(claims_in(code.source))
        ]
        for equation in EQUATION.findall(cell.source):
            try:
                plain = plain_equation(equation)
            except ValueError as error:
                yield (
                    cell,
                    f"{error} in an equation, which has no form in plain characters; write without",
                )
                continue
            if marked := re.search(r"\\text\{\((definition|condition)\)\}", equation):
                if marked[1] == "definition" and not DEFINED.match(plain):
                    yield (
                        cell,
                        f"“{plain}” is no definition; let one symbol or function stand left of =",
                    )
                continue
            for link in relations_of(plain) or [plain]:
                saying = [c for c in claims if c not in taken and re.match(says(link), c[2])]
                taken.update(saying[:1])
                if not saying:
                    near = get_close_matches(link, [words for _, _, words in claims], 1, 0)
                    nearest = f"; the nearest says “{near[0]}”" if near else ""
                    missing = f"no claim within two code cells says “{link}”{nearest}"
                    yield cell, f"{missing}; claim it, or mark it as a (definition)"


@rule
def claims_say_their_relation(page, series):
    """Where a claim's words hold a relation, it is the one that is checked."""
    for cell in code_cells(page):
        for words, relation in claims_in(cell.source):
            signs = set(re.findall("[=≤<≥>]", words))
            if signs and signs != {relation}:
                yield cell, f"the claim “{words}” checks “{relation}”; say the same sign"


@rule
def claims_compare_two_things(page, series):
    """No claim or row of a comparison holds the same on both sides, or one side in the other."""
    for cell in code_cells(page):
        for call in calls_of("claim", cell.source):
            if len(call.args) < 3 or any(isinstance(part, ast.Starred) for part in call.args):
                said = ast.unparse(call)[:40]
                yield cell, f"“{said}…” hides the two sides; write claim(words, left, right)"
                continue
            left, right = call.args[1:3]
            said = f"a claim compares {ast.unparse(left)} with {ast.unparse(right)}"
            if not identifiers_in(ast.unparse(left)):
                yield cell, said
            elif contains(left, right) or contains(right, left):
                yield cell, f"{said}, in which it stands already; compute one in another way"
        for node in nodes_of(cell.source):
            if isinstance(node, ast.Tuple) and len(node.elts) == 3:
                name, left, right = map(ast.unparse, node.elts)
                if left == right and identifiers_in(left):
                    itself = f"the row {name} compares {left} with itself"
                    yield cell, f"{itself}; let PyTorch compute the other"


@rule
def loose_tolerances_have_a_reason(page, series):
    """A tolerance above that of claim itself goes with what is known to few digits.

    That is a recorded array, a decimal in the claim, or what a comment at the claim says.
    """
    recorded = {"recorded"}
    for cell in code_cells(page):
        recorded |= variables_from("recorded", cell.source)
    for cell in code_cells(page):
        for call in calls_of("claim", cell.source):
            loose = [
                f"{option.arg}={ast.unparse(option.value)}"
                for option in call.keywords
                if option.arg in TOLERANCES
                and not TOLERANCES[option.arg] >= getattr(option.value, "value", math.inf)
            ]
            parts = [part for side in call.args[1:] for part in ast.walk(side)]
            decimal = any(isinstance(getattr(part, "value", None), float) for part in parts)
            known = recorded & {part.id for part in parts if isinstance(part, ast.Name)}
            if loose and not (decimal or known or comments_at(call, cell.source)):
                allows = f"{loose[0]} allows more than claim does by itself"
                yield cell, f"{allows}; leave it out, or say in a comment here what is not exact"


@rule
def only_claims_state_relations(page, series):
    """What code prints by itself holds no ≤, <, > or ≥: nothing would check it."""
    for cell in code_cells(page):
        for call in calls_of("print", cell.source):
            for text in literals_in(ast.unparse(call)):
                if found := re.search("[≤<>≥]", text):
                    yield cell, f"“{text.strip()[:40]}” prints “{found[0]}”; make it a claim"


@rule
def formulas_stand_in_dollars(page, series):
    """Formulas of another form would not be held to claims; git's marks are no prose."""
    for cell in prose_cells(page):
        if found := re.search(r"\\(?:begin\b|\[|\()", bare_prose(cell.source)):
            yield cell, f"{found[0]} outside of dollar signs; write the formula in $ or $$"
        if found := re.search(r"^(?:<{7}|={7}|>{7})(?: .*)?$", cell.source, re.MULTILINE):
            yield cell, f"“{found[0]}” is a mark of git; keep one version and delete the marks"


TOLERANCES = {"rtol": RTOL, "atol": ATOL}
# What may stand left in a definition: q, q_i, q(c), H(p,q), also with a hat; KL, ECE.
DEFINED = re.compile(r"(?:[A-Z]+|[^\W\d_])[\u0300-\u036f]?(_\w+)?(\([^()]*\))?=")


def contains(inner, outer):
    """Whether an expression stands in another; a constant may."""
    if isinstance(inner, ast.Constant):
        return False
    return ast.dump(inner) in map(ast.dump, ast.walk(outer))


def says(link):
    """A pattern for the words of a claim that says it, and perhaps more after a comma."""
    return rf"{re.escape(link)}(,|$)"


def claims_in(source):
    """The words and the relation of each claim in a cell."""
    for call in calls_of("claim", source):
        options = {
            option.arg: ast.literal_eval(option.value)
            for option in call.keywords
            if option.arg == "relation"
        }
        words = call.args[0].value if isinstance(call.args[0], ast.Constant) else ""
        yield words, options.get("relation", "=")
