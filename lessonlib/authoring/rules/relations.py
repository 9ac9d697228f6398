"""Rules on formulas that no claim follows: in a sentence, in a claim's words, in a docstring.

What says something with the symbols of a displayed equation says the same as it does.
"""

import ast
import copy
import re
import unicodedata
from functools import cache

from lessonlib.authoring.rules.equations import claims_in, says
from lessonlib.authoring.rules.registry import rule, rule_of_outputs
from lessonlib.notebook import words
from lessonlib.notebook.cells import code_cells, prose_cells
from lessonlib.notebook.code import LESSONLIB, calls_of, identifiers_in, tree_of
from lessonlib.notebook.plain import (
    plain_equation,
    plain_words,
    relations_of,
    sides_of,
    terms_of,
    turned,
    without_indices,
)
from lessonlib.notebook.prose import EQUATION, plain_prose

# How the quantities of `pmf` are written, of a truth p and a prediction q.
NOTATION = {"kl_divergence": "KL({}‖{})", "cross_entropy": "H({},{})", "entropy": "H({})"}
_RELATION = re.compile(r"[=≤<≥>]")


@rule
def inline_formulas_agree(page, series):
    """A formula in a sentence is no displayed equation with a sign or two sides exchanged.

    Nor a part of one: “p − q”, where the page displays q − p. A cell that has both means both.
    """
    known = {part for formula in _displayed(page) for part in _parts(formula)}
    known |= {p for cell in code_cells(page) for w, _ in claims_in(cell.source) for p in _parts(w)}
    for cell in prose_cells(page):
        inline = [*_inline_in(cell)]
        here = {part for formula in inline for part in _parts(formula)}
        for formula in inline:
            for part in _parts(formula):
                near = [each for each in known if turned(part, each)]
                if near and not _among(part, known) and not any(_among(n, here) for n in near):
                    yield (
                        cell,
                        f"“{formula}” here, and “{min(near)}” where the page displays or claims "
                        "it; make the two agree",
                    )
                    break


@rule
def claimed_formulas_are_displayed(page, series):
    """Where a claim's words are a formula, prose above has it; other claims are in plain words.

    A claim that two functions agree may name them.
    """
    shown = []
    for cell in page.cells:
        if cell.cell_type == "markdown":
            formulas = (*_equations_in(cell), *_inline_in(cell))
            shown += [link for formula in formulas for link in relations_of(formula)]
            continue
        for said, _ in claims_in(cell.source):
            plain = plain_words(said)
            if not _RELATION.search(plain) or any(re.match(says(link), plain) for link in shown):
                continue
            names = [each.strip() for each in _RELATION.split(said)]
            if not {part for name in names for part in name.split(".")} <= identifiers_in(
                cell.source
            ):
                yield (
                    cell,
                    f"the claim “{said}” is a formula that no prose above it has; show it there, "
                    "or say it in plain words",
                )


@rule
def claims_name_their_sides(page, series):
    """What a side computes by `pmf.kl_divergence(p, q)`, or with np.log(q), is so called."""
    made = {}
    for cell in code_cells(page):
        made |= _made_in(cell)
        for call in calls_of("claim", cell.source):
            if len(call.args) < 3 or not isinstance(call.args[0], ast.Constant):
                continue
            said = call.args[0].value
            plain = without_indices(_without_accents(plain_words(said)))
            sides = [side.partition(",and")[0] for side in _RELATION.split(plain)]
            if len(sides) != 2:
                continue
            for side, code in zip(sides, call.args[1:3], strict=True):
                if wrong := _misnamed(side, _expanded(code, made)):
                    yield cell, f"the claim “{said}” says “{side}” of what computes {wrong}"


def _misnamed(side, code):
    """What code computes, if the words of its side say something else; else None."""
    quantities = [*_quantities_in(code)]
    for name in re.findall(r"KL\(.‖.\)|H\(.,.\)", side):
        kind, one, sign, other = re.fullmatch(r"(\w+)\((.)(.)(.)\)", name).groups()
        if f"{kind}({other}{sign}{one})" in quantities and name not in quantities:
            return f"{kind}({other}{sign}{one})"
    if isinstance(code, ast.Call) and _quantity(code) and _quantity(code) not in side:
        notation = re.search(r"KL\(|H\(|ln", side)
        return _quantity(code) if notation and not _follows(side, _quantity(code)) else None
    said = {*re.findall(r"ln\(?([pq])\b", side)}
    logs = {letter for node in ast.walk(code) if (letter := _log_of(node))}
    if said and logs and not said & logs:
        return " and ".join(f"ln {letter}" for letter in sorted(logs))
    return None


def _follows(side, quantity):
    """Whether a side is another form of the quantity: its sum, with the logarithm of its last."""
    last = re.search(r"(.)\)$", quantity)[1]
    return not re.search(r"KL\(|H\(", side) and re.search(rf"ln\(?{last}", side)


