"""Tables of numbers, coloured by value."""

import numpy as np
from matplotlib.patches import Rectangle

from lessonlib.plotting.axes import name_ticks


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
    name_ticks(ax.xaxis, range(values.shape[1]), columns)
    name_ticks(ax.yaxis, range(values.shape[0]), rows)
    ax.tick_params(which="both", length=0)
    return ax


def _luminance(color):
    """Relative luminance of a colour, as WCAG defines it; black stands out more from 0.18 on."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color[:3])
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
