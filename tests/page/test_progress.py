"""A bar while a cell computes: it comes, moves, and leaves nothing behind."""

import nbformat
import pytest
from nbclient import NotebookClient

from lessonlib.page import progress

BAR = """
from lessonlib.page import progress
print("before")
for step in progress(range(3), "training"):
    {body}
"""


def outputs_of(body):
    page = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(BAR.format(body=body))],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    client = NotebookClient(page, allow_errors=True)
    with client.setup_kernel():
        client.execute_cell(page.cells[0], 0)
        states = list(client.widget_state.values())
    return page.cells[0].outputs, states


def test_progress_hands_out_each_step_in_a_script():
    assert list(progress(range(3), "training")) == [0, 1, 2]


def test_progress_leaves_no_output_in_a_notebook_and_its_bar_is_closed():
    outputs, states = outputs_of("pass")
    assert outputs == []
    [bar] = [state for state in states if state.get("_model_name") == "IntProgressModel"]
    assert (bar["description"], bar["max"], bar["value"]) == ("training", 3, 2)


def test_progress_is_gone_after_an_error_too():
    outputs, _ = outputs_of("1 / 0")
    assert [output.output_type for output in outputs] == ["error"]


def test_progress_asks_for_steps_that_can_be_counted():
    with pytest.raises(TypeError, match="steps must have a length, got generator; list"):
        next(progress((step for step in range(3)), "training"))
