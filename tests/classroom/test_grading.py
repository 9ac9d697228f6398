"""A class hands in pages of all sorts: each gets its row, and none harms another."""

import csv
import shutil
import time

import pytest
from series import FROZEN
from students import (
    CHEATS,
    CLASS,
    NOTES,
    ONE_HOT,
    ROWS,
    WAYS,
    WAYS_TOLD,
    answered,
    hand_in,
)

from lessonlib.authoring.__main__ import main
from lessonlib.classroom import grading, report, sandbox
from lessonlib.notebook.quick_nbformat import nbformat
from lessonlib.notebook.reading import PageError

ALONE = grading.protection() != sandbox.EXPOSED
HARMLESS = [name for name in CLASS if ALONE or name != "wipe"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The whole class, once: its rows by student, and where they are kept."""
    mine = tmp_path_factory.mktemp("mine")
    (mine / "kept.txt").write_text("mine")
    folder, target = mine / "class", tmp_path_factory.mktemp("graded")
    # The teacher's own pages are what one of them tries to delete.
    own = shutil.copytree(FROZEN.folder, mine / "pages")
    hand_in(folder, FROZEN.folder)
    if not ALONE:
        shutil.rmtree(folder / "wipe")
    rows = grading.grade(FROZEN, folder, target, seconds=5)
    assert own.exists()
    return {row.student: row for row in rows}, rows, folder, target


@pytest.mark.parametrize("name", HARMLESS)
def test_each_of_the_class_gets_its_row(graded, name):
    row = graded[0][name]
    assert row.page == "01_coin"
    said = [report.word_of(answer) for answer in row.answers.values()]
    for words, expected in zip(said, CLASS[name][3], strict=True):
        assert expected in words
    assert row.note.startswith(NOTES.get(name, "")) and bool(row.note) == (
        name in NOTES or name == "loop"
    )


@pytest.mark.parametrize("name", CHEATS)
def test_who_cheats_gets_what_the_numbers_are_worth(graded, name):
    row = graded[0][name]
    first, second = (report.word_of(answer) for answer in row.answers.values())
    assert CHEATS[name][2] in first
    assert second in ("right", "could not be judged: the page changes what judging needs")
    assert (row.remark == "one_hot by lessonlib itself") == (first == "right")


@pytest.mark.parametrize("name", WAYS)
def test_a_right_answer_is_found_where_its_check_is_called(graded, name):
    row = graded[0][name]
    assert [report.word_of(answer) for answer in row.answers.values()] == ["right", "right"]
    told = WAYS_TOLD.get(name, "")
    assert told in row.note and bool(row.note) == bool(told)


def test_what_ends_the_kernel_is_told_at_its_own_cell(graded):
    places = {graded[0][name].note for name in ("exits", "crashes")}
    assert len(places) == 1, places


def test_a_loop_for_ever_is_told_with_its_cell(graded):
    assert "took more than 5 seconds" in graded[0]["loop"].note


def test_what_is_no_page_is_told(graded):
    assert graded[0]["gus"].note.startswith("no page: ")
    assert graded[0]["hal"].note == "no page: a conflict that git left is in it"


def test_nothing_of_the_teachers_was_touched(graded):
    assert (FROZEN.folder / "01_coin.ipynb").exists()


def test_what_was_judged_is_not_run_again(graded, monkeypatch):
    _, rows, folder, target = graded

    def run_again(*arguments, **options):
        raise AssertionError("run again")

    monkeypatch.setattr(grading, "run_alone", run_again)
    again = grading.grade(FROZEN, folder, target, seconds=5)
    assert again == rows


def test_the_tables_count_students_and_misconceptions(graded, tmp_path):
    _, rows, *_ = graded
    paths = report.write_report(rows, tmp_path / "report", "Protected <well>.")
    with paths[0].open(encoding="utf-8") as file:
        head, *lines = csv.reader(file)
    assert head == [
        *("student", "01 one_hot", "01 normalize_rows"),
        *("right", "notes", "to look at"),
    ]
    assert len(lines) == len({row.student for row in rows})
    assert ["dan", "not tried", "not tried", "0 of 2", "", ""] in lines
    assert ["ada", "right", "right", "2 of 2", "", ""] in lines
    with paths[1].open(encoding="utf-8") as file:
        counted = {(exercise, kind): int(n) for _, exercise, kind, n in [*csv.reader(file)][1:]}
    assert counted["normalize_rows", "the columns were normalised: rows should sum to 1"] == 1
    assert counted["one_hot", "your function returned None"] == 1
    assert counted["one_hot", "raises SyntaxError"] == 1
    assert counted["one_hot", "right"] == sum(
        row.answers["check_one_hot"][0] for row in rows if row.answers
    )
    html = paths[2].read_text("utf-8")
    assert "Protected &lt;well&gt;." in html
    assert html.count("<tr>") == len(lines) + 1


def test_students_are_known_by_folder_or_by_name(tmp_path):
    for path, student in {
        "ada/01_coin.ipynb": "ada",
        "ada/late/coin (2).ipynb": "ada",
        "ben_01_coin.ipynb": "ben",
        "01_coin - cleo.ipynb": "cleo",
        "01_coin.ipynb": "01_coin",
    }.items():
        assert grading.student_of(tmp_path / path, tmp_path, FROZEN) == student


def test_a_renamed_answer_is_found_by_its_call_and_one_without_a_call_by_its_name():
    exercises = {"01_coin": {"check_one_hot": "my_one_hot", "check_normalize_rows": "my_rows"}}
    page = answered(ONE_HOT, ROWS)
    cell = next(c for c in page.cells if "check_one_hot" in c.source)
    cell.source = cell.source.replace("my_one_hot", "mine")
    other = next(c for c in page.cells if "check_normalize_rows" in c.source)
    other.source = other.source.replace("checks.check_normalize_rows", "# ")
    found = grading._page_and_exercises(page, exercises)
    assert found == ("01_coin", {"check_one_hot": "mine", "check_normalize_rows": "my_rows"})
    page.cells = page.cells[:3]
    assert grading._page_and_exercises(page, exercises) == ("", {})


def test_a_cell_that_would_be_a_formula_is_made_harmless(tmp_path):
    row = grading.HandedIn('=cmd|" /C calc"!A0', "x.ipynb", note="@x")
    paths = report.write_report([row], tmp_path, "")
    assert "'=cmd" in paths[0].read_text("utf-8")


def test_the_command_grades_a_folder(tmp_path, capsys):
    (tmp_path / "class/ada").mkdir(parents=True)
    nbformat.write(answered(ONE_HOT, "return ..."), tmp_path / "class/ada/01_coin.ipynb")
    command = ["--folder", str(FROZEN.folder), "grade", str(tmp_path / "class")]
    assert main([*command, "--into", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "ada" in said and "1 page of 1 student" in said
    assert grading.protection() in said
    assert (tmp_path / "out/index.html").exists()


def test_a_page_of_many_broken_calls_is_read_in_no_time():
    """Twice as many take about twice as long, and not four times."""
    exercises = {"01_coin": {"check_one_hot": "my_one_hot"}}

    def seconds(count):
        page = answered(ONE_HOT, ROWS)
        page.cells.append(nbformat.v4.new_code_cell("checks.check_a(\n" * count))
        start = time.process_time()
        assert grading._page_and_exercises(page, exercises)[0] == "01_coin"
        return time.process_time() - start

    assert seconds(40_000) < 5, "of processor time; by a pattern it took minutes"


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(PageError, match="has no pages; name the folder"):
        grading.grade(FROZEN, tmp_path, tmp_path / "out")
