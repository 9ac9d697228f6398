"""What a figure shows, in words that are read off what was drawn."""

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon, Rectangle

from lessonlib.page.artists import READERS, is_labelled, is_marked
from lessonlib.page.places import on_axis


def describe(fig):
    """What a figure shows, as a list of sentences made from its artists.

    Lines, markers, scattered points, stems and error bars are described by their places, bars and
    steps by their heights, boxes by their quartiles, bands and filled areas by their edges, tables
    of colour by their entries or, if they are large, by their extremes, height maps by their range,
    texts by their words. The sentences come from the drawn data, so a figure that draws something
    else is described as something else.

    Raises
    ------
    ValueError
        If something is drawn that it cannot describe, what carries data has no label, or a legend
        says something else than the labels. An outline of at most four corners, and a straight line
        without markers, may go without words.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> _ = ax.plot([0, 1, 2], [3, 1, 2], "o", label="loss")
    >>> describe(fig)
    ['Points “loss”: (0, 3), (1, 1), (2, 2).']
    >>> plt.close(fig)
    """
    panels = [ax for ax in _all_axes(fig) if ax.get_label() != "<colorbar>"]
    for drawn in (*fig.lines, *fig.patches, *fig.images, *fig.artists):
        raise ValueError(f"show cannot describe a {_kind(drawn)} outside of panels; draw it in one")
    _check_legends(fig.legends, panels)
    titles = [part.get_suptitle() for part in (fig, *fig.subfigs)]
    around = [fig.get_supxlabel(), fig.get_supylabel(), *_other_texts(fig)]
    return [
        *(f"Title: {title}." for title in titles if title),
        *(f"Written beside the panels: {words}." for words in around if words),
        *(line for ax in panels for line in _describe_panel(ax, panels)),
    ]


def _all_axes(fig):
    """The axes of a figure, each followed by those that are inset in it."""
    return [ax for outer in fig.axes for ax in (outer, *outer.child_axes) if ax.get_visible()]


def _other_texts(fig):
    named = (fig.get_suptitle(), fig.get_supxlabel(), fig.get_supylabel())
    return [words for text in fig.texts if (words := text.get_text()) not in named]


def _describe_panel(ax, panels):
    if type(ax) is not Axes:  # polar and 3D axes are kinds of Axes
        raise ValueError(
            f"show cannot describe {type(ax).__name__}; draw the numbers in plain axes"
        )
    _check_legends([ax.get_legend()] if ax.get_legend() else [], [ax])
    taken, said = set(), []
    for read in READERS:
        for artists, sentence in read(ax, taken):
            taken.update(artists)
            said.append(sentence)
    for artist in (*ax.patches, *ax.collections, *ax.lines, *ax.images, *ax.tables, *ax.artists):
        if artist not in taken and not _helps_the_eye(artist):
            raise ValueError(_refusal(artist))
    return [*_describe_axes(ax, panels), *said]


def _helps_the_eye(artist):
    """Whether an artist may go without words: an outline, or a straight line between two points."""
    if is_labelled(artist):
        return False
    if isinstance(artist, Patch) and not artist.get_fill():
        if isinstance(artist, Polygon):
            return len(artist.get_xy()) <= 5  # the first corner is there twice
        return isinstance(artist, Rectangle)
    if isinstance(artist, Line2D):
        count = len(artist.get_xydata())
        return count == 0 or (count == 2 and not is_marked(artist))
    return False


def _refusal(artist):
    if isinstance(artist, Line2D) and not is_labelled(artist):
        count = len(artist.get_xydata())
        thing = "a marked point" if count == 1 else f"a curve of {count} points"
        return (
            f"{thing} must have a label, got none; draw with label=…, so that it can be described"
        )
    name = f" “{artist.get_label()}”" if is_labelled(artist) else " without a label"
    return (
        f"show cannot describe the {_kind(artist)}{name}; draw its numbers as labelled lines, "
        "points, bars or a table, which it can"
    )


def _kind(artist):
    return type(artist).__name__


def _check_legends(legends, panels):
    """Refuse what would be drawn under a name that is not its own, or under none."""
    for legend in legends:
        said = [text.get_text() for text in legend.get_texts()]
        artists = [  # in the order of a legend
            artist
            for ax in panels
            for artist in (*ax.lines, *ax.patches, *ax.collections, *ax.containers)
        ]
        drawn = [artist.get_label() for artist in artists if artist.get_label() in said]
        if said != drawn:
            raise ValueError(
                f"the legend must name what is drawn as its label does, got {', '.join(said)}; "
                "call ax.legend() without labels of its own"
            )


def _describe_axes(ax, panels):
    words = [name] if (name := _name_of(ax, panels)) else []
    axes = (("horizontal", ax.xaxis, ax.get_xlim()), ("vertical", ax.yaxis, ax.get_ylim()))
    for name, axis, limits in axes:
        if axis.get_label_text():
            low, high = (on_axis(axis, limit, limit=True) for limit in limits)
            between = "" if ax.images else f", {low} to {high}"
            moved = axis.get_label_position() in ("right", "top")
            where = f" on the {axis.get_label_position()}" if moved else ""
            words.append(f"{name} axis{where}: {axis.get_label_text()}{between}")
    text = "; ".join(words)
    return [text[0].upper() + text[1:] + "."] if text else []


def _name_of(ax, panels):
    """What a panel is called: by its title, or by its place where there are several."""
    if ax.get_title():
        return f"panel “{ax.get_title()}”"
    places = {other.get_position().bounds for other in panels}
    if len(places) == 1:
        return ""  # one panel, and perhaps a twin of it
    if any(ax in other.child_axes for other in panels):
        return "inset panel"
    place = ax.get_subplotspec()
    if place is None:
        return f"panel {panels.index(ax) + 1}"
    return f"panel in row {place.rowspan.start + 1}, column {place.colspan.start + 1}"
