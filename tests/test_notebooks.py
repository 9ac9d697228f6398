"""What every page must satisfy, read from its stored JSON.

nbval compares outputs as text; it does not look at counts, prose, pictures or a page without
outputs. These rules do. Each takes a page and yields what is wrong with it, naming the cell; each
is shown to fail on a page that breaks it.
"""

import base64
import re
from copy import deepcopy
from itertools import pairwise, zip_longest
from pathlib import Path

import nbformat
import numpy as np
import pytest

from lessonlib import checks, losses, pmf, recorded

FOLDER = Path(__file__).parent.parent / "notebooks"
PAGES = {path.stem: nbformat.read(path, as_version=4) for path in sorted(FOLDER.glob("*.ipynb"))}


def code_cells(page):
    return [cell for cell in page.cells if cell.cell_type == "code"]


def prose_cells(page):
    return [cell for cell in page.cells if cell.cell_type == "markdown"]


def text_of(output):
    """What an output says, without its pictures."""
    if output.output_type == "stream":
        return output.text
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return "\n".join(v for mime, v in output.data.items() if mime.startswith("text/"))


def outputs_text(page):
    return "\n".join(text_of(output) for cell in code_cells(page) for output in cell.outputs)


def plain_prose(source):
    """Prose without code blocks, inline code and the targets of links."""
    source = re.sub(r"```.*?```", "", source, flags=re.DOTALL)
    return re.sub(r"`[^`]*`|\]\([^)]*\)", " ", source)


# The rules


def stored_as_run_once(page):
    counts = [cell.execution_count for cell in code_cells(page)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts are {counts}, expected 1 to {len(counts)} in order"


def outputs_are_clean(page):
    for cell in code_cells(page):
        for output in cell.outputs:
            text = text_of(output)
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"{cell.id}: stored with an error or a warning: {text[:60]}"
            for raw in re.findall(
                r"np\.(?:float|int|str|bool)\w*\(|<Figure|<\w+[\w.]* object|\bat 0x[0-9a-f]+", text
            ):
                yield f"{cell.id}: a raw repr in the output: {raw}"
            for machine in re.findall(r"/(?:home|root|tmp|work|usr)/\S*|site-packages", text):
                yield f"{cell.id}: a path of a machine in the output: {machine}"


def nothing_is_hidden_from_comparison(page):
    for cell in page.cells:
        if cell.metadata:
            yield f"{cell.id}: has metadata {dict(cell.metadata)}, expected none"
        if cell.cell_type == "code" and re.search(r"NBVAL_|^\s*[!%]|;\s*$", cell.source, re.M):
            yield f"{cell.id}: a marker, a magic, a shell command or a trailing semicolon"


def cells_are_small(page):
    lines = {c.id: sum(1 for x in c.source.splitlines() if x.strip()) for c in code_cells(page)}
    for name, count in lines.items():
        if count > 12:
            yield f"{name}: {count} lines of code, at most 12"
    if np.median(list(lines.values())) > 5:
        yield f"the median code cell has {np.median(list(lines.values()))} lines, at most 5"
    for cell in prose_cells(page):
        words = len(plain_prose(cell.source).split())
        if words > 120 and "|:" not in cell.source:
            yield f"{cell.id}: {words} words, at most 120"


def headings_are_in_order(page):
    levels = [
        len(mark)
        for cell in prose_cells(page)
        for mark in re.findall(r"^(#+) ", cell.source, re.MULTILINE)
    ]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"headings have levels {levels}, expected one title and it first"
    if any(b > a + 1 for a, b in pairwise(levels)):
        yield f"a heading jumps a level: {levels}"


def equations_are_claimed(page):
    """A displayed equation is marked as definition or condition, or a claim follows it soon."""
    for place, cell in enumerate(page.cells):
        if cell.cell_type != "markdown":
            continue
        following = [c for c in page.cells[place + 1 :] if c.cell_type == "code"][:2]
        claimed = any("claim(" in c.source for c in following)
        for equation in re.findall(r"\$\$(.*?)\$\$", cell.source, re.DOTALL):
            if not claimed and not re.search(r"\\text\{\((definition|condition)\)\}", equation):
                yield f"{cell.id}: no claim within two code cells for {equation.strip()[:50]}"


NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w]|\.\d)")


def numbers_in_prose_are_computed(page):
    """Each number of two digits or more in the prose stands in an output or in code."""
    known = set(NUMBER.findall(outputs_text(page)))
    for cell in code_cells(page):
        known |= set(NUMBER.findall(cell.source))
    for cell in prose_cells(page):
        # Not results: minutes, and the names of pages.
        prose = re.sub(r"About \d+ minutes|\| \d+ \|$", "", plain_prose(cell.source), flags=re.M)
        prose = re.sub(r"\b(?:0\d|10)\b(?= \||\])|[Pp]age \d\d", "", prose)
        prose = re.sub(r"\[\d\d [^\]]*", "", prose)
        for number in NUMBER.findall(prose):
            if len(number) > 1 and number not in known:
                yield f"{cell.id}: {number} stands in no output and in no code of this page"


