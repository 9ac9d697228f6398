"""What a page puts out: checked claims, described figures, a comparison with PyTorch.

Every line is stable, so that nbval can compare it with the stored one: numbers are rounded to 8
significant digits, and differences of arrays are given as a bound, not as a value.
"""

import io

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.category import StrCategoryFormatter
from matplotlib.ticker import FixedFormatter

_DISPLAY_WIDTH = 96  # pixels of the page for each inch of a figure
_DOTS_PER_INCH = 192  # two dots for each of those pixels, for sharp screens


def claim(statement, left, right, *, relation="=", rtol=1e-9, atol=1e-12):
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
        Tolerances; 1e-7 for results that start from 8 printed digits.

    Raises
    ------
    AssertionError
        If it does not hold, with both numbers and, for arrays, the worst entry.

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
    left, right = np.asarray(left, float), np.asarray(right, float)
    if np.broadcast(left, right).size == 0:
        raise AssertionError(f"“{statement}” compares no numbers; its sides are empty")
    slack = atol + rtol * np.abs(right)
    same = np.isclose(left, right, rtol=rtol, atol=atol, equal_nan=False)
    with np.errstate(invalid="ignore"):  # inf - inf: such entries are the same, or nan and false
        holds = {"=": same, "≤": same | (left <= right), "<": left < right - slack}[relation]
        if not np.all(holds):
            distance = np.where(holds, -1, np.nan_to_num(np.abs(left - right), nan=np.inf))
            left, right = (np.broadcast_to(side, distance.shape) for side in (left, right))
            worst = np.unravel_index(distance.argmax(), distance.shape)
            where = f" at entry {tuple(map(int, worst))}" if distance.ndim else ""
            raise AssertionError(
                f"“{statement}” is false{where}: {left[worst]:.12g} is not "
                f"{relation} {right[worst]:.12g} within rtol {rtol:g}, atol {atol:g}"
            )
    if holds.ndim == 0:
        print(f"✓ {statement}:  {_number(left)} {relation} {_number(right)}")
    elif relation == "=":
        print(f"✓ {statement}:  {holds.size} numbers agree within {max(rtol, atol):.0e}")
    else:
        print(f"✓ {statement}:  holds for all {holds.size} numbers")


def show(fig, caption):
    """Put out a figure with its caption and with a description read off what was drawn.

    The picture carries the caption as its alt text. Below it stand the caption and, folded, the
    description; the same text is stored beside the picture, where nbval compares it.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        It is closed, so that it is shown once.
    caption : str
        One or two sentences: what is drawn, and what to see in it.

    Taught in: 00
    """
    png = io.BytesIO()
    fig.savefig(png, format="png", dpi=_DOTS_PER_INCH)
    description = describe(fig)
    width = round(fig.get_figwidth() * _DISPLAY_WIDTH)
    plt.close(fig)
    display(
        {
            "image/png": png.getvalue(),
            "text/plain": f"Figure: {caption}\n" + "\n".join(description),
        },
        metadata={"image/png": {"alt": caption, "width": width}},
        raw=True,
    )
    items = "\n".join(f"- {line}" for line in description)
    display(
        {
            "text/markdown": f"*{caption}*\n\n<details><summary>The figure in numbers</summary>"
            f"\n\n{items}\n\n</details>",
            "text/plain": caption,
        },
        raw=True,
    )


def describe(fig):
    """What a figure shows, as a list of sentences made from its artists.

    Everything with a label is described: lines and markers by their points, bars by their heights,
    tables of colour by their entries, height maps by their range. The sentences come from the
    drawn data, so a figure that draws something else is described as something else.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> _ = ax.plot([0, 1, 2], [3, 1, 2], "o", label="loss")
    >>> describe(fig)
    ['Points “loss”: (0, 3), (1, 1), (2, 2).']
    >>> plt.close(fig)
    """
    lines = []
    for ax in fig.axes:
        if ax.get_label() == "<colorbar>":
            continue
        lines += _describe_axes(ax)
        lines += [_describe_bars(ax, bars) for bars in ax.containers if hasattr(bars, "patches")]
        lines += [_describe_image(image) for image in ax.images]
        lines += _describe_frames(ax)
        lines += [_describe_heights(c) for c in ax.collections if _is_height_map(c)]
        lines += [_describe_line(ax, line) for line in ax.lines if line.get_label()[0] != "_"]
    return lines


