"""Equations in plain characters: a formula in LaTeX, and the words of a claim, in one form.

`\\frac{\\partial H}{\\partial q_i} = -\\frac{p_i}{q_i}` and “∂H/∂q_i = −p_i / q_i” are both
“∂H/∂q_i=−p_i/q_i”. Spaces do not count, nor do the bounds of sums; eˣ is exp(x).
"""

import re
import unicodedata
from functools import cache

_SIGNS = {
    **{"sum": "Σ", "prod": "Π", "partial": "∂", "cdot": "", "times": "×", "infty": "∞", "|": "‖"},
    **{"le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "lt": "<", "gt": ">", "ne": "≠"},
    **{"ln": "ln", "log": "log", "exp": "exp", "max": "max", "min": "min", "tanh": "tanh"},
    **{"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε"},
    **{"eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π"},
    **{"rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ"},
}
_ACCENTS = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304"}
_SPACING = {",", ";", ":", "!", " ", "left", "right", "bigl", "bigr", "Bigl", "Bigr"}
_WITH_BOUNDS = ("Σ", "Π", "max", "min")
_TOKEN = re.compile(r"\\([A-Za-z]+|.)|\s+|(.)", re.DOTALL)
_RELATION = re.compile(r"[=≤≥<>]")


def plain_words(words):
    """The words of a claim, in the form of `plain_equation`."""
    return re.sub(r"[\s·]", "", unicodedata.normalize("NFC", words)).replace("-", "−")


@cache
def plain_equation(latex):
    """A formula in plain characters, without spaces and without what follows a wide one.

    Behind \\quad or \\qquad stand words, or the mark of a definition.

    Raises
    ------
    ValueError
        If it holds a command that has no such form.
    """
    formula = re.split(r"\\q?quad", latex)[0]
    tokens = [
        ("command", match[1]) if match[1] else ("sign", match[2])
        for match in _TOKEN.finditer(formula)
        if match[1] or match[2]
    ]
    return unicodedata.normalize("NFC", _sequence(tokens[::-1])).strip(",.")


def relations_of(plain):
    """The links of a chain, “a = b ≤ c”, each as it can be claimed: ≥ and > are turned round."""
    places = [match.start() for match in _RELATION.finditer(plain)]
    ends = [*places[1:], len(plain)]
    links = []
    for start, place, end in zip([0, *(place + 1 for place in places)], places, ends, strict=False):
        left, sign, right = plain[start:place], plain[place], plain[place + 1 : end]
        turned = {"≥": "≤", ">": "<"}.get(sign)
        links.append(f"{right}{turned}{left}" if turned else f"{left}{sign}{right}")
    return links


def _sequence(tokens):
    """All tokens up to the end or a closing brace, in plain characters. The list is used up."""
    said = ""
    while tokens:
        kind, token = tokens.pop()
        if (kind, token) == ("sign", "}"):
            break
        said += _one(kind, token, tokens, said)
    return said


def _argument(tokens):
    """The next group or sign."""
    if not tokens:
        raise ValueError("a command that lacks its argument")
    kind, token = tokens.pop()
    return _sequence(tokens) if (kind, token) == ("sign", "{") else _one(kind, token, tokens, "")


def _one(kind, token, tokens, before):
    if kind == "sign":
        if token == "{":
            return _sequence(tokens)
        if token == "_":
            index = _argument(tokens)
            return "" if before.endswith(_WITH_BOUNDS) else f"_{_bracketed(index)}"
        if token == "^":
            power = _argument(tokens)
            return "" if before.endswith(_WITH_BOUNDS) else f"^{_bracketed(power)}"
        if token == "e" and tokens and tokens[-1] == ("sign", "^"):
            tokens.pop()
            return f"exp({_argument(tokens)})"
        return {"-": "−", "~": ""}.get(token, token)
    if token in _SPACING:
        return ""
    if token in _SIGNS:
        return _SIGNS[token]
    if token in _ACCENTS:
        return _argument(tokens) + _ACCENTS[token]
    if token == "sqrt":
        return f"√{_bracketed(_argument(tokens))}"
    if token in ("mathrm", "mathbb", "operatorname"):
        return _argument(tokens)
    if token in ("frac", "tfrac", "dfrac"):
        over, under = (_wrapped(_argument(tokens)) for _ in range(2))
        fraction = f"{over}/{under}"
        return f"({fraction})" if before.endswith(("ln", "log", "exp")) else fraction
    raise ValueError(f"\\{token}")


def _bracketed(part):
    """In brackets, unless it is a name or a number: q^2, but q^(−1/N)."""
    return part if re.fullmatch(r"\w+", part) else f"({part})"


def _wrapped(part):
    """In brackets, where it is a sum or a difference."""
    depth, inner = 0, ""
    for sign in part:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        inner += sign if depth == 0 else ""
    return f"({part})" if re.search(r"[+−]", inner) else part


# What two formulas have in common

# As in p_i, p(k), q_n(c(n)); not the arguments of H(p, q).
_INDEX = re.compile(
    r"(?<=[ΣΠ])_\w|_(?:\w|\((?:\w,?)+\))(?=ln|log|exp|\W|$)|\([cijkmn](?:\([cijkmn]\))?(?:,[cijkmn])*\)"
)
_SYMBOL = re.compile(r"[^\W\d_][\u0302-\u0304]?|\d+(?:\.\d+)?|[^\w\s]")


def without_indices(plain):
    """A formula without what only counts: p_i, p(k) and p are one symbol."""
    return _INDEX.sub("", plain)


def sides_of(plain):
    """The parts of a formula between its relations."""
    return [side for side in _RELATION.split(plain) if side]


def symbols_of(plain):
    """What a formula is made of, sorted, without signs and brackets."""
    return sorted(symbol for symbol in _SYMBOL.findall(plain) if symbol not in "+−()")


def terms_of(side):
    """The terms of a sum, each with its sign, sorted: b − a and −a + b are the same."""
    terms, depth, begin = [], 0, 0
    for place, sign in enumerate(side):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign in "+−" and depth == 0 and place > begin:
            terms.append(side[begin:place])
            begin = place
    terms.append(side[begin:])
    return sorted(term if term[:1] in "+−" else f"+{term}" for term in terms)


def turned(formula, other):
    """Whether two formulas say different things with the same symbols on each side.

    As p − q and q − p, a ≤ b and b ≤ a; not a = b and b = a, nor a + b and b + a.
    """
    first, second = ([*map(terms_of, sides_of(each))] for each in (formula, other))
    relations = [_RELATION.findall(each) for each in (formula, other)]
    if len(first) != len(second) or relations[0] != relations[1]:
        return False
    symbols = [sorted(map(symbols_of, sides_of(each))) for each in (formula, other)]
    same = first == second
    if relations[0] == ["="] * len(relations[0]):
        same = sorted(first) == sorted(second)
    return symbols[0] == symbols[1] and not same
