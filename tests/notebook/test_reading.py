"""What is wrong with a page's file is said in one sentence, by pytest and by the commands."""

import json
import re
from copy import deepcopy

import nbformat
import pytest
from nbclient import NotebookClient
from series import COIN, FROZEN

from lessonlib.authoring.__main__ import main
from lessonlib.notebook.reading import PageError, Series, find_pages, read_page, sound_page

COIN_TEXT = (FROZEN.folder / "01_coin.ipynb").read_text("utf-8")
STORE = "run `python -m lessonlib.authoring store 01`"


def in_conflict(text, line=10):
    lines = text.splitlines()
    ours, theirs = lines[line - 1], lines[line - 1].replace("coin", "die")
    lines[line - 1 : line] = ["<<<<<<< HEAD", ours, "=======", theirs, ">>>>>>> theirs"]
    return "\n".join(lines)


def as_json(change):
    """A page of the frozen series, as JSON, with a change."""

    def changed(text):
        page = json.loads(text)
        change(page)
        return json.dumps(page)

    return changed


def without_ids(page):
    page["nbformat_minor"] = 4
    for cell in page["cells"]:
        del cell["id"]


def with_a_duplicate_id(page):
    page["cells"][4]["id"] = page["cells"][2]["id"]


def with_an_empty_end(page):
    cell = {"cell_type": "code", "source": [], "metadata": {}, "outputs": [], "id": "0dd"}
    page["cells"].append(cell | {"execution_count": None})


def without_outputs(page):
    for cell in page["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)


def with_a_shell_command(page):
    page["cells"][3]["source"] = ["!pip install numpy"]


def with_cells_of_nbdime(page):
    for place, mark in ((3, "<<<<<<< local"), (5, "======="), (7, ">>>>>>> remote")):
        source = [f'<span style="color:red"><b>{mark}</b></span>']
        cell = {"cell_type": "markdown", "source": source, "metadata": {}, "id": f"mark-{place}"}
        page["cells"].insert(place, cell)


def with_outputs_of_nbdime(page):
    for mark in ("<<<<<<< local <modified: >\n", ">>>>>>> remote <modified: >\n"):
        output = {"name": "stderr", "output_type": "stream", "text": [mark]}
        page["cells"][3]["outputs"].insert(0, output)


def with_metadata_of_nbdime(page):
    page["metadata"]["nbdime-conflicts"] = {"local_diff": [], "remote_diff": []}


def in_conflict_about_outputs(text):
    line = next(n for n, said in enumerate(text.splitlines(), 1) if "p = [0.75" in said)
    return in_conflict(text, line)


def with_words_for_outputs(page):
    page["cells"][3]["outputs"] = "none"


def with_words_for_a_count(page):
    page["cells"][3]["execution_count"] = "none"


# What happens to files, whether `store` mends it, and what is said.
MENDED = [
    (as_json(without_ids), f"21 of 21 cells have no id (as in nbformat 4.4); {STORE}, which mends"),
    (
        as_json(with_a_duplicate_id),
        "cells 3 and 5 have the same id, “question”; delete one if it is a copy, or run",
    ),
    (
        as_json(with_outputs_of_nbdime),
        f"nbdime left a conflict in the outputs of cells 4; {STORE}, which mends it",
    ),
    (as_json(with_words_for_outputs), f"cells 4 lack an execution count or outputs; {STORE}"),
    (as_json(with_an_empty_end), f"the last cell is code, and empty; {STORE}, which mends it"),
]
UNREADABLE = [
    (
        in_conflict,
        "lines 10 to 14 hold a conflict that git left: “<<<<<<< HEAD” … “>>>>>>> theirs”; keep one "
        "of the two versions, or both, and delete the lines with the markers",
    ),
    (
        in_conflict_about_outputs,
        "“<<<<<<< HEAD” … “>>>>>>> theirs”; these are outputs: keep either, delete the markers, "
        "then store the page",
    ),
    (
        as_json(with_cells_of_nbdime),
        "cells 4, 6, 8 are markers of a conflict that nbdime left; keep one of the two versions",
    ),
    (
        as_json(with_metadata_of_nbdime),
        "nbdime left a conflict in the metadata of the page; choose",
    ),
    (
        lambda text: in_conflict(in_conflict(text), 40),
        "hold a conflict that git left (the first of 2)",
    ),
    (
        lambda text: text.replace('"cells":', '"cells"', 1),
        "line 2, column 10: Expecting ':' delimiter; the file is not JSON, so no notebook: mend",
    ),
    (lambda text: "", "line 1, column 1: Expecting value; the file is not JSON"),
    (lambda text: "[]", "the file is JSON, but no notebook of format 4; open it in JupyterLab"),
    (lambda text: '{"nbformat": 3}', "the file is JSON, but no notebook of format 4"),
    (as_json(with_words_for_a_count), "no notebook at cells/3/execution_count: 'none' is not"),
]
NOT_CHECKED = [
    (as_json(without_outputs), f"not stored yet, it has no outputs; {STORE}"),
    (
        as_json(with_a_shell_command),
        "line 1, “!pip install numpy”, is no Python (invalid syntax); pages hold plain Python",
    ),
]


def damaged(tmp_path, change):
    path = tmp_path / "01_coin.ipynb"
    path.write_text(change(COIN_TEXT), "utf-8")
    return path


@pytest.mark.parametrize(("change", "words"), MENDED + UNREADABLE + NOT_CHECKED)
def test_what_keeps_a_page_from_being_checked_is_said_in_one_sentence(tmp_path, change, words):
    with pytest.raises(PageError, match=r"^page 01_coin[:,] ") as caught:
        sound_page(damaged(tmp_path, change))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("change", "words"), UNREADABLE)