def compare(rows, *, rtol=1e-7):
    """Print a table of this page's numbers beside PyTorch's, and raise where they differ.

    Parameters
    ----------
    rows : list of (name, ours, torchs)
        A name and two numbers each.
    rtol : float
        The relative difference allowed. The page's inputs have 8 printed digits at most.

    Raises
    ------
    AssertionError
        If a pair differs, with its name.

    Taught in: 00
    """
    cells = [("quantity", "this page", "PyTorch")]
    for name, ours, torchs in rows:
        if not np.isclose(ours, torchs, rtol=rtol, atol=1e-12):
            raise AssertionError(f"“{name}” is {ours:.10g} here and {torchs:.10g} in PyTorch")
        cells.append((name, _number(ours), _number(torchs)))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    plain = "\n".join(f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}" for a, b, c in cells)
    markdown = [f"| {a.replace('|', '∣')} | {b} | {c} |" for a, b, c in cells]
    markdown.insert(1, "|:---|---:|---:|")
    display({"text/markdown": "\n".join(markdown), "text/plain": plain}, raw=True)


def _number(value):
    value = float(value)
    return "0" if abs(value) < 1e-12 else f"{value:.8g}".replace("-", "−")


def _short(value):
    value = float(value)
    return "0" if abs(value) < 1e-9 else f"{value:.4g}".replace("-", "−")


def _point(ax, x, y):
    # A simplex is drawn with its own way to name a place; it knows the three probabilities.
    if "format_coord" in vars(ax):
        return ax.format_coord(x, y)
    labels = _tick_labels(ax.xaxis)
    return f"({labels.get(round(float(x), 6), _short(x))}, {_short(y)})"


def _tick_labels(axis):
    """The words that stand at an axis's ticks, by their place; none where ticks are numbers."""
    formatter = axis.get_major_formatter()
    if not isinstance(formatter, FixedFormatter | StrCategoryFormatter):
        return {}
    places = axis.get_majorticklocs()
    words = formatter.format_ticks(places)
    return {round(float(place), 6): word for place, word in zip(places, words, strict=True)}


def _describe_axes(ax):
    named = [
        f"{name} axis: {axis.get_label_text()}, {_short(low)} to {_short(high)}"
        for name, axis, (low, high) in (
            ("horizontal", ax.xaxis, ax.get_xlim()),
            ("vertical", ax.yaxis, ax.get_ylim()),
        )
        if axis.get_label_text() and not ax.images
    ]
    title = [f"panel “{ax.get_title()}”"] if ax.get_title() else []
    text = "; ".join(title + named)
    return [text[0].upper() + text[1:] + "."] if text else []


def _describe_line(ax, line):
    points = [_point(ax, x, y) for x, y in np.asarray(line.get_xydata(), float)]
    label = f"“{line.get_label()}”"
    if len(points) == 1:
        return f"Point {label}: {points[0]}."
    if len(points) <= 12:
        return f"Points {label}: {', '.join(points)}."
    text = f"Curve {label}: from {points[0]} to {points[-1]}"
    if "format_coord" in vars(ax):
        return f"{text}, {len(points)} points."
    y = np.asarray(line.get_ydata(), float)
    low, high = points[int(y.argmin())], points[int(y.argmax())]
    return f"{text}; lowest at {low}, highest at {high}."


def _describe_bars(ax, bars):
    labels = _tick_labels(ax.xaxis)
    heights = []
    for bar in bars.patches:
        middle = bar.get_x() + bar.get_width() / 2
        name = min(labels, key=lambda place: abs(place - middle)) if labels else middle
        heights.append(f"{labels.get(name, _short(middle))}: {_short(bar.get_height())}")
    return f"Bars “{bars.get_label()}”: {', '.join(heights)}."


def _describe_image(image):
    values = np.asarray(image.get_array(), float)
    rows = [f"row {n}: " + ", ".join(map(_short, row)) for n, row in enumerate(values)]
    return (
        f"Table of {values.shape[0]} rows and {values.shape[1]} columns; " + "; ".join(rows) + "."
    )


def _describe_frames(ax):
    """The framed cells of a table, by row and column."""
    frames = {}
    for patch in ax.patches:
        if patch.get_label() and patch.get_label()[0] != "_" and hasattr(patch, "get_center"):
            column, row = (round(place) for place in patch.get_center())
            frames.setdefault(patch.get_label(), []).append(f"row {row} column {column}")
    return [f"Framed as “{label}”: {', '.join(cells)}." for label, cells in frames.items()]


def _is_height_map(collection):
    return hasattr(collection, "levels") and collection.get_label()[0] != "_"


def _describe_heights(contours):
    return (
        f"Height map “{contours.get_label()}”: contour lines from {_short(contours.levels[0])} "
        f"to {_short(contours.levels[-1])}."
    )
