"""Two levels of tests: what is tried on some pages at once is met on them in every kind."""

import ast
import subprocess
import sys

import pytest
from series import CHOSEN, LESSON, ROOT, changed, some_of

from lessonlib import checks
from lessonlib.notebook.cells import code_cells
from lessonlib.notebook.code import nodes_of

CONTROLS = ("Slider", "Switch", "Choice")


def kinds_on(page):
    """What a browser meets on a page: kinds of questions, controls, exercises and outputs."""
    found = set()
    for cell in code_cells(page):
        for call in (node for node in nodes_of(cell.source) if isinstance(node, ast.Call)):
            name = ast.unparse(call.func).rpartition(".")[2]
            if name == "ask":
                found.add("a question with choices" if len(call.args) > 1 else "a number asked for")
            elif name in (*CONTROLS, "progress"):
                found.add(name)
            elif name == "explore":
                found |= {
                    "a figure that moves",
                    *(["a goal"] if "goal=" in ast.unparse(call) else []),
                }
            elif name in checks.__all__:
                found.add("an exercise")
        for output in cell.outputs:
            found.add(" and ".join(sorted(output.get("data", {}))) or output.output_type)
    return found


@pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")
def test_the_chosen_pages_have_every_kind_that_any_page_has():
    met = {name: kinds_on(page) for name, page in LESSON.pages.items()}
    chosen = set.union(*(kinds for name, kinds in met.items() if name.startswith(CHOSEN)))
    for name, kinds in met.items():
        assert kinds <= chosen, f"page {name} has a kind of its own; add it to CHOSEN"
    assert chosen >= {"a question with choices", "an exercise", *CONTROLS}


def test_a_page_that_was_changed_is_among_those_that_are_tried(monkeypatch, tmp_path):
    import series

    git = ["git", "-C", tmp_path, "-c", "user.name=a", "-c", "user.email=a"]
    (tmp_path / "01_a.ipynb").write_text("{}")
    (tmp_path / "02_b.ipynb").write_text("{}")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "pages"]):
        subprocess.run([*git, *command], check=True)
    monkeypatch.setattr(series, "ROOT", tmp_path)
    monkeypatch.setattr(series, "LESSON", type("Lesson", (), {"folder": tmp_path}))
    assert changed() == set()
    (tmp_path / "02_b.ipynb").write_text("[]")
    (tmp_path / "03_c.ipynb").write_text("{}")
    assert changed() == {"02_b", "03_c"}
    names = [f"0{n}_{letter}" for n, letter in enumerate("abc", 1)]
    assert [type(name) is str for name in some_of(names, ("01",))] == [True, True, True]
    assert [type(name) is str for name in some_of(names, ("09",))] == [False, True, True]


def collected(*options):
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:xdist", "-o"]
    command += ["addopts=-m 'not everything' -p no:nbval --import-mode importlib", *options]
    command += ["tests/test_levels.py", "tests/test_clinic.py"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    return {line for line in said.splitlines() if "::" in line}


@pytest.mark.everything
def test_the_first_level_and_the_rest_are_everything_and_nothing_twice():
    first, rest, everything = collected(), collected("-m", "everything"), collected("--everything")
    assert first and rest
    assert first | rest == everything
    assert not first & rest