@pytest.mark.parametrize("command", ["store", "changes"])
def test_commands_say_it_too_and_leave_the_file(tmp_path, change, words, command, capsys):
    path = damaged(tmp_path, change)
    assert main(["--folder", str(tmp_path), command]) == 1
    said = capsys.readouterr().out
    assert words in said
    assert said.removesuffix("  the stored page stays as it was\n").count("\n") == 1
    assert path.read_text("utf-8") == change(COIN_TEXT)


@pytest.mark.parametrize(("change", "words"), MENDED)
def test_store_mends_and_says_so(tmp_path, change, words, monkeypatch, capsys):
    path = damaged(tmp_path, change)
    monkeypatch.setattr(NotebookClient, "execute", lambda self: None)
    assert main(["--folder", str(tmp_path), "store"]) == 1  # stored, and its rules are broken
    assert f"  mended: {words.partition(';')[0]}\n" in capsys.readouterr().out
    page, accidents = read_page(path)
    assert accidents == []
    assert [cell.source for cell in page.cells] == [cell.source for cell in COIN.cells]
    nbformat.validate(page)


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    (tmp_path / "01_coin.ipynb").mkdir()
    with pytest.raises(PageError, match="page 01_coin: Is a directory; the file cannot be read"):
        read_page(tmp_path / "01_coin.ipynb")
    (tmp_path / "02_coin.ipynb").write_bytes(b"\xff{}")
    with pytest.raises(PageError, match="page 02_coin: byte 0 is not UTF-8; save the file as UTF"):
        read_page(tmp_path / "02_coin.ipynb")


def test_cells_that_lost_their_ids_take_them_from_an_older_version(tmp_path):
    path = damaged(tmp_path, as_json(without_ids))
    text = path.read_text("utf-8").replace("believes that it is fair", "thinks that it is fair")
    path.write_text(text, "utf-8")
    page, _ = read_page(path, older=lambda: deepcopy(COIN))
    before, after = ([cell.id for cell in p.cells] for p in (COIN, page))
    assert [i for i, j in zip(before, after, strict=True) if i != j] == ["question"]
    assert len(set(after)) == len(after)


def counted(page):
    for place, cell in enumerate(page["cells"]):
        cell["id"] = str(place)


