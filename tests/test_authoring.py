"""Pages are stored only as a whole, and changes are told in words."""

import asyncio
import re
import subprocess
from copy import deepcopy

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from page_rules import FOLDER, PAGES, stored_as_run_once

from lessonlib import authoring

PAGE = "02_cross_entropy_loss"


def write(path, *sources):
    """A page with the given code cells, named a, b, …, stored with a trace of an older run."""
    page = nbformat.v4.new_notebook()
    for name, source in zip("abcd", sources, strict=False):
        cell = nbformat.v4.new_code_cell(source, id=name, execution_count=7)
        cell.metadata["tags"] = ["old"]
        page.cells.append(cell)
    nbformat.write(page, path)
    return path


def test_store_runs_a_page_once_and_stores_it_without_traces(tmp_path, capsys):
    path = write(
        tmp_path / "00_page.ipynb", "for n in (1, 2):\n    print(n, flush=True)", "x = 3", "x"
    )
    assert authoring.main(["--folder", str(tmp_path), "store"]) == 0
    page = nbformat.read(path, as_version=4)
    assert list(stored_as_run_once(page)) == []
    assert [output.text for output in page.cells[0].outputs] == ["1\n2\n"]
    assert page.cells[2].outputs[0].data == {"text/plain": "3"}
    assert [cell.metadata for cell in page.cells] == [{}, {}, {}]
    assert page.metadata == authoring._METADATA
    assert [file.name for file in tmp_path.iterdir()] == ["00_page.ipynb"]
    said = capsys.readouterr()
    assert "00_page\n  a, count: 7 became 1\n  a, outputs: 0 became 1\n" in said.out
    assert "3/3" in said.err, "the bar counts the cells"


def test_a_page_whose_kernel_dies_stays_as_it_was(tmp_path, capsys):
    path = write(tmp_path / "00_page.ipynb", "x = 1", "import os\nos.kill(os.getpid(), 9)", "x")
    stored = path.read_bytes()
    assert authoring.main(["--folder", str(tmp_path), "store", "00"]) == 1
    assert path.read_bytes() == stored
    assert [file.name for file in tmp_path.iterdir()] == ["00_page.ipynb"]
    assert capsys.readouterr().out == (
        "page 00_page, cell b: the kernel died\n  the stored page stays as it was\n"
    )


@pytest.mark.parametrize(
    ("error", "raised", "words"),
    [
        (CellExecutionError("", "ValueError", "no"), authoring.PageError, "cell a: ValueError: no"),
        (CellTimeoutError("late"), authoring.PageError, "cell a: took longer than 5 s"),
        # So nbclient ends after Ctrl-C, in a cell and while the kernel starts.
        (AssertionError(), KeyboardInterrupt, "page 00_page, cell a"),
        (asyncio.CancelledError(), KeyboardInterrupt, "page 00_page, cell a"),
    ],
)
def test_a_page_that_fails_or_is_interrupted_stays_as_it_was(
    tmp_path, monkeypatch, error, raised, words
):
    path = write(tmp_path / "00_page.ipynb", "print(1)")
    stored = path.read_bytes()

    def execute(client):
        client.on_cell_execute(client.nb.cells[0], 0)
        client.nb.cells[0].outputs = ["half"]
        raise error

    monkeypatch.setattr(NotebookClient, "execute", execute)
    with pytest.raises(raised, match=words):
        authoring.store(path, timeout=5)
    assert path.read_bytes() == stored
    assert [file.name for file in tmp_path.iterdir()] == ["00_page.ipynb"]


def test_a_page_that_cannot_be_written_stays(tmp_path, monkeypatch):
    path = write(tmp_path / "00_page.ipynb", "print(1)")
    stored = path.read_bytes()

    def write_half(page, draft):
        draft.write("{")
        raise OSError("no space left")

    monkeypatch.setattr(NotebookClient, "execute", lambda self: None)
    monkeypatch.setattr(nbformat, "write", write_half)
    with pytest.raises(OSError, match="no space left"):
        authoring.store(path)
    assert path.read_bytes() == stored
    assert [file.name for file in tmp_path.iterdir()] == ["00_page.ipynb"]


def test_a_page_that_was_saved_while_it_ran_keeps_what_was_saved(tmp_path, monkeypatch):
    path = write(tmp_path / "00_page.ipynb", "print(1)")
    monkeypatch.setattr(NotebookClient, "execute", lambda self: write(path, "print(2)"))
    with pytest.raises(authoring.PageError, match="page 00_page: was saved again while it ran"):
        authoring.store(path)
    assert nbformat.read(path, as_version=4).cells[0].source == "print(2)"
    assert [file.name for file in tmp_path.iterdir()] == ["00_page.ipynb"]


