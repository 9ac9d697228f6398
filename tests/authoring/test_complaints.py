"""`check` says all that is wrong with pages, each with its page and cell."""

import shutil
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
from series import FROZEN, LESSON, ROOT, cell_named

from lessonlib.authoring.__main__ import main
from lessonlib.authoring.complaints import complaints
from lessonlib.notebook import words
from lessonlib.notebook.cells import code_cells
from lessonlib.notebook.reading import Series


@pytest.fixture
def copy(tmp_path):
    """A copy of the frozen pages, and a way to change the coin's page."""
    shutil.copytree(FROZEN.folder, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "01_coin.ipynb"

    def change(name, old, new):
        page = nbformat.read(path, as_version=4)
        cell = cell_named(page, name)
        assert old in cell.source
        cell.source = cell.source.replace(old, new)
        nbformat.write(page, path)

    return tmp_path, change


def test_nothing_is_said_of_a_good_page(copy, capsys):
    assert main(["--folder", str(copy[0]), "check", "01"]) == 0
    *advised, last = capsys.readouterr().out.splitlines()
    assert last == "nothing is wrong with 01_coin"
    # Its exercises are what lessonlib has, which is told and refuses nothing.
    assert [line.partition("; ")[0] for line in advised] == [
        "advice: page 01_coin, cell try-one-hot: pmf.one_hot passes check_one_hot",
        "advice: page 01_coin, cell try-rows: pmf.normalize passes check_normalize_rows",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            ("curve-ask", "0.693147", "0.7"),
            "page 01_coin, cell curve-ask: 0.7 stands in no output and in no code of this page",
        ),
        (
            ("question", "somebody believes", "somebody beleives"),
            "page 01_coin, cell question: “beleives” is spelled believes",
        ),
        (
            ("coin", "p, q = np", "p,q = np"),
            "page 01_coin, cell coin: “p,q = np.array([3 / 4, 1 / 4]), np.array([0.5, 0.5])” is "
            "not formatted; run ruff format on the page",
        ),
        (
            ("result", "pmf.cross", "import math\npmf.cross"),
            "page 01_coin, cell result: “import math”: `math` imported but unused (ruff F401)",
        ),
    ],
)
def test_what_is_wrong_is_said_with_page_and_cell(copy, change, words, capsys):
    folder, edit = copy
    edit(*change)
    assert main(["--folder", str(folder), "check", "01"]) == 1
    assert any(line.startswith(words) for line in capsys.readouterr().out.splitlines())


def test_a_damaged_page_is_told_among_the_others(copy):
    folder, _ = copy
    (folder / "02_more.ipynb").write_text("{", "utf-8")
    said = complaints(Series.in_folder(folder), ["01_coin", "02_more"])
    # And the page before it leads elsewhere now.
    assert [s.partition(":")[0] for s in said] == ["page 01_coin, cell end", "page 02_more"]


def test_of_a_page_that_was_not_run_is_told_what_can_be_told(copy, capsys):
    folder, edit = copy
    edit("question", "Look at", "Costs 0,5 nats, see [page 00](77_none.ipynb). Look at")
    page = nbformat.read(folder / "01_coin.ipynb", as_version=4)
    for cell in code_cells(page):
        cell.outputs, cell.execution_count = [], None
    nbformat.write(page, folder / "01_coin.ipynb")
    assert main(["--folder", str(folder), "check", "01"]) == 1
    first, *others = capsys.readouterr().out.splitlines()
    assert first.startswith("page 01_coin: not stored yet, it has no outputs; run `python -m")
    assert [line.partition(": ")[2][:30] for line in others] == [
        *("0,5 has a comma; write 0.5, or", "the link to 77_none.ipynb lead"),
    ]


def test_a_check_of_an_exercise_that_is_not_formatted_is_told(tmp_path, capsys):
    shutil.copytree(FROZEN.folder, tmp_path / "notebooks")
    (tmp_path / "lessonlib/checks").mkdir(parents=True)
    (tmp_path / "lessonlib/checks/coins.py").write_text("def  check_coin():\n    pass\n", "utf-8")
    main(["--folder", str(tmp_path / "notebooks"), "check"])
    said = capsys.readouterr().out
    assert "lessonlib/checks/coins.py: “def  check_coin():” is not formatted; run ruff" in said


def test_the_command_test_runs_what_concerns_a_page(monkeypatch):
    ran = []

    def run(command, **options):
        ran.append((command, options["cwd"]))
        return SimpleNamespace(returncode=3)

    monkeypatch.setattr(subprocess, "run", run)
    name = min(LESSON.pages)
    for more in ([], ["--browser"]):
        assert main(["--folder", str(LESSON.folder), "test", *more, name[:2]]) == 3
    (short, top), (long, _) = ran
    assert top == ROOT
    assert short[-2:] == ["-k", name]
    assert f"{LESSON.folder / name}.ipynb" in short
    assert {*long} - {*short} == {"tests/browser"}
    for file in [part for part in long if part.startswith("tests/")]:
        assert (ROOT / file).exists()


def test_a_tool_that_cannot_run_is_told_and_is_no_clean_bill(copy, monkeypatch, capsys):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    assert main(["--folder", str(copy[0]), "check", "01"]) == 1
    assert capsys.readouterr().out.startswith("ruff did not look at the pages: it said nothing;")


def test_another_language_is_not_spelled(copy, monkeypatch):
    folder, edit = copy
    edit("question", "Look at", "Das ist so. Look at")
    said = [complaints(Series.in_folder(folder), ["01_coin"])]
    monkeypatch.setattr(words, "ENGLISH", False)
    said.append(complaints(Series.in_folder(folder), ["01_coin"]))
    assert [len(sentences) for sentences in said] == [1, 0]


def test_names_of_a_formula_and_of_code_are_not_spelled(copy):
    folder, edit = copy
    edit("question", "Look at", "Let `teh` be $teh$. Look at")
    said = complaints(Series.in_folder(folder), ["01_coin"])
    assert not any("spelled" in sentence for sentence in said)
