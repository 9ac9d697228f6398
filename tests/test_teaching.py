"""What the notes for teachers say of the pages is so: questions, minutes, numbers, mistakes."""

import io
import math
import re
from contextlib import redirect_stdout
from urllib.parse import unquote

import matplotlib.pyplot as plt
import numpy as np
import pytest
from series import LESSON, NOTES, NOTES_OF

import lessonlib.page
from lessonlib import checks
from lessonlib.checks.verdict import handed_over_by
from lessonlib.notebook.cells import code_cells, is_question
from lessonlib.notebook.prose import (
    LINK,
    headings_in,
    minutes_of,
    plain_prose,
    title_of,
    without_solution,
)
from lessonlib.publishing import parts
from lessonlib.publishing.front import needs_of

PAGES = [pytest.param(name, id=name[:2]) for name in LESSON.pages]

pytestmark = pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be read")


def _said(name, bullet):
    """What a page's notes say behind **Goal.**, **Board.** and so on, up to the next of these."""
    part = NOTES_OF.get(name[:2])
    assert part, f"notebooks/teaching.md has no section “### {name[:2]} …”"
    found = re.search(rf"^- \*\*{bullet}\*\* ?(.*?)(?=\n- |\Z)", part, re.DOTALL | re.MULTILINE)
    assert found, f"its section {name[:2]} has no “- **{bullet}**”"
    return found[1].strip("\n")


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_its_notes_and_five_lines_for_the_board(name):
    assert title_of(LESSON.pages[name]).startswith(NOTES_OF[name[:2]].split("\n")[0][3:])
    for bullet in ("Goal.", "Stumbles.", "May go.", "Exam."):
        assert _said(name, bullet)
    board = re.fullmatch(r"\s*```text\n(.*)\n  ```\s*", _said(name, "Board."), re.DOTALL)[1]
    lines = board.split("\n")
    assert len(lines) == 5
    assert max(map(len, lines)) <= 84


@pytest.mark.parametrize("name", PAGES)
def test_a_question_is_on_its_page_with_a_word_to_each_choice(name):
    said = _said(name, "Ask.")
    asked = re.match(r"“(.+?)”", said)[1]
    cells = filter(is_question, code_cells(LESSON.pages[name]))
    question = next(q for cell in cells if (q := parts.question_of(cell))["text"] == asked)
    votes = re.findall(r"^  - \*(.+?)\* \((most|some|few)(, right)?\): \S", said, re.MULTILINE)
    assert len(votes) == said.count("\n  - ") >= 2
    right = [choice for choice, _, is_right in votes if is_right]
    if question["choices"]:
        assert sorted(choice for choice, *_ in votes) == sorted(question["choices"])
        assert right == [question["right"]]
    else:
        assert right == [question["told"].split()[0]]
    order = ["most", "some", "few"]
    assert [how for _, how, _ in votes] == sorted((how for _, how, _ in votes), key=order.index)
    assert votes[0][1] == "most"


# Minutes by section: those of the page, shared out by what there is to read and to do

_END = ("The golden thread", "The same from PyTorch", "Remember")


def _work_in(cell):
    """About how many minutes a cell takes, before they are scaled to those of the page."""
    if cell.cell_type == "markdown":
        return len(plain_prose(without_solution(cell.source)).split()) / 100
    looked_at = 0.5 * ("show(" in cell.source)
    if is_question(cell):
        return 1 + looked_at
    if "explore(" in cell.source:
        return 2 + looked_at
    if "checks.check_" in cell.source:
        return 4 + looked_at
    return looked_at + 0.5 * (not cell.metadata.get("jupyter", {}).get("source_hidden"))


def _minutes_by_section(page):
    work, here, before = {}, "", 0
    for cell in page.cells:
        is_prose = cell.cell_type == "markdown"
        for heading in re.findall(r"^## (.+)", cell.source, re.M) if is_prose else ():
            here = "the end" if heading.startswith(_END) else heading
        if here:
            work[here] = work.get(here, 0) + before + _work_in(cell)
        before = 0 if here else before + _work_in(cell)
    work["the end"] = work.pop("the end")
    total = int(minutes_of(page))
    exact = {section: total * part / sum(work.values()) for section, part in work.items()}
    shared = {section: max(1, int(minutes)) for section, minutes in exact.items()}
    while sum(shared.values()) != total:
        missing = 1 if sum(shared.values()) < total else -1
        able = [section for section in shared if shared[section] + missing >= 1]
        shared[max(able, key=lambda s: missing * (exact[s] - shared[s]))] += missing
    return shared


@pytest.mark.parametrize("name", PAGES)
def test_minutes_by_section_are_those_of_the_page_by_its_words_and_cells(name):
    shared = _minutes_by_section(LESSON.pages[name])
    line = " · ".join(f"{section} {minutes}" for section, minutes in shared.items())
    assert _said(name, "Minutes.") == line, f"write - **Minutes.** {line}"
    late = re.match(
        r"Stop after \[(.+?)\]\(.+?\) \(minute (\d+) of (\d+)(?:; (.+?))?\)",
        _said(name, "If late."),
    )
    before = [*shared][: [*shared].index(late[1]) + 1]
    until = sum(shared[section] for section in before)
    assert (late[2], late[3]) == (str(until), minutes_of(LESSON.pages[name]))
    waiting = [
        number
        for number, row in enumerate(_mistakes(name).values(), 1)
        for here, target in LINK.findall(row)
        if target.startswith(name) and here not in before
    ]
    assert [*map(int, re.findall(r"\d", late[4] or ""))] == [*dict.fromkeys(waiting)]


