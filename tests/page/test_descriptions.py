"""A figure is described as it was drawn, and refused where words would be missing or wrong."""

import re
from datetime import date

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lessonlib import plotting, pmf
from lessonlib.page import describe

matplotlib.use("agg")


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


TRUTH = np.array([0.5, 0.3, 0.2])


def simplex(ax):
    return plotting.plot_simplex(
        ax, lambda q: pmf.cross_entropy(TRUTH, q), "abc", levels=[1, 1.5, 2], label="nats"
    )


def test_describe_tells_a_picture_with_p_and_q_swapped_from_the_right_one(ax):
    plotting.plot_bars(ax, {"p": [0, 1], "q": [0.25, 0.75]}, "ab", ylabel="nats")
    fig, other = plt.subplots()
    plotting.plot_bars(other, {"p": [0.25, 0.75], "q": [0, 1]}, "ab", ylabel="nats")
    assert "Bars “p”: a: 0, b: 1." in describe(ax.figure)
    assert "Bars “p”: a: 0.25, b: 0.75." in describe(fig)
    plt.close(fig)


def test_describe_names_places_on_the_simplex_by_their_probabilities(ax):
    text = describe(simplex(ax).figure)
    assert "Point “lowest of 19701 places: 1.0297”: (0.50, 0.30, 0.20)." in text
    assert any(line.startswith("Height map “nats”: from 1.03 to ") for line in text)
    assert "Written: a, b, c." in text


def test_describe_reads_tables_and_their_frames(ax):
    plotting.plot_class_table(ax, [[1.0, -2.0, 5.0], [3.0, 4.0, 0.5]], [1, 0])
    assert describe(ax.figure) == [
        "Horizontal axis: class (the true class is framed).",
        "Table of 2 rows and 3 columns; image 0: 1, −2, 5; image 1: 3, 4, 0.5.",
        "Framed as “true class”: row 0 column 1, row 1 column 0.",
    ]


def test_describe_gives_the_lowest_and_the_highest_of_many_points(ax):
    ax.plot(range(13), [5, 1, *range(10, 21)], "o", label="loss")
    text = "13 points “loss”; lowest at (1, 1), highest at (12, 20)."
    assert describe(ax.figure) == [text]


def test_describe_refuses_a_legend_that_swaps_names():
    fig, ax = plt.subplots()
    ax.plot([0, 1], label="p")
    ax.plot([1, 0], label="q")
    ax.legend()
    describe(fig)
    ax.legend(["q", "p"])
    with pytest.raises(ValueError, match="name what is drawn as its label does, got q, p; call"):
        describe(fig)
    plt.close(fig)


def test_describe_refuses_a_curve_without_a_name():
    fig, ax = plt.subplots()
    ax.plot([0, 1, 2])
    with pytest.raises(ValueError, match="a curve of 3 points must have a label, got none"):
        describe(fig)
    plt.close(fig)


def dated(ax):
    ax.plot([date(2024, 1, 31), date(2024, 2, 29)], [1, 2], "o", label="d")


def twins(ax):
    ax.plot([0, 1], [1, 2], label="loss")
    ax.set_ylabel("nats")
    twin = ax.twinx()
    twin.plot([0, 1], [5, 6], label="accuracy")
    twin.set_ylabel("percent")


def two_panels(ax):
    ax.set_visible(False)
    left, right = ax.figure.subplots(ncols=2)
    left.plot([0, 1], [1, 2], label="l")
    right.plot([0, 1], [5, 6], label="r")
    return left, right


def two_panels_with_a_title(ax):
    two_panels(ax)[1].set_title("after")
    ax.figure.legend()
    ax.figure.supxlabel("step")


def inset(ax):
    ax.plot([0, 1], [1, 2], label="l")
    ax.inset_axes([0.5, 0.5, 0.4, 0.4]).plot([0, 1], [3, 3], "o", label="in")


TENS = [*range(10)]

