"""Each kind of artist in words: a reader yields the artists that it read, and a sentence on them.

The readers take a panel and what those before them have read, in the order of `READERS`. What none
of them reads is refused by `describe`.
"""

import numpy as np
from matplotlib.collections import FillBetweenPolyCollection, PathCollection
from matplotlib.container import BarContainer, ErrorbarContainer, StemContainer
from matplotlib.contour import ContourSet
from matplotlib.lines import AxLine, Line2D
from matplotlib.patches import FancyArrowPatch, PathPatch, Polygon, Rectangle, StepPatch

from lessonlib.page import places
from lessonlib.page.numbers import written

_LARGE = 100  # entries of a table; above it the extremes say more than all


def is_labelled(artist):
    label = artist.get_label()  # that of an axis is a Text, not a name
    return isinstance(label, str) and label != "" and not label.startswith("_")


def is_marked(line):
    return line.get_marker() not in ("None", None, "", " ")


def _named(artist):
    return f"“{artist.get_label()}”"


def _check_labelled(artist, thing):
    if not is_labelled(artist):
        raise ValueError(
            f"{thing} must have a label, got none; draw with label=…, so that it can be described"
        )


def read_bars(ax, taken):
    for bars in (c for c in ax.containers if isinstance(c, BarContainer)):
        lying = bars.orientation == "horizontal"
        axis = ax.yaxis if lying else ax.xaxis
        said = []
        for bar in bars.patches:
            place, thickness, start, length = (
                (bar.get_y(), bar.get_height(), bar.get_x(), bar.get_width())
                if lying
                else (bar.get_x(), bar.get_width(), bar.get_y(), bar.get_height())
            )
            on = f" on {written(start, 4)}" if abs(start) > 1e-12 else ""
            name = places.nearest_name(axis, place + thickness / 2)
            said.append(f"{name}: {written(length, 4)}{on}")
        # The bars of a histogram carry their label on the first of them.
        named = next((artist for artist in (bars, *bars.patches) if is_labelled(artist)), None)
        label = f" {_named(named)}" if named else ""
        yield bars.patches, f"{'Lying bars' if lying else 'Bars'}{label}: {', '.join(said)}."


def read_error_bars(ax, taken):
    for bars in (c for c in ax.containers if isinstance(c, ErrorbarContainer)):
        line, caps, segments = bars.lines
        if any(getattr(other, "errorbar", None) is bars for other in ax.containers):
            label = "of the bars"
        else:
            _check_labelled(bars, "error bars")
            label = _named(bars)
        spans = []
        directions = [0] * bars.has_xerr + [1] * bars.has_yerr
        for direction, collection in zip(directions, segments, strict=True):
            ends = np.array([segment[:, direction] for segment in collection.get_segments()])
            axis = (ax.xaxis, ax.yaxis)[direction]
            spans.append([" to ".join(places.on_axis(axis, end) for end in pair) for pair in ends])
        said = list(map(" and from ".join, zip(*spans, strict=True)))
        artists = [a for a in (line, *caps, *segments) if a is not None]
        if line is None:
            yield artists, f"Error bars {label}: from {', '.join(said)}."
            continue
        if len(line.get_xydata()) > places.MANY:
            # Along the bar: its ends differ in one coordinate.
            widths = [np.ptp(s, axis=0).max() for c in segments for s in c.get_segments()]
            low, high = (written(width, 4) for width in (min(widths), max(widths)))
            text = places.points(ax, line.get_xydata(), label)
            yield artists, f"{text[:-1]}; error bars {low} to {high} long."
            continue
        more = [f" with a bar from {span}" for span in said]
        yield artists, places.points(ax, line.get_xydata(), label, more)


def read_stems(ax, taken):
    for stems in (c for c in ax.containers if isinstance(c, StemContainer)):
        _check_labelled(stems, "stems")
        drawn = stems.stemlines if isinstance(stems.stemlines, list) else [stems.stemlines]
        text = places.points(ax, stems.markerline.get_xydata(), f"on stems {_named(stems)}")
        yield [stems.markerline, *drawn, stems.baseline], text


