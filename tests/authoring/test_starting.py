"""A new page keeps every rule from the start."""

import shutil

import pytest
from series import FROZEN, LESSON, ROOT

from lessonlib.authoring.__main__ import main
from lessonlib.authoring.complaints import advice, complaints
from lessonlib.authoring.starting import rows_to_add, start_page
from lessonlib.notebook.reading import PageError, Series


@pytest.fixture
def folder(tmp_path):
    """A copy of the frozen pages, where a new one can be written."""
    return shutil.copytree(FROZEN.folder, tmp_path / "notebooks")


def test_a_new_page_keeps_every_rule_and_names_the_rows_to_add(folder, capsys):
    assert main(["--folder", str(folder), "new", "12", "Why the ln, again?"]) == 0
    assert capsys.readouterr().out == (
        f"{folder}/12_why_the_ln_again.ipynb is there, and keeps every rule; write your own into "
        "it, then store it\n"
        "  add to the map on the first page:  "
        "| [12](12_why_the_ln_again.ipynb) | a question? | … | 10 |\n"
        "  add to README.md:  "
        "| [12 Why the ln, again?](notebooks/12_why_the_ln_again.ipynb) | … | 10 | |\n"
        "  and let the last paragraph of the page before it lead here\n"
    )
    series = Series.in_folder(folder)
    assert complaints(series, ["12_why_the_ln_again"]) == []
    assert series.pages["12_why_the_ln_again"].cells[0].source.startswith("# Why the ln, again?\n")
    said = "\n".join(complaints(series, ["00_map"]))
    assert "| [12](12_why_the_ln_again.ipynb) | … | 10 |" in said


@pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")
def test_it_does_so_among_the_pages_of_the_lesson(tmp_path):
    folder = shutil.copytree(LESSON.folder, tmp_path / "notebooks")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = start_page(Series.in_folder(folder), "99", "A title")
    series = Series.in_folder(folder)
    assert complaints(series, [path.stem]) == []
    assert advice(series, [path.stem]) == []
    assert [*rows_to_add(series, path, "A title")] == [
        "the map on the first page",
        "README.md",
        "cell needs of the first page, and to the figure below",
        "teaching.md",
    ]


@pytest.mark.parametrize(
    ("number", "title", "words"),
    [
        ("1", "A title", "the number must be two digits, got '1'; 12 is one"),
        ("01", "A title", "the number 01 is that of 01_coin; choose another"),
        ("12", "−", "the title must have letters, on one line, got '−'"),
    ],
)
def test_what_cannot_be_a_page_is_refused(folder, number, title, words):
    with pytest.raises(PageError, match=words):
        start_page(Series.in_folder(folder), number, title)
    assert len(list(folder.iterdir())) == len(FROZEN.pages)


def test_a_series_without_pages_is_told(tmp_path):
    with pytest.raises(PageError, match="has no page to link back to"):
        start_page(Series.in_folder(tmp_path), "12", "A title")
