"""What a page puts out: checked claims, described figures, a comparison with PyTorch.

Every line is stable, so that nbval can compare it with the stored one: numbers are rounded to 8
significant digits, and differences of arrays are given as a bound, not as a value.
"""

import io
import platform

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.category import StrCategoryFormatter
from matplotlib.ticker import FixedFormatter

_DISPLAY_WIDTH = 96  # pixels of the page for each inch of a figure
_DOTS_PER_INCH = 192  # two dots for each of those pixels, for sharp screens

# Written into each picture. Where it is the same, the same figure gives the same bytes.
DRAWN_BY = f"Matplotlib {matplotlib.__version__}, {platform.system()} {platform.machine()}"


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
        sides = _number(left), _number(right)
        sign = "≈" if relation == "=" and sides[0] != sides[1] else relation
        print(f"✓ {statement}:  {sides[0]} {sign} {sides[1]}")
    elif relation == "=":
        absolute = f" or {atol:g}" if atol > 1e-12 else ""
        print(f"✓ {statement}:  {holds.size} numbers agree within {rtol:g} of their size{absolute}")
    else:
        print(f"✓ {statement}:  holds for all {holds.size} numbers")


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


def show(fig, caption):
    """Put out a figure with its caption and with a description read off what was drawn.

    The picture carries the caption as its alt text. Below it stand the caption and, folded, the
    description; the same text is stored beside the picture, where nbval compares it.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        It is closed, so that it is shown once.
    caption : str
        One sentence: what is drawn.

    Raises
    ------
    ValueError
        If something is drawn with a label that `describe` cannot put into words.

    Taught in: 00
    """
    png = io.BytesIO()
    fig.savefig(png, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": DRAWN_BY})
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

    Lines and markers with a label are described by their points, bars by their heights, tables of
    colour by their entries, height maps by their range, texts by their words. The sentences come
    from the drawn data, so a figure that draws something else is described as something else.

    Raises
    ------
    ValueError
        If something with a label is drawn that it cannot describe, a curve has no label, or the
        legend says something else than the labels.

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
        bars = [c for c in ax.containers if hasattr(c, "patches")]
        maps = [c for c in ax.collections if hasattr(c, "levels") and _is_labelled(c)]
        curves = [line for line in ax.lines if _is_labelled(line)]
        lines += [_describe_bars(ax, container) for container in bars]
        lines += [_describe_image(ax, image) for image in ax.images]
        frames = [patch for patch in ax.patches if ax.images and _is_labelled(patch)]
        lines += _describe_frames(frames)
        lines += [_describe_heights(c) for c in maps]
        lines += [_describe_line(ax, line) for line in curves]
        lines += _describe_texts(ax)
        known = [*maps, *curves, *frames, *ax.images, *(bar for c in bars for bar in c.patches)]
        _check_legend(ax)
        for artist in ax.get_children():
            if _is_labelled(artist) and artist not in known:
                raise ValueError(
                    f"show cannot describe the {type(artist).__name__} “{artist.get_label()}”; "
                    "draw it as a line, bars or a table, or give it no label"
                )
    return lines


def _check_legend(ax):
    """Refuse what would be drawn under a name that is not its own, or under none."""
    if ax.get_legend() is not None:
        said = [text.get_text() for text in ax.get_legend().get_texts()]
        artists = (*ax.lines, *ax.patches, *ax.collections, *ax.containers)  # a legend's order
        drawn = [artist.get_label() for artist in artists if artist.get_label() in said]
        if said != drawn:
            raise ValueError(
                f"the legend must name what is drawn as its label does, got {', '.join(said)}; "
                "call ax.legend() without labels of its own"
            )
    for line in ax.lines:
        if not _is_labelled(line) and len(line.get_xydata()) > 2:
            raise ValueError(
                f"a curve of {len(line.get_xydata())} points must have a label, got none; "
                "draw it with label=…, so that it can be described"
            )


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
    return "0" if abs(value) < 1e-12 else f"{value:.4g}".replace("-", "−")


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


def _is_labelled(artist):
    label = artist.get_label()  # that of an axis is a Text, not a name
    return isinstance(label, str) and label != "" and not label.startswith("_")


def _describe_axes(ax):
    words = [f"panel “{ax.get_title()}”"] if ax.get_title() else []
    axes = (("horizontal", ax.xaxis, ax.get_xlim()), ("vertical", ax.yaxis, ax.get_ylim()))
    for name, axis, (low, high) in axes:
        if axis.get_label_text():
            limits = "" if ax.images else f", {_short(low)} to {_short(high)}"
            words.append(f"{name} axis: {axis.get_label_text()}{limits}")
    text = "; ".join(words)
    return [text[0].upper() + text[1:] + "."] if text else []


def _describe_line(ax, line):
    points = [_point(ax, x, y) for x, y in np.asarray(line.get_xydata(), float)]
    label = f"“{line.get_label()}”"
    if len(points) == 1:
        return f"Point {label}: {points[0]}."
    if len(points) <= 12:
        return f"Points {label}: {', '.join(points)}."
    y = np.asarray(line.get_ydata(), float)
    low, high = points[int(np.nanargmin(y))], points[int(np.nanargmax(y))]
    if line.get_linestyle() == "None":
        return f"{len(points)} points {label}; lowest at {low}, highest at {high}."
    text = f"Curve {label}: from {points[0]} to {points[-1]}"
    if "format_coord" in vars(ax):
        return f"{text}, {len(points)} points."
    return f"{text}; lowest at {low}, highest at {high}."


def _describe_bars(ax, bars):
    labels = _tick_labels(ax.xaxis)
    heights = []
    for bar in bars.patches:
        middle = bar.get_x() + bar.get_width() / 2
        name = min(labels, key=lambda place: abs(place - middle)) if labels else middle
        heights.append(f"{labels.get(name, _short(middle))}: {_short(bar.get_height())}")
    label = f" “{bars.get_label()}”" if _is_labelled(bars) else ""
    return f"Bars{label}: {', '.join(heights)}."


def _describe_image(ax, image):
    values = np.asarray(image.get_array(), float)
    names = _tick_labels(ax.yaxis)
    rows = [
        f"{names.get(float(n), f'row {n}')}: " + ", ".join(map(_short, row))
        for n, row in enumerate(values)
    ]
    return (
        f"Table of {values.shape[0]} rows and {values.shape[1]} columns; " + "; ".join(rows) + "."
    )


def _describe_frames(patches):
    """The framed cells of a table, by row and column."""
    frames = {}
    for patch in patches:
        column, row = (round(place) for place in patch.get_center())
        frames.setdefault(patch.get_label(), []).append(f"row {row} column {column}")
    return [f"Framed as “{label}”: {', '.join(cells)}." for label, cells in frames.items()]


def _describe_heights(contours):
    low, high = _short(contours.zmin), _short(contours.zmax)
    return f"Height map “{contours.get_label()}”: from {low} to {high}."


def _describe_texts(ax):
    """Words written into the picture; in a table of colour they repeat its entries."""
    words = [text.get_text() for text in ax.texts if text.get_text()]
    return [f"Written: {', '.join(words)}."] if words and not ax.images else []
