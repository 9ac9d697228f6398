"""One function for each kind of picture: numbers (or a callable) and `ax` in, `ax` out.

Nothing here knows a loss: what is drawn comes in as numbers or as a function. All that matters in
a picture carries a label, from which `page.describe` makes its description.
"""

import numpy as np
from matplotlib.patches import Polygon, Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.tri import Triangulation

_MARKERS = "osD^vph"
_HATCHES = (None, "///", "...", "xxx", "---")


def plot_bars(ax, series, names, *, ylabel):
    """Bars side by side: one group for each name, one bar in it for each series.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    series : dict of str to sequence of float
        Label and heights of each series.
    names : sequence
        What stands under each group.
    ylabel : str
        What the heights are, with their unit.

    Returns
    -------
    ax
    """
    places = np.arange(len(names))
    width = 0.8 / len(series)
    for k, (label, heights) in enumerate(series.items()):
        shift = (k - (len(series) - 1) / 2) * width
        # Hatching tells the series apart without colour.
        bars = ax.bar(places + shift, heights, width * 0.92, label=label, hatch=_HATCHES[k % 5])
        for bar in bars:
            bar.set_edgecolor("white")
    _name_ticks(ax.xaxis, places, names)
    ax.tick_params(axis="x", which="both", length=0)
    ax.axhline(0, color="black", linewidth=0.8, linestyle="-")
    ax.set_ylabel(ylabel)
    _grid(ax, "y")
    if len(series) > 1:
        ax.legend()
    return ax


def plot_curves(ax, x, curves, *, xlabel, ylabel, points=None):
    """Curves over a common x, told apart by colour and line style, with marked points.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x : array_like, shape (n,)
    curves : dict of str to array_like of shape (n,)
        Label and heights of each curve.
    xlabel, ylabel : str
        With units.
    points : dict of str to (x, y), optional
        Label and place of each marked point.

    Returns
    -------
    ax
    """
    for label, y in curves.items():
        ax.plot(x, y, label=label)
    for k, (label, (px, py)) in enumerate((points or {}).items()):
        ax.plot(
            [px],
            [py],
            _MARKERS[k % len(_MARKERS)],
            color="black",
            markersize=8,
            label=label,
            zorder=3,
        )
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    _grid(ax, "both")
    if len(curves) + len(points or {}) > 1:
        ax.legend()
    return ax


def plot_class_table(ax, values, labels, *, diverging=False, digits=2):
    """A table of numbers, images × classes, coloured by value, the true classes framed.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    values : array_like, shape (N, C)
    labels : sequence of int, length N
        The true class of each image.
    diverging : bool
        Two colours that meet at 0, for signed values.
    digits : int
        Decimals printed in each cell.

    Returns
    -------
    ax
    """
    values = np.asarray(values)
    rows = [f"image {n}" for n in range(values.shape[0])]
    plot_matrix(ax, values, rows, range(values.shape[1]), diverging=diverging, digits=digits)
    for n, c in enumerate(labels):
        ax.add_patch(
            Rectangle(
                (c - 0.5, n - 0.5),
                1,
                1,
                fill=False,
                linewidth=2.5,
                clip_on=False,
                zorder=3,
                label="true class",
            )
        )
    ax.set_xlabel("class (the true class is framed)")
    return ax


def plot_matrix(ax, values, rows, columns, *, diverging=False, digits=2):
    """A table of numbers, coloured by value; where there is none (nan), a cell stays empty.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    values : array_like, shape (R, C)
    rows, columns : sequence
        What stands beside each row and below each column.
    diverging : bool
        Two colours that meet at 0, for signed values.
    digits : int
        Decimals printed in each cell.

    Returns
    -------
    ax
    """
    values = np.asarray(values)
    top = np.nanmax(np.abs(values))
    if diverging:
        image = ax.imshow(values, cmap="RdBu_r", vmin=-top, vmax=top, aspect="auto")
    else:
        image = ax.imshow(
            values, cmap="Blues", vmin=min(0, np.nanmin(values)), vmax=top, aspect="auto"
        )
    for row, column in np.argwhere(~np.isnan(values)):
        value = values[row, column]
        text = f"{value:.{digits}f}".replace("-", "−")
        ink = "white" if _luminance(image.to_rgba(value)) < 0.18 else "black"
        ax.text(column, row, text, ha="center", va="center", size=12, color=ink)
    _name_ticks(ax.xaxis, range(values.shape[1]), columns)
    _name_ticks(ax.yaxis, range(values.shape[0]), rows)
    ax.tick_params(which="both", length=0)
    return ax


