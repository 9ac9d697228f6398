"""Changes are told in words, one sentence each."""

import subprocess
import sys
from copy import deepcopy

import nbformat
import pytest
from series import COIN, ROOT, cell_named

from lessonlib.authoring.__main__ import main
from lessonlib.authoring.differences import changes, read_again
from lessonlib.marks import WIDGET_VIEW
from lessonlib.notebook.cells import code_cells


def output(name, number=0):
    return lambda page: cell_named(page, name).outputs[number]


def change_number(page):
    output("cost")(page).text = output("cost")(page).text.replace("H = 0.693147", "H = 0.7")


def change_prose(page):
    cell = cell_named(page, "question")
    cell.source = cell.source.replace("three times in four", "two times in four")


def change_picture(page):
    output("curve")(page).data["image/png"] = "AAAA"


def remove_picture(page):
    del output("curve")(page).data["image/png"]


def change_description(page):
    data = output("curve")(page).data
    data["text/plain"] = data["text/plain"].replace("from (0.05", "from (0.06")


def change_alt(page):
    output("curve")(page).metadata["image/png"]["alt"] = "A curve."


def change_markup(page):
    data = output("compare")(page).data
    data["text/markdown"] = data["text/markdown"].replace("quantity", "what")


def remove_cell(page):
    page.cells.remove(cell_named(page, "result-ask"))


def add_cell(page):
    page.cells.insert(3, nbformat.v4.new_markdown_cell("New.", id="new"))


def move_cell(page):
    trap = cell_named(page, "result-ask")
    page.cells.remove(trap)
    page.cells.insert(3, trap)


def drop_line(page):
    cell = cell_named(page, "compare")
    cell.source = "\n".join(cell.source.splitlines()[1:])


def change_spaces(page):
    cell = cell_named(page, "claim-bound")
    cell.source = cell.source.replace("claim(", " claim(", 1)


def put_out_json(page):
    output("result")(page).data["application/json"] = {"H": [0.56]}


def be_alive(page):
    output("curve")(page).data[WIDGET_VIEW] = {"model_id": "1"}


def call_it_otherwise(page):
    cell_named(page, "question").id = "8f14e45f"


def count_again(page):
    for cell in code_cells(page):
        cell.execution_count += 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put_out_json, "result, application/json: is new"),
        (be_alive, "1 outputs hold widgets, which are alive in one kernel only"),
        (call_it_otherwise, "question: is called 8f14e45f (“## What does it cost?”) now"),
        (count_again, "imports and 8 more, counts: 1 became 2, and so on"),
        (change_spaces, "claim-bound, code: other spaces in “claim("),
        (change_number, "cost, printed text: 0.693147 became 0.7 in “H = 0.7 nats”"),
        (change_prose, "question, prose: “… coin shows heads three times in four, …” became "),
        (change_picture, "curve, picture: drawn otherwise"),
        (remove_picture, "curve, picture: is gone"),
        (change_description, "curve, text: 0.05 became 0.06 in “Curve “H(p, q)”: from (0.06"),
        (change_alt, "curve, metadata: {'image/png': {'alt': 'The cost of each"),
        (change_markup, "compare, text/markdown: “| quantity | this page …” became “| what | this"),
        (remove_cell, "result-ask: the cell is gone"),
        (add_cell, "new: the cell is new"),
        (move_cell, "result-ask: the cell moved"),
        (drop_line, "compare, code: “torch_h = "),
    ],
)
def test_changes_are_told_in_one_sentence(change, words):
    old, new = COIN, deepcopy(COIN)
    change(new)
    [said] = changes(old, new)
    assert said.startswith(words)


def test_the_prose_beside_a_changed_output_is_to_be_read_again():
    new = deepcopy(COIN)
    change_number(new)
    assert read_again(COIN, new) == [
        "cost puts out something else now; read price and curve-ask again"
    ]
    assert read_again(COIN, deepcopy(COIN)) == []


def test_a_new_cell_and_another_count_put_out_nothing_else():
    old, new = deepcopy(COIN), deepcopy(COIN)
    output("result")(new).execution_count += 1
    cell_named(old, "cost").outputs = []  # written, and not run yet
    assert read_again(old, new) == []


@pytest.mark.parametrize("kind", ["application/json", "application/vnd.plotly.v1+json"])
def test_outputs_of_json_types_are_compared_as_a_whole(kind):
    old, new = deepcopy(COIN), deepcopy(COIN)
    output("result")(old).data[kind] = {"a": [1]}
    output("result")(new).data[kind] = {"a": [2]}
    assert changes(old, new) == [f"result, {kind}: is another"]
    assert changes(old, COIN) == [f"result, {kind}: is gone"]


def test_a_sentence_that_says_a_direction_is_marked():
    new = deepcopy(COIN)
    cell_named(new, "price").source += " Heads are priced lower. Tails are priced, too."
    said = "price, says a direction: read “Heads are priced lower.”"
    assert said in changes(COIN, new)
    assert sum("direction" in sentence for sentence in changes(COIN, new)) == 1


def test_who_reads_one_line_gets_one_line():
    command = f"{sys.executable} -m lessonlib.authoring changes | head -1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_cleared_outputs_are_told_once():
    new = deepcopy(COIN)
    for cell in code_cells(new):
        cell.outputs, cell.execution_count = [], None
    assert changes(COIN, new) == ["all outputs are gone: the page is not stored yet"]


def test_cells_are_named_by_their_first_words_where_a_tool_made_up_the_ids():
    old = deepcopy(COIN)
    cell_named(old, "question").id = "8f14e45f-ceea-467f-a8e8-5b1a8c3b0e1c"
    new = deepcopy(old)
    new.cells.pop(2)
    assert changes(old, new) == ["8f14e45f (“## What does it cost?”): the cell is gone"]


def test_an_unchanged_page_has_no_changes():
    assert changes(COIN, deepcopy(COIN)) == []


def write(path, source):
    page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="a")])
    nbformat.write(page, path)


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
    assert main(["--folder", str(tmp_path), "changes"]) == 0
    assert capsys.readouterr().out == (
        "00_page\n  a, code: 1 became 2 in “print(2)”\n01_page\n  the page is new\n"
    )
    with pytest.raises(SystemExit):
        main(["--folder", str(tmp_path), "changes", "--since", "nowhere"])
    assert "git shows no revision 'nowhere'" in capsys.readouterr().err
