"""The pages as scripts in plain Python; and each explorer draws, and finds words and its goal."""

import io
import itertools
import math
import random
from contextlib import redirect_stdout
from functools import cache

import matplotlib
import matplotlib.pyplot as plt
import pytest
from nbconvert import PythonExporter
from series import LESSON

from lessonlib import page
from lessonlib.authoring.cells import code_cells
from lessonlib.page import describe

matplotlib.use("agg")

WITH_EXPLORERS = [
    name
    for name, notebook in LESSON.pages.items()
    if any("\nexplore(" in f"\n{cell.source}" for cell in code_cells(notebook))
]

STARTS = ("✓ ", "Figure: ")
TRIES = 5000  # of a goal
MOVES_NOTHING = {"shift"}  # as page 04 says of softmax


@cache
def run_as_a_script(name):
    """What a page, exported as a script, prints in plain Python, and what it lets explore."""
    script, _ = PythonExporter().from_notebook_node(LESSON.pages[name])
    found, printed = [], io.StringIO()
    explore = page.explore
    page.explore = lambda draw, **options: found.append((draw, options))
    try:
        with redirect_stdout(printed):
            exec(compile(script, f"{name}.py", "exec"), {"__name__": "__main__"})
    finally:
        page.explore = explore
        plt.close("all")
    return printed.getvalue(), found


def explorers_of(name):
    """What a page hands to `explore`: how it is drawn, and its options."""
    return [(draw, dict(options)) for draw, options in run_as_a_script(name)[1]]


@pytest.mark.parametrize("name", LESSON.pages)
def test_a_page_exported_as_a_script_says_the_same_in_words(name):
    """Its claims and its figures, in their order, and no bytes of pictures."""
    printed = run_as_a_script(name)[0]
    outputs = [
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for cell in code_cells(LESSON.pages[name])
        if "explore(" not in cell.source
        for output in cell.outputs
    ]
    stored = [line for line in "\n".join(outputs).splitlines() if line.startswith(STARTS)]
    said = [line for line in printed.splitlines() if line.startswith(STARTS)]
    assert said == stored
    assert "image/png" not in printed


@pytest.mark.parametrize("name", WITH_EXPLORERS)
def test_each_explorer_draws_and_finds_words_at_the_ends_of_its_controls(name):
    for draw, options in explorers_of(name):
        goal = options.pop("goal", (None, lambda **values: False))[1]
        start = {key: control.start for key, control in options.items()}
        for values in [start, *ends_of(options, start)]:
            fig, caption = draw(**values)
            assert describe(fig)
            assert caption.endswith("."), caption
            assert goal(**values) in (True, False)
            plt.close(fig)
        for key in options:
            assert moves_something(draw, options, start, key) != (key in MOVES_NOTHING), key


@pytest.mark.parametrize("name", WITH_EXPLORERS)
def test_each_goal_is_reached_by_some_step_of_the_controls(name):
    """Of a small grid each point is tried, of a large one as many, drawn at random."""
    for _, options in explorers_of(name):
        words, reached = options.pop("goal", ("", lambda **values: True))
        steps = {key: steps_of(control) for key, control in options.items()}
        count = math.prod(map(len, steps.values()))
        if count <= TRIES:
            grid = itertools.product(*steps.values())
        else:
            rng = random.Random(4)
            grid = (map(rng.choice, steps.values()) for _ in range(TRIES))
        assert any(reached(**dict(zip(steps, at, strict=True))) for at in grid), words


def steps_of(control):
    """All values of a control, as a browser may send them."""
    if isinstance(control, page.Slider):
        count = round((control.high - control.low) / control.step)
        return [control.value(control.low + n * control.step) for n in range(count + 1)]
    return getattr(control, "options", control.ends)


def test_a_goal_between_two_steps_is_not_reached():
    slider = page.Slider("q", 0.005, 0.995, 0.01, start=0.005)
    assert 1 / 8 in steps_of(page.Slider("q", 0.005, 0.995, 0.005, start=0.005))
    assert 1 / 8 not in steps_of(page.Slider("q", 0.01, 0.99, 0.01, start=0.01))
    assert 0.125 in steps_of(slider)
    assert steps_of(page.Switch("on")) == (False, True)
    assert steps_of(page.Choice("a", ("x", "y"), "x")) == ("x", "y")


def moves_something(draw, controls, start, key):
    """Whether a control changes the caption, at the start or with all others at one end."""
    bases = [start, *({k: control.ends[end] for k, control in controls.items()} for end in (0, 1))]
    for base in bases:
        said = set()
        for end in controls[key].ends:
            fig, caption = draw(**{**base, key: end})
            plt.close(fig)
            said.add(caption)
        if len(said) == 2:
            return True
    return False


def ends_of(controls, start):
    """All controls at one end, and each at its ends while the others stand at the start."""
    for end in (0, 1):
        yield {key: control.ends[end] for key, control in controls.items()}
        for key, control in controls.items():
            yield {**start, key: control.ends[end]}
