"""A page that moves takes every mention along, and comes back as it was."""

import shutil

import pytest
from series import FROZEN, LESSON, ROOT

from lessonlib.authoring.__main__ import main
from lessonlib.authoring.complaints import complaints
from lessonlib.authoring.moving import move
from lessonlib.notebook.reading import PageError, Series

ABOUT = """# A lesson

Two notebooks. Read pages 00 and 01, or page 01 alone, of 01 in all.

| page | you will be able to | minutes |
|:---|:---|---:|
| [00 The map](notebooks/00_map.ipynb) | find your way | 5 | |
| [01 A coin](notebooks/01_coin.ipynb) | price a belief | 10 | |
"""
HELPER = '''"""Of page 01, in 01 way: see 01_coin.

Taught in: 01
"""
'''


@pytest.fixture
def project(tmp_path):
    """A copy of the frozen pages, with what mentions them."""
    shutil.copytree(FROZEN.folder, tmp_path / "notebooks")
    (tmp_path / "lessonlib").mkdir()
    (tmp_path / "lessonlib/helper.py").write_text(HELPER, "utf-8")
    (tmp_path / "README.md").write_text(ABOUT, "utf-8")
    return tmp_path


def files_of(folder):
    files = (path for path in folder.rglob("*") if path.is_file() and "cache" not in str(path))
    return {path.relative_to(folder): path.read_bytes() for path in files}


def moved(project, *arguments):
    return move(Series.in_folder(project / "notebooks"), *arguments)


def test_every_mention_follows(project):
    names, _, to_read = moved(project, "01", "05", "A fair coin")
    assert names == {"01_coin": "05_a_fair_coin"}
    assert to_read == []
    series = Series.in_folder(project / "notebooks")
    assert [*series.pages] == ["00_map", "05_a_fair_coin"]
    assert complaints(series, ["05_a_fair_coin"]) == []
    assert [s for s in complaints(series) if s.startswith("README.md")] == []
    assert series.pages["05_a_fair_coin"].cells[0].source.startswith("# A fair coin\n")
    end = series.pages["00_map"].cells[-1].source
    assert "| [05](05_a_fair_coin.ipynb) |" in end
    assert end.endswith("Next: [05 A fair coin](05_a_fair_coin.ipynb).")
    assert (project / "README.md").read_text("utf-8") == ABOUT.replace(
        "[01 A coin](notebooks/01_coin.ipynb)", "[05 A fair coin](notebooks/05_a_fair_coin.ipynb)"
    ).replace("pages 00 and 01, or page 01", "pages 00 and 05, or page 05")
    helper = HELPER.replace("page 01", "page 05").replace("in: 01", "in: 05")
    said = (project / "lessonlib/helper.py").read_text("utf-8")
    assert said == helper.replace("01_coin", "05_a_fair_coin")


def test_there_and_back_everything_is_as_it_was(project):
    before = files_of(project)
    moved(project, "01", "05", "A fair coin")
    assert files_of(project) != before
    moved(project, "05", "01", "A coin")
    (project / "notebooks/01_a_coin.ipynb").rename(project / "notebooks/01_coin.ipynb")
    for path in (
        project / "lessonlib/helper.py",
        *project.rglob("0*.ipynb"),
        project / "README.md",
    ):
        path.write_text(path.read_text("utf-8").replace("01_a_coin", "01_coin"), "utf-8")
    assert files_of(project) == before


def test_a_taken_number_is_made_free(project):
    names, touched, to_read = moved(project, "00", "01")
    assert names == {"00_map": "01_map", "01_coin": "02_coin"}
    assert {path.name for path in touched} == {
        *("01_map.ipynb", "02_coin.ipynb", "README.md", "helper.py"),
    }
    assert to_read == []
    series = Series.in_folder(project / "notebooks")
    assert [*series.pages] == ["01_map", "02_coin"]
    assert complaints(series, ["02_coin"]) == []
    assert [s for s in complaints(series) if s.startswith("README.md")] == []


def test_rows_stand_in_the_order_of_their_numbers_and_the_next_page_is_told(project):
    _, _, to_read = moved(project, "00", "03")
    rows = [
        line for line in (project / "README.md").read_text("utf-8").splitlines() if "| [" in line
    ]
    assert [row[:5] for row in rows] == ["| [01", "| [03"]
    moved(project, "03", "00")
    shutil.copy(project / "notebooks/01_coin.ipynb", project / "notebooks/02_cent.ipynb")
    _, _, to_read = moved(project, "02", "03")
    assert to_read == ["01_coin leads to 00_map at its end, and 03_cent comes next"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("07", "08"), "there is no page 07; there are 00, 01"),
        (("01", "8"), "a page's number must be two digits, got '8'; 12 is one"),
        (("01", "02", "−"), "the title must have letters, on one line, got '−'"),
        (("01", "02"), "02_coin.ipynb is in the way; move or delete it"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(project, arguments, words, capsys):
    (project / "notebooks/02_coin.ipynb").mkdir()
    series = Series(project / "notebooks", FROZEN.pages, {})
    with pytest.raises(PageError, match=words):
        move(series, *arguments)
    assert (project / "README.md").read_text("utf-8") == ABOUT
    assert sorted(path.name for path in (project / "notebooks").iterdir()) == [
        *("00_map.ipynb", "01_coin.ipynb", "02_coin.ipynb")
    ]


def test_a_half_written_page_stops_the_command_with_one_sentence(project, capsys):
    (project / "notebooks/02_half.ipynb").write_text('{"cells": [', "utf-8")
    before = files_of(project)
    assert main(["--folder", str(project / "notebooks"), "move", "01", "05"]) == 1
    assert capsys.readouterr().out.startswith("page 02_half: line 1, column 12: ")
    assert files_of(project) == before


@pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")
def test_the_last_page_of_the_lesson_moves_and_comes_back(tmp_path):
    for part in ("notebooks", "lessonlib"):
        skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / part, tmp_path / part, ignore=skip)
    for part in ("README.md", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / part, tmp_path)
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    before = files_of(tmp_path)
    last = max(LESSON.pages)[:2]
    free = f"{int(last) + 4:02}"
    for old, new in ((last, free), (free, last)):
        move(Series.in_folder(tmp_path / "notebooks"), old, new)
        assert complaints(Series.in_folder(tmp_path / "notebooks")) == []
    assert files_of(tmp_path) == before
