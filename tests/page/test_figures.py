"""A figure is put out with its caption and its description."""

import matplotlib
import matplotlib.pyplot as plt
import pytest

from lessonlib.page import figures

matplotlib.use("agg")


@pytest.fixture
def displayed(monkeypatch):
    shown = []
    monkeypatch.setattr(figures, "put_out", lambda widget, *parts: shown.append(parts))
    monkeypatch.setattr(figures, "in_a_script", lambda: False)
    return shown


def test_show_puts_out_a_picture_with_alt_text_and_description(displayed):
    fig, ax = plt.subplots(figsize=(5, 3))
    ax.plot([0, 1], [2, 3], "o", label="loss")
    figures.show(fig, "Two points.")
    (picture, metadata), (caption, _) = displayed
    assert picture["image/png"].startswith(b"\x89PNG")
    assert picture["text/plain"] == "Figure: Two points.\nPoints “loss”: (0, 2), (1, 3)."
    assert metadata == {"image/png": {"alt": "Two points.", "width": 480}}
    assert caption["text/plain"] == "Two points."
    assert "(0, 2), (1, 3)" in caption["text/markdown"]
    assert not plt.fignum_exists(fig.number)
