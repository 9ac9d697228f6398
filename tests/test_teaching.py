"""What the notes for teachers quote of the pages is there."""

import io
import math
import re
from contextlib import redirect_stdout
from urllib.parse import unquote

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from series import LESSON, ROOT

import lessonlib.page
from lessonlib import losses, metrics, pmf
from lessonlib.notebook.cells import code_cells, is_question
from lessonlib.notebook.prose import LINK, minutes_of, title_of
from lessonlib.publishing import parts
from lessonlib.publishing.front import needs_of

NOTES = (ROOT / "notebooks/teaching.md").read_text("utf-8")
PARTS = {part[:2]: part for part in re.split(r"^### ", NOTES, flags=re.MULTILINE)[1:]}

pytestmark = pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be read")


@pytest.mark.parametrize("name", LESSON.pages)
def test_each_page_has_its_notes_and_its_question(name):
    page, part = LESSON.pages[name], PARTS.get(name[:2])
    assert part, f"notebooks/teaching.md has no section “### {name[:2]} …”"
    assert title_of(page).startswith(part.split("\n")[0][3:])
    asked = re.search(r"\*\*Ask\.\*\* “(.+?)”", part)[1]
    questions = [parts.question_of(cell)["text"] for cell in code_cells(page) if is_question(cell)]
    assert asked in questions


def test_what_fits_into_a_session_fits_and_needs_what_it_says():
    table = re.search(r"^## Sessions\n(.*?)^## ", NOTES, re.DOTALL | re.MULTILINE)[1]
    rows = re.findall(r"^\| (\d+) \| ([\d, ]+) \| (.+) \|$", table, re.MULTILINE)
    assert len(rows) == table.count("\n|") - 2
    for minutes, numbers, trusted in rows:
        pages = [page for name, page in LESSON.pages.items() if name[:2] in numbers.split(", ")]
        assert len(pages) == len(numbers.split(", "))
        assert 1.5 * sum(int(minutes_of(page)) for page in pages) <= int(minutes), numbers
        needed = {other[:2] for page in pages for other in needs_of(page)} - {*numbers.split(", ")}
        assert {*re.findall(r"(\d\d): ", trusted)} == needed, numbers


# Tasks for an exam: what each solution and each usual wrong result is, by lessonlib and by PyTorch


def _softmax(*logits):
    return torch.tensor(logits, dtype=torch.float64).softmax(0).numpy()


def _loss(logits, label):
    return F.cross_entropy(torch.tensor(logits, dtype=torch.float64), torch.tensor(label)).item()


def _gradient(q, label):
    logits = torch.tensor(np.log(q), requires_grad=True)
    F.cross_entropy(logits, torch.tensor(label)).backward()
    return logits.grad.numpy()


def _weighted(losses_, weights):
    """PyTorch's mean with a weight for each class, where each example is of a class of its own."""
    logits = torch.diag(torch.tensor(losses_, dtype=torch.float64).neg().exp().logit())
    n = len(losses_)
    rest = torch.full((n, n), -math.log(n - 1), dtype=torch.float64)
    logits = torch.where(torch.eye(n, dtype=bool), logits, rest)
    weights = torch.tensor(weights, dtype=torch.float64)
    return F.cross_entropy(logits, torch.arange(n), weight=weights).item()


def _ece(*bins):
    """From the number of images, their mean confidence and how many are right, bin by bin."""
    confidence = np.repeat([c for _, c, _ in bins], [n for n, _, _ in bins])
    right = np.concatenate([np.arange(n) < hits for n, _, hits in bins])
    q = np.stack([confidence, 1 - confidence], axis=1)
    return metrics.expected_calibration_error(q, np.where(right, 0, 1), n_bins=10)


EXAM = {
    "00": lambda: [math.exp(-11.51 / 5), math.exp(-11.51)],
    "01": lambda: [6 * 5 / 7, 6 * 2 / 7, 3, 3],
    "02": lambda: [-math.log(0.02) + math.log(0.1), 0.1 - 0.02],
    "03": lambda: [
        *(np.mean(-np.log([0.5, 0.25, 0.125])), math.exp(np.mean(np.log([0.5, 0.25, 0.125])))),
        *(-math.log(np.mean([0.5, 0.25, 0.125])), np.mean([0.5, 0.25, 0.125])),
    ],
    "04": lambda: [_softmax(7, 5, 5)[0], 7 / 17],
    "05": lambda: [*_gradient([0.7, 0.2, 0.1], 1), *-_gradient([0.7, 0.2, 0.1], 1)],
    "06": lambda: [losses.logsumexp(np.array([1000.0, 1000.0]), axis=0), 2000],
    "07": lambda: [_loss(-_gradient([0.5, 0.5], 0), 0), _loss(_gradient([0.5, 0.5], 0), 0)],
    "08": lambda: [
        *(pmf.kl_divergence([0.5, 0.25, 0.25], [1 / 3] * 3) / math.log(2),),
        *(pmf.kl_divergence([0.5, 0.25, 0.25], [1 / 3] * 3),),
    ],
    "10": lambda: [_weighted([1, 2, 6], [1, 1, 4]), (1 + 2 + 24) / 3],
    "11": lambda: [math.exp((20 + 90) / 40), math.exp((2 + 3) / 2)],
    "12": lambda: [1.2 / math.sqrt(400), 1.2 / 400],
    "13": lambda: [_loss([-2, 0], 0), _loss([-4, 0], 0), 2 * _loss([-2, 0], 0)],
    "15": lambda: [_ece((40, 0.9, 30), (60, 0.6, 39)), (0.15 + 0.05) / 2],
    "18": lambda: [1 / (1 + 9), 9 / (1 + 9)],
    "21": lambda: [8 * 1024 * 50_000 * 4 / 1e9, 8 * 1024 * 50_000 / 1e9],
    "24": lambda: [math.log(20), math.log2(20)],
}
_NUMBER = re.compile(r"(?<![\w.])[−-]?\d[\d,]*(?:\.\d+)?(?:e[−-]\d+)?(?![\w])")


