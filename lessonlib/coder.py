"""An arithmetic coder: a sequence of symbols becomes bits, as many as its loss says.

The coder walks into an interval of integers. Each symbol takes the share of the interval that its
probability is, so a likely symbol leaves much and costs little: −log₂ q(x) bits. Both sides must
use the *same* integers for q, to the last digit; so q is rounded to counts first, once.
"""

from bisect import bisect_right
from itertools import accumulate

import numpy as np

from lessonlib import arguments

_BITS = 62  # of the interval's ends
_HALF, _QUARTER = 1 << (_BITS - 1), 1 << (_BITS - 2)
_TOTAL = 1 << 32  # of the counts that stand for a pmf
_LARGEST_TOTAL = 1 << 48  # a larger one would leave too few steps in the smallest interval


def counts_of(q):
    """Whole numbers in the proportions of a pmf: what both sides of a coder can agree on.

    Parameters
    ----------
    q : array_like of float, shape (C,)
        A pmf. What is above 0 stays above 0.

    Returns
    -------
    list of int
        About 2³² in all, so that rounding costs nothing that could be seen.

    Raises
    ------
    ValueError, TypeError
        If q is not one pmf.

    Examples
    --------
    >>> counts_of([0.75, 0.25])
    [3221225472, 1073741824]

    Taught in: 08
    """
    q = arguments.pmfs("q", q)
    if q.ndim != 1:
        raise ValueError(f"q must be one pmf of shape (C,), got shape {q.shape}; take a row")
    rounded = np.rint(q.astype(float) * _TOTAL).astype(np.int64)
    return np.where(q > 0, np.maximum(rounded, 1), 0).tolist()


def encode(symbols, q):
    """The bytes that stand for a sequence, under a model of how often each symbol comes.

    Parameters
    ----------
    symbols : sequence of int
        From 0 to C - 1; the empty sequence is no bytes.
    q : array_like of shape (C,), or callable
        A pmf of floats, or counts: whole numbers, in all at most 2⁴⁸. Or a function that gives
        either for the next symbol, from the list of those before it, which it leaves as it is.

    Returns
    -------
    bytes
        Their bits, before the last byte was filled up, are Σ −log₂ q(x) and at most 2 more.

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


def encoded_bits(symbols, q):
    """The bits of `encode` before they are filled up to bytes, as a string of 0 and 1."""
    ends_after, before = _model(q), []
    low, high, pending, said = 0, (1 << _BITS) - 1, 0, []
    for symbol in _sequence(symbols):
        ends = ends_after(before)
        _check_possible(symbol, ends)
        low, high = _narrowed(low, high, ends, symbol)
        before.append(symbol)
        while True:
            if high < _HALF or low >= _HALF:  # both ends agree on a bit
                bit = int(low >= _HALF)
                said.append(str(bit) + str(1 - bit) * pending)
                pending = 0
            elif low >= _QUARTER and high < 3 * _QUARTER:  # they will: the next bit turns it
                pending += 1
            else:
                break
            low, high = _doubled(low, high)
    if before:
        # Two more bits name a quarter that lies inside the interval.
        bit = int(low >= _QUARTER)
        said.append(str(bit) + str(1 - bit) * (pending + 1))
    return "".join(said)


def decode(data, q, length):
    """The sequence that `encode` was given.

    Parameters
    ----------
    data : bytes
    q : array_like of shape (C,), or callable
        The same as for `encode`. Another one gives another sequence, if not the error below.
    length : int
        How many symbols; the bytes do not say where they end.

    Returns
    -------
    list of int

    Raises
    ------
    ValueError, TypeError
        If the bytes end before the last symbol or go on after it, which a damaged stream often
        does, or q is neither pmf nor counts. Damage that does neither gives another sequence.

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
    bits = np.unpackbits(np.frombuffer(data, np.uint8)).tolist()
    n_bits = len(bits)
    bits += [0] * (2 * _BITS)  # as if zeros stood behind the end
    code = int("".join(map(str, bits[:_BITS])), 2)
    low, high, used, found = 0, (1 << _BITS) - 1, 0, []
    for _ in range(length):
        ends = ends_after(found)
        place = ((code - low + 1) * ends[-1] - 1) // (high - low + 1)
        found.append(bisect_right(ends, place) - 1)
        low, high = _narrowed(low, high, ends, found[-1])
        while high < _HALF or low >= _HALF or (low >= _QUARTER and high < 3 * _QUARTER):
            code = 2 * (code - _taken(low, high)) + bits[used + _BITS]
            low, high = _doubled(low, high)
            used += 1
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


def _narrowed(low, high, ends, symbol):
    """The part of an interval that a symbol takes."""
    width = high - low + 1
    return low + width * ends[symbol] // ends[-1], low + width * ends[symbol + 1] // ends[-1] - 1


def _doubled(low, high):
    """The half of the range in which an interval lies, stretched to the whole."""
    taken = _taken(low, high)
    return 2 * (low - taken), 2 * (high - taken) + 1


def _taken(low, high):
    """Where the half begins in which an interval lies: the lower, the upper, or the middle one."""
    return _HALF if low >= _HALF else 0 if high < _HALF else _QUARTER


def _ends(q):
    """Where each symbol's share begins and the last one ends, in counts."""
    values = arguments.array("q", q)
    if values.dtype.kind not in "iu":
        return [0, *accumulate(counts_of(values))]
    if values.ndim != 1 or not values.size:
        raise ValueError(f"q must be counts of shape (C,), got shape {values.shape}; take a row")
    counts = values.tolist()
    if min(counts) < 0 or not 0 < sum(counts) <= _LARGEST_TOTAL:
        raise ValueError(
            f"q must hold counts from 0 on, in all from 1 to 2⁴⁸, got {min(counts)} as the "
            f"smallest and {sum(counts)} in all; scale them down"
        )
    return [0, *accumulate(counts)]


def _model(q):
    """A function that gives the ends of the next symbol's shares, from the symbols before it."""
    if callable(q):
        return lambda before: _ends(q(before))
    ends = _ends(q)
    return lambda before: ends


def _sequence(symbols):
    """The symbols as Python integers."""
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
