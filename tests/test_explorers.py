"""The explorers of the pages: each draws, and finds words, at the ends of its controls."""

import io
from contextlib import redirect_stdout

import matplotlib
import matplotlib.pyplot as plt
import pytest
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

MOVES_NOTHING = {"shift"}  # as page 04 says of softmax


def explorers_of(name, monkeypatch):
    """What a page hands to `explore`; its figures and checks are left out, they take long."""
    found = []
    monkeypatch.setattr(page, "explore", lambda draw, **options: found.append((draw, options)))
    for other in ("show", "ask"):
        monkeypatch.setattr(page, other, lambda *args, **options: plt.close("all"))
    names = {}
    with redirect_stdout(io.StringIO()):
        for cell in code_cells(LESSON.pages[name]):
            if not cell.source.startswith(("compare(", "torch_")):
                exec(cell.source, names)
            if found and cell.source.rstrip().split("\n")[-1].startswith("explore("):
                break
    return found


@pytest.mark.parametrize("name", WITH_EXPLORERS)
def test_each_explorer_draws_and_finds_words_at_the_ends_of_its_controls(name, monkeypatch):
    for draw, options in explorers_of(name, monkeypatch):
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
