"""`check` says all that is wrong with pages, each with its page and cell."""

import shutil
import sys

import nbformat
import pytest
from series import FROZEN, cell_named

from lessonlib.authoring import Series, complaints, words
from lessonlib.authoring.__main__ import main


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
    assert capsys.readouterr().out == "nothing is wrong with 01_coin\n"


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
    assert [sentence.partition(":")[0] for sentence in said] == ["page 02_more"]


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
