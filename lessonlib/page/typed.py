"""Numbers as people type them: 0.5, 0,5, 20 %, 1/3, 2.3 nats, −ln 2, 3·ln 2, 2^10, 1e-3.

    sum      = product, with + or − before and between others
    product  = power, with *, ·, ×, /, ÷ or nothing between others
    power    = signed, or signed ^ power
    signed   = number, (sum), e, π, or a sign and a power,
               or a function (ln, log2, log10, exp, sqrt) and a power
    number   = digits with a point or a comma, and perhaps e and a whole number

Behind all may stand the unit of the question, or %. Upper and lower case are one, − is -, ** is ^,
and spaces or points between groups of three digits are left out, where they can be nothing else.
`site/typed.js` of `publishing` reads the same on the website; both are tested on one list.
"""

import math
import re
from dataclasses import dataclass

AGAIN = "Write a number, such as 0.5, 1/3, 20 %, 1e-3 or −ln 2."
_TOKEN = re.compile(
    r"((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)|(ln|log2|log10|exp|sqrt|√|pi|π|e)|([-+*/^()])|\s+",
    re.ASCII,
)
_FUNCTIONS = {
    **{"ln": math.log, "log2": math.log2, "log10": math.log10, "exp": math.exp},
    **{"sqrt": math.sqrt, "√": math.sqrt},
}
_CONSTANTS = {"e": math.e, "pi": math.pi, "π": math.pi}


@dataclass(frozen=True)
class Typed:
    """What was typed: its value; and of a plain number half of its last digit, and its digits."""

    value: float
    half: float = 0.0
    digits: int = 0


def read(text, unit=""):
    """The number that a text says, in the unit that was asked for; or a sentence, if it says none.

    Parameters
    ----------
    text : str
    unit : str
        Of the question; "%" is a hundredth but where it is the unit.

    Returns
    -------
    Typed or str
    """
    text = text.strip().lower().replace("−", "-").replace("\u00a0", " ").replace("\u202f", " ")
    share, own = False, unit.lower()
    if own and text.endswith(own) and not re.search(r"[a-z]$", text[: -len(own)]):
        text = text[: -len(own)].rstrip()
    elif text.endswith("%"):
        text, share = text[:-1].rstrip(), True
    elif other := re.search(r"(?<![a-z])(nats?|bits?)$", text):
        return (
            f"The answer is asked for {f'in {unit}' if unit else 'without a unit'}, not {other[1]}."
        )
    if ambiguous := re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text):
        whole = ambiguous[0].lstrip("+-").replace(",", "")
        return f"Is that {whole} or {whole[:-3]}.{whole[-3:]}? Write it with a point, or without."
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3}){2,}", text) or re.fullmatch(r".*\d,\d{3}\.\d*", text):
        text = text.replace(",", "")
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", text).replace(",", ".")
    for typed, meant in (("**", "^"), ("·", "*"), ("×", "*"), ("÷", "/")):
        text = text.replace(typed, meant)
    tokens = _tokens(text)
    if tokens is None:
        return AGAIN
    try:
        value = _Sum(tokens).value()
    except (ValueError, TypeError, ZeroDivisionError, OverflowError, IndexError):
        return AGAIN
    if not isinstance(value, float) or not math.isfinite(value):
        return AGAIN
    scale = 0.01 if share else 1.0
    plain = re.fullmatch(r"[+-]?\s*(\d*)\.?(\d*)(?:e([+-]?\d+))?", text)
    if not plain:
        return Typed(value * scale)
    last = int(plain[3] or 0) - len(plain[2])
    digits = len((plain[1] + plain[2]).lstrip("0") or "0")
    return Typed(value * scale, 5 * 10.0 ** (last - 1) * scale, digits)


def _tokens(text):
    """Numbers, names and signs in their order; None where something else stands between them."""
    found, place = [], 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if not token:
            return None
        place = token.end()
        if token[0].strip():
            found.append(token[0])
    return found or None


class _Sum:
    """The value of tokens, by the grammar above."""

    def __init__(self, tokens):
        self.tokens, self.place = tokens, 0

    def value(self):
        value = self.sum()
        if self.place < len(self.tokens):
            raise ValueError
        return value

    def next_is(self, *signs):
        if self.place < len(self.tokens) and self.tokens[self.place] in signs:
            self.place += 1
            return self.tokens[self.place - 1]
        return ""

    def sum(self):
        value = self.product()
        while sign := self.next_is("+", "-"):
            value += self.product() if sign == "+" else -self.product()
        return value

    def product(self):
        value = self.power()
        while self.place < len(self.tokens) and self.tokens[self.place] not in "+-)":
            if self.next_is("/"):
                value /= self.power()
            else:
                # A number right behind a number is a slip, and no product.
                if not self.next_is("*") and self.tokens[self.place][0] in ".0123456789":
                    raise ValueError
                value *= self.power()
        return value

    def power(self):
        value = self.signed()
        return float(value ** self.power()) if self.next_is("^") else value

    def signed(self):
        if sign := self.next_is("+", "-"):
            return self.power() if sign == "+" else -self.power()
        if function := self.next_is(*_FUNCTIONS):
            return _FUNCTIONS[function](self.power())
        if constant := self.next_is(*_CONSTANTS):
            return _CONSTANTS[constant]
        if self.next_is("("):
            value = self.sum()
            if not self.next_is(")"):
                raise ValueError
            return value
        self.place += 1
        return float(self.tokens[self.place - 1])