def read_boxes(ax, taken):
    lines = [line for line in ax.lines if line not in taken and len(line.get_xydata())]
    for box in (artist for artist in (*ax.patches, *lines) if _is_box(artist)):
        yield from filter(None, [_read_box(ax, box, lines, 1) or _read_box(ax, box, lines, 0)])


def _is_box(artist):
    corners = artist.get_path().vertices
    if not isinstance(artist, Line2D | PathPatch) or len(corners) not in (5, 6):
        return False
    steps = np.diff(corners[:5], axis=0)
    return bool(np.all(np.isclose(steps, 0).sum(axis=1) == 1)) and np.allclose(steps.sum(axis=0), 0)


def _read_box(ax, box, lines, along):
    """Quartiles along an axis (0 or 1), by the median across the box and the whiskers beside it."""
    across = 1 - along
    corners = box.get_path().vertices[:4]
    low, high = corners.min(axis=0), corners.max(axis=0)
    medians, whiskers, beyond = [], [], []
    for line in lines:
        places_of_line = line.get_xydata()
        (left, bottom), (right, top) = places_of_line.min(axis=0), places_of_line.max(axis=0)
        start, end = ((left, right), (bottom, top))[across]
        if line is box or start < low[across] or end > high[across]:
            continue
        if is_marked(line):
            beyond.append(line)
        elif len(places_of_line) == 2 and np.isclose(end - start, high[across] - low[across]):
            medians.append(line)
        elif len(places_of_line) == 2:
            whiskers.append(line)
    if len(medians) != 1 or len(whiskers) < 2:
        return None
    reach = np.concatenate([line.get_xydata()[:, along] for line in whiskers])
    beyond = [line for line in beyond if _all_outside(line.get_xydata()[:, along], reach)]
    axes = (ax.xaxis, ax.yaxis)
    middle = places.on_axis(axes[across], (low + high)[across] / 2)
    median, first, third, start, end = (
        places.on_axis(axes[along], value)
        for value in (medians[0].get_xydata()[0][along], low[along], high[along], *_ends(reach))
    )
    count = sum(len(line.get_xydata()) for line in beyond)
    return (
        [box, *medians, *whiskers, *beyond],
        f"Box at {middle}: median {median}, quartiles {first} and {third}, whiskers from {start} "
        f"to {end}, {count} {'point' if count == 1 else 'points'} beyond.",
    )


def _ends(values):
    return np.nanmin(values), np.nanmax(values)


def _all_outside(values, span):
    low, high = _ends(span)
    return bool(np.all((values < low) | (values > high)))


def read_images(ax, taken):
    for image in ax.images:
        yield [image], _describe_image(ax, image)


def _describe_image(ax, image):
    values = np.ma.filled(np.ma.asarray(image.get_array(), float), np.nan)
    if values.ndim != 2:
        raise ValueError(
            f"show cannot describe a picture of shape {values.shape}; draw numbers as a table of "
            "rows and columns"
        )
    size = f"Table of {values.shape[0]} rows and {values.shape[1]} columns; "
    gaps, below = np.flatnonzero(np.isnan(values).all(axis=0)), places.tick_names(ax.xaxis)
    if values.size > _LARGE and 0 < len(gaps) == len(below) - 1:
        return _describe_pictures(np.split(values, gaps, axis=1), below)
    if values.size > _LARGE:
        low, high = (
            np.unravel_index(find(values), values.shape) for find in (np.nanargmin, np.nanargmax)
        )
        ends = (f"{written(values[i], 4)} at row {i[0]} column {i[1]}" for i in (low, high))
        return size + "from {} to {}.".format(*ends)
    names = places.tick_names(ax.yaxis)
    rows = [
        f"{names.get(float(n), f'row {n}')}: "
        + ", ".join("none" if np.isnan(value) else written(value, 4) for value in row)
        for n, row in enumerate(values)
    ]
    return size + "; ".join(rows) + "."


