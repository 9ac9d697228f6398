"""What a figure must be for those who see no colours: told apart by more than hue."""

from matplotlib.container import BarContainer

from lessonlib.page.artists import is_labelled


def check_told_apart(fig):
    """Refuse a figure in which two series differ in colour alone.

    Lines differ in dashes, width or marker, groups of bars in their hatching.

    Raises
    ------
    ValueError
        With the labels of the two.
    """
    for ax in fig.axes:
        seen = {}
        for label, look in (*_lines(ax), *_bars(ax)):
            if look in seen and seen[look] != label:
                raise ValueError(
                    f"series must differ in more than colour, got “{seen[look]}” and “{label}” "
                    "alike; give one another line style, marker or hatch"
                )
            seen[look] = label


def _lines(ax):
    for line in ax.lines:
        if is_labelled(line):
            # get_linestyle says "--" of all dashes.
            dashes = "none" if line.get_linestyle() == "None" else line._unscaled_dash_pattern
            marker = (line.get_marker(), line.get_fillstyle()), line.get_markersize()
            marked = line.get_marker() not in ("None", None, "", " ")
            yield line.get_label(), (str(dashes), line.get_linewidth(), marked and marker)


def _bars(ax):
    for bars in ax.containers:
        if isinstance(bars, BarContainer) and bars.patches:
            yield bars.get_label(), ("bars", bars.patches[0].get_hatch())
