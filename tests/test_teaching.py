"""What the notes for teachers quote of the pages is there."""

import re

import pytest
from series import LESSON, ROOT

from lessonlib.notebook.cells import code_cells, is_question
from lessonlib.notebook.prose import title_of
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
