"""Claims: equations and inequalities that are checked where a page states them."""

import numpy as np

from lessonlib.marks import ATOL, RTOL
from lessonlib.page.alive import put_out
from lessonlib.page.numbers import written


def claim(statement, left, right, *, relation="=", rtol=RTOL, atol=ATOL):
    """Check that a stated equation (or inequality) holds, and print it with its numbers.

    Parameters
    ----------
    statement : str
        What is claimed, as the page writes it.
    left, right : float or array_like
        Both sides, computed independently; they broadcast.
    relation : {"=", "≤", "<"}
        "=" allows a difference of atol + rtol·|right|; "≤" the same in one direction.
    rtol, atol : float
        Tolerances, at most 1e-5 and 1e-8; 1e-7 for results that start from 8 printed digits.

    Raises
    ------
    AssertionError
        If it does not hold, with both numbers and, for arrays, the worst entry.
    TypeError, ValueError
        If the sides are no real numbers, their shapes do not broadcast, or an option has no such
        value.

    Examples
    --------
    >>> claim("ln 8 = 3 ln 2", np.log(8), 3 * np.log(2))
    ✓ ln 8 = 3 ln 2:  2.0794415 = 2.0794415

    Taught in: 00
    """
    if relation not in ("=", "≤", "<"):
        raise ValueError(
            f'relation must be "=", "≤" or "<", got {relation!r}; swap the sides for ≥'
        )
    _check_tolerances(rtol, atol)
    truths = np.asarray(right).dtype == bool  # each is true, or false, as claimed
    left, right = _both_sides(statement, left, right)
    with np.errstate(all="ignore"):  # inf - inf: such entries are the same, or nan and false
        same = np.isclose(left, right, rtol=rtol, atol=atol)
        holds = {"=": same, "≤": same | (left <= right), "<": (left < right) & ~same}[relation]
        distance = np.nan_to_num(np.abs(left - right), nan=np.inf)
    if not np.all(holds):
        worst = np.unravel_index(np.where(holds, -1, distance).argmax(), holds.shape)
        where = f" at entry {tuple(map(int, worst))}" if holds.ndim else ""
        raise AssertionError(
            f"“{statement}” is false{where}: {left[worst]:.12g} is not "
            f"{relation} {right[worst]:.12g} within rtol {rtol:g}, atol {atol:g}"
        )
    if holds.ndim == 0:
        sides = written(left), written(right)
        sign = "≈" if relation == "=" and sides[0] != sides[1] else relation
        print(f"✓ {statement}:  {sides[0]} {sign} {sides[1]}")
    elif relation == "=" and truths:
        print(f"✓ {statement}:  holds for all {holds.size}")
    elif relation == "=":
        absolute = f" or {atol:g}" if atol > ATOL else ""
        within = f"{rtol:g} of their size{absolute}" if right.any() else f"{atol:g}"
        print(f"✓ {statement}:  {holds.size} numbers agree within {within}")
    else:
        print(f"✓ {statement}:  holds for all {holds.size} numbers")


def compare(rows, *, rtol=1e-7):
    """Print a table of this page's numbers beside PyTorch's, and raise where they differ.

    Parameters
    ----------
    rows : list of (name, ours, torchs)
        A name and two numbers each, at least one row.
    rtol : float
        The relative difference allowed, at most 1e-5. Inputs have 8 printed digits at most.

    Raises
    ------
    AssertionError
        If a pair differs, with its name.

    Taught in: 00
    """
    if not rows:
        raise ValueError("rows must hold at least one (name, ours, PyTorch's), got none")
    _check_tolerances(rtol, 0)
    cells = [("quantity", "this page", "PyTorch")]
    for name, ours, torchs in rows:
        if not np.isclose(ours, torchs, rtol=rtol, atol=1e-12):
            raise AssertionError(f"“{name}” is {ours:.10g} here and {torchs:.10g} in PyTorch")
        cells.append((name, written(ours), written(torchs)))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    plain = "\n".join(f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}" for a, b, c in cells)
    markdown = [f"| {a.replace('|', '∣')} | {b} | {c} |" for a, b, c in cells]
    markdown.insert(1, "|:---|---:|---:|")
    put_out(None, {"text/markdown": "\n".join(markdown), "text/plain": plain})


def _check_tolerances(rtol, atol):
    if not (0 <= rtol <= 1e-5 and 0 <= atol <= 1e-8):
        raise ValueError(
            f"rtol must be from 0 to 1e-05 and atol from 0 to 1e-08, got {rtol} and {atol}; "
            "what differs by more is not equal: compute both sides more exactly"
        )


def _both_sides(statement, left, right):
    """Both sides as float arrays of one shape, or a sentence on why they cannot be compared."""
    left, right = np.asarray(left), np.asarray(right)
    for side in (left, right):
        if side.dtype.kind not in "biuf":
            raise TypeError(f"“{statement}” compares real numbers, got dtype {side.dtype}")
    try:
        left, right = np.broadcast_arrays(left.astype(float), right.astype(float))
    except ValueError:
        raise ValueError(
            f"“{statement}” compares shapes {left.shape} and {right.shape}, which do not broadcast"
        ) from None
    if left.size == 0:
        raise AssertionError(f"“{statement}” compares no numbers; its sides are empty")
    return left, right
