"""What a figure shows, in words that are read off what was drawn."""

import numpy as np
from matplotlib.category import StrCategoryFormatter
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.contour import ContourSet
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedFormatter

from lessonlib.page.numbers import written

_LARGE = 100  # entries of a table; above it the extremes say more than all


def describe(fig):
    """What a figure shows, as a list of sentences made from its artists.

    Lines, markers and scattered points with a label are described by their places, bars (upright,
    lying or stacked) by their heights, tables of colour by their entries or, if they are large, by
    their extremes, height maps by their range, texts by their words. The sentences come from the
    drawn data, so a figure that draws something else is described as something else.

    Raises
    ------
    ValueError
        If something is drawn that it cannot describe, a curve or scattered points have no label, or
        the legend says something else than the labels. An outline without filling, and a straight
        line between two points, may go without words.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> _ = ax.plot([0, 1, 2], [3, 1, 2], "o", label="loss")
    >>> describe(fig)
    ['Points “loss”: (0, 3), (1, 1), (2, 2).']
    >>> plt.close(fig)
    """
    title = fig.get_suptitle()
    lines = [f"Title: {title}."] if title else []
    for ax in fig.axes:
        if ax.get_label() != "<colorbar>":
            lines += _describe_panel(ax)
    return lines


def _describe_panel(ax):
    bars = [c for c in ax.containers if isinstance(c, BarContainer)]
    frames = [patch for patch in ax.patches if ax.images and _is_labelled(patch)]
    maps = [c for c in ax.collections if isinstance(c, ContourSet) and _is_labelled(c)]
    curves = [line for line in ax.lines if _is_labelled(line)]
    scattered = [c for c in ax.collections if isinstance(c, PathCollection)]
    known = [*frames, *maps, *curves, *scattered, *ax.images, *(b for c in bars for b in c.patches)]
    _check_legend(ax)
    _check_nothing_is_left_out(ax, known, maps)
    return [
        *_describe_axes(ax),
        *(_describe_bars(ax, container) for container in bars),
        *(_describe_image(ax, image) for image in ax.images),
        *_describe_frames(frames),
        *(_describe_heights(c) for c in maps),
        *(_describe_line(ax, line) for line in curves),
        *(_describe_scattered(ax, points) for points in scattered),
        *_describe_texts(ax),
    ]


def _check_nothing_is_left_out(ax, known, maps):
    """Refuse what draws data and is not among what is described."""
    ranges = {(c.zmin, c.zmax) for c in maps}
    for artist in (*ax.patches, *ax.collections, *ax.lines):
        if artist in known:
            continue
        if isinstance(artist, Patch) and not artist.get_fill():
            continue  # an outline
        if isinstance(artist, ContourSet) and (artist.zmin, artist.zmax) in ranges:
            continue  # the contour lines of a described map
        if isinstance(artist, Line2D) and not _is_labelled(artist):
            if len(artist.get_xydata()) <= 2:
                continue  # a line that helps the eye
            raise ValueError(
                f"a curve of {len(artist.get_xydata())} points must have a label, got none; "
                "draw it with label=…, so that it can be described"
            )
        raise ValueError(
            f"show cannot describe the {type(artist).__name__} “{artist.get_label()}”; draw its "
            "numbers as lines, points, bars or a table, which it can"
        )


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


def _point(ax, x, y):
    # A simplex is drawn with its own way to name a place; it knows the three probabilities.
    if "format_coord" in vars(ax):
        return ax.format_coord(x, y)
    places = zip((ax.xaxis, ax.yaxis), (x, y), strict=True)
    x, y = (_tick_labels(axis).get(round(float(v), 6), written(v, 4)) for axis, v in places)
    return f"({x}, {y})"


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
            limits = "" if ax.images else f", {written(low, 4)} to {written(high, 4)}"
            words.append(f"{name} axis: {axis.get_label_text()}{limits}")
    text = "; ".join(words)
    return [text[0].upper() + text[1:] + "."] if text else []


