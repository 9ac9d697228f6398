"""The pages: each keeps every rule, its solutions are right, the lesson's results stand in it.

What is looked for on a page is found by what it is, not by the words or the cell it stands in.
"""

import re

import numpy as np
import pytest
from series import LESSON

from lessonlib import checks, losses, pmf, recorded
from lessonlib.authoring.complaints import complaints
from lessonlib.authoring.rules.numbers import marks_on
from lessonlib.authoring.starting import TEMPLATE
from lessonlib.notebook.cells import (
    code_cells,
    drawn_by,
    exercises_of,
    name_of,
    outputs_text,
    place_of,
)
from lessonlib.notebook.code import imports_in
from lessonlib.notebook.prose import solution_in
from lessonlib.notebook.reading import read_page
from lessonlib.page import DRAWN_BY

# A page that cannot be read fails by itself, with the reason; what needs all pages has to wait.
needs_all_pages = pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")


@pytest.fixture(scope="module")
def said():
    """What `python -m lessonlib.authoring check` says."""
    return complaints(LESSON)


@pytest.mark.parametrize("name", LESSON.pages)
def test_nothing_is_wrong_with_the_page(name, said):
    if of_page := [sentence for sentence in said if re.match(rf"page {name}\b", sentence)]:
        pytest.fail("\n".join(of_page), pytrace=False)


@needs_all_pages
def test_nothing_is_wrong_with_what_the_readme_says_of_the_pages(said):
    if of_readme := [sentence for sentence in said if sentence.startswith("README.md: ")]:
        pytest.fail("\n".join(of_readme), pytrace=False)


def test_few_numbers_are_marked_as_no_result_and_all_are_told(record_property):
    """A marked number is looked at by nobody but who reads these lines."""
    marks = [(name, *mark) for name, page in LESSON.pages.items() for mark in marks_on(page)]
    for name, cell, number, reason in marks:
        record_property("told", f"marked as no result: {place_of(name, cell)}: {number} ({reason})")
    assert len(marks) <= len(LESSON.pages) + 5, "compute some of them"


@pytest.mark.parametrize("name", LESSON.pages)
def test_pictures_are_compared_here(name):
    """nbval compares the pictures of a page (see conftest.py) unless another library drew them."""
    if elsewhere := sorted(set(drawn_by(LESSON.pages[name])) - {DRAWN_BY}):
        pytest.skip(f"pictures not compared: drawn by {' and '.join(elsewhere)}, not {DRAWN_BY}")


# Exercises


def names_on(page):
    """What a solution on a page can use: the helpers that the page imports."""
    imported = {name for cell in code_cells(page) for name in imports_in(cell.source)}
    helpers = {"pmf": pmf, "losses": losses, "checks": checks}
    return {"np": np} | {n: m for n, m in helpers.items() if f"lessonlib.{n}" in imported}


# An exercise without a solution breaks a rule above.
SOLUTIONS = [
    pytest.param(
        f"page {name}, cell {name_of(cell)}", cell, solution, names, id=f"{name}/{cell.id}"
    )
    for name, page in LESSON.pages.items()
    for names in [names_on(page)]
    for cell, prose in exercises_of(page)
    if (solution := solution_in(prose))
]


def stub_and_call(cell):
    """The first line of an exercise's stub, and its call of a check."""
    call = next(line for line in cell.source.splitlines() if line.startswith("checks."))
    return cell.source.splitlines()[0], call


def answer_with(solution, call, names, capsys, factor=1):
    """What the check says to the folded solution, with its result multiplied by a factor."""
    names = dict(names)
    exec(solution, names)
    name = re.search(r"\((\w+)\)", call)[1]
    right = names[name]
    names[name] = lambda *arguments: factor * right(*arguments)
    exec(call, names)
    return capsys.readouterr().out


@pytest.mark.parametrize(("where", "cell", "solution", "names"), SOLUTIONS)
def test_folded_solution_is_accepted_by_its_check(where, cell, solution, names, capsys):
    stub, call = stub_and_call(cell)
    first = solution.splitlines()[0]
    assert first == stub, f"{where}: the solution begins “{first}”; begin it as the stub, “{stub}”"
    said = answer_with(solution, call, names, capsys)
    assert said == "✓ correct\n", f"{where}: the check says to the solution: {said}"


# An exercise that has more than one right answer, none of them near 0.
MANY_RIGHT = "checks.check_breaking_logits("


