"""Exercises that a line above them answers are found; the lesson has none."""

import time

import matplotlib.pyplot as plt
import pytest
from series import COIN, LESSON

from lessonlib.checks.retyped import retyped_on


def cells_of(page):
    return [(cell.id, cell.cell_type, cell.source) for cell in page.cells]


@pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")
@pytest.mark.parametrize("name", LESSON.pages)
def test_no_exercise_is_a_retyped_line(name):
    figures = plt.get_fignums()
    assert retyped_on(cells_of(LESSON.pages[name])) == []
    assert plt.get_fignums() == figures, "trying left a figure open"


TASK = ("task", "markdown", "**1.** Do it.")
IMPORTS = ("imports", "code", "import numpy as np\nfrom lessonlib import losses")
ROWS = "def my_rows(raw):\n    return ...\n\n\nchecks.check_mean_after_one_more(my_rows)"


@pytest.mark.parametrize(
    ("above", "said"),
    [
        ("def mean(m, n, q):\n    return (n * m - np.log(q)) / (n + 1)", "mean of above"),
        ("def mean(q, n, m):\n    return (n * m - np.log(q)) / (n + 1)", "mean of above"),
        ("u, v, w = 2.0, 3, 0.5\ny = (v * u - np.log(w)) / (v + 1)", "`(v * u - np.log(w)) /"),
        ('claim("y", y, (v * u - np.log(w)) / (v + 1))', "`(v * u - np.log(w)) / (v + 1)`"),
        ("one = 1\ny = (v * u - np.log(w)) / (v + one)", "`(v * u - np.log(w)) / (v + one)`"),
        ("def other(m, n, q):\n    return (n * m + np.log(q)) / (n + 1)", None),
        ("y = (30 * 2.5 - np.log(0.5)) / (30 + 1)", "`(_0 * _1 - np.log(_2)) / (_0 + 1)` of above"),
        ("z = undefined(u)\ny = (v * u - np.log(w)) / (v + z)", None),
    ],
)
def test_functions_claims_and_lines_are_tried(above, said):
    found = retyped_on([IMPORTS, ("above", "code", above), TASK, ("try", "code", ROWS)])
    assert [one[:2] for one in found] == [("try", "check_mean_after_one_more")] * bool(said)
    assert all(answer.startswith(said) for *_, answer in found)


def test_what_lessonlib_has_is_tried_and_what_is_given_on_purpose_is_not_told():
    cells = cells_of(COIN)
    assert [check for _, check, _ in retyped_on(cells)] == [
        "check_one_hot",
        "check_normalize_rows",
    ]
    place = next(k for k, cell in enumerate(cells) if cell[0] == "try-rows")
    name, kind, task = cells[place - 1]
    cells[place - 1] = (name, kind, f"{task} <!--given on purpose: to type it once-->")
    assert [check for _, check, _ in retyped_on(cells)] == ["check_one_hot"]
    cells[place - 1] = (name, kind, f"{task} <!--given on purpose: -->")
    assert len(retyped_on(cells)) == 2, "without a reason it is told"


def test_what_computes_for_too_long_is_passed_over():
    above = "def slow(m, n, q):\n    while True:\n        m = m + n"
    began = time.process_time()
    again = ("again", "code", "def fast(m, n, q):\n    return (n * m - np.log(q)) / (n + 1)")
    found = retyped_on([IMPORTS, ("above", "code", above), again, TASK, ("try", "code", ROWS)])
    assert [answer for *_, answer in found] == ["fast of again"]
    assert time.process_time() - began < 10


def test_a_check_that_does_not_exist_is_no_error():
    """Its page fails when it is run; here there is nothing to try."""
    cells = [IMPORTS, TASK, ("try", "code", ROWS.replace("mean_after", "mean_before"))]
    assert retyped_on(cells) == []
