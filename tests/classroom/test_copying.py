"""Copies for a class keep exercises, links and checks, and leave solutions out."""

import json
import os
import subprocess
import sys
import zipfile
from copy import deepcopy

import pytest
from series import FROZEN, LESSON

from lessonlib.authoring.__main__ import main
from lessonlib.authoring.rules.references import links_resolve
from lessonlib.authoring.rules.stored import stored_as_run_once
from lessonlib.classroom import copying
from lessonlib.classroom.copying import copy, may_answer, package_for
from lessonlib.notebook.cells import code_cells, exercises_of, is_question
from lessonlib.notebook.prose import LINK, solution_in, without_solution
from lessonlib.notebook.quick_nbformat import nbformat
from lessonlib.notebook.reading import PageError, Series
from lessonlib.publishing import parts


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


@pytest.mark.parametrize(
    "fold",
    [
        "<details open><summary>Solution</summary>\n\nANSWER\n\n</details>",
        "<details>\n<summary>Solution 1</summary>\n\nANSWER\n\n</details>",
        "<details class='a'><summary>A second solution</summary>ANSWER</details>",
        "Think of rows.\n\n<details><summary>Solution</summary>\nANSWER</details>",
    ],
)
@pytest.mark.parametrize("place", ["below", "next", "later"])
def test_each_way_to_write_a_solution_is_left_out(tmp_path, fold, place):
    page = deepcopy(FROZEN.pages["01_coin"])
    solution = next(iter(exercises_of(page)))[1]
    at = next(k for k, cell in enumerate(page.cells) if cell.source == solution)
    if place == "below":
        page.cells[at].source += f"\n\n{fold}"
    else:
        behind = at + (1 if place == "next" else 2)
        page.cells.insert(behind, nbformat.v4.new_markdown_cell(fold, id="second"))
    copy(Series(FROZEN.folder, {"01_coin": page}, {}), tmp_path, solutions=False)
    copied = Series.in_folder(tmp_path).pages["01_coin"]
    words = "\n".join(cell.source for cell in copied.cells)
    assert "ANSWER" not in words and "<summary>" not in words.partition("check_")[2]
    assert ("Think of rows." in words) == ("Think" in fold)


def test_what_may_be_an_answer_is_told(tmp_path, capsys):
    page = deepcopy(FROZEN.pages["01_coin"])
    solution = next(iter(exercises_of(page)))[1]
    at = next(k for k, cell in enumerate(page.cells) if cell.source == solution)
    hint = "<details><summary>Hint</summary>Rows.</details>\n\n```python\n1 / 2\n```"
    page.cells.insert(at + 1, nbformat.v4.new_markdown_cell(hint, id="hint"))
    assert [kind for check, kind in may_answer(page) if "one_hot" in check][2:] == [
        "a fold",
        "code",
    ]
    for mine in LESSON.pages.values():
        bare = deepcopy(mine)
        for cell in bare.cells:
            cell.source = without_solution(cell.source)
        assert may_answer(bare) == [], "no page has a fold there besides the solution"


def test_a_page_says_what_to_take_on_trust_and_leads_to_one_that_is_there(tmp_path):
    copy(LESSON, tmp_path / "class", pages=["00", "04", "07", "13"])
    pages = {n[:2]: page for n, page in Series.in_folder(tmp_path / "class").pages.items()}
    assert "*Not here: page 03, Many images. Take on trust" in pages["04"].cells[0].source
    assert pages["07"].cells[0].source.count("*Not here: page ") == 2
    assert "Not here" not in pages["00"].cells[0].source
    ends = {n: page.cells[-1].source + page.cells[-2].source for n, page in pages.items()}
    assert "Next: [04 Logits and softmax" in ends["00"] and "04_logits_and_softmax" in ends["00"]
    assert "Next: [13 Who pays when the loss rises](13_who_pays.ipynb)." in ends["07"]
    assert "This is the last page here." in ends["13"]


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


def test_without_answers_a_question_is_stored_without_them(tmp_path):
    copied = copy(LESSON, tmp_path / "class", answers=False, pages=["02", "08"])
    pages = Series.in_folder(tmp_path / "class").pages.values()
    questions = [cell for page in pages for cell in code_cells(page) if is_question(cell)]
    assert [path.stem[:2] for path in copied] == ["02", "08"]
    assert len(questions) > 1
    originals = [parts.question_of(deepcopy(_original(cell))) for cell in questions]
    assert any(not asked["choices"] for asked in originals), "some ask for a number"
    for cell in questions:
        text = json.dumps(cell.outputs, ensure_ascii=False)
        assert "Answer" not in text and "details" not in text and "answer" not in text.lower()
        assert parts.question_of(deepcopy(_original(cell)))["text"] in text


def _original(cell):
    pages = LESSON.pages.values()
    return next(c for page in pages for c in code_cells(page) if c.source == cell.source)