@pytest.mark.parametrize("number", EXAM)
def test_a_task_for_an_exam_has_the_numbers_that_are_computed(number):
    _, solution = re.search(r"\*\*Exam\.\*\* (.+?) \*Solution:\* (.+)", PARTS[number]).groups()
    told = [n.replace("−", "-").replace(",", "") for n in _NUMBER.findall(solution)]
    computed = EXAM[number]()
    assert len(told) == len(computed), told
    for text, value in zip(told, computed, strict=True):
        digits = len(text.partition("e")[0].partition(".")[2])
        same = f"{value:.{digits}e}" if "e" in text else f"{value:.{digits}f}"
        assert float(text) == float(same), (text, value)


def test_each_task_is_computed_above():
    assert {number for number, part in PARTS.items() if "**Exam.**" in part} == {*EXAM}


# What may go: sections that the rest of a page does without, but for what the notes name with it

_MAY_GO = [
    pytest.param(name, LINK.findall(line[1]), line[1], id=name[:2])
    for name in LESSON.pages
    if (line := re.search(r"\*\*May go\.\*\* (.*)", PARTS.get(name[:2], "")))
    if LINK.search(line[1])
]


def test_many_notes_name_a_section_that_may_go():
    assert len(_MAY_GO) > 15


@pytest.mark.everything
@pytest.mark.parametrize(("name", "links", "line"), _MAY_GO)
def test_without_what_may_go_the_rest_of_a_page_runs(name, links, line):
    for place, (_, target) in enumerate(links):
        heading = unquote(target.partition("#")[2])
        said = line[line.index(target) :]
        said = said.partition(links[place + 1][1])[0] if links[place + 1 :] else said
        known = "row" in said and "The same from PyTorch", "exercise" in said and "Exercises"
        known += ("sandwich" in said and "How sure is a weight?",)
        failed = _without(LESSON.pages[name], heading)
        assert {section for section, _ in failed} <= {*known}, failed
        assert ("row" in said) <= any(s == "The same from PyTorch" for s, _ in failed), said


def _without(page, left_out):
    """The cells that fail, with their sections, where one section is not run."""
    names, failed, here, seen = {}, [], "", False
    explore, kept = lessonlib.page.explore, plt.rcParams.copy()
    lessonlib.page.explore = lambda *arguments, **options: None
    try:
        for cell in page.cells:
            if cell.cell_type == "markdown":
                for heading in re.findall(r"^## (.+)", cell.source, re.MULTILINE):
                    here = heading
            elif here.replace(" ", "-") == left_out:
                seen = True
            else:
                try:
                    with redirect_stdout(io.StringIO()):
                        exec(cell.source, names)
                except Exception as error:
                    failed.append((here, f"{cell.id}: {error}"))
                plt.close("all")
    finally:
        lessonlib.page.explore = explore
        plt.rcParams.update(kept)
    assert seen, f"{left_out} holds no code"
    return failed


def test_all_notes_are_of_pages():
    assert {*PARTS} == {name[:2] for name in LESSON.pages}


def test_what_a_page_is_said_to_need_is_what_it_says():
    said = re.search(r"00 to 05 follow each other.*", NOTES)[0]
    for name, page in LESSON.pages.items():
        if name[:2] >= "06":
            needed = {other[:2] for other in needs_of(page)}
            found = re.search(rf"{name[:2]} needs (\d\d((, | and )\d\d(?! needs))*)", said)
            assert found, f"notebooks/teaching.md does not say what {name[:2]} needs"
            assert {*re.findall(r"\d\d", found[1])} == needed, name


def test_the_map_of_the_first_page_is_what_the_pages_say():
    first = next(iter(LESSON.pages.values()))
    names = {}
    exec(next(c.source for c in code_cells(first) if c.source.startswith("needs = ")), names)
    for name, page in LESSON.pages.items():
        if name[:2] > "00":
            drawn = names["needs"].get(int(name[:2]), "nothing: add it to its cell `needs`")
            assert sorted(drawn) == sorted(int(n[:2]) for n in needs_of(page)), name