def plot_simplex(ax, height, names, *, levels, label):
    """The pmfs over three classes as a triangle, coloured by a height, its lowest point marked.

    A corner is the pmf that is sure of one class; the middle of the triangle gives each class 1/3.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    height : callable
        From pmfs of shape (M, 3), none with a 0, to M heights.
    names : sequence of 3 str
        The classes, at their corners.
    levels : sequence of float
        Heights of the contour lines; beyond the last one the colour stays.
    label : str
        What the height is, with its unit.

    Returns
    -------
    ax
        Its `format_coord` turns a place into the three probabilities.
    """
    pmfs, triangles = _simplex_grid(200)
    heights = np.asarray(height(pmfs))
    x, y = _simplex_place(pmfs)
    grid = Triangulation(x, y, triangles)
    filled = ax.tricontourf(grid, heights, levels=levels, cmap="Blues_r", extend="max")
    filled.set_label(label)
    ax.tricontour(grid, heights, levels=levels, colors="#44546A", linewidths=0.6, linestyles="-")
    ax.figure.colorbar(filled, ax=ax, label=label, shrink=0.85)

    lowest = heights.argmin()
    ax.plot(
        x[lowest], y[lowest], "*", color="black", markeredgecolor="white", markersize=17, zorder=5
    )
    ax.lines[-1].set_label(f"lowest of {len(heights)} places: {heights[lowest]:.4f}")
    plot_simplex_outline(ax, names)
    _legend_below(ax)
    return ax


def plot_simplex_outline(ax, names):
    """The triangle of all pmfs over three classes, empty.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : sequence of 3 str
        The classes, at their corners.

    Returns
    -------
    ax
        Its `format_coord` turns a place into the three probabilities.
    """
    corners = _simplex_place(np.eye(3)).T
    ax.add_patch(Polygon(corners, closed=True, fill=False, linewidth=1.5))
    for name, corner, (dx, dy) in zip(names, corners, [(-1, -1), (1, -1), (0, 1)], strict=True):
        ax.annotate(
            name,
            corner,
            (4 * dx, 6 * dy),
            textcoords="offset points",
            ha="center",
            va="bottom" if dy > 0 else "top",
        )
    ax.format_coord = _simplex_name
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def plot_simplex_path(ax, pmfs, *, label):
    """A walk over the triangle of `plot_simplex`, from its start (circle) to its end (square).

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `plot_simplex` or `plot_simplex_outline` returned it.
    pmfs : array_like, shape (steps, 3)
        The places, in order.
    label : str
        What walks.

    Returns
    -------
    ax
    """
    x, y = _simplex_place(np.asarray(pmfs))
    ax.plot(x, y, ".-", color="#D55E00", linewidth=2, markersize=8, label=label, zorder=3)
    ax.plot(x[:1], y[:1], "o", color="#D55E00", markersize=9, label="start", zorder=3)
    ax.plot(x[-1:], y[-1:], "s", color="#D55E00", fillstyle="none", markersize=19, label="end")
    _legend_below(ax)
    return ax


def plot_simplex_step(ax, pmf, towards, *, label):
    """A pmf on the triangle, and a step that leads from it to another place.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `plot_simplex` or `plot_simplex_outline` returned it.
    pmf, towards : array_like, shape (3,)
    label : str
        What the step is.

    Returns
    -------
    ax
    """
    x, y = _simplex_place([pmf, towards])
    ax.plot(x[:1], y[:1], "o", color="black", markersize=9, label="your q", zorder=4)
    ax.plot(x, y, "-", color="#D55E00", linewidth=2, label=label)
    ax.annotate(
        "", (x[1], y[1]), (x[0], y[0]), arrowprops={"arrowstyle": "->", "color": "#D55E00", "lw": 2}
    )
    _legend_below(ax)
    return ax