def _describe_pictures(pictures, names):
    """Pictures side by side, each but the first behind an empty column."""
    height, width = pictures[0].shape
    told = [
        f"“{' '.join(name.split())}” with the mean {written(np.nanmean(picture), 4)}"
        for name, picture in zip(names.values(), pictures, strict=True)
    ]
    return f"{len(pictures)} pictures of {height} by {width}: {', '.join(told)}."


def read_frames(ax, taken):
    """The framed cells of a table, by row and column."""
    frames = {}
    for patch in ax.patches if ax.images else ():
        if is_labelled(patch):
            frames.setdefault(patch.get_label(), []).append(patch)
    for label, patches in frames.items():
        centers = [[round(place) for place in patch.get_center()] for patch in patches]
        cells = [f"row {row} column {column}" for column, row in centers]
        yield patches, f"Framed as “{label}”: {', '.join(cells)}."


def read_heights(ax, taken):
    maps = [c for c in ax.collections if isinstance(c, ContourSet)]
    for heights in filter(is_labelled, maps):
        low, high = written(heights.zmin, 4), written(heights.zmax, 4)
        # The contour lines of the same map need no sentence of their own.
        same = [c for c in maps if (c.zmin, c.zmax) == (heights.zmin, heights.zmax)]
        yield same, f"Height map {_named(heights)}: from {low} to {high}."


def read_lines(ax, taken):
    for line in (line for line in ax.lines if line not in taken and is_labelled(line)):
        yield [line], _describe_line(ax, line)


def _describe_line(ax, line):
    if isinstance(line, AxLine):
        place, slope = places.point(ax, *line.get_xy1()), line.get_slope()
        if slope is None:
            return f"Line {_named(line)}: through {place} and {places.point(ax, *line.get_xy2())}."
        return f"Line {_named(line)}: through {place} with slope {written(slope, 4)}."
    spots = np.asarray(line.get_xydata(), float)
    through = [direction for direction in (0, 1) if _spans(ax, line, direction)]
    if through and len(spots) == 2:
        axis, name = ((ax.yaxis, "Level line"), (ax.xaxis, "Upright line"))[through[0]]
        return f"{name} {_named(line)}: at {places.on_axis(axis, spots[0, 1 - through[0]])}."
    if line.get_linestyle() == "None" or len(spots) <= places.MANY:
        return places.points(ax, spots, _named(line))
    names = [places.point(ax, x, y) for x, y in spots]
    text = f"Curve {_named(line)}: from {names[0]} to {names[-1]}"
    if "format_coord" in vars(ax):
        return f"{text}, {len(names)} points."
    heights = spots[:, 1]
    most = np.abs(heights).max()
    if most < np.inf and np.ptp(heights) <= 1e-12 * most:  # what rounding leaves of a level line
        return f"{text}, level."
    low, high = places.lowest_and_highest(names, heights)
    return f"{text}; lowest at {low}, highest at {high}."


def _spans(ax, artist, direction):
    """Whether an artist goes through the whole panel in a direction, as those of axhline do."""
    return not artist.get_transform().contains_branch_seperately(ax.transData)[direction]


def read_scattered(ax, taken):
    for dots in (c for c in ax.collections if isinstance(c, PathCollection)):
        _check_labelled(dots, f"{len(dots.get_offsets())} scattered points")
        yield [dots], places.points(ax, np.ma.filled(dots.get_offsets(), np.nan), _named(dots))


def read_bands(ax, taken):
    """Areas between two curves, and those of axhspan and axvspan."""
    for band in (c for c in ax.collections if isinstance(c, FillBetweenPolyCollection)):
        _check_labelled(band, "a filled area")
        along = 0 if band.t_direction == "x" else 1
        yield [band], f"Band {_named(band)}: {'; '.join(_pieces(ax, band, along))}."
    for band in (patch for patch in ax.patches if isinstance(patch, Rectangle)):
        through = [direction for direction in (0, 1) if _spans(ax, band, direction)]
        if band in taken or len(through) != 1:
            continue
        _check_labelled(band, "a filled area")
        axis = (ax.yaxis, ax.xaxis)[through[0]]
        start = band.get_xy()[1 - through[0]]
        ends = start, start + (band.get_height(), band.get_width())[through[0]]
        low, high = (places.on_axis(axis, value) for value in ends)
        yield [band], f"Band {_named(band)}: from {low} to {high}."


