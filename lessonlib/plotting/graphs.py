"""Graphs: what comes before what, as arcs from left to right over a row of nodes."""

from matplotlib.patches import FancyArrowPatch

_BEND = 0.45  # height of an arc over the distance that it spans


def plot_graph(ax, needs, names, colours):
    """A row of nodes with a name each, and an arc to each from those that it needs.

    An arc that follows from others is left out: who needs b, which needs a, needs a.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    needs : dict of int to list of int
        For each node those that it needs; a node stands after all that it needs.
    names : dict of int to str
        What is written on each node, after its number of two digits.
    colours : dict of int to str
        Of each node; dark writing stands on it.

    Returns
    -------
    ax
    """
    place = {node: at for at, node in enumerate(needs)}
    behind = {}  # all that a node needs, by way of others too
    for node, needed in needs.items():
        behind[node] = set().union(*(behind[other] | {other} for other in needed))
        implied = set().union(*(behind[other] for other in needed))
        for other in (other for other in needed if other not in implied):
            ax.add_patch(
                FancyArrowPatch(
                    (place[other], 0),
                    (place[node], 0),
                    connectionstyle=f"arc3,rad=-{_BEND}",
                    arrowstyle="-|>",
                    mutation_scale=7,
                    linewidth=0.8,
                    color="0.35",
                    shrinkA=3,
                    shrinkB=3,
                    gid=f"{other:02} → {node:02}",
                )
            )
        box = {
            "boxstyle": "round,pad=0.25",
            "facecolor": colours[node],
            "edgecolor": "0.3",
            "linewidth": 0.5,
        }
        text = f"{node:02} {names[node]}"
        ax.text(place[node], 0, text, ha="center", va="top", rotation=90, fontsize=7, bbox=box)
    ax.set(xlim=(-0.7, len(needs) - 0.3), ylim=(-0.8, 0.8))
    ax.set_axis_off()
    return ax