def plot_simplex_points(ax, points):
    """Places on the triangle, each with a marker of its own, named beside it; the first is a ring.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `plot_simplex` or `plot_simplex_outline` returned it.
    points : dict of str to array_like, shape (3,)
        Label and pmf of each place.

    Returns
    -------
    ax
    """
    for k, (label, pmf) in enumerate(points.items()):
        place = _simplex_place([pmf])
        if k == 0:  # what lies on it is seen inside
            ax.plot(*place, "o", color="black", fillstyle="none", markersize=17, label=label)
            continue
        # A thin white edge keeps apart what lies close together.
        marker = _MARKERS[k % len(_MARKERS)]
        ax.plot(*place, marker, markersize=10, markeredgecolor="white", label=label)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax


def plot_logit_gaps(ax, logits, labels, soft_maximum):
    """Each image's logits on a vertical scale, and the gap from the true one up to a soft maximum.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    logits : array_like, shape (N, C)
    labels : sequence of int, length N
        The true class of each image.
    soft_maximum : array_like, shape (N,)
        The height to which each gap reaches.

    Returns
    -------
    ax
    """
    logits, labels, soft_maximum = map(np.asarray, (logits, labels, soft_maximum))
    n_images, n_classes = logits.shape
    n = np.arange(n_images)
    true = logits[n, labels]
    ax.plot(np.repeat(n, n_classes), logits.ravel(), "o", color="#5B5B5B", markersize=4)
    ax.lines[-1].set_label("all logits")
    ax.plot(n, soft_maximum, "_", color="#0072B2", markersize=30, markeredgewidth=3)
    ax.lines[-1].set_label("log-sum-exp")
    ax.plot(n, true, "D", color="#D55E00", markersize=8, label="true class")
    for k in n:
        ax.annotate(
            "",
            (k + 0.15, soft_maximum[k]),
            (k + 0.15, true[k]),
            arrowprops={"arrowstyle": "<->", "color": "black", "shrinkA": 0, "shrinkB": 0},
        )
        ax.text(k + 0.2, (soft_maximum[k] + true[k]) / 2, f"{soft_maximum[k] - true[k]:.2f}")
    _name_ticks(ax.xaxis, n, [f"image {k}" for k in n])
    ax.tick_params(axis="x", which="both", length=0)
    ax.set_xlim(-0.5, n_images - 0.3)
    ax.set_ylabel("logit")
    _grid(ax, "y")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.2), ncols=3, handlelength=2.4)
    return ax


def _luminance(color):
    """Relative luminance of a colour, as WCAG defines it; black stands out more from 0.18 on."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color[:3])
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _grid(ax, axis):
    """Lines by which values are read off, behind what is drawn."""
    ax.grid(axis=axis, color="#D3D7DD", linewidth=0.8, linestyle="-")
    ax.set_axisbelow(True)


def _legend_below(ax):
    # Only the lines: a legend cannot picture a height map, and would warn.
    ax.legend(handles=ax.lines, loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=2)


def _name_ticks(axis, places, names):
    axis.set_major_locator(FixedLocator(places))
    axis.set_major_formatter(FixedFormatter([str(name) for name in names]))
    axis.minorticks_off()


def _simplex_place(pmfs):
    """The triangle's plane: class 0 at (0, 0), class 1 at (1, 0), class 2 above the middle."""
    pmfs = np.asarray(pmfs, float)
    return np.stack([pmfs[:, 1] + pmfs[:, 2] / 2, pmfs[:, 2] * np.sqrt(3) / 2])


def _simplex_grid(n):
    """The pmfs whose entries are multiples of 1/n, none of them 0, and the triangles they span."""
    number = np.full((n + 1, n + 1), -1)  # of the pmf (i, j, n - i - j) / n; -1 where there is none
    i, j = 1 + np.stack(np.nonzero(np.add.outer(np.arange(n - 1), np.arange(n - 1)) < n - 2))
    number[i, j] = np.arange(len(i))
    upright = number[i, j], number[i + 1, j], number[i, j + 1]
    turned = number[i + 1, j], number[i + 1, j + 1], number[i, j + 1]
    triangles = np.concatenate([np.stack(upright, axis=1), np.stack(turned, axis=1)])
    return np.stack([i, j, n - i - j], axis=1) / n, triangles[(triangles >= 0).all(axis=1)]


def _simplex_name(x, y):
    third = y / (np.sqrt(3) / 2)
    second = x - third / 2
    return f"({abs(1 - second - third):.2f}, {abs(second):.2f}, {abs(third):.2f})"
