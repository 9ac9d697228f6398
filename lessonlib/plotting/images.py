"""Small images in a row, and weights as images."""

import numpy as np

from lessonlib.plotting.axes import name_ticks


def plot_images(ax, images, names, *, diverging=False):
    """Images of one size side by side, each with its name below.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    images : array_like, shape (N, H, W)
        The darker, the larger; or by colour, see `diverging`.
    names : sequence, length N
        What stands below each image.
    diverging : bool
        Two colours that meet at 0, for signed values.

    Returns
    -------
    ax

    Taught in: 12
    """
    images = np.asarray(images, float)
    count, height, width = images.shape
    row = np.full((height, count * (width + 1) - 1), np.nan)
    starts = np.arange(count) * (width + 1)
    for start, image in zip(starts, images, strict=True):
        row[:, start : start + width] = image
    top = np.abs(images).max()
    colours = {"cmap": "RdBu_r", "vmin": -top} if diverging else {"cmap": "Greys", "vmin": 0}
    ax.imshow(row, vmax=top, **colours)
    name_ticks(ax.xaxis, starts + (width - 1) / 2, names)
    name_ticks(ax.yaxis, [], [])
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)
    return ax
