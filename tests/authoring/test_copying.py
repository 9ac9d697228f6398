"""Copies for a class keep exercises, links and checks, and leave solutions out."""

from copy import deepcopy

import pytest
from series import FROZEN, LESSON

from lessonlib.authoring import PageError, Series, copy
from lessonlib.authoring.__main__ import main
from lessonlib.authoring.cells import code_cells, exercises_of
from lessonlib.authoring.prose import solution_in
from lessonlib.authoring.rules import links_resolve, stored_as_run_once


@pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")
def test_the_lesson_is_copied_without_solutions(tmp_path):
    copied = copy(LESSON, tmp_path / "class", solutions=False)
    assert [path.stem for path in copied] == list(LESSON.pages)
    series = Series.in_folder(tmp_path / "class")
    assert series.damaged == {}
    for name, page in series.pages.items():
        assert "<summary>Solution" not in "".join(cell.source for cell in page.cells)
        assert [*links_resolve(page, series), *stored_as_run_once(page, series)] == []
        assert code_cells(page) == code_cells(LESSON.pages[name]), "exercises and checks are there"


def test_words_beside_a_solution_stay(tmp_path):
    page = deepcopy(FROZEN.pages["01_coin"])
    [_, (_, solution)] = exercises_of(page)
    [cell] = [cell for cell in page.cells if cell.source == solution]
    cell.source = f"{solution}\n\nWell done."
    copy(Series(FROZEN.folder, {"01_coin": page}, {}), tmp_path, solutions=False)
    copied = Series.in_folder(tmp_path).pages["01_coin"]
    assert [c.source for c in copied.cells if c.id == cell.id] == ["Well done."]
    assert not any(solution_in(c.source) for c in copied.cells)


def test_nothing_is_written_over(tmp_path, capsys):
    command = ["--folder", str(FROZEN.folder), "copy", str(tmp_path / "class")]
    assert main(command) == 0
    assert main([*command, "--without-solutions"]) == 1
    assert capsys.readouterr().out.endswith(
        f"{tmp_path}/class/00_map.ipynb exists already; name a folder without pages\n"
    )
    page = Series.in_folder(tmp_path / "class").pages["01_coin"]
    assert page == FROZEN.pages["01_coin"]


def test_a_damaged_page_is_not_copied(tmp_path):
    damaged = Series(tmp_path, {}, {"01_coin": "page 01_coin: line 1 is no JSON"})
    with pytest.raises(PageError, match="page 01_coin: line 1 is no JSON"):
        copy(damaged, tmp_path / "class")
    assert not (tmp_path / "class").exists()
