"""Pictures: what is drawn is what was given."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lessonlib import losses, plotting, pmf, recorded
from lessonlib.page import describe

matplotlib.use("agg")


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def test_plot_bars_draws_each_series_at_its_heights(ax):
    assert plotting.plot_bars(ax, {"p": [0, 1], "q": [0.25, 0.75]}, "ab", ylabel="nats") is ax
    assert [[bar.get_height() for bar in c] for c in ax.containers] == [[0, 1], [0.25, 0.75]]
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["p", "q"]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", "b"]


def test_plot_bars_tells_series_apart_without_colour(ax):
    plotting.plot_bars(ax, {"p": [0, 1], "q": [0.25, 0.75]}, "ab", ylabel="nats")
    assert ax.containers[0][0].get_hatch() != ax.containers[1][0].get_hatch()


def test_plot_curves_draws_curves_and_points(ax):
    x = np.linspace(0.1, 1, 10)
    curves = {"−ln q": -np.log(x)}
    plotting.plot_curves(ax, x, curves, points={"here": (0.5, 0.7)}, xlabel="q", ylabel="nats")
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), -np.log(x))
    assert ax.lines[1].get_xydata().tolist() == [[0.5, 0.7]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("q", "nats")


def test_plot_class_table_prints_values_and_frames_the_true_classes(ax):
    plotting.plot_class_table(ax, recorded.LOGITS, recorded.LABELS, digits=1)
    np.testing.assert_array_equal(ax.images[0].get_array(), recorded.LOGITS)
    assert [text.get_text() for text in ax.texts] == [f"{x:.1f}" for x in recorded.LOGITS.flat]
    frames = [tuple(round(v) for v in patch.get_center()) for patch in ax.patches]
    assert frames == [(4, 0), (2, 1), (8, 2), (6, 3)]


def test_plot_class_table_of_signed_values_is_centred_at_zero(ax):
    plotting.plot_class_table(ax, [[0.5, -1.0]], [1], diverging=True)
    assert ax.images[0].get_clim() == (-1, 1)
    assert ax.texts[1].get_text() == "−1.00"


TRUTH = np.array([0.5, 0.3, 0.2])


def simplex(ax):
    return plotting.plot_simplex(
        ax, lambda q: pmf.cross_entropy(TRUTH, q), "abc", levels=[1, 1.5, 2], label="nats"
    )


def test_plot_simplex_marks_the_lowest_pmf(ax):
    simplex(ax)
    assert ax.lines[0].get_label() == "lowest of 19701 places: 1.0297"
    assert ax.format_coord(*ax.lines[0].get_xydata()[0]) == "(0.50, 0.30, 0.20)"


@pytest.mark.parametrize("corner", range(3))
def test_plot_simplex_puts_each_class_at_its_named_corner(ax, corner):
    simplex(ax)
    named = ax.texts[corner]
    pure = ["(1.00, 0.00, 0.00)", "(0.00, 1.00, 0.00)", "(0.00, 0.00, 1.00)"]
    assert (named.get_text(), ax.format_coord(*named.xy)) == ("abc"[corner], pure[corner])


def test_plot_simplex_path_goes_through_its_pmfs(ax):
    path = np.array([[0.1, 0.1, 0.8], TRUTH])
    plotting.plot_simplex_path(simplex(ax), path, label="walk")
    drawn = [ax.format_coord(x, y) for x, y in ax.lines[1].get_xydata()]
    assert drawn == ["(0.10, 0.10, 0.80)", "(0.50, 0.30, 0.20)"]


def test_plot_logit_gaps_writes_each_gap(ax):
    lse = losses.logsumexp(recorded.LOGITS, 1)
    plotting.plot_logit_gaps(ax, recorded.LOGITS, recorded.LABELS, lse)
    gaps = [t.get_text() for t in ax.texts if t.get_text()]
    assert gaps == ["7.20", "18.57", "9.74", "17.40"]
    assert "Written: 7.20, 18.57, 9.74, 17.40." in describe(ax.figure)


def test_plot_simplex_points_marks_each_and_leaves_room_on_the_first(ax):
    plotting.plot_simplex_outline(ax, ["a", "b", "c"])
    points = {"truth": TRUTH, "there too": TRUTH, "corner": [1, 0, 0]}
    assert plotting.plot_simplex_points(ax, points) is ax
    said = " ".join(describe(ax.figure))
    assert "Point “truth”: (0.50, 0.30, 0.20)." in said
    assert "Point “corner”: (1.00, 0.00, 0.00)." in said
    assert [line.get_fillstyle() for line in ax.lines] == ["none", "full", "full"]
    assert len({line.get_marker() for line in ax.lines}) == 3


def test_plot_matrix_leaves_cells_without_a_number_empty(ax):
    plotting.plot_matrix(ax, [[1.5, np.nan]], ["a"], "xy")
    assert [text.get_text() for text in ax.texts] == ["1.50"]
    assert "a: 1.5, none." in " ".join(describe(ax.figure))


def luminance(rgb):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("diverging", [False, True])
def test_numbers_in_a_table_stand_out_from_their_cells(ax, diverging):
    values = np.linspace(-1 if diverging else 0, 1, 41)[np.newaxis]
    plotting.plot_matrix(ax, values, ["a"], range(41), diverging=diverging)
    image = ax.images[0]
    for text, value in zip(ax.texts, values.flat, strict=True):
        paper = luminance(image.cmap(image.norm(value)))
        ink = luminance(matplotlib.colors.to_rgb(text.get_color()))
        light, dark = max(paper, ink) + 0.05, min(paper, ink) + 0.05
        assert light / dark >= 4.5, value
        assert text.get_size() >= 12


def test_plot_images_puts_each_above_its_name_with_an_empty_column_between(ax):
    images = np.arange(12.0).reshape(3, 2, 2)
    assert plotting.plot_images(ax, images, "abc") is ax
    row = np.asarray(ax.images[0].get_array())
    assert row.shape == (2, 8)
    np.testing.assert_array_equal(row[:, 3:5], images[1])
    np.testing.assert_array_equal(np.isnan(row).all(axis=0), [0, 0, 1, 0, 0, 1, 0, 0])
    assert ax.get_xticks().tolist() == [0.5, 3.5, 6.5]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", "b", "c"]


def test_plot_images_of_signed_values_is_centred_at_zero(ax):
    plotting.plot_images(ax, [[[0.5, -2.0]]], ["w"], diverging=True)
    assert ax.images[0].get_clim() == (-2, 2)


def test_many_pictures_in_a_row_are_described_one_by_one(ax):
    images = np.ones((3, 8, 8)) * np.array([[[1]], [[2]], [[0]]])
    plotting.plot_images(ax, images, ["4\nsaid 9", "b", "c"])
    said = "“4 said 9” with the mean 1, “b” with the mean 2, “c” with the mean 0"
    assert describe(ax.figure) == [f"3 pictures of 8 by 8: {said}."]


def test_plot_reliability_draws_bins_that_hold_something_and_writes_how_many(ax):
    bins = [0.3, np.nan, 0.9], [0.4, np.nan, 0.7], [5, 0, 12]
    assert plotting.plot_reliability(ax, *bins) is ax
    assert ax.lines[1].get_xydata().tolist() == [[0.3, 0.4], [0.9, 0.7]]
    assert [text.get_text().strip() for text in ax.texts] == ["5", "12"]
    assert describe(ax.figure)


def test_a_graph_leads_from_left_to_right_and_is_told_in_words(ax):
    needs = {0: [], 1: [0], 2: [0], 3: [0, 1, 2], 4: [3, 1]}
    names = dict(enumerate(["start", "left", "right", "both", "end"]))
    assert plotting.plot_graph(ax, needs, names, dict.fromkeys(needs, "white")) is ax
    places = {text.get_text(): text.get_position() for text in ax.texts}
    assert len({*places.values()}) == 5, "no node lies on another"
    for node, needed in needs.items():
        for other in needed:
            x = [places[f"{one:02} {names[one]}"][0] for one in (other, node)]
            assert x[0] < x[1]
    said = describe(ax.figure)
    assert "Arrows: 00 → 01, 02; 01 → 03; 02 → 03; 03 → 04." in said, "what is implied is left out"
    assert "Written: 00 start, 01 left, 02 right, 03 both, 04 end." in said


def test_an_arrow_without_a_name_is_refused(ax):
    plotting.plot_graph(ax, {0: [], 1: [0]}, {0: "a", 1: "b"}, {0: "w", 1: "w"})
    ax.patches[0].set_gid(None)
    with pytest.raises(ValueError, match="an arrow must have a gid, got none"):
        describe(ax.figure)