def made_up(page):
    for place, cell in enumerate(page["cells"]):
        cell["id"] = f"{place:08x}"


@pytest.mark.parametrize("replace", [counted, made_up])
def test_ids_that_a_tool_replaced_are_those_of_the_last_version_again(tmp_path, replace):
    """As nbstripout counts cells, and jupytext makes up ids."""
    path = damaged(tmp_path, as_json(replace))
    text = path.read_text("utf-8").replace("believes that it is fair", "thinks that it is fair")
    path.write_text(text, "utf-8")
    page, accidents = read_page(path, older=lambda: deepcopy(COIN))
    assert accidents == ["20 cells have the text that they have in the last commit, and other ids"]
    before, after = ([cell.id for cell in p.cells] for p in (COIN, page))
    assert [i for i, j in zip(before, after, strict=True) if i != j] == ["question"]
    assert sound_page(path), "as it stands, too"


def test_counted_ids_follow_the_text_when_a_cell_is_put_in_between(tmp_path):
    older = json.loads(COIN_TEXT)
    counted(older)

    def grown(page):
        page["cells"].insert(3, {"cell_type": "markdown", "metadata": {}, "source": ["New."]})
        counted(page)

    path = damaged(tmp_path, as_json(grown))
    page, _ = read_page(path, older=lambda: nbformat.v4.to_notebook(older))
    texts = {cell["id"]: "".join(cell["source"]) for cell in older["cells"]}
    same = [cell.id for cell in page.cells if texts.get(cell.id) == cell.source]
    assert len(same) == len(texts)
    assert len({cell.id for cell in page.cells}) == len(page.cells)


def test_ids_that_an_author_chose_stay(tmp_path):
    def chosen(page):
        page["cells"][2]["id"] = "how-wrong"

    page, accidents = read_page(damaged(tmp_path, as_json(chosen)), older=lambda: deepcopy(COIN))
    assert accidents == []
    assert page.cells[2].id == "how-wrong"


def test_a_series_holds_what_can_be_checked_and_says_what_cannot(tmp_path):
    damaged(tmp_path, in_conflict)
    (tmp_path / "02_coin.ipynb").write_text(COIN_TEXT, "utf-8")
    series = Series.in_folder(tmp_path)
    assert list(series.pages) == ["02_coin"]
    assert series.damaged["01_coin"].startswith("page 01_coin: lines 10 to 14 hold a conflict")


@pytest.mark.parametrize(("change", "words"), MENDED + UNREADABLE + NOT_CHECKED)
def test_pytest_fails_once_and_with_that_sentence(tmp_path, change, words, request):
    """Collected as pytest does, with the hooks of conftest.py."""
    path = damaged(tmp_path, change)
    collect = request.config.hook.pytest_collect_file
    [file] = collect(file_path=path, parent=request.session)
    [item] = file.collect()
    with pytest.raises(PageError) as caught:
        item.runtest()
    assert words in item.repr_failure(caught)
    assert "\n" not in item.repr_failure(caught)


@pytest.mark.parametrize(
    "names", [["01"], ["01_coin"], ["tests/pages/01_coin.ipynb"], ["01", "01"]]
)
def test_pages_are_found_by_number_name_or_path(names):
    assert [path.stem for path in find_pages(names, FROZEN.folder)] == ["01_coin"]


def test_all_pages_are_found_where_none_is_named():
    assert [path.stem for path in find_pages([], FROZEN.folder)] == list(FROZEN.pages)


@pytest.mark.parametrize("name", ["99", "0", "."])
def test_a_page_that_is_not_there_is_named_with_those_that_are(name):
    with pytest.raises(ValueError, match=rf"begins with '{re.escape(name)}'; there are 00, 01"):
        find_pages([name], FROZEN.folder)


def test_a_folder_without_pages_is_told(tmp_path):
    with pytest.raises(ValueError, match="holds no pages; run from the top of the repository"):
        find_pages([], tmp_path)