def figures_are_described(page):
    for cell in code_cells(page):
        for output, below in zip_longest(cell.outputs, cell.outputs[1:]):
            if "image/png" not in output.get("data", {}):
                continue
            alt = output.metadata.get("image/png", {}).get("alt", "")
            first, *facts = output.data.get("text/plain", "").split("\n")
            if len(alt) < 20 or first != f"Figure: {alt}":
                yield f"{cell.id}: the alt text {alt!r} is not the caption {first!r}"
            if not any(re.search(r"\d", fact) for fact in facts):
                yield f"{cell.id}: the description of the figure holds no numbers"
            if below is None or below.get("data", {}).get("text/plain") != alt:
                yield f"{cell.id}: no caption below the figure"
            if not base64.b64decode(output.data["image/png"]).startswith(b"\x89PNG"):
                yield f"{cell.id}: the picture is no PNG"
        if "show(" in cell.source and not any(
            "image/png" in o.get("data", {}) for o in cell.outputs
        ):
            yield f"{cell.id}: show is called, and no picture is stored"


def exercises_of(page):
    """The cells that call a check, each with the prose that follows it."""
    for cell, following in zip(page.cells, [*page.cells[1:], None], strict=True):
        if cell.cell_type == "code" and re.search(r"^checks\.check_", cell.source, re.MULTILINE):
            yield cell, following.source if following else ""


def solution_in(prose):
    found = re.search(
        r"<details><summary>Solution</summary>\s*```python\n(.*?)```.*?</details>", prose, re.DOTALL
    )
    return found and found[1]


def exercises_are_complete(page):
    exercises = list(exercises_of(page))
    if not 2 <= len(exercises) <= 3:
        yield f"{len(exercises)} exercises, expected two or three"
    for cell, prose in exercises:
        if "    return ...\n" not in cell.source:
            yield f"{cell.id}: the stub does not return ..."
        if not any(text_of(output).startswith("○ not tried yet") for output in cell.outputs):
            yield f"{cell.id}: stored with an answer, expected the untouched stub"
        if not solution_in(prose):
            yield f"{cell.id}: no folded solution below"


def ends_with_pytorch_and_a_link(page):
    if not re.search(r"^compare\(", code_cells(page)[-1].source, re.MULTILINE):
        yield f"{code_cells(page)[-1].id}: the last code cell does not call compare"
    last = page.cells[-1].source
    if not last.startswith("## Remember") or len(re.findall("^- ", last, re.MULTILINE)) != 3:
        yield f"{page.cells[-1].id}: the page does not end with three lines to remember"
    if not re.search(r"\]\(\d\d_\w+\.ipynb\)\S* *[^\n]*$", last):
        yield f"{page.cells[-1].id}: no link onward in the last paragraph"


def links_resolve(page):
    for cell in prose_cells(page):
        for target in re.findall(r"\]\(([^)\s]+)\)", cell.source):
            if not (FOLDER / target).exists():
                yield f"{cell.id}: the link to {target} leads nowhere"


