"""A page must be stored as it was run, with nothing kept from comparison."""

import nbformat
from refusals import Refusals, add_to
from series import cell_named

from lessonlib.authoring.cells import WIDGET_VIEW
from lessonlib.authoring.rules import stored

refusals = Refusals(stored)
breaking = refusals.breaking


@breaking("stored_as_run_once", "result: execution count None, expected 6")
def a_cell_that_was_not_run(page):
    cell_named(page, "result").execution_count = None


@breaking("stored_as_run_once", "cost: execution count 40, expected 3")
def a_cell_that_was_run_again(page):
    cell_named(page, "cost").execution_count = 40


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


@breaking("nothing_is_hidden_from_comparison", "result: has metadata {'jupyter': {'source_hidden'")
def code_that_is_folded(page):
    cell_named(page, "result").metadata["jupyter"] = {"source_hidden": True}


@breaking("nothing_is_hidden_from_comparison", "result: has metadata {'tags'")
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


test_rule_refuses_a_broken_page_and_names_the_cell = refusals.test()


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete()
