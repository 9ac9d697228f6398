"""Pages are stored only as a whole, and free of what their author's settings would add."""

import asyncio
import subprocess
from copy import deepcopy

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbconvert import PythonExporter
from nbconvert.preprocessors import ExecutePreprocessor
from series import COIN, cell_named

from lessonlib.authoring import commands, storing
from lessonlib.authoring.__main__ import main
from lessonlib.authoring.environment import own_environment
from lessonlib.authoring.storing import store
from lessonlib.marks import WIDGET_VIEW
from lessonlib.notebook.cells import is_edited
from lessonlib.notebook.reading import PageError


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
    assert main(["--folder", str(tmp_path), "store"]) == 1  # stored, and its rules are broken
    page = nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in page.cells] == [1, 2, 3]
    assert [output.text for output in page.cells[0].outputs] == ["1\n2\n"]
    assert page.cells[2].outputs[0].data == {"text/plain": "3"}
    assert [sorted(cell.metadata) for cell in page.cells] == [["lessonlib", "tags"]] * 3
    assert not any(is_edited(cell) for cell in page.cells)
    assert page.metadata == storing._METADATA
    assert [file.name for file in tmp_path.iterdir()] == ["00_page.ipynb"]
    said = capsys.readouterr()
    assert "00_page\n  a, outputs: 0 became 1\n" in said.out
    assert "\n  a, count: 7 became 1\n" in said.out
    assert "\npage 00_page: no figure on the page; add one\n" in said.out
    assert "3/3" in said.err, "the bar counts the cells"


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (
            ("x = 1", "while True:\n    pass"),
            "cell b: took longer than 1 s; look for a loop without an end, or give it more with "
            "--seconds",
        ),
        (("x = 1", "exit()", "x"), "cell b: exit() ends the kernel; take it out"),
        (("import os", "os._exit(3)"), "cell b: os._exit() ends the kernel; take it out"),
    ],
    ids=["never ends", "exit", "_exit"],
)
def test_a_cell_that_never_ends_or_ends_its_kernel_is_told(tmp_path, capsys, sources, said):
    path = write(tmp_path / "00_page.ipynb", *sources)
    stored = path.read_bytes()
    assert main(["--folder", str(tmp_path), "store", "--seconds", "1", "00"]) == 1
    assert capsys.readouterr().out == (f"page 00_page, {said}\n  the stored page stays as it was\n")
    assert path.read_bytes() == stored


def test_a_page_whose_kernel_dies_stays_as_it_was(tmp_path, capsys):
    path = write(tmp_path / "00_page.ipynb", "x = 1", "import os\nos.kill(os.getpid(), 9)", "x")
    stored = path.read_bytes()
    assert main(["--folder", str(tmp_path), "store", "00"]) == 1
    assert path.read_bytes() == stored
    assert [file.name for file in tmp_path.iterdir()] == ["00_page.ipynb"]
    assert capsys.readouterr().out == (
        "page 00_page, cell b: the kernel died\n  the stored page stays as it was\n"
    )


