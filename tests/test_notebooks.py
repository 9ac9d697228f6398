"""The pages: each keeps every rule, its solutions are right, the lesson's results stand in it."""

import re

import numpy as np
import pytest
from page_rules import (
    PAGES,
    RULES,
    code_cells,
    drawn_elsewhere,
    exercises_of,
    imports_in,
    outputs_text,
    solution_in,
)

from lessonlib import checks, losses, pmf, recorded
from lessonlib.page import DRAWN_BY


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", PAGES)
def test_page_keeps_the_rule(name, rule):
    problems = list(rule(PAGES[name]))
    assert not problems, f"{name}: " + "; ".join(problems)


@pytest.mark.parametrize("name", PAGES)
def test_pictures_are_compared_here(name):
    """nbval compares the pictures of a page (see conftest.py) unless another library drew them."""
    if elsewhere := drawn_elsewhere(PAGES[name]):
        pytest.skip(f"pictures not compared: drawn by {' and '.join(elsewhere)}, not {DRAWN_BY}")


# Exercises


def names_on(page):
    """What a solution on a page can use: the helpers that the page imports."""
    imported = {name for cell in code_cells(page) for name in imports_in(cell.source)}
    helpers = {"pmf": pmf, "losses": losses, "checks": checks}
    return {"np": np} | {n: m for n, m in helpers.items() if f"lessonlib.{n}" in imported}


SOLUTIONS = [
    pytest.param(cell, prose, names, id=f"{name}/{cell.id}")
    for name, page in PAGES.items()
    for names in [names_on(page)]
    for cell, prose in exercises_of(page)
]


def answer_with(solution, call, names, capsys, factor=1):
    """What the check says to the folded solution, with its result multiplied by a factor."""
    names = dict(names)
    exec(solution, names)
    name = re.search(r"\((\w+)\)", call)[1]
    right = names[name]
    names[name] = lambda *arguments: factor * right(*arguments)
    exec(call, names)
    return capsys.readouterr().out


@pytest.mark.parametrize(("cell", "prose", "names"), SOLUTIONS)
def test_folded_solution_is_accepted_by_its_check(cell, prose, names, capsys):
    solution, (stub, _, call) = solution_in(prose), cell.source.partition("\n\n\n")
    assert solution.splitlines()[0] == stub.splitlines()[0], "the solution fits the stub"
    assert answer_with(solution, call, names, capsys) == "✓ correct\n"


@pytest.mark.parametrize(("cell", "prose", "names"), SOLUTIONS)
@pytest.mark.parametrize("factor", [1.0005, -1])
def test_solution_with_a_slip_is_refused_by_its_check(cell, prose, names, factor, capsys):
    call = cell.source.partition("\n\n\n")[2]
    assert answer_with(solution_in(prose), call, names, capsys, factor).startswith("✗ not yet")


def test_every_check_is_used_by_an_exercise():
    used = {re.search(r"checks\.(check_\w+)", case.values[0].source)[1] for case in SOLUTIONS}
    assert used == {name for name in vars(checks) if name.startswith("check_")}


# The original lesson


def digits(array):
    """The numbers of an array as NumPy prints them, one by one."""
    return re.findall(r"[\d.]+(?:e[+-]?\d+)?|True|False", np.array2string(np.asarray(array)))


@pytest.mark.parametrize(
    ("name", "results"),
    [
        ("01_an_initial_problem", ["22 22 22 22", "-31.274396", "-22.923776", "-23.455449"]),
        ("02_cross_entropy_loss", ["2.79778871", "0.00223984", *digits(recorded.ONE_IMAGE_Q)]),
        ("03_many_images", ["8.5791345", *digits(recorded.IMAGES_Q_LOOP)]),
        ("03_many_images", digits(recorded.IMAGES_Q)),
        ("04_logits_and_softmax", ["[1. 1. 1. 1.]", "52.9127420", *digits(recorded.LOGITS)]),
        ("04_logits_and_softmax", digits(recorded.TRUE_CLASS_MASK)),
        ("05_equal_to_pytorch", [recorded.PYTORCH_ANSWER]),
    ],
)
def test_results_of_the_lesson_stand_in_an_output(name, results):
    text = outputs_text(PAGES[name])
    assert [result for result in results if result not in text] == []
