"""What a figure shows, in words that are read off what was drawn."""

import numpy as np
from matplotlib.category import StrCategoryFormatter
from matplotlib.ticker import FixedFormatter

from lessonlib.page.numbers import written


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
    >>> import matplotlib.pyplot as plt
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


def _point(ax, x, y):
    # A simplex is drawn with its own way to name a place; it knows the three probabilities.
    if "format_coord" in vars(ax):
        return ax.format_coord(x, y)
    labels = _tick_labels(ax.xaxis)
    return f"({labels.get(round(float(x), 6), written(x, 4))}, {written(y, 4)})"


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
        heights.append(f"{labels.get(name, written(middle, 4))}: {written(bar.get_height(), 4)}")
    label = f" “{bars.get_label()}”" if _is_labelled(bars) else ""
    return f"Bars{label}: {', '.join(heights)}."


def _describe_image(ax, image):
    values = np.asarray(image.get_array(), float)
    names = _tick_labels(ax.yaxis)
    rows = [
        f"{names.get(float(n), f'row {n}')}: " + ", ".join(written(value, 4) for value in row)
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
    low, high = written(contours.zmin, 4), written(contours.zmax, 4)
    return f"Height map “{contours.get_label()}”: from {low} to {high}."


def _describe_texts(ax):
    """Words written into the picture; in a table of colour they repeat its entries."""
    words = [text.get_text() for text in ax.texts if text.get_text()]
    return [f"Written: {', '.join(words)}."] if words and not ax.images else []
