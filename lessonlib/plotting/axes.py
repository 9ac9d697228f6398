"""The axes of a picture: named ticks, and lines behind what is drawn."""

from matplotlib.ticker import FixedFormatter, FixedLocator


def lines_behind(ax, axis):
    """Lines by which values are read off, behind what is drawn."""
    ax.grid(axis=axis, color="#D3D7DD", linewidth=0.8, linestyle="-")
    ax.set_axisbelow(True)


def name_ticks(axis, places, names):
    axis.set_major_locator(FixedLocator(places))
    axis.set_major_formatter(FixedFormatter([str(name) for name in names]))
    axis.minorticks_off()