def test_links_to_pages_that_are_left_out_become_words(tmp_path):
    copy(LESSON, tmp_path / "class", pages=["04", "00", "02", "05"])
    series = Series.in_folder(tmp_path / "class")
    assert [name[:2] for name in series.pages] == ["00", "02", "04", "05"]
    prose = "\n".join(c.source for page in series.pages.values() for c in page.cells)
    targets = {target.partition("#")[0] for _, target in LINK.findall(prose)}
    assert {t for t in targets if t.endswith(".ipynb")} == {
        f"{name}.ipynb" for name in series.pages
    }
    first = series.pages["00_start_here"]
    words = "\n".join(cell.source for cell in first.cells if cell.cell_type == "markdown")
    assert "| 01 | Which" in words
    assert "[02](02_cross_entropy_loss.ipynb)" in words


def test_a_page_that_is_not_there_is_told(tmp_path):
    with pytest.raises(PageError, match="there is no page 77; there are 00, 01"):
        copy(FROZEN, tmp_path / "class", pages=["01", "77"])
    assert not (tmp_path / "class").exists()


def test_a_readme_says_two_commands_and_requirements_pin_what_pages_import(tmp_path):
    copy(FROZEN, tmp_path / "class", package="lessonlib @ git+https://github.com/owner/lesson")
    readme = (tmp_path / "class/README.md").read_text("utf-8")
    assert "[01 A coin](01_coin.ipynb)" in readme
    assert ".venv/bin/jupyter lab 00_map.ipynb" in readme
    lines = (tmp_path / "class/requirements.txt").read_text("utf-8").splitlines()
    assert lines[-1] == "lessonlib @ git+https://github.com/owner/lesson"
    pinned = {line.split("==")[0] for line in lines[:-1]}
    assert {"numpy", "torch", "jupyterlab", "anywidget", "scikit-learn"} <= pinned
    assert not pinned & {"pytest", "nbconvert", "playwright"}


def git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_class_gets_the_commit_that_its_pages_were_copied_from(tmp_path):
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", "git@github.com:me/lesson.git")
    (tmp_path / "lessonlib").mkdir()
    (tmp_path / "lessonlib/pmf.py").write_text("first")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    head = git(tmp_path, "rev-parse", "HEAD")
    package, remarks = package_for(tmp_path, None, False, "")
    assert package == f"lessonlib @ git+https://github.com/me/lesson@{head}"
    assert remarks == [
        "this commit is on no branch that was pushed; push it before others install it"
    ]
    git(tmp_path, "update-ref", "refs/remotes/origin/main", head)
    assert package_for(tmp_path, None, False, "") == (package, [])
    (tmp_path / "lessonlib/pmf.py").write_text("second")
    assert package_for(tmp_path, "me/lesson", False, "")[1] == [
        "lessonlib has changes that are not committed; nobody else gets them"
    ]
    package, [remark] = package_for(tmp_path, "you/other", False, "")
    assert package == "lessonlib @ git+https://github.com/you/other"
    assert remark == "no commit is named, so a class gets whatever is there when it installs"


def test_installed_without_source_or_without_pytorch_it_says_so(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(copying, "_ROOT", tmp_path)
        with pytest.raises(PageError, match=r"without its source, so no wheel.*--repository OWNER"):
            package_for(tmp_path, None, True, str(tmp_path))
    monkeypatch.setattr(copying, "_NEEDED", ("numpy", "no-such-package"))
    with pytest.raises(PageError, match="no-such-package is not installed, so the copy cannot"):
        copy(FROZEN, tmp_path / "class", package="lessonlib")
    assert not (tmp_path / "class").exists()


@pytest.mark.everything
@pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")
def test_a_copy_runs_by_itself_with_the_wheel_in_it(tmp_path, capsys):
    """With the package from the wheel alone, and none of this repository in reach."""
    folder = tmp_path / "class"
    command = ["--folder", str(LESSON.folder), "copy", "--offline", "--pages", "00,02"]
    assert main([*command, "--without-solutions", "--without-answers", str(folder)]) == 0
    assert "2 pages are in" in capsys.readouterr().out
    [wheel] = folder.glob("*.whl")
    assert f"./{wheel.name}" in (folder / "requirements.txt").read_text("utf-8").splitlines()
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "unpacked")
    where = "import lessonlib, lessonlib.recorded as r; print(lessonlib.__file__, len(r.PROSE))"
    own = os.environ | {"PYTHONPATH": str(tmp_path / "unpacked")}
    done = subprocess.run(
        [sys.executable, "-c", where], capture_output=True, text=True, cwd=folder, env=own
    )
    assert done.stdout.startswith(str(tmp_path / "unpacked")), done.stderr
    nbval = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env", "-p"]
    done = subprocess.run(
        [*nbval, "no:cacheprovider", "--rootdir", str(folder), str(folder)],
        capture_output=True,
        text=True,
        cwd=folder,
        env=own,
        timeout=200,
    )
    assert done.returncode == 0, done.stdout[-3000:]