@pytest.mark.parametrize("name", PAGES)
def test_numbers_in_the_notes_of_a_page_are_on_that_page(name):
    part = re.sub(r"^- \*\*(Minutes|If late|Exam)\.\*\* .*$", "", NOTES_OF[name[:2]], flags=re.M)
    told = re.findall(r"(?<![\d.])\d+\.\d+(?![\d.])|(?<![\d.])\d{3,}(?![\d.])", LINK.sub("", part))
    text = []
    for cell in LESSON.pages[name].cells:
        text += [
            cell.source,
            *(f"{o.get('text', '')} {o.get('data', '')}" for o in cell.get("outputs", [])),
        ]
    there = {float(n) for n in re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", "\n".join(text))}
    for number in told:
        digits = len(number.partition(".")[2])
        assert any(f"{x:.{digits}f}" == number for x in there), number


def test_each_link_leads_to_a_page_and_to_a_heading_of_it():
    for _, target in LINK.findall(NOTES):
        name, _, heading = target.partition(".ipynb")
        if heading:
            there = [*headings_in(LESSON.pages[name])]
            assert unquote(heading[1:]) in there, target


def _mistakes(name):
    """What the notes quote of each exercise's mistakes, with the sections that these lead to."""
    said = _said(name, "When `grade` names")
    return dict(re.findall(r"^  - `(\w+)`: (.+)\.$", said, re.MULTILINE))


@pytest.mark.parametrize("name", PAGES)
def test_mistakes_that_grade_names_are_those_of_the_exercises(name):
    rows = _mistakes(name)
    source = "\n".join(cell.source for cell in code_cells(LESSON.pages[name]))
    asked = re.findall(r"^checks\.check_(\w+)\(", source, re.MULTILINE)
    assert [*rows] == [*dict.fromkeys(asked)]
    for exercise, row in rows.items():
        _, _, misconceptions, _ = handed_over_by(getattr(checks, f"check_{exercise}"))
        for group in re.split(r"(?<=\)); ", row):
            quoted, link = re.fullmatch(r"((?:“.+?”(?:, )?)+): \[.+?\]\((\S+)\)", group).groups()
            assert link[:2] <= name[:2], f"{exercise} leads to a page that comes later"
            for beginning in re.findall(r"“(.+?)”", quoted):
                assert any(s.startswith(beginning) for _, s in misconceptions), beginning


def test_what_fits_into_a_session_fits_and_needs_what_it_says():
    for row in _rows_under("Sessions"):
        minutes, numbers, trusted = row.split(" | ")
        pages = [page for name, page in LESSON.pages.items() if name[:2] in numbers.split(", ")]
        assert len(pages) == len(numbers.split(", "))
        assert 1.5 * sum(int(minutes_of(page)) for page in pages) <= int(minutes), numbers
        needed = {other[:2] for page in pages for other in needs_of(page)} - {*numbers.split(", ")}
        assert {*re.findall(r"(\d\d): ", trusted)} == needed, numbers


def _rows_under(heading):
    section = re.search(rf"^## {heading}\n(.*?)^## ", NOTES, re.DOTALL | re.MULTILINE)[1]
    return re.findall(r"^\| (?!:?-)(.+) \|$", section, re.MULTILINE)[1:]


def test_a_path_that_names_its_time_fits_into_it():
    known = {"three hours": 180, "four lectures of 90 minutes": 360}
    by_number = {name[:2]: int(minutes_of(page)) for name, page in LESSON.pages.items()}
    for row in _rows_under("Paths"):
        time, pages, _ = row.split(" | ")
        numbers = re.sub(r"00 to 05", "00, 01, 02, 03, 04, 05", pages)
        minutes = 1.5 * sum(by_number[n] for n in re.findall(r"\d\d", numbers))
        assert minutes <= known.pop(time, float("inf")), row
    assert not known


def test_the_lines_to_see_whether_one_is_ready_give_what_they_say():
    rows = _rows_under("Ready\\?")
    assert len(rows) == 10
    for row in rows:
        code, gives = re.fullmatch(r"`(.+)` \| `(.+)`", row).groups()
        assert repr(eval(code, {"math": math, "np": np})) == gives, code


# What may go: sections that the rest of a page does without, but for what the notes name with it

_MAY_GO = [
    pytest.param(name, LINK.findall(line[1]), line[1], id=name[:2])
    for name in LESSON.pages
    if (line := re.search(r"\*\*May go\.\*\* (.*)", NOTES_OF.get(name[:2], "")))
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
    assert {*NOTES_OF} == {name[:2] for name in LESSON.pages}


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
