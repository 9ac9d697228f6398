"""What is handed in as a file: what JupyterLab opens is judged, all else is told in words."""

import json
import os

import pytest
from series import FROZEN
from students import ONE_HOT, ROWS, answered

from lessonlib.classroom import grading, report
from lessonlib.notebook.quick_nbformat import nbformat


def told(tmp_path, data):
    (tmp_path / "in/ada").mkdir(parents=True)
    (tmp_path / "in/ada/coin.ipynb").write_bytes(data)
    [row] = grading.grade(FROZEN, tmp_path / "in", tmp_path / "out", seconds=20)
    return row


def right(change=lambda page: None):
    page = json.loads(nbformat.writes(answered(ONE_HOT, ROWS)))
    change(page)
    return json.dumps(page).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (right().decode().encode("utf-16"), "UTF-16"),
        (
            json.dumps(json.loads(right()), ensure_ascii=False)
            .replace("“", "é")
            .encode("latin-1", "replace")
            .replace(b"?", b"\xe9"),
            "not written as UTF-8",
        ),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (right()[: len(right()) // 2], "cut off"),
        (b'{"cells": null}', "without cells"),
        (b"[" * 100_000, "nested too deeply"),
        (
            b'{"cells": [' + b"[" * 100_000 + b"]" * 100_000 + b'], "nbformat": 4}',
            "nested too deeply",
        ),
        (b"no notebook at all", "no notebook"),
    ],
)
def test_what_is_no_page_is_told_in_words(tmp_path, data, words):
    row = told(tmp_path, data)
    assert row.note.startswith("no page: ") and words in row.note and not row.answers


def ids_of_later(page):
    page["nbformat_minor"] = 2


def an_id_with_a_blank(page):
    page["cells"][3]["id"] = "two words"


def outputs_with_metadata(page):
    code = next(cell for cell in page["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "a", "metadata": {}}]
    del code["execution_count"]


def a_kernel_without_a_name(page):
    page["metadata"]["kernelspec"] = {"name": "python3"}
    del page["nbformat_minor"]


def cells_that_are_none(page):
    page["cells"] += [
        None,
        {"cell_type": "code"},
        {"cell_type": "code", "source": 3, "metadata": []},
    ]


@pytest.mark.parametrize(
    "change",
    [
        ids_of_later,
        an_id_with_a_blank,
        outputs_with_metadata,
        a_kernel_without_a_name,
        cells_that_are_none,
    ],
)
def test_what_jupyterlab_opens_is_judged(tmp_path, change):
    row = told(tmp_path, right(change))
    assert [answer[0] for answer in row.answers.values()] == [True, True], row.note


def test_an_untouched_copy_is_left_out_and_a_second_version_is_told(tmp_path):
    for name, body in {"coin": ONE_HOT, "coin-Copy1": "return ..."}.items():
        (tmp_path / "ada").mkdir(exist_ok=True)
        nbformat.write(
            answered(body, ROWS if body == ONE_HOT else "return ..."),
            tmp_path / f"ada/{name}.ipynb",
        )
        (tmp_path / "ben").mkdir(exist_ok=True)
        nbformat.write(answered(ONE_HOT, ROWS), tmp_path / f"ben/{name}.ipynb")
    (tmp_path / "cleo").mkdir()
    (tmp_path / "__MACOSX/ada").mkdir(parents=True)
    (tmp_path / "__MACOSX/ada/._coin.ipynb").write_bytes(b"Mac")
    (tmp_path / "cleo/coin.ipynb").symlink_to(FROZEN.folder / "01_coin.ipynb")
    rows = grading.grade(FROZEN, tmp_path, tmp_path / "out", seconds=20)
    assert [(row.student, row.file) for row in rows] == [
        ("ada", "ada/coin.ipynb"),
        ("ben", "ben/coin-Copy1.ipynb"),
        ("ben", "ben/coin.ipynb"),
        ("cleo", ""),
    ]
    assert rows[0].note == "an untouched copy was left out"
    assert rows[1].note == "a second version: ben/coin.ipynb"
    assert rows[3].note == "handed in no page"


def test_folders_may_have_any_name(tmp_path):
    for name in (b"a: b", b"caf\xe9"):
        folder = os.fsdecode(os.fsencode(tmp_path) + b"/in/" + name)
        os.makedirs(folder)
        with open(f"{folder}/coin.ipynb", "wb") as file:
            file.write(right())
    rows = grading.grade(FROZEN, tmp_path / "in", tmp_path / "out", seconds=20)
    assert [row.student for row in rows] == ["a: b", "caf�"]
    assert all(answer[0] for row in rows for answer in row.answers.values())
    report.write_report(rows, tmp_path / "out", "")


def test_a_failure_of_the_sandbox_is_no_result(tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(grading, "run_alone", lambda *a, **k: "ended without a word")
        assert "ended without a word" in told(tmp_path, right()).note
    [row] = grading.grade(FROZEN, tmp_path / "in", tmp_path / "out", seconds=20)
    assert all(answer[0] for answer in row.answers.values())


@pytest.mark.parametrize(
    "said",
    [{}, {"page": 3, "failed": [], "written": {}}, {"written": [3, {}, {"check": 7}]}]
    + [{"written": [{"check": "check_one_hot", "results": results}]} for results in (3, [3], [{}])],
)
def test_what_a_page_says_in_the_place_of_its_process_harms_nobody(tmp_path, monkeypatch, said):
    monkeypatch.setattr(grading, "run_alone", lambda *arguments, **options: said)
    row = told(tmp_path, right())
    assert not any(answer[0] for answer in row.answers.values())


def test_the_solution_is_told_where_it_is_long_and_lessonlib_where_the_solution_has_none():
    from lessonlib.classroom.likeness import remarks_on

    row = grading.HandedIn("ada", "x", answers={"check_a": [True, True, "", ""]})
    other = grading.HandedIn("ben", "y", answers={"check_a": [False, True, "", ""]})
    long = "return " + " + ".join(f"value_{k}" for k in range(12))
    for code, solution, words in (
        (long, long, "a as in the solution"),
        (long, "return 1", "a as ben"),
        ("return 1", "return 1", ""),
        ("return losses.softmax(z)", "return 1", "a by lessonlib itself"),
        ("return losses.softmax(z)", "return losses.softmax(z, axis=0)", ""),
    ):
        codes = [{"check_a": code}] * 2
        assert remarks_on([row, other], codes, {"check_a": solution}) == [words, ""]


def test_code_that_is_too_long_for_chance_is_compared(tmp_path):
    long = "\n    ".join([*(f"entry_{k} = [0.0] * n_classes" for k in range(4)), ONE_HOT])
    for name, body in {"ada": long, "ben": f"# mine\n    {long}", "cleo": ONE_HOT}.items():
        (tmp_path / name).mkdir()
        nbformat.write(answered(body, ROWS), tmp_path / f"{name}/coin.ipynb")
    rows = grading.grade(FROZEN, tmp_path, tmp_path / "out", seconds=20)
    assert [row.remark for row in rows] == ["one_hot as ben", "one_hot as ada", ""]
