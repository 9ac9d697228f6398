"""The marks that authors' tools look for are those that pages and checks put out."""

import inspect

from series import LESSON

from lessonlib import checks, marks
from lessonlib.notebook.cells import code_cells, exercises_of, text_of
from lessonlib.page import claim


def test_a_stub_and_a_right_answer_are_marked(capsys):
    assert not checks.check_one_hot(...).tried
    assert capsys.readouterr().out.startswith(marks.NOT_TRIED)
    [stored] = {
        text_of(output).partition(":")[0]
        for page in LESSON.pages.values()
        for cell, _ in exercises_of(page)
        for output in cell.outputs
    }
    assert stored == marks.NOT_TRIED


def test_figures_goals_and_answers_are_marked_in_what_is_stored():
    outputs = [o for page in LESSON.pages.values() for c in code_cells(page) for o in c.outputs]
    pictures = [o for o in outputs if "image/png" in o.get("data", {})]
    assert all(text_of(picture).startswith(marks.FIGURE) for picture in pictures)
    assert any(marks.OPEN_GOAL in text_of(output) for output in outputs)
    assert not any(marks.REACHED_GOAL in text_of(output) for output in outputs)
    assert any("answer" in o.get("metadata", {}).get(marks.OURS, {}) for o in outputs)


def test_a_claim_allows_what_the_rules_take_for_its_tolerance():
    options = inspect.signature(claim).parameters
    assert [options[name].default for name in ("rtol", "atol")] == [marks.RTOL, marks.ATOL]
