"""Picture and words follow the controls; on paper stands what `show` would put out."""

import matplotlib
import matplotlib.pyplot as plt
import pytest

from lessonlib.page import Choice, Slider, Switch, exploring, figures

matplotlib.use("agg")


def draw(height, marked=False):
    if height == 3:
        plt.subplots()
        raise ZeroDivisionError("no picture here")
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, 1], [height, 2], "o" if marked else "-", label="loss")
    return fig, f"The loss is {-height:.2f}."


HEIGHT = Slider("height", -4, 4, 0.5, start=1)


@pytest.fixture
def put_out(monkeypatch):
    shown = []
    monkeypatch.setattr(exploring, "put_out", lambda *parts: shown.append(parts))
    monkeypatch.setattr(exploring, "in_a_script", lambda: False)
    return shown


def move(widget, count=1, **values):
    widget.sent = {"values": values, "count": count}
    assert widget.shown["answered"] == count


def test_on_paper_stands_what_show_puts_out(put_out, monkeypatch):
    exploring.explore(draw, height=HEIGHT)
    shown = []
    monkeypatch.setattr(figures, "put_out", lambda _, *parts: shown.append(parts))
    monkeypatch.setattr(figures, "in_a_script", lambda: False)
    figures.show(draw(1)[0], "The loss is −1.00.")
    assert [parts[1:] for parts in put_out] == shown


def test_picture_alt_text_caption_and_description_follow(put_out):
    exploring.explore(draw, height=HEIGHT, marked=Switch("marks", off="no", on="yes"))
    (controls, *_), (words, *_) = put_out
    first = controls.picture
    move(controls, height=-2.0, marked=True)
    assert controls.picture != first
    assert controls.picture.startswith(b"\x89PNG")
    assert controls.shown["alt"] == words.shown["caption"] == "The loss is 2.00."
    assert words.shown["facts"] == ["Points “loss”: (0, −2), (1, 2)."]
    assert (controls.shown["width"], controls.shown["height"]) == (192, 96)
    assert not plt.get_fignums()


def test_an_error_of_the_drawing_is_said_and_the_next_step_recovers(put_out):
    exploring.explore(draw, height=HEIGHT)
    (controls, *_), (words, *_) = put_out
    move(controls, height=3)
    assert controls.shown["error"] == "ZeroDivisionError: no picture here"
    assert words.shown["caption"] == "The loss is −1.00."
    assert not plt.get_fignums()
    move(controls, 2, height=2)
    assert controls.shown["error"] == ""
    assert words.shown["caption"] == "The loss is −2.00."


def test_a_goal_ticks_itself_and_stays(put_out):
    exploring.explore(draw, height=HEIGHT, goal=("reach 2", lambda height: height == 2))
    (controls, *_), (words, twin, _) = put_out
    assert twin["text/plain"].endswith("\n○ Goal: reach 2")
    assert words.shown["goal"] == "○ Goal: reach 2"
    move(controls, height=2)
    assert words.shown["goal"] == "✓ Goal: reach 2"
    move(controls, 2, height=1)
    assert words.shown["goal"] == "✓ Goal: reach 2"


@pytest.mark.parametrize(
    ("slider", "sent", "value"),
    [
        (Slider("a", 0, 1, 0.1, start=0.3), 0.30000000000000004, 0.3),
        (Slider("a", 0, 1, 0.1, start=0.3), 7, 1.0),
        (Slider("a", 2, 60, 1, start=4), 5.0, 5),
        (Slider("a", -6, 6, 0.5, start=-3), -2.5, -2.5),
    ],
)
def test_a_slider_stays_on_its_grid(slider, sent, value):
    assert repr(slider.value(sent)) == repr(value)


def test_a_choice_is_one_of_its_options():
    kind = Choice("dtype", ("float16", "float32"), "float32")
    assert kind.ends == ("float16", "float32")
    assert [kind.value("float16"), kind.value("int8")] == ["float16", "float32"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Slider("a", 0, 1, 0.3, start=0), "high must be low and some steps, at most high"),
        (lambda: Slider("a", 0, 1, 0.5, start=0.2), "start must be low and some steps"),
        (lambda: Slider("a", 0, 1, 0.5, start=1.5), "start must be low and some steps"),
        (lambda: Slider("a", 0, 1, 0, start=0), "step must be above 0, got 0"),
        (lambda: Choice("a", ("x", "y"), "z"), "start must be one of x, y, got 'z'"),
        (lambda: exploring.explore(draw), "controls must be at least one, such as a Slider"),
        (
            lambda: exploring.explore(draw, height=HEIGHT, goal=("stay", lambda height: True)),
            "goal must be open at the start, got “stay” reached by {'height': 1}",
        ),
    ],
)
def test_what_cannot_be_explored_is_refused(make, words):
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value).startswith(words)