@pytest.mark.parametrize(
    ("error", "raised", "words"),
    [
        (CellExecutionError("", "ValueError", "no"), PageError, "cell a: ValueError: no"),
        (CellTimeoutError("late"), PageError, "cell a: took longer than 5 s"),
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
        store(path, timeout=5)
    assert path.read_bytes() == stored
    assert [file.name for file in tmp_path.iterdir()] == ["00_page.ipynb"]


def test_a_page_that_warns_is_not_stored(tmp_path, monkeypatch):
    path = write(tmp_path / "00_page.ipynb", "print(1)")
    stored = path.read_bytes()
    warning = nbformat.v4.new_output("stream", name="stderr", text="Warning:\n  x is old\n")

    def execute(client):
        client.nb.cells[0].outputs = [warning]

    monkeypatch.setattr(NotebookClient, "execute", execute)
    words = "page 00_page, cell a: warns on stderr: “Warning: x is old”; a page is stored without"
    with pytest.raises(PageError, match=words):
        store(path)
    assert path.read_bytes() == stored


def test_a_page_that_cannot_be_written_stays(tmp_path, monkeypatch):
    path = write(tmp_path / "00_page.ipynb", "print(1)")
    stored = path.read_bytes()

    def write_half(page, draft):
        draft.write("{")
        raise OSError("no space left")

    monkeypatch.setattr(NotebookClient, "execute", lambda self: None)
    monkeypatch.setattr(nbformat, "write", write_half)
    with pytest.raises(OSError, match="no space left"):
        store(path)
    assert path.read_bytes() == stored
    assert [file.name for file in tmp_path.iterdir()] == ["00_page.ipynb"]


def test_a_page_that_was_saved_while_it_ran_keeps_what_was_saved(tmp_path, monkeypatch):
    path = write(tmp_path / "00_page.ipynb", "print(1)")
    monkeypatch.setattr(NotebookClient, "execute", lambda self: write(path, "print(2)"))
    with pytest.raises(PageError, match="page 00_page: was saved again while it ran"):
        store(path)
    assert nbformat.read(path, as_version=4).cells[0].source == "print(2)"
    assert [file.name for file in tmp_path.iterdir()] == ["00_page.ipynb"]


def test_a_linked_page_stays_a_link_and_keeps_its_mode(tmp_path, monkeypatch):
    path = write(tmp_path / "page.ipynb", "print(1)")
    path.chmod(0o664)
    link = tmp_path / "00_link.ipynb"
    link.symlink_to(path)
    monkeypatch.setattr(NotebookClient, "execute", lambda self: None)
    store(link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o664
    assert nbformat.read(path, as_version=4).cells[0].execution_count is None


def test_a_stopped_run_says_that_the_page_stays(tmp_path, monkeypatch, capsys):
    def stopped(client):
        raise AssertionError

    monkeypatch.setattr(NotebookClient, "execute", stopped)
    write(tmp_path / "00_page.ipynb", "print(1)")
    assert main(["--folder", str(tmp_path), "store"]) == 130
    assert capsys.readouterr().err.endswith(
        "interrupted: page 00_page, cell (kernel start)\n  the stored page stays as it was\n"
    )


def test_an_edit_of_prose_is_told_where_outputs_stay(tmp_path, monkeypatch, capsys):
    path = tmp_path / "01_coin.ipynb"
    page = deepcopy(COIN)
    cell_named(page, "question").source += " Who would?"
    nbformat.write(page, path)

    def same_as_before(client):
        client.nb.cells = page.cells

    monkeypatch.setattr(NotebookClient, "execute", same_as_before)
    monkeypatch.setattr(commands, "last_committed", lambda path: COIN)
    assert main(["--folder", str(tmp_path), "store"]) == 1  # stored, and its rules are broken
    assert capsys.readouterr().out.startswith(
        "01_coin\n  outputs unchanged, 1 prose cells differ from HEAD: question\n"
    )


def test_what_is_dropped_is_named(tmp_path, monkeypatch, capsys):
    page = nbformat.v4.new_notebook(metadata={"widgets": {}})
    page.cells = [nbformat.v4.new_markdown_cell("A.", id=name) for name in "abcde"]
    for cell in page.cells:
        cell.metadata["execution"] = {"shell.execute_reply": "2026-11-01"}
    nbformat.write(page, tmp_path / "00_page.ipynb")
    monkeypatch.setattr(NotebookClient, "execute", lambda self: None)
    main(["--folder", str(tmp_path), "store"])
    assert capsys.readouterr().out.startswith(
        "00_page\n  dropped: metadata “widgets” of the page\n"
        "  dropped: metadata “execution” of a, b, c, d, e\n  outputs unchanged\n"
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tags", ["exercise"]),
        ("slideshow", {"slide_type": "slide"}),
        ("nbgrader", {"grade": True, "grade_id": "q1"}),
        ("jupyter", {"source_hidden": True}),
    ],
)
def test_what_others_put_there_is_kept(tmp_path, monkeypatch, key, value, capsys):
    page = deepcopy(COIN)
    page.metadata["jupytext"] = {"formats": "ipynb,py:percent"}
    cell_named(page, "cost").metadata[key] = value
    # What JupyterLab adds to cells that somebody looked at says nothing.
    cell_named(page, "price").metadata |= {"editable": True, "slideshow": {"slide_type": ""}}
    path = tmp_path / "00_page.ipynb"
    nbformat.write(page, path)
    monkeypatch.setattr(NotebookClient, "execute", lambda self: None)
    main(["--folder", str(tmp_path), "store"])
    stored = nbformat.read(path, as_version=4)
    assert cell_named(stored, "cost").metadata[key] == value
    assert cell_named(stored, "price").metadata == {}
    assert stored.metadata["jupytext"] == {"formats": "ipynb,py:percent"}
    assert stored.metadata["language_info"]["file_extension"] == ".py"


AS_JSON = """from IPython.display import display

both = {"application/json": {"a": [1]}, "application/vnd.vega.v5+json": {"marks": []}}
display({**both, "text/plain": "a"}, raw=True)"""
LIVE = """from lessonlib.page import ask

heads = 2
ask("How many?", answer=heads)"""


def test_what_is_alive_is_stored_as_its_twin(tmp_path, capsys):
    path = write(tmp_path / "00_page.ipynb", LIVE)
    main(["--folder", str(tmp_path), "store"])
    page = nbformat.read(path, as_version=4)
    [output] = page.cells[0].outputs
    assert set(output.data) == {"text/markdown", "text/plain"}
    assert page.cells[0].metadata["jupyter"] == {"source_hidden": True}
    assert "widgets" not in page.metadata


@pytest.mark.parametrize("command", ["changes", "store"])
def test_a_page_that_nbconvert_ran_is_no_riddle(tmp_path, capsys, command):
    """It stores widgets, their state, and when each cell ran."""
    path = write(tmp_path / "00_page.ipynb", LIVE, AS_JSON)
    page = nbformat.read(path, as_version=4)
    with own_environment():
        page, _ = ExecutePreprocessor(kernel_name="python3").preprocess(page, {})
    assert WIDGET_VIEW in page.cells[0].outputs[0].data
    assert {"application/json", "application/vnd.vega.v5+json"} <= {*page.cells[1].outputs[0].data}
    assert page.metadata["widgets"]
    nbformat.write(page, path)
    write(tmp_path / "01_page.ipynb", "print(1)")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "as nbconvert leaves it")
    page.cells[1].outputs[0].data["application/json"] = {"a": [2]}
    nbformat.write(page, path)
    main(["--folder", str(tmp_path), command])
    said = capsys.readouterr().out
    if command == "changes":
        assert "00_page\n  1 outputs hold widgets, which are alive in one kernel only\n" in said
        assert "  b, application/json: is another\n" in said
    else:
        assert "dropped: metadata “widgets” of the page\n" in said
        assert "page 00_page, cell b: puts out application/json, which paper" in said
        assert "WIDGET_VIEW" not in path.read_text("utf-8")
    assert "01_page\n" in said, "the next page is looked at too"


def git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)


def test_a_stored_page_becomes_a_script_with_its_prose():
    script, about = PythonExporter().from_notebook_node(COIN)
    assert about["output_extension"] == ".py"
    assert "# ## What does it cost?" in script
