"""Graphs: what comes before what, with arrows from left to right."""

from matplotlib.patches import FancyArrowPatch

_GAP = 1.0  # between two nodes of a column


def plot_graph(ax, needs, names, colours):
    """Nodes with a name each, and an arrow to each from those that it needs.

    A node stands in the column after the last one that it needs.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    needs : dict of int to list of int
        For each node those that it needs; a node stands after all that it needs.
    names : dict of int to str
        What is written on each node, below its number of two digits.
    colours : dict of int to str
        Of each node; dark writing stands on it.

    Returns
    -------
    ax
    """
    columns, heights = {}, {}
    for node, needed in needs.items():
        columns[node] = max((columns[other] + 1 for other in needed), default=0)
        height = sum(heights[other] for other in needed) / max(1, len(needed))
        beside = [heights[other] for other in heights if columns[other] == columns[node]]
        while any(abs(height - other) < _GAP for other in beside):
            height -= _GAP / 2
        heights[node] = height
    for node, needed in needs.items():
        for other in needed:
            ends = [(columns[one], heights[one]) for one in (other, node)]
            ax.add_patch(
                FancyArrowPatch(
                    *ends,
                    arrowstyle="-|>",
                    mutation_scale=8,
                    linewidth=0.7,
                    color="0.45",
                    shrinkA=14,
                    shrinkB=15,
                    gid=f"{other:02} → {node:02}",
                )
            )
    for node, height in heights.items():
        box = {
            "boxstyle": "round,pad=0.25",
            "facecolor": colours[node],
            "edgecolor": "0.3",
            "linewidth": 0.5,
        }
        text = f"{node:02}\n{names[node]}"
        place = columns[node], height
        ax.text(*place, text, ha="center", va="center", fontsize=6.5, bbox=box)
    ax.set(xlim=(-0.6, max(columns.values()) + 0.6))
    ax.set(ylim=(min(heights.values()) - 0.8, max(heights.values()) + 0.8))
    ax.set_axis_off()
    return ax