def _pieces(ax, band, along):
    """Each piece of a filled area: its edges at both ends, and where it is widest."""
    axis, other = (ax.xaxis, ax.yaxis) if along == 0 else (ax.yaxis, ax.xaxis)
    for path in band.get_paths():
        corners = path.vertices  # a start, one edge, an end, the other edge backwards, the start
        count = (len(corners) - 3) // 2
        first, second = corners[1 : count + 1], corners[count + 2 : -1][::-1]
        widest = int(np.nanargmax(np.abs(first - second)[:, 1 - along]))
        spots = [
            f"{places.on_axis(other, first[k, 1 - along])} to "
            f"{places.on_axis(other, second[k, 1 - along])} at "
            f"{places.on_axis(axis, first[k, along])}"
            for k in (0, count - 1, widest)
        ]
        yield f"{spots[0]}, {spots[1]}, widest {spots[2]}"


def read_steps(ax, taken):
    """Stairs, and histograms that are drawn as steps, upright or lying."""
    for patch in (patch for patch in ax.patches if patch not in taken):
        if isinstance(patch, StepPatch):
            heights, edges, _ = patch.get_data()
            axis = ax.xaxis if patch.orientation == "vertical" else ax.yaxis
        elif isinstance(patch, Polygon) and (upright := _stairs_of(*patch.get_xy().T)):
            (heights, edges), axis = upright, ax.xaxis
        elif isinstance(patch, Polygon) and (lying := _stairs_of(*patch.get_xy().T[::-1])):
            (heights, edges), axis = lying, ax.yaxis
        else:
            continue
        _check_labelled(patch, "steps")
        ends = [places.on_axis(axis, edge) for edge in edges]
        steps = [
            f"{written(height, 4)} from {low} to {high}"
            for height, low, high in zip(heights, ends[:-1], ends[1:], strict=True)
        ]
        if len(steps) > places.MANY:
            low, high = places.lowest_and_highest(steps, heights)
            steps = [f"{len(steps)} of them; lowest {low}, highest {high}"]
        yield [patch], f"Steps {_named(patch)}: {', '.join(steps)}."


def _stairs_of(x, y):
    """Heights and edges of a polygon of steps; None if it is none."""
    back = np.flatnonzero(np.diff(x) < 0)
    count = back[0] + 1 if back.size else len(x)  # a filled one comes back along the bottom
    x, y = x[:count], y[:count]
    if count < 4 or count % 2 or np.diff(x)[::2].any() or np.diff(y)[1::2].any():
        return None
    return y[1:-1:2], x[::2]


def read_arrows(ax, taken):
    """Arrows between named things, whose name (gid) is “from → to”; by where they begin."""
    arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    ends = {}
    for arrow in arrows:
        begin, between, end = (arrow.get_gid() or "").partition(" → ")
        if not between:
            raise ValueError(
                "an arrow must have a gid, got none; draw with gid='from → to', so that it can be "
                "described"
            )
        ends.setdefault(begin, []).append(end)
    if arrows:
        said = "; ".join(f"{begin} → {', '.join(to)}" for begin, to in ends.items())
        yield arrows, f"Arrows: {said}."


def read_texts(ax, taken):
    """Words written into the picture; in a table of colour they repeat its entries."""
    words = [text.get_text().replace("\n", " ") for text in ax.texts if text.get_text()]
    if words and not ax.images:
        yield [], f"Written: {', '.join(words)}."


READERS = (
    read_bars,
    read_error_bars,
    read_stems,
    read_boxes,
    read_images,
    read_frames,
    read_heights,
    read_lines,
    read_scattered,
    read_bands,
    read_steps,
    read_arrows,
    read_texts,
)
