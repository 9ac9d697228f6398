"""Series that differ in colour alone are refused; those that differ in more are not."""

import matplotlib
import matplotlib.pyplot as plt
import pytest

from lessonlib import plotting
from lessonlib.page.colours import check_told_apart
from lessonlib.page.figures import picture
from lessonlib.style import use_style

matplotlib.use("agg")


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def test_two_lines_of_one_style_are_refused(ax):
    ax.plot([0, 1], [0, 1], color="red", label="loss")
    ax.plot([0, 1], [1, 0], color="blue", label="slope")
    with pytest.raises(ValueError, match="more than colour, got “loss” and “slope” alike"):
        picture(ax.figure, "Two lines.")


@pytest.mark.parametrize(
    "other", [{"linestyle": "--"}, {"linestyle": (0, (5, 1))}, {"linewidth": 4}, {"marker": "o"}]
)
def test_another_dash_width_or_marker_is_enough(ax, other):
    ax.plot([0, 1], [0, 1], label="loss")
    ax.plot([0, 1], [1, 0], label="slope", **other)
    check_told_apart(ax.figure)


def test_two_patterns_of_dashes_are_told_apart(ax):
    for dashes in ("--", (0, (5, 1, 1, 1))):
        ax.plot([0, 1], [0, 1], linestyle=dashes, label=str(dashes))
    check_told_apart(ax.figure)


def test_groups_of_bars_need_hatching(ax):
    ax.bar([0, 2], [1, 2], label="p")
    ax.bar([1, 3], [1, 2], label="q")
    with pytest.raises(ValueError, match="got “p” and “q” alike"):
        check_told_apart(ax.figure)


def test_our_own_pictures_are_told_apart():
    with plt.rc_context():
        use_style()
        _, ax = plt.subplots()
    plotting.plot_curves(ax, [0, 1], {str(k): [k, k] for k in range(5)}, xlabel="x", ylabel="y")
    check_told_apart(ax.figure)
    _, other = plt.subplots()
    series = {str(k): [k, k] for k in range(5)}
    check_told_apart(plotting.plot_bars(other, series, "ab", ylabel="y").figure)
    plt.close("all")
