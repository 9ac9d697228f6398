"""Bars, curves, and logits on a scale."""

import numpy as np

from lessonlib.plotting.axes import lines_behind, name_ticks

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
    name_ticks(ax.xaxis, places, names)
    ax.tick_params(axis="x", which="both", length=0)
    ax.axhline(0, color="black", linewidth=0.8, linestyle="-")
    ax.set_ylabel(ylabel)
    lines_behind(ax, "y")
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
    lines_behind(ax, "both")
    if len(curves) + len(points or {}) > 1:
        ax.legend()
    return ax


def plot_reliability(ax, confidence, right, count, *, label="share right"):
    """How often a classifier is right, against how sure it is, with the number in each bin.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    confidence, right : array_like, shape (B,)
        Mean confidence and share right of each bin; bins with nan are left out.
    count : array_like of int, shape (B,)
        Examples in each bin, written beside its point.
    label : str
        Of the points.

    Returns
    -------
    ax

    Taught in: 15
    """
    confidence, right, count = map(np.asarray, (confidence, right, count))
    kept = np.flatnonzero(~np.isnan(right))
    ax.plot([0, 1], [0, 1], color="black", linewidth=1, linestyle="-", label="as sure as right")
    ax.plot(confidence[kept], right[kept], "o--", color="#0072B2", label=label)
    for b in kept:
        # On the side away from the diagonal, where there is room.
        below = right[b] < confidence[b]
        where = {"va": "top" if below else "bottom", "ha": "left" if below else "right"}
        ax.annotate(f" {count[b]} ", (confidence[b], right[b]), size=10, **where)
    ax.set(xlabel="confidence", ylabel="share right", xlim=(-0.02, 1.08), ylim=(-0.02, 1.05))
    lines_behind(ax, "both")
    ax.legend(loc="upper left")
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
    name_ticks(ax.xaxis, n, [f"image {k}" for k in n])
    ax.tick_params(axis="x", which="both", length=0)
    ax.set_xlim(-0.5, n_images - 0.3)
    ax.set_ylabel("logit")
    lines_behind(ax, "y")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.2), ncols=3, handlelength=2.4)
    return ax