def test_a_linked_page_stays_a_link_and_keeps_its_mode(tmp_path, monkeypatch):
    path = write(tmp_path / "page.ipynb", "print(1)")
    path.chmod(0o664)
    link = tmp_path / "00_link.ipynb"
    link.symlink_to(path)
    monkeypatch.setattr(NotebookClient, "execute", lambda self: None)
    authoring.store(link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o664
    assert nbformat.read(path, as_version=4).cells[0].execution_count is None


def test_a_stopped_run_says_that_the_page_stays(monkeypatch, capsys):
    def stopped(client):
        raise AssertionError

    monkeypatch.setattr(NotebookClient, "execute", stopped)
    assert authoring.main(["--folder", str(FOLDER), "store", "02"]) == 130
    assert capsys.readouterr().err.endswith(
        f"interrupted: page {PAGE}, cell (kernel start)\n  the stored page stays as it was\n"
    )


def test_a_file_that_is_no_notebook_is_named(tmp_path, capsys):
    (tmp_path / "00_page.ipynb").write_text("{", "utf-8")
    for command in ("store", "changes"):
        with pytest.raises(SystemExit):
            authoring.main(["--folder", str(tmp_path), command])
    assert "page 00_page: the file is not JSON, so no notebook" in capsys.readouterr().err


@pytest.mark.parametrize("names", [["02"], [PAGE], [f"notebooks/{PAGE}.ipynb"], ["02", "02"]])
def test_pages_are_found_by_number_name_or_path(names):
    assert [path.stem for path in authoring.find_pages(names, FOLDER)] == [PAGE]


def test_all_pages_are_found_where_none_is_named():
    assert [path.stem for path in authoring.find_pages([], FOLDER)] == list(PAGES)


@pytest.mark.parametrize("name", ["99", "0", "."])
def test_a_page_that_is_not_there_is_named_with_those_that_are(name):
    with pytest.raises(ValueError, match=rf"begins with '{re.escape(name)}'; there are 00, 01, 02"):
        authoring.find_pages([name], FOLDER)


def test_a_folder_without_pages_is_told(tmp_path):
    with pytest.raises(ValueError, match="holds no pages; run from the top of the repository"):
        authoring.find_pages([], tmp_path)


def cell_named(page, name):
    return next(cell for cell in page.cells if cell.id == name)


def output(name, number=0):
    return lambda page: cell_named(page, name).outputs[number]


def change_number(page):
    output("one-hot-loss")(page).text = output("one-hot-loss")(page).text.replace(
        "H = 2.7977887", "H = 2.8"
    )


def change_prose(page):
    cell = cell_named(page, "rule")
    cell.source = cell.source.replace("makes no difference", "makes a difference")


def change_picture(page):
    output("curve-picture")(page).data["image/png"] = "AAAA"


def remove_picture(page):
    del output("curve-picture")(page).data["image/png"]


def change_description(page):
    data = output("curve-picture")(page).data
    data["text/plain"] = data["text/plain"].replace("raised once", "raised twice")


def change_alt(page):
    output("pmf-picture")(page).metadata["image/png"]["alt"] = "Two pmfs."


def change_markup(page):
    data = output("compare")(page).data
    data["text/markdown"] = data["text/markdown"].replace("quantity", "what")


def remove_cell(page):
    page.cells.remove(cell_named(page, "trap"))


def add_cell(page):
    page.cells.insert(3, nbformat.v4.new_markdown_cell("New.", id="new"))


def move_cell(page):
    trap = cell_named(page, "trap")
    page.cells.remove(trap)
    page.cells.insert(3, trap)


def drop_line(page):
    cell = cell_named(page, "claim-ten")
    cell.source = "\n".join(cell.source.splitlines()[1:])


def change_spaces(page):
    cell = cell_named(page, "claim-ten")
    cell.source = cell.source.replace("claim(", " claim(", 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (change_spaces, "claim-ten, code: other spaces in “claim("),
        (change_number, "one-hot-loss, printed text: 2.7977887 became 2.8 in “H = 2.8 nats”"),
        (change_prose, "rule, prose: “… - q(c)$ makes no difference.” became “… - q(c)$ makes a"),
        (change_picture, "curve-picture, picture: drawn otherwise"),
        (remove_picture, "curve-picture, picture: is gone"),
        (change_description, "curve-picture, text: “Point “raised once”: (0.9552, 0.04588).” bec"),
        (change_alt, "pmf-picture, metadata: {'image/png': {'alt': 'Truth and prediction"),
        (change_markup, "compare, text/markdown: “| quantity | this page …” became “| what | this"),
        (remove_cell, "trap: the cell is gone"),
        (add_cell, "new: the cell is new"),
        (move_cell, "trap: the cell moved"),
        (drop_line, "claim-ten, code: “claim("),
    ],
)
def test_changes_are_told_in_one_sentence(change, words):
    old, new = PAGES[PAGE], deepcopy(PAGES[PAGE])
    change(new)
    [said] = authoring.changes(old, new)
    assert said.startswith(words)


def test_an_unchanged_page_has_no_changes():
    assert authoring.changes(PAGES[PAGE], deepcopy(PAGES[PAGE])) == []


def test_changes_are_those_since_a_commit(tmp_path, capsys):
    def git(*arguments):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True)

    git("init", "-q")
    write(tmp_path / "00_page.ipynb", "print(1)")
    git("add", ".")
    git("commit", "-q", "-m", "one page")
    write(tmp_path / "00_page.ipynb", "print(2)")
    write(tmp_path / "01_page.ipynb", "print(3)")
    assert authoring.main(["--folder", str(tmp_path), "changes"]) == 0
    assert capsys.readouterr().out == (
        "00_page\n  a, code: 1 became 2 in “print(2)”\n01_page\n  the page is new\n"
    )
    with pytest.raises(SystemExit):
        authoring.main(["--folder", str(tmp_path), "changes", "--since", "nowhere"])
    assert "git shows no revision 'nowhere'" in capsys.readouterr().err