PLAIN = [  # what draws, and all that is said of it, or its last sentence
    (lambda ax: ax.plot([0, 1], [2, 3], label="l"), "Points “l”: (0, 2), (1, 3)."),
    (
        lambda ax: ax.plot(np.arange(50), np.arange(50) ** 2, label="l"),
        "Curve “l”: from (0, 0) to (49, 2401); lowest at (0, 0), highest at (49, 2401).",
    ),
    (lambda ax: ax.plot([1], [2], "o", label="best"), "Point “best”: (1, 2)."),
    (lambda ax: ax.plot([1, 2], ["x", "y"], "o", label="p"), "Points “p”: (1, x), (2, y)."),
    (lambda ax: ax.step([1, 2], [3, 4], label="s"), "Points “s”: (1, 3), (2, 4)."),
    (lambda ax: ax.semilogy([1, 2], [1e-3, 1e3], label="l"), "Points “l”: (1, 0.001), (2, 1000)."),
    (
        lambda ax: ax.loglog([1e-13, 1], [1, 1e-16], label="l"),
        "Points “l”: (1e−13, 1), (1, 1e−16).",
    ),
    (dated, "Points “d”: (2024-01-31, 1), (2024-02-29, 2)."),
    (lambda ax: ax.axhline(0.3, label="ln 2"), "Level line “ln 2”: at 0.3."),
    (lambda ax: ax.axvline(0.3, label="here"), "Upright line “here”: at 0.3."),
    (lambda ax: ax.axline((0, 1), slope=2, label="t"), "Line “t”: through (0, 1) with slope 2."),
    (lambda ax: ax.axline((0, 1), (2, 3), label="t"), "Line “t”: through (0, 1) and (2, 3)."),
    (lambda ax: ax.scatter([0, 1], [2, 3], label="dots"), "Points “dots”: (0, 2), (1, 3)."),
    (
        lambda ax: ax.scatter(range(20), range(20, 0, -1), label="dots"),
        "20 points “dots”; lowest at (19, 1), highest at (0, 20).",
    ),
    (lambda ax: ax.bar(["a", "b"], [2, 3]), "Bars: a: 2, b: 3."),
    (
        lambda ax: ax.bar(["a", "b"], [2, 3], bottom=[1, 0], label="more"),
        "Bars “more”: a: 2 on 1, b: 3.",
    ),
    (lambda ax: ax.barh(["a", "b"], [2, 3]), "Lying bars: a: 2, b: 3."),
    (lambda ax: ax.barh([0, 1], [2, 3], left=[0, 1]), "Lying bars: 0: 2, 1: 3 on 1."),
    (
        lambda ax: ax.bar(["a", "b"], [2, 3], yerr=[0.5, 1], capsize=3),
        "Error bars of the bars: from 1.5 to 2.5, 2 to 4.",
    ),
    (
        lambda ax: ax.hist([1, 1, 2], bins=[0.5, 1.5, 2.5], label="counts"),
        "Bars “counts”: 1: 2, 2: 1.",
    ),
    (
        lambda ax: ax.hist([1, 1, 2], bins=[0, 1.5, 3], histtype="step", label="h"),
        "Steps “h”: 2 from 0 to 1.5, 1 from 1.5 to 3.",
    ),
    (
        lambda ax: ax.hist([1, 1, 2], bins=[0, 1.5, 3], histtype="stepfilled", label="h"),
        "Steps “h”: 2 from 0 to 1.5, 1 from 1.5 to 3.",
    ),
    (
        lambda ax: ax.hist(
            [1, 2], [0, 1.5, 3], histtype="step", orientation="horizontal", label="h"
        ),
        "Steps “h”: 1 from 0 to 1.5, 1 from 1.5 to 3.",
    ),
    (
        lambda ax: ax.hist(range(40), bins=20, range=(0, 40), histtype="step", label="h"),
        "Steps “h”: 20 of them; lowest 2 from 0 to 2, highest 2 from 0 to 2.",
    ),
    (lambda ax: ax.stairs([3, 1], label="s"), "Steps “s”: 3 from 0 to 1, 1 from 1 to 2."),
    (
        lambda ax: ax.stairs([3, 1], [0, 5, 9], fill=True, label="s"),
        "Steps “s”: 3 from 0 to 5, 1 from 5 to 9.",
    ),
    (lambda ax: ax.stem([0, 1], [2, 3], label="s"), "Points on stems “s”: (0, 2), (1, 3)."),
    (
        lambda ax: ax.errorbar([0, 1], [2, 3], [0.5, 1], fmt="o", label="e"),
        "Points “e”: (0, 2) with a bar from 1.5 to 2.5, (1, 3) with a bar from 2 to 4.",
    ),
    (
        lambda ax: ax.errorbar([0], [2], 0.5, 0.25, fmt="o", capsize=2, label="e"),
        "Point “e”: (0, 2) with a bar from −0.25 to 0.25 and from 1.5 to 2.5.",
    ),
    (
        lambda ax: ax.errorbar(range(20), range(20), np.linspace(1, 2, 20), label="e"),
        "20 points “e”; lowest at (0, 0), highest at (19, 19); error bars 2 to 4 long.",
    ),
    (
        lambda ax: ax.errorbar([0, 1], [2, 3], 0.5, fmt="none", label="e"),
        "Error bars “e”: from 1.5 to 2.5, 2.5 to 3.5.",
    ),
    (
        lambda ax: ax.boxplot([*TENS, 40], tick_labels=["net"]),
        "Box at net: median 5, quartiles 2.5 and 7.5, whiskers from 0 to 9, 1 point beyond.",
    ),
    (
        lambda ax: ax.boxplot([TENS, TENS], patch_artist=True),
        "Box at 2: median 4.5, quartiles 2.25 and 6.75, whiskers from 0 to 9, 0 points beyond.",
    ),
    (
        lambda ax: ax.boxplot(TENS, orientation="horizontal"),
        "Box at 1: median 4.5, quartiles 2.25 and 6.75, whiskers from 0 to 9, 0 points beyond.",
    ),
    (
        lambda ax: ax.fill_between([0, 1, 2], [1, 2, 3], [2, 4, 3.5], label="b"),
        "Band “b”: 1 to 2 at 0, 3 to 3.5 at 2, widest 2 to 4 at 1.",
    ),
    (
        lambda ax: ax.fill_betweenx([0, 1, 2], [1, 2, 3], [2, 4, 3.5], label="b"),
        "Band “b”: 1 to 2 at 0, 3 to 3.5 at 2, widest 2 to 4 at 1.",
    ),
    (
        lambda ax: ax.fill_between([0, 1, 2, 3, 4], 2, where=[1, 1, 0, 1, 1], label="b"),
        "Band “b”: 2 to 0 at 0, 2 to 0 at 1, widest 2 to 0 at 0; "
        "2 to 0 at 3, 2 to 0 at 4, widest 2 to 0 at 3.",
    ),
    (lambda ax: ax.axhspan(0, 1, label="b"), "Band “b”: from 0 to 1."),
    (lambda ax: ax.axvspan(2, 4, label="b"), "Band “b”: from 2 to 4."),
    (
        lambda ax: ax.imshow(np.arange(4.0).reshape(2, 2)),
        "Table of 2 rows and 2 columns; row 0: 0, 1; row 1: 2, 3.",
    ),
    (
        lambda ax: ax.imshow(np.arange(784.0).reshape(28, 28)),
        "Table of 28 rows and 28 columns; from 0 at row 0 column 0 to 783 at row 27 column 27.",
    ),
    (
        lambda ax: ax.contourf([[1, 2], [3, 4.0]], levels=[1, 2, 4]).set_label("h"),
        "Height map “h”: from 1 to 4.",
    ),
    (lambda ax: ax.text(0.5, 0.5, "ln 2"), "Written: ln 2."),
    (lambda ax: ax.annotate("here", (0, 0), (1, 1), arrowprops={}), "Written: here."),
    (lambda ax: ax.figure.suptitle("Two coins"), "Title: Two coins."),
    (lambda ax: ax.figure.text(0.5, 0.5, "ln 2"), "Written beside the panels: ln 2."),
    (
        lambda ax: ax.set_xlabel("steps"),
        "Horizontal axis: steps, 0 to 1.",
    ),
    (
        twins,
        "Vertical axis: nats, 0.95 to 2.05.|Points “loss”: (0, 1), (1, 2).|Vertical axis on the "
        "right: percent, 4.95 to 6.05.|Points “accuracy”: (0, 5), (1, 6).",
    ),
    (
        two_panels,
        "Panel in row 1, column 1.|Points “l”: (0, 1), (1, 2).|"
        "Panel in row 1, column 2.|Points “r”: (0, 5), (1, 6).",
    ),
    (
        two_panels_with_a_title,
        "Written beside the panels: step.|Panel in row 1, column 1.|Points “l”: (0, 1), (1, 2).|"
        "Panel “after”.|Points “r”: (0, 5), (1, 6).",
    ),
    (inset, "Points “l”: (0, 1), (1, 2).|Inset panel.|Points “in”: (0, 3), (1, 3)."),
]


