"""Rules on what a page states: each equation has a claim, and a claim compares two things."""

import ast
import re
from difflib import get_close_matches

from lessonlib.authoring.cells import code_cells, pictures_of, prose_cells
from lessonlib.authoring.code import calls_of, identifiers_in, literals_in
from lessonlib.authoring.plain import plain_equation, plain_words, relations_of
from lessonlib.authoring.prose import EQUATION, bare_prose


def has_what_it_promises(page, series):
    """Every page states something, proves it and shows it."""
    counts = {
        "displayed equation": sum(len(EQUATION.findall(c.source)) for c in prose_cells(page)),
        "claim": sum(len([*claims_in(c.source)]) for c in code_cells(page)),
        "figure": len([*pictures_of(page)]),
    }
    for thing, count in counts.items():
        if count == 0:
            yield None, f"no {thing} on the page, expected at least one"


def equations_are_claimed(page, series):
    """Each link of a displayed equation is said by a claim of its own within two code cells.

    They say the same in plain characters, and the claim may go on after a comma. What defines
    something, or states a condition, is marked so and needs none.
    """
    taken = set()
    for place, cell in enumerate(page.cells):
        if cell.cell_type != "markdown":
            continue
        following = [c for c in page.cells[place + 1 :] if c.cell_type == "code"][:2]
        claims = [
            (code.id, number, plain_words(words))
            for code in following
            for number, (words, _) in enumerate(claims_in(code.source))
        ]
        for equation in EQUATION.findall(cell.source):
            try:
                plain = plain_equation(equation)
            except ValueError as error:
                yield cell, f"{error} in an equation, which has no form in plain characters"
                continue
            if marked := re.search(r"\\text\{\((definition|condition)\)\}", equation):
                if marked[1] == "definition" and not DEFINED.match(plain):
                    yield cell, f"“{plain}” is no definition: one symbol or function stands left"
                continue
            for link in relations_of(plain) or [plain]:
                saying = [c for c in claims if c not in taken and re.match(says(link), c[2])]
                taken.update(saying[:1])
                if not saying:
                    near = get_close_matches(link, [words for _, _, words in claims], 1, 0)
                    nearest = f"; the nearest says “{near[0]}”" if near else ""
                    yield cell, f"no claim within two code cells says “{link}”{nearest}"


def claims_say_their_relation(page, series):
    """Where a claim's words hold a relation, it is the one that is checked."""
    for cell in code_cells(page):
        for words, relation in claims_in(cell.source):
            signs = set(re.findall("[=≤<≥>]", words))
            if signs and signs != {relation}:
                yield cell, f"the claim “{words}” checks “{relation}”; say the same sign"


def claims_compare_two_things(page, series):
    """No claim or row of a comparison holds the same on both sides, or one side in the other."""
    for cell in code_cells(page):
        for call in calls_of("claim", cell.source):
            left, right = call.args[1:3]
            said = f"a claim compares {ast.unparse(left)} with {ast.unparse(right)}"
            if not identifiers_in(ast.unparse(left)):
                yield cell, said
            elif contains(left, right) or contains(right, left):
                yield cell, f"{said}, in which it stands already"
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Tuple) and len(node.elts) == 3:
                name, left, right = map(ast.unparse, node.elts)
                if left == right and identifiers_in(left):
                    yield cell, f"the row {name} compares {left} with itself"


def only_claims_state_relations(page, series):
    """What code prints by itself holds no ≤, <, > or ≥: nothing would check it."""
    for cell in code_cells(page):
        for call in calls_of("print", cell.source):
            for text in literals_in(ast.unparse(call)):
                if found := re.search("[≤<>≥]", text):
                    yield cell, f"“{text.strip()[:40]}” prints “{found[0]}”; make it a claim"


def formulas_stand_in_dollars(page, series):
    """Formulas of another form would not be held to claims; git's marks are no prose."""
    for cell in prose_cells(page):
        if found := re.search(r"\\(?:begin\b|\[|\()", bare_prose(cell.source)):
            yield cell, f"{found[0]} outside of dollar signs; write the formula in $ or $$"
        if found := re.search(r"^(?:<{7}|={7}|>{7})(?: .*)?$", cell.source, re.MULTILINE):
            yield cell, f"“{found[0]}” is a mark of git; keep one version and delete the marks"


# What may stand left in a definition: q, q_i, q(c), H(p,q), also with a hat.
DEFINED = re.compile(r"[^\W\d_][\u0300-\u036f]?(_\w+)?(\([^()]*\))?=")


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
