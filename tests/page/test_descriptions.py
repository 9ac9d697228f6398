"""A figure is described as it was drawn, and refused where words would be missing or wrong."""

import re

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


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (
            lambda ax: ax.scatter([0, 1], [2, 3], label="dots"),
            "Points “dots”: (0, 2), (1, 3).",
        ),
        (
            lambda ax: ax.scatter(range(20), range(20, 0, -1), label="dots"),
            "20 points “dots”; lowest at (19, 1), highest at (0, 20).",
        ),
        (lambda ax: ax.barh(["a", "b"], [2, 3]), "Lying bars: a: 2, b: 3."),
        (lambda ax: ax.barh([0, 1], [2, 3], left=[0, 1]), "Lying bars: 0: 2, 1: 3 on 1."),
        (
            lambda ax: ax.bar(["a", "b"], [2, 3], bottom=[1, 0], label="more"),
            "Bars “more”: a: 2 on 1, b: 3.",
        ),
        (lambda ax: ax.plot([1, 2], ["x", "y"], "o", label="p"), "Points “p”: (1, x), (2, y)."),
        (
            lambda ax: ax.imshow(np.arange(110.0).reshape(10, 11)),
            "Table of 10 rows and 11 columns; from 0 at row 0 column 0 to 109 at row 9 column 10.",
        ),
        (
            lambda ax: ax.hist([1, 1, 2], bins=[0.5, 1.5, 2.5], label="counts"),
            "Bars “counts”: 1: 2, 2: 1.",
        ),
        (lambda ax: ax.figure.suptitle("Two coins"), "Title: Two coins."),
    ],
)
def test_plain_matplotlib_is_described(ax, draw, said):
    draw(ax)
    assert said in describe(ax.figure)


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda ax: ax.scatter([0, 1], [2, 3]), "2 scattered points must have a label, got none"),
        (lambda ax: ax.fill_between([0, 1], [2, 3]), "cannot describe the FillBetweenPolyColl"),
        (lambda ax: ax.fill_between([0, 1], [2, 3], label="band"), "cannot describe the FillBetw"),
        (lambda ax: ax.errorbar([0, 1], [2, 3], 0.1, label="e"), "cannot describe the LineColl"),
        (lambda ax: ax.stem([0, 1], [2, 3], label="s"), "cannot describe the LineCollection"),
        (lambda ax: ax.vlines([0, 1], 0, 1), "cannot describe the LineCollection"),
        (lambda ax: ax.boxplot([[1, 2, 3], [2, 3, 4]]), "a curve of 5 points must have a label"),
        (lambda ax: ax.violinplot([1.0, 2, 3]), "cannot describe the"),
        (lambda ax: ax.pie([1, 2]), "cannot describe the Wedge"),
        (lambda ax: ax.pcolormesh([[1, 2], [3, 4]]), "cannot describe the QuadMesh"),
        (lambda ax: ax.contour([[1, 2], [3, 4]]), "cannot describe the QuadContourSet"),
        (lambda ax: ax.stairs([1, 2], label="steps", fill=True), "cannot describe the StepPatch"),
        (lambda ax: ax.quiver([0], [0], [1], [1]), "cannot describe the Quiver"),
        (lambda ax: ax.axvspan(0, 1), "cannot describe the"),
        (lambda ax: ax.imshow(np.zeros((2, 2, 3))), "a picture of shape (2, 2, 3)"),
    ],
)
def test_nothing_that_draws_data_passes_undescribed(ax, draw, words):
    draw(ax)
    with pytest.raises(ValueError, match=re.escape(words)) as caught:
        describe(ax.figure)
    assert "no label" not in str(caught.value)