@pytest.mark.parametrize(("where", "cell", "solution", "names"), SOLUTIONS)
@pytest.mark.parametrize("factor", [1.0005, -1])
def test_solution_with_a_slip_is_refused_by_its_check(where, cell, solution, names, factor, capsys):
    call = stub_and_call(cell)[1]
    if call.startswith(MANY_RIGHT) and factor > 0:
        factor = 0.0005  # the same logits, much closer together
    said = answer_with(solution, call, names, capsys, factor)
    assert said.startswith("✗ not yet"), f"{where}: the check says to {factor} times it: {said}"


# Bug hunts: what stands on the page, what is wrong with it, and what should stand there. Repaired
# there and nowhere else it is right, so nothing else may be wrong with it.
HUNTS = [
    ("07", "their_gradient", "len(W)", "len(x)", "check_weight_gradient"),
    (
        "15",
        "their_ece",
        "(confidence * n_bins).astype(int)",
        "np.minimum((confidence * n_bins).astype(int), n_bins - 1)",
        "check_calibration_error",
    ),
    (
        "21",
        "their_logsumexp",
        "        m = M\n",
        "        m = M\n        s = np.where(m == -np.inf, 0, s)\n",
        "check_chunked_logsumexp",
    ),
]


@needs_all_pages
@pytest.mark.parametrize(("number", "name", "wrong", "right", "check"), HUNTS)
def test_what_is_hunted_is_wrong_only_there(number, name, wrong, right, check, capsys):
    page = next(page for title, page in LESSON.pages.items() if title.startswith(number))
    cell = next(cell for cell in code_cells(page) if f"def {name}(" in cell.source)
    given = re.search(rf"def {name}\(.*(?:\n .*)+", cell.source)[0]
    assert given.count(wrong) == 1
    names = names_on(page)
    exec(given, names)
    assert not getattr(checks, check)(names[name]).correct
    exec(given.replace(wrong, right), names)
    assert getattr(checks, check)(names[name]).correct, capsys.readouterr().out


@needs_all_pages
def test_every_check_is_used_by_an_exercise():
    pages = [*LESSON.pages.values(), read_page(TEMPLATE)[0]]
    exercises = [cell for page in pages for cell, _ in exercises_of(page)]
    used = {re.search(r"checks\.(check_\w+)", cell.source)[1] for cell in exercises}
    unused = {name for name in checks.__all__ if name.startswith("check_")} - used
    assert not unused, f"no exercise calls {', '.join(sorted(unused))}"


# The original lesson


def digits(array):
    """The numbers of an array as NumPy prints them, one by one."""
    return re.findall(r"[\d.]+(?:e[+-]?\d+)?|True|False", np.array2string(np.asarray(array)))


@needs_all_pages
@pytest.mark.parametrize(
    ("name", "results"),
    [
        ("INITIAL_P", ["22 22 22 22"]),
        ("INITIAL_SUM_LOGS", ["-31.274396", "-22.923776", "-23.455449"]),
        ("ONE_IMAGE_Q", digits(recorded.ONE_IMAGE_Q)),
        ("ONE_IMAGE_LOSS", ["2.79778871"]),
        ("ONE_IMAGE_LOSS_AFTER", ["0.00223984"]),
        ("IMAGES_Q_LOOP", digits(recorded.IMAGES_Q_LOOP)),
        ("IMAGES_Q", digits(recorded.IMAGES_Q)),
        ("IMAGES_LOSS", ["8.5791345"]),
        ("LOGITS", digits(recorded.LOGITS)),
        ("SOFTMAX_ROW_SUMS", ["[1. 1. 1. 1.]"]),
        ("TRUE_CLASS_MASK", digits(recorded.TRUE_CLASS_MASK)),
        ("LOGITS_LOSS", ["52.9127420"]),
        ("PYTORCH_ANSWER", [recorded.PYTORCH_ANSWER]),
    ],
)
def test_results_of_the_lesson_stand_in_an_output(name, results):
    """On one of the pages whose code takes them from `recorded`."""
    using = {
        page_name: [cell for cell in code_cells(page) if f"recorded.{name}" in cell.source]
        for page_name, page in LESSON.pages.items()
    }
    missing = {
        f"page {page_name}, cell {name_of(cells[0])}": [
            result for result in results if result not in outputs_text(LESSON.pages[page_name])
        ]
        for page_name, cells in using.items()
        if cells
    }
    assert missing, f"no page uses recorded.{name}, a result of the lesson; print it on one"
    assert [] in missing.values(), "; ".join(
        f"{where} uses recorded.{name}, and its page does not print {', '.join(results[:3])}"
        for where, results in missing.items()
    )
