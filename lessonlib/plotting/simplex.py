"""The pmfs over three classes as a triangle."""

import numpy as np
from matplotlib.patches import Polygon
from matplotlib.tri import Triangulation

_MARKERS = "osD^vph"


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
    """Places on the triangle, each with its own marker, named in the legend; the first is a ring.

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


def _legend_below(ax):
    # Only the lines: a legend cannot picture a height map, and would warn.
    ax.legend(handles=ax.lines, loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=2)


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
