"""An arithmetic coder: a sequence of symbols becomes bits, as many as its loss says.

The coder walks into an interval of integers. Each symbol takes the share of the interval that its
probability is, so a likely symbol leaves much and costs little: −log₂ q(x) bits. Both sides must
use the *same* integers for q, to the last digit. A float is an integer times a power of two, so a
pmf of floats is in the proportion of integers, with nothing rounded; these are `counts_of`.
"""

import math
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

import numpy as np

from lessonlib import arguments
from lessonlib.arguments import ArrayLike

# Bits of the interval beyond those of the counts: what a symbol's share is rounded by costs less
# than a millionth of a bit in a million symbols.
_MORE = 44
Model = ArrayLike | Callable[[list[int]], ArrayLike]  # a pmf or counts, or what gives them


@arguments.quiet
def counts_of(q: ArrayLike) -> list[int]:
    """Whole numbers in the proportions of a pmf: what both sides of a coder can agree on.

    Parameters
    ----------
    q : array_like of float, shape (C,)
        A pmf.

    Returns
    -------
    list of int
        The smallest ones whose ratios are those of the floats, exactly.

    Raises
    ------
    ValueError, TypeError
        If q is not one pmf.

    Examples
    --------
    >>> counts_of([0.75, 0.25])
    [3, 1]

    Taught in: 08
    """
    q = arguments.pmfs("q", q)
    if q.ndim != 1:
        raise ValueError(f"q must be one pmf of shape (C,), got shape {q.shape}; take a row")
    fractions, exponents = np.frexp(q.astype(float))
    whole = (fractions * 2.0**53).astype(np.int64)  # q = whole · 2^(exponent − 53)
    shifts = exponents - exponents[whole > 0].min()
    counts = [n << by for n, by in zip(whole.tolist(), np.maximum(shifts, 0).tolist(), strict=True)]
    common = math.gcd(*counts)
    return [count // common for count in counts]


@arguments.quiet
def encode(symbols: ArrayLike, q: Model) -> bytes:
    """The bytes that stand for a sequence, under a model of how often each symbol comes.

    Parameters
    ----------
    symbols : sequence of int, or bytes
        From 0 to C - 1; the empty sequence is no bytes.
    q : array_like of shape (C,), or callable
        A pmf of floats, or counts: whole numbers of any size. Or a function that gives either for
        the next symbol, from the list of those before it, which it leaves as it is.

    Returns
    -------
    bytes
        Their bits, before the last byte was filled up, are Σ −log₂ q(x) and at most 2 more, where
        a q whose sum is 1 only roughly, as in half precision, is divided by that sum.

    Raises
    ------
    IndexError
        If a symbol is none of the C.
    ValueError, TypeError
        If symbols are no integers, q is neither pmf nor counts, or a symbol has probability 0.

    References
    ----------
    Witten, Neal, Cleary, "Arithmetic Coding for Data Compression", 1987.

    Examples
    --------
    >>> encode([0, 0, 0, 1], [0.75, 0.25]).hex()
    '58'
    >>> encode([0, 0, 0, 1], lambda before: [1 + before.count(0), 1 + before.count(1)]).hex()
    '34'

    Taught in: 08
    """
    bits = encoded_bits(symbols, q)
    return (
        int(bits + "0" * (-len(bits) % 8), 2).to_bytes(-(-len(bits) // 8), "big") if bits else b""
    )


@arguments.quiet
def encoded_bits(symbols: ArrayLike, q: Model) -> str:
    """The bits of `encode` before they are filled up to bytes, as a string of 0 and 1."""
    ends_after, before = _model(q), []
    interval, pending, said = _Interval(), 0, []
    for symbol in _sequence(symbols):
        ends = ends_after(before)
        _check_possible(symbol, ends)
        interval.widen_for(ends[-1])
        interval.narrow(ends, symbol)
        before.append(symbol)
        if agreed := interval.agreed():  # bits that both ends have, so that all between them do
            bits = interval.leave(agreed)
            said.append(bits[0] + ("1" if bits[0] == "0" else "0") * pending + bits[1:])
            pending = 0
        if turned := interval.undecided():  # their next bit will turn all of these
            interval.leave_middle(turned)
            pending += turned
    if before:
        # Two more bits name a quarter that lies inside the interval.
        bit = int(interval.low >= 1 << (interval.bits - 2))
        said.append(str(bit) + str(1 - bit) * (pending + 1))
    return "".join(said)


@arguments.quiet
def decode(data: bytes, q: Model, length: int) -> list[int]:
    """The sequence that `encode` was given.

    Parameters
    ----------
    data : bytes
    q : array_like of shape (C,), or callable
        The same as for `encode`. Another one may give another sequence, or the error below.
    length : int
        How many symbols; the bytes do not say where they end.

    Returns
    -------
    list of int

    Raises
    ------
    ValueError, TypeError
        If the bytes end before the last symbol or go on after it, which a damaged stream often
        does, or q is neither pmf nor counts. Damage that does neither may give another sequence.

    Examples
    --------
    >>> decode(bytes.fromhex("58"), [0.75, 0.25], 4)
    [0, 0, 0, 1]

    Taught in: 08
    """
    if not isinstance(data, bytes | bytearray):
        raise TypeError(f"data must be bytes, got {type(data).__name__}; encode gives some")
    length = arguments.integer("length", length)
    if length < 0:
        raise ValueError(f"length must be at least 0, got {length}; 0 is the empty sequence")
    ends_after = _model(q)
    n_bits = 8 * len(data)
    bits = format(int.from_bytes(data, "big"), f"0{n_bits}b") if data else ""
    interval, used, found = _Interval(), 0, []
    code = _taken_from(bits, 0, interval.bits)
    for _ in range(length):
        ends = ends_after(found)
        more = interval.widen_for(ends[-1])
        code = code << more | _taken_from(bits, used + interval.bits - more, more)
        place = ((code - interval.low + 1) * ends[-1] - 1) // interval.width
        found.append(bisect_right(ends, place) - 1)
        interval.narrow(ends, found[-1])
        agreed = interval.agreed()
        interval.leave(agreed)
        code = (code << agreed) & interval.mask
        code |= _taken_from(bits, used + interval.bits, agreed)
        turned = interval.undecided()
        code = code - interval.middle(turned) << turned
        code |= _taken_from(bits, used + agreed + interval.bits, turned)
        interval.leave_middle(turned)
        used += agreed + turned
        if used > n_bits:
            break
    needed = -(-(used + 2) // 8) if length else 0
    if len(data) != needed:
        rule = "go on to" if len(data) < needed else "end with"
        raise ValueError(
            f"data must {rule} the last symbol, got {len(data)} bytes where {len(found)} of "
            f"{length} symbols take {needed}; check the length, q, and whether bytes were lost"
        )
    return found


class _Interval:
    """The whole numbers from `low` to `high`, of so many bits; their first bits are left behind."""

    def __init__(self, bits=64):
        self.bits, self.low, self.high = bits, 0, (1 << bits) - 1

    @property
    def mask(self):
        return (1 << self.bits) - 1

    @property
    def width(self):
        return self.high - self.low + 1

    def widen_for(self, total):
        """Cut each number into many where shares of so large a total need it; by how many bits."""
        more = max(0, total.bit_length() + _MORE - self.bits)
        self.bits += more
        self.low <<= more
        self.high = (self.high + 1 << more) - 1
        return more

    def narrow(self, ends, symbol):
        """Keep the part that a symbol takes."""
        low, width, total = self.low, self.width, ends[-1]
        self.low = low + width * ends[symbol] // total
        self.high = low + width * ends[symbol + 1] // total - 1

    def agreed(self):
        """How many first bits both ends have."""
        return self.bits - (self.low ^ self.high).bit_length()

    def leave(self, count):
        """Go into the part with these first bits, which are returned."""
        said = format(self.low >> (self.bits - count), f"0{count}b")
        self.low = (self.low << count) & self.mask
        self.high = (self.high << count) & self.mask | ((1 << count) - 1)
        return said

    def undecided(self):
        """How many bits behind the first are 1 in low and 0 in high: all around the middle."""
        rest = (1 << (self.bits - 1)) - 1
        return self.bits - 1 - max((~self.low & rest).bit_length(), (self.high & rest).bit_length())

    def middle(self, count):
        """Where the middle part begins that `leave_middle` goes into."""
        return (1 << (self.bits - 1)) - (1 << (self.bits - 1 - count))

    def leave_middle(self, count):
        begin = self.middle(count)
        self.low = self.low - begin << count
        self.high = (self.high - begin << count) | ((1 << count) - 1)


def _taken_from(bits, start, count):
    """The next bits as a number; behind the end stand zeros."""
    found = bits[start : start + count]
    return int(found or "0", 2) << (count - len(found))


def _ends(q):
    """Where each symbol's share begins and the last one ends, in counts."""
    if isinstance(q, list | tuple) and q and all(type(count) is int for count in q):
        counts = [*q]  # NumPy would make floats of large ones
    else:
        values = arguments.array("q", q)
        if values.dtype.kind not in "iu":
            return [0, *accumulate(counts_of(values))]
        if values.ndim != 1 or not values.size:
            rule = "q must be counts of shape (C,)"
            raise ValueError(f"{rule}, got shape {values.shape}; take a row")
        counts = values.tolist()
    if min(counts) < 0 or not sum(counts):
        raise ValueError(
            f"q must hold counts from 0 on, in all at least 1, got {min(counts)} as the smallest "
            f"and {sum(counts)} in all; leave out what cannot be, or count it as 0"
        )
    return [0, *accumulate(counts)]


def _model(q):
    """A function that gives the ends of the next symbol's shares, from the symbols before it."""
    if callable(q):
        return lambda before: _ends(q(before))
    ends = _ends(q)
    return lambda before: ends


def _sequence(symbols):
    """The symbols as Python integers; bytes are such a sequence."""
    if isinstance(symbols, bytes | bytearray | memoryview):
        return [*bytes(symbols)]
    values = arguments.array("symbols", symbols)
    if not values.size:
        return []
    values = arguments.class_indices("symbols", values)
    if values.ndim != 1:
        raise ValueError(f"symbols must be one sequence, got shape {values.shape}; ravel it")
    return values.tolist()


def _check_possible(symbol, ends):
    if not 0 <= symbol < len(ends) - 1:
        arguments.among_classes("symbols", np.array([symbol]), len(ends) - 1)
    if ends[symbol] == ends[symbol + 1]:
        raise ValueError(
            f"q must be above 0 for each symbol, got 0 for {symbol}, which comes; "
            "nothing encodes what was said to be impossible"
        )