RULES = [
    stored_as_run_once,
    outputs_are_clean,
    nothing_is_hidden_from_comparison,
    cells_are_small,
    headings_are_in_order,
    equations_are_claimed,
    numbers_in_prose_are_computed,
    figures_are_described,
    exercises_are_complete,
    ends_with_pytorch_and_a_link,
    links_resolve,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", PAGES)
def test_page_keeps_the_rule(name, rule):
    assert list(rule(PAGES[name])) == []


# The rules are tested: a page broken in one way is refused by the rule for it.


def cell_named(page, name):
    return next(cell for cell in page.cells if cell.id == name)


def breaking(rule, words):
    def register(change):
        BROKEN.append(pytest.param(rule, change, words, id=change.__name__))
        return change

    return register


BROKEN = []


@breaking(stored_as_run_once, "execution counts")
def a_cell_that_was_not_run(page):
    cell_named(page, "mask").execution_count = None


@breaking(stored_as_run_once, "execution counts")
def a_cell_that_was_run_again(page):
    cell_named(page, "one-hot-loss").execution_count = 40


@breaking(outputs_are_clean, "one-hot-loss: stored with an error")
def a_warning(page):
    cell_named(page, "one-hot-loss").outputs[0].name = "stderr"


@breaking(outputs_are_clean, "mask: a raw repr in the output: np.float64(")
def a_raw_number(page):
    cell_named(page, "mask").outputs[0].data["text/plain"] = "np.float64(2.797)"


@breaking(outputs_are_clean, "one-hot-loss: a path of a machine")
def a_machine_path(page):
    cell_named(page, "one-hot-loss").outputs[0].text += "/home/someone/lesson.py"


@breaking(nothing_is_hidden_from_comparison, "mask: has metadata")
def a_tag_that_skips_the_cell(page):
    cell_named(page, "mask").metadata["tags"] = ["nbval-ignore-output"]


@breaking(nothing_is_hidden_from_comparison, "mask: a marker")
def a_comment_that_skips_the_cell(page):
    cell_named(page, "mask").source += "\n# NBVAL_IGNORE_OUTPUT"


@breaking(nothing_is_hidden_from_comparison, "mask: a marker")
def a_trailing_semicolon(page):
    cell_named(page, "mask").source += ";"


@breaking(cells_are_small, "mask: 13 lines of code")
def a_long_cell(page):
    cell_named(page, "mask").source = "x = 1\n" * 13


@breaking(cells_are_small, "trap: 125 words")
def a_long_text(page):
    cell_named(page, "trap").source = "word " * 125


@breaking(headings_are_in_order, "expected one title")
def a_second_title(page):
    cell_named(page, "trap").source = "# A shortcut"


@breaking(headings_are_in_order, "jumps")
def a_heading_that_jumps(page):
    cell_named(page, "trap").source = "#### A shortcut"


@breaking(equations_are_claimed, "trap: no claim within two code cells for a = b")
def an_equation_without_claim(page):
    cell_named(page, "trap").source += "\n\n$$a = b$$"


@breaking(numbers_in_prose_are_computed, "soft-reveal: 3.508 stands in no output")
def a_digit_in_the_prose(page):
    cell = cell_named(page, "soft-reveal")
    cell.source = cell.source.replace("3.507", "3.508")


@breaking(figures_are_described, "curve-picture: the alt text")
def another_alt_text(page):
    cell_named(page, "curve-picture").outputs[0].metadata["image/png"]["alt"] += "!"


@breaking(figures_are_described, "curve-picture: the description of the figure holds no numbers")
def a_figure_without_description(page):
    data = cell_named(page, "curve-picture").outputs[0].data
    data["text/plain"] = data["text/plain"].split("\n")[0]


@breaking(figures_are_described, "curve-picture: no caption")
def a_figure_without_caption(page):
    del cell_named(page, "curve-picture").outputs[1]


@breaking(figures_are_described, "curve-picture: show is called, and no picture")
def a_removed_picture(page):
    del cell_named(page, "curve-picture").outputs[0].data["image/png"]


@breaking(exercises_are_complete, "try-one-hot: the stub does not return")
def a_solved_stub(page):
    cell = cell_named(page, "try-one-hot")
    cell.source = cell.source.replace("...", "np.eye(n_classes)[label]")


@breaking(exercises_are_complete, "try-one-hot: stored with an answer")
def a_stored_answer(page):
    cell_named(page, "try-one-hot").outputs[0].text = "✓ correct\n"


@breaking(exercises_are_complete, "try-one-hot: no folded solution")
def an_exercise_without_solution(page):
    cell_named(page, "solve-one-hot").source = "No solution."


@breaking(ends_with_pytorch_and_a_link, "compare: the last code cell does not call compare")
def a_page_without_comparison(page):
    cell_named(page, "compare").source = "print(rows)"


@breaking(ends_with_pytorch_and_a_link, "end: no link onward")
def a_page_without_link(page):
    cell_named(page, "end").source = "## Remember\n\n- one\n- two\n- three"


@breaking(links_resolve, "trap: the link to 99_nowhere.ipynb leads nowhere")
def a_dead_link(page):
    cell_named(page, "trap").source += " [there](99_nowhere.ipynb)"


@pytest.mark.parametrize(("rule", "change", "words"), BROKEN)
def test_rule_refuses_a_broken_page(rule, change, words):
    page = deepcopy(PAGES["02_cross_entropy_loss"])
    change(page)
    problems = list(rule(page))
    assert any(problem.startswith(words) or words in problem for problem in problems), problems


def test_every_rule_is_broken_once():
    assert {parameters.values[0] for parameters in BROKEN} == set(RULES)


# Exercises


SOLUTIONS = [
    pytest.param(cell, prose, id=f"{name[:2]}-{cell.id}")
    for name, page in PAGES.items()
    for cell, prose in exercises_of(page)
]


@pytest.mark.parametrize(("cell", "prose"), SOLUTIONS)
def test_folded_solution_is_accepted_by_its_check(cell, prose, capsys):
    names = {"np": np, "pmf": pmf, "losses": losses, "checks": checks}
    solution, stub = solution_in(prose), cell.source.partition("\n\n\n")
    assert solution.splitlines()[0] == stub[0].splitlines()[0], "the solution fits the stub"
    exec(solution, names)
    exec(stub[2], names)
    assert capsys.readouterr().out == "✓ correct\n"


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
