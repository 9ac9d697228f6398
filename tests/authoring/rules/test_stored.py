"""A page must be stored as it was run, with nothing kept from comparison."""

from copy import deepcopy

import nbformat
import pytest
from refusals import Refusals, add_to, replace_in, said_by
from series import COIN, cell_named

from lessonlib.authoring.rules import stored
from lessonlib.marks import WIDGET_VIEW
from lessonlib.notebook.cells import code_cells

refusals = Refusals(stored)
breaking = refusals.breaking


@breaking("stored_as_run_once", "result: not run in the order of the page; store the page")
def a_cell_that_was_not_run(page):
    cell_named(page, "result").execution_count = None


@breaking("stored_as_run_once", "cost: not run in the order of the page; store the page")
def a_cell_that_was_run_again(page):
    cell_named(page, "cost").execution_count = 40


@breaking(
    "stored_as_run_once",
    "cost: not run in the order of the page, as curve, claim-bound, result, 3 more; store the page",
)
def a_cell_that_was_put_in_between(page):
    for cell in code_cells(page)[2:]:
        cell.execution_count += 1


@breaking("stored_as_run_once", "cost: edited since it was stored; store the page")
def code_that_was_edited_and_not_run(page):
    replace_in(page, "cost", "{H:.6f}", "{2 * H:.6f}")


@breaking("stored_as_run_once", "result: edited since it was stored, as curve; store the page")
def code_that_was_run_by_hand(page):
    cell_named(page, "curve").metadata = {}
    page.cells.insert(3, page.cells.pop(page.cells.index(cell_named(page, "result"))))
    cell_named(page, "result").metadata = {}
    for place, cell in enumerate(code_cells(page), start=1):
        cell.execution_count = place


@breaking("outputs_are_clean", "cost: stored with an error or a warning: H = 0.693147 nats")
def a_warning(page):
    cell_named(page, "cost").outputs[0].name = "stderr"


@breaking("outputs_are_clean", "result: a raw repr in the output: np.float64(")
def a_raw_number(page):
    cell_named(page, "result").outputs[0].data["text/plain"] = "np.float64(2.797)"


@breaking("outputs_are_clean", "cost: a path of a machine in the output: /home/someone")
def a_machine_path(page):
    cell_named(page, "cost").outputs[0].text += "/home/someone/lesson.py"


@breaking("outputs_are_clean", "curve: holds a widget, which no new kernel knows; store the page")
def a_widget_that_jupyterlab_saved(page):
    cell_named(page, "curve").outputs[0].data[WIDGET_VIEW] = {"model_id": "1"}


def with_output(kind, data):
    def change(page):
        cell_named(page, "result").outputs[0].data[kind] = data

    change.__name__ = kind
    return change


for kind, data in (
    ("application/json", {"a": [1]}),
    ("application/vnd.plotly.v1+json", {"data": [], "layout": {}}),
    ("application/vnd.vega.v5+json", {"marks": []}),
    ("application/javascript", "alert(1)"),
):
    words = f"result: puts out {kind}, which paper and phones do not show; use show"
    breaking("outputs_are_clean", words)(with_output(kind, data))


@breaking(
    "nothing_is_hidden_from_comparison", "result: has metadata “execution”, of one run or one"
)
def times_of_a_run(page):
    cell_named(page, "result").metadata["execution"] = {"iopub.status.busy": "2026-11-01"}


@breaking("nothing_is_hidden_from_comparison", "result: the tag “nbval-ignore-output” keeps the")
def a_tag_that_skips_the_cell(page):
    cell_named(page, "result").metadata["tags"] = ["nbval-ignore-output"]


@breaking("nothing_is_hidden_from_comparison", "result: NBVAL_IGNORE_OUTPUT keeps the cell from")
def a_comment_that_skips_the_cell(page):
    add_to(page, "result", "\n# NBVAL_IGNORE_OUTPUT")


@breaking("nothing_is_hidden_from_comparison", "result: a trailing semicolon")
def a_trailing_semicolon(page):
    add_to(page, "result", ";")


@breaking("stays_on_this_machine", "result: “!pip install numpy” reaches beyond the page")
def a_shell_command(page):
    add_to(page, "result", "\n!pip install numpy")


@breaking("stays_on_this_machine", "result: “urllib.request.urlopen” reaches beyond the page")
def a_network_call(page):
    add_to(page, "result", "\nfrom urllib.request import urlopen")


@breaking("stays_on_this_machine", "result: “os” reaches beyond the page")
def a_module_of_the_system(page):
    add_to(page, "result", "\nimport numpy, os")


@breaking("stays_on_this_machine", "result: “savetxt” reaches beyond the page")
def a_file(page):
    add_to(page, "result", '\nnp.savetxt("q.txt", q)')


@breaking("stays_on_this_machine", "result: “https://” reaches beyond the page")
def an_address(page):
    add_to(page, "result", "\nnp.lib.npyio.DataSource().exists('https://example.org')")


@breaking("nothing_is_hidden_from_comparison", "raw: a raw cell, which nothing checks")
def a_raw_cell(page):
    page.cells.insert(3, nbformat.v4.new_raw_cell("H = 2.8", id="raw"))


@breaking("code_steps_aside", "ask: its code, which holds the answer, is seen; store the page")
def a_question_whose_code_is_seen(page):
    page.cells.insert(4, nbformat.v4.new_code_cell('ask("Heads?", answer=p[0])', id="ask"))


@breaking("code_steps_aside", "more: its code, which only draws, is seen; store the page")
def a_figure_whose_code_is_seen(page):
    source = 'fig, ax = plt.subplots()\nshow(fig, "Nothing.")'
    page.cells.insert(-1, nbformat.v4.new_code_cell(source, id="more"))


@breaking(
    "code_steps_aside", "curve: folded, and makes costs, with which the open cell claim-bound"
)
def a_figure_whose_numbers_are_needed(page):
    fold(page, "curve")


@breaking("code_steps_aside", "curve: folded, and makes x, with which the prose bound goes on")
def a_figure_whose_numbers_are_spoken_of(page):
    fold(page, "curve")
    add_to(page, "bound", " See `x[0]`.")


@breaking("code_steps_aside", "cost: its code is folded, and says something; unfold it")
def a_claim_that_is_folded(page):
    fold(page, "cost")


@breaking("code_steps_aside", "more: its code is folded, against its tag “open”; store the page")
def a_figure_that_is_to_be_seen_and_is_not(page):
    a_figure_whose_code_is_seen(page)
    fold(page, "more").metadata["tags"] = ["open"]


def fold(page, name):
    cell = cell_named(page, name)
    cell.metadata["jupyter"] = {"source_hidden": True}
    return cell


test_rule_refuses_a_broken_page_and_names_the_cell = refusals.test()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tags", ["exercise", "hide-input"]),
        ("slideshow", {"slide_type": "slide"}),
        ("nbgrader", {"grade": True, "grade_id": "q1", "points": 2}),
        ("jupyter", {"source_hidden": True}),
        ("lines_to_next_cell", 2),  # jupytext's
    ],
)
def test_metadata_of_others_is_allowed(key, value):
    page = deepcopy(COIN)
    for name in ("question", "cost"):
        cell_named(page, name).metadata[key] = value
    assert said_by("nothing_is_hidden_from_comparison", page) == []


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete()
