"""How a description names a place in a panel: by numbers, by the words at its ticks, by dates."""

import numpy as np
from matplotlib import dates
from matplotlib.category import StrCategoryFormatter
from matplotlib.ticker import FixedFormatter

from lessonlib.page.numbers import written

MANY = 12  # places; of more than these, the lowest and the highest are named

_DATES = (dates.DateFormatter, dates.AutoDateFormatter, dates.ConciseDateFormatter)


def on_axis(axis, value, *, limit=False):
    """A value on an axis: the words at its tick if it has some, a date, or a number.

    A limit of the axis has no words of its own.
    """
    formatter = axis.get_major_formatter()
    if isinstance(formatter, _DATES):
        return dates.num2date(value).isoformat().removesuffix("+00:00").removesuffix("T00:00:00")
    names = {} if limit else tick_names(axis)
    # Where the scale is logarithmic, what is small is no rounding.
    number = written(value, 4, 0) if axis.get_scale() == "log" else written(value, 4)
    return names.get(round(float(value), 6), number) if names else number


def tick_names(axis):
    """The words that stand at an axis's ticks, by their place; none where ticks are numbers."""
    formatter = axis.get_major_formatter()
    if not isinstance(formatter, FixedFormatter | StrCategoryFormatter):
        return {}
    places = axis.get_majorticklocs()
    words = formatter.format_ticks(places)
    return {round(float(place), 6): word for place, word in zip(places, words, strict=True)}


def nearest_name(axis, value):
    """The words at the nearest tick, for what stands beside it in a group; or the value."""
    names = tick_names(axis)
    return names[min(names, key=lambda tick: abs(tick - value))] if names else on_axis(axis, value)


def point(ax, x, y):
    # A simplex is drawn with its own way to name a place; it knows the three probabilities.
    if "format_coord" in vars(ax):
        return ax.format_coord(x, y)
    return f"({on_axis(ax.xaxis, x)}, {on_axis(ax.yaxis, y)})"


def points(ax, places, label, more=None):
    """A sentence on places, one by one or, if they are many, by the lowest and the highest.

    `more`, for each place, is said behind it.
    """
    places = np.asarray(places, float)
    names = [point(ax, x, y) for x, y in places]
    if len(names) > MANY:
        low, high = lowest_and_highest(names, places[:, 1])
        return f"{len(names)} points {label}; lowest at {low}, highest at {high}."
    if more:
        names = list(map(str.__add__, names, more))
    return f"{'Point' if len(names) == 1 else 'Points'} {label}: {', '.join(names)}."


def lowest_and_highest(names, heights):
    return names[int(np.nanargmin(heights))], names[int(np.nanargmax(heights))]