@pytest.mark.parametrize(("draw", "said"), PLAIN)
def test_plain_matplotlib_is_described(ax, draw, said):
    draw(ax)
    sentences = said.split("|")
    assert describe(ax.figure)[-len(sentences) :] == sentences


def outline(ax):
    ax.add_patch(plt.Circle((0, 0), 1, fill=False))


def legend_of_the_figure(ax):
    two_panels(ax)
    ax.figure.legend(["r", "l"])


def inset_without_label(ax):
    ax.inset_axes([0, 0, 0.5, 0.5]).plot([1, 2, 3])


def polar(ax):
    ax.figure.add_subplot(projection="polar")


def in_no_panel(ax):
    ax.figure.add_artist(plt.Line2D([0, 1], [0, 1]))


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda ax: ax.plot([1], [2], "o"), "a marked point must have a label, got none"),
        (
            lambda ax: ax.plot([0, 1], [2, 3], "o"),
            "a curve of 2 points must have a label, got none",
        ),
        (lambda ax: ax.scatter([0, 1], [2, 3]), "2 scattered points must have a label, got none"),
        (lambda ax: ax.fill_between([0, 1], [2, 3]), "a filled area must have a label, got none"),
        (lambda ax: ax.axvspan(0, 1), "a filled area must have a label, got none"),
        (lambda ax: ax.errorbar([0, 1], [2, 3], 0.1), "error bars must have a label, got none"),
        (lambda ax: ax.stem([0, 1], [2, 3]), "stems must have a label, got none"),
        (lambda ax: ax.stairs([1, 2]), "steps must have a label, got none"),
        (lambda ax: ax.hist([1, 2], histtype="step"), "steps must have a label, got none"),
        (lambda ax: ax.boxplot([[1, 2, 3]], notch=True), "a curve of 11 points must have a label"),
        (lambda ax: ax.boxplot([[1, 2, 3]], showmeans=True), "a marked point must have a label"),
        (lambda ax: ax.vlines([0, 1], 0, 1, label="v"), "cannot describe the LineCollection “v”"),
        (lambda ax: ax.violinplot([1.0, 2, 3]), "a filled area must have a label"),
        (lambda ax: ax.pie([1, 2]), "cannot describe the Wedge"),
        (lambda ax: ax.fill([0, 1, 1], [0, 0, 1]), "cannot describe the Polygon without a label"),
        (outline, "cannot describe the Circle without a label"),
        (lambda ax: ax.pcolormesh([[1, 2], [3, 4]]), "cannot describe the QuadMesh"),
        (lambda ax: ax.contour([[1, 2], [3, 4]]), "cannot describe the QuadContourSet"),
        (lambda ax: ax.quiver([0], [0], [1], [1]), "cannot describe the Quiver"),
        (lambda ax: ax.table([["1"]]), "cannot describe the Table"),
        (lambda ax: ax.imshow(np.zeros((2, 2, 3))), "a picture of shape (2, 2, 3)"),
        (polar, "cannot describe PolarAxes"),
        (in_no_panel, "cannot describe a Line2D outside of panels"),
        (inset_without_label, "a curve of 3 points must have a label"),
        (legend_of_the_figure, "name what is drawn as its label does, got r, l"),
    ],
)
def test_nothing_that_draws_data_passes_undescribed(ax, draw, words):
    draw(ax)
    with pytest.raises(ValueError, match=re.escape(words)) as caught:
        describe(ax.figure)
    assert "no label" not in str(caught.value)


def test_a_line_without_marks_or_a_frame_may_help_the_eye(ax):
    ax.plot([0, 1], [0, 1])
    ax.axhline(0)
    ax.add_patch(plt.Rectangle((0, 0), 1, 1, fill=False))
    assert describe(ax.figure) == []


@pytest.mark.parametrize("rounding", [0, 1e-16])
def test_a_curve_that_only_rounding_bends_is_level(ax, rounding):
    ax.plot(range(50), np.log(2) + rounding * np.arange(50), label="l")
    assert "Curve “l”: from (0, 0.6931) to (49, 0.6931), level." in describe(ax.figure)


@pytest.mark.parametrize("last", [np.inf, np.log(2) + 1e-3])
def test_a_curve_that_rises_at_its_end_is_not_level(ax, last):
    ax.plot(range(50), [np.log(2)] * 49 + [last], label="l")
    assert "level" not in " ".join(describe(ax.figure))
