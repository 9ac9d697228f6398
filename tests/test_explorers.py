"""The pages as scripts in plain Python; and each explorer draws, and finds words and its goal."""

import ast
import io
import itertools
import math
import random
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cache

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from nbconvert import PythonExporter
from series import LESSON, some_of

from lessonlib import page
from lessonlib.notebook.cells import code_cells
from lessonlib.notebook.code import explores
from lessonlib.page import describe

matplotlib.use("agg")

WITH_EXPLORERS = [
    name
    for name, notebook in LESSON.pages.items()
    if any(explores(cell.source) for cell in code_cells(notebook))
]


@pytest.fixture(autouse=True, scope="module")
def style_of_its_own():
    """Pages that are run here set the style of figures and of printed numbers."""
    with matplotlib.rc_context(), np.printoptions():
        yield


STARTS = ("✓ ", "Figure: ")
TRIES = 8000  # of a goal
MOVES_NOTHING = {"shift"}  # as page 04 says of softmax


@dataclass
class Run:
    """A page run cell by cell in plain Python: what each cell prints, and what it lets explore."""

    names: dict = field(default_factory=dict)
    explorers: list = field(default_factory=list)

    def cell(self, source):
        """What a cell prints."""
        printed, found = io.StringIO(), []
        explore = page.explore
        page.explore = self.names["explore"] = lambda draw, **options: found.append((draw, options))
        try:
            with redirect_stdout(printed):
                exec(source, self.names)
        finally:
            page.explore = explore
            plt.close("all")
        self.explorers += found
        return printed.getvalue()


@cache
def run_of(name):
    """A page that was run once, with what each cell printed."""
    run = Run()
    return run, [run.cell(cell.source) for cell in code_cells(LESSON.pages[name])]


def explorers_of(name):
    """What a page hands to `explore`: how it is drawn, and its options."""
    cells = code_cells(LESSON.pages[name])
    count = sum(explores(cell.source) for cell in cells)
    return [(draw, dict(options)) for draw, options in run_of(name)[0].explorers[:count]]


def lines_of(text):
    return [line for line in text.splitlines() if line.startswith(STARTS)]


@pytest.mark.everything
@pytest.mark.parametrize("name", LESSON.pages)
def test_a_page_exported_as_a_script_says_the_same_in_words(name):
    """Its claims and its figures, in their order, and no bytes of pictures."""
    cells = code_cells(LESSON.pages[name])
    script, _ = PythonExporter().from_notebook_node(LESSON.pages[name])
    code = "\n".join(cell.source for cell in cells)
    assert ast.dump(ast.parse(script)) == ast.dump(ast.parse(code))
    for cell, printed in zip(cells, run_of(name)[1], strict=True):
        outputs = [o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs]
        if "explore(" not in cell.source:
            assert lines_of(printed) == lines_of("\n".join(outputs)), cell.id
        assert "image/png" not in printed


@pytest.mark.everything
@pytest.mark.parametrize("name", LESSON.pages)
def test_any_cell_may_be_run_again(name):
    """Each once more from the last to the first, twice: what it prints is what it printed."""
    run, printed = run_of(name)
    cells = [*zip(code_cells(LESSON.pages[name]), printed, strict=True)]
    for cell, before in (*reversed(cells), *reversed(cells)):
        try:
            again = run.cell(cell.source)
        except Exception as error:
            pytest.fail(f"page {name}, cell {cell.id}: run again, {type(error).__name__}: {error}")
        assert again == before, f"page {name}, cell {cell.id}: prints something else"


@pytest.mark.parametrize("name", some_of(WITH_EXPLORERS))
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


@pytest.mark.parametrize("name", some_of(WITH_EXPLORERS))
def test_each_goal_is_reached_by_some_step_of_the_controls(name):
    """Of a small grid each point is tried, of a large one as many, drawn at random."""
    for _, options in explorers_of(name):
        words, reached = options.pop("goal", ("", lambda **values: True))
        steps = {key: control.steps for key, control in options.items()}
        count = math.prod(map(len, steps.values()))
        if count <= TRIES:
            grid = itertools.product(*steps.values())
        else:
            rng = random.Random(4)
            grid = (map(rng.choice, steps.values()) for _ in range(TRIES))
        assert any(reached(**dict(zip(steps, at, strict=True))) for at in grid), words


def test_a_goal_between_two_steps_is_not_reached():
    slider = page.Slider("q", 0.005, 0.995, 0.01, start=0.005)
    assert 1 / 8 in page.Slider("q", 0.005, 0.995, 0.005, start=0.005).steps
    assert 1 / 8 not in page.Slider("q", 0.01, 0.99, 0.01, start=0.01).steps
    assert 0.125 in slider.steps
    assert page.Switch("on").steps == (False, True)
    assert page.Choice("a", ("x", "y"), "x").steps == ("x", "y")


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