def _describe_line(ax, line):
    places = np.asarray(line.get_xydata(), float)
    points = [_point(ax, x, y) for x, y in places]
    label = f"“{line.get_label()}”"
    if line.get_linestyle() == "None" or len(points) <= 12:
        return _describe_places(points, places[:, 1], label)
    low, high = _lowest_and_highest(points, places[:, 1])
    text = f"Curve {label}: from {points[0]} to {points[-1]}"
    if "format_coord" in vars(ax):
        return f"{text}, {len(points)} points."
    return f"{text}; lowest at {low}, highest at {high}."


def _describe_scattered(ax, collection):
    if not _is_labelled(collection):
        raise ValueError(
            f"{len(collection.get_offsets())} scattered points must have a label, got none; "
            "draw them with label=…, so that they can be described"
        )
    places = np.ma.filled(collection.get_offsets(), np.nan)
    points = [_point(ax, x, y) for x, y in places]
    return _describe_places(points, places[:, 1], f"“{collection.get_label()}”")


def _describe_places(points, heights, label):
    if len(points) == 1:
        return f"Point {label}: {points[0]}."
    if len(points) <= 12:
        return f"Points {label}: {', '.join(points)}."
    low, high = _lowest_and_highest(points, heights)
    return f"{len(points)} points {label}; lowest at {low}, highest at {high}."


def _lowest_and_highest(points, heights):
    return points[int(np.nanargmin(heights))], points[int(np.nanargmax(heights))]


def _describe_bars(ax, bars):
    lying = bars.orientation == "horizontal"
    names = _tick_labels(ax.yaxis if lying else ax.xaxis)
    said = []
    for bar in bars.patches:
        place, thickness, start, length = (
            (bar.get_y(), bar.get_height(), bar.get_x(), bar.get_width())
            if lying
            else (bar.get_x(), bar.get_width(), bar.get_y(), bar.get_height())
        )
        middle = place + thickness / 2
        nearest = min(names, key=lambda tick: abs(tick - middle)) if names else None
        name = names[nearest] if names else written(middle, 4)
        on = f" on {written(start, 4)}" if abs(start) > 1e-12 else ""
        said.append(f"{name}: {written(length, 4)}{on}")
    # The bars of a histogram carry their label on the first of them.
    named = next((artist for artist in (bars, *bars.patches) if _is_labelled(artist)), None)
    label = f" “{named.get_label()}”" if named else ""
    return f"{'Lying bars' if lying else 'Bars'}{label}: {', '.join(said)}."


def _describe_image(ax, image):
    values = np.ma.filled(np.ma.asarray(image.get_array(), float), np.nan)
    if values.ndim != 2:
        raise ValueError(
            f"show cannot describe a picture of shape {values.shape}; draw numbers as a table of "
            "rows and columns"
        )
    size = f"Table of {values.shape[0]} rows and {values.shape[1]} columns; "
    if values.size > _LARGE:
        low, high = (
            np.unravel_index(find(values), values.shape) for find in (np.nanargmin, np.nanargmax)
        )
        ends = (f"{written(values[i], 4)} at row {i[0]} column {i[1]}" for i in (low, high))
        return size + "from {} to {}.".format(*ends)
    names = _tick_labels(ax.yaxis)
    rows = [
        f"{names.get(float(n), f'row {n}')}: " + ", ".join(written(value, 4) for value in row)
        for n, row in enumerate(values)
    ]
    return size + "; ".join(rows) + "."


def _describe_frames(patches):
    """The framed cells of a table, by row and column."""
    frames = {}
    for patch in patches:
        column, row = (round(place) for place in patch.get_center())
        frames.setdefault(patch.get_label(), []).append(f"row {row} column {column}")
    return [f"Framed as “{label}”: {', '.join(cells)}." for label, cells in frames.items()]


def _describe_heights(contours):
    low, high = written(contours.zmin, 4), written(contours.zmax, 4)
    return f"Height map “{contours.get_label()}”: from {low} to {high}."


def _describe_texts(ax):
    """Words written into the picture; in a table of colour they repeat its entries."""
    words = [text.get_text() for text in ax.texts if text.get_text()]
    return [f"Written: {', '.join(words)}."] if words and not ax.images else []