def _expanded(node, made, depth=4):
    """Code in which variables stand for what made them; p and q, p_soft and q_2 stay."""

    class Expand(ast.NodeTransformer):
        def visit_Name(self, name):
            if depth and name.id in made and not _letter(name):
                return _expanded(made[name.id], made, depth - 1)
            return name

    return Expand().visit(copy.deepcopy(node))


def _without_accents(plain):
    """p̂ is called p in code, or p_hat."""
    return re.sub("[\u0302-\u0304]", "", unicodedata.normalize("NFD", plain))


def _made_in(cell):
    """The names that a cell makes, each with the code that does."""
    made = {}
    for node in tree_of(cell.source).body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            both = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            pairs = zip(target.elts, value.elts, strict=True) if both else [(target, value)]
            made |= {name.id: code for name, code in pairs if isinstance(name, ast.Name)}
    return made


def _letter(node):
    found = isinstance(node, ast.Name) and re.fullmatch(r"([pq])\d*(?:_\w+)?", node.id)
    return found[1] if found else None


def _quantity(call):
    """KL(p‖q) for the call pmf.kl_divergence(p_soft, q); None for another."""
    notation = NOTATION.get(ast.unparse(call.func).removeprefix("pmf."))
    letters = [_letter(argument) for argument in call.args]
    whole = notation and all(letters) and len(letters) == notation.count("{}")
    return notation.format(*letters) if whole else None


def _quantities_in(code):
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and (quantity := _quantity(node)):
            yield quantity


def _log_of(node):
    is_log = isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.log", "math.log")
    return _letter(node.args[0]) if is_log and node.args else None


@rule_of_outputs
def docstrings_agree(page, series):
    """The formula in a helper's docstring is that of the page on which it is taught."""
    name = next((name for name, other in series.pages.items() if other is page), "")
    formulas = [without_indices(formula) for formula in _displayed(page)]
    links = {link for formula in formulas for link in relations_of(formula)}
    for helper, formula in _taught()[name[:2]]:
        plain = without_indices(formula)
        if (near := [link for link in links if turned(plain, link)]) and not _among(plain, links):
            yield (
                None,
                f"the docstring of {helper} says “{formula}”, and this page, on which it is "
                f"taught, “{near[0]}”; make the two agree",
            )


@rule
def hand_overs_are_compared(page, series):
    """“From here on `x` does this work” stands within three cells of a claim that compares x."""
    for place, cell in enumerate(page.cells):
        if cell.cell_type != "markdown":
            continue
        for name in re.findall(rf"{words.FROM_HERE} `([\w.]+)`", cell.source):
            near = [c for c in page.cells[:place] if c.cell_type == "code"][-3:]
            near += [c for c in page.cells[place:] if c.cell_type == "code"][:1]
            made = {name: code for each in near for name, code in _made_in(each).items()}
            compared = {
                ast.unparse(node)
                for code in near
                for call in calls_of("claim", code.source)
                for node in ast.walk(_expanded(call, made))
                if isinstance(node, ast.Attribute | ast.Name)
            }
            if name not in compared:
                yield cell, f"no claim within three cells compares `{name}`; hand over what was"


def _equations_in(cell):
    for equation in EQUATION.findall(cell.source):
        try:
            yield plain_equation(equation)
        except ValueError:  # told by the rule that wants a claim
            continue


def _displayed(page):
    return [formula for cell in prose_cells(page) for formula in _equations_in(cell)]


def _inline_in(cell):
    for formula in re.findall(r"\$([^$]+)\$", EQUATION.sub(" ", plain_prose(cell.source))):
        try:
            yield plain_equation(formula)
        except ValueError:  # what has no plain form is compared with nothing
            continue


@cache
def _parts(formula):
    """The links of a formula, and those of their sides that are sums."""
    plain = without_indices(plain_words(formula))
    return [*relations_of(plain), *(s for s in sides_of(plain) if len(terms_of(s)) > 1)]


def _among(part, others):
    """Whether one of several formulas says the same."""
    mine = sorted(map(terms_of, sides_of(part)))
    return any(not turned(part, o) and sorted(map(terms_of, sides_of(o))) == mine for o in others)


@cache
def _taught():
    """By the page's number: each public helper with a formula of its docstring."""
    found = {f"{number:02}": [] for number in range(100)} | {"": []}
    for file in sorted(LESSONLIB.rglob("*.py")):
        if "authoring" in file.parts:
            continue
        for node in ast.parse(file.read_text("utf-8")).body:
            text = isinstance(node, ast.FunctionDef) and ast.get_docstring(node)
            page = text and re.search(r"^Taught in: (\d\d)", text, re.MULTILINE)
            if not page:
                continue
            about = " ".join(text.partition("\nParameters\n")[0].split())
            for sentence in re.split(r"[:.;] |, the |, over |, where | over ", f"{about} "):
                for link in relations_of(plain_words(sentence)):
                    found[page[1]].append((node.name, link))
    return found
