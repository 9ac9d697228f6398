"""What the website knows of questions and sliders is what the pages say and draw."""

import json
import re
from copy import deepcopy
from html.parser import HTMLParser

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from series import LESSON

from lessonlib.notebook.cells import code_cells, explorers_in, is_question
from lessonlib.notebook.reading import PageError, Series
from lessonlib.page.asking import reply_to_choice, reply_to_number
from lessonlib.page.exploring import typeset
from lessonlib.publishing import frames, parts
from lessonlib.publishing.edition import write_edition

pytestmark = pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")


@pytest.fixture(autouse=True)
def style_of_its_own():
    """Pages that are run here set the style of figures and of printed numbers."""
    with matplotlib.rc_context(), np.printoptions():
        yield


QUESTIONS = [
    pytest.param(cell, id=f"{name[:2]} {cell.id}")
    for name, page in LESSON.pages.items()
    for cell in code_cells(page)
    if is_question(cell)
]
SLIDERS = [name for name in LESSON.pages if name[:2] in ("02", "07")]  # a whole product, and a star


@pytest.mark.parametrize("cell", QUESTIONS)
def test_a_question_is_read_off_what_is_stored(cell):
    """Put together again, it is the stored text."""
    stored = cell.outputs[0].data["text/plain"]
    found = parts.question_of(cell)
    lines = [found["text"], *(f"- {choice}" for choice in found["choices"])]
    if found["choices"]:
        others = [choice for choice in found["choices"] if choice != found["right"]]
        lines += [f"Answer: {found['right']}. {found['replies'][found['right']]}"]
        lines += [f"Not {choice}. {found['replies'][choice]}" for choice in others]
        assert reply_to_choice(found["right"], found["right"], found["replies"]).startswith("✓ Yes")
    else:
        lines += [f"Answer: {found['told']}. {found['because']}".strip()]
        told = re.match(r"[−\d.e+]+", found["told"])[0]
        said = reply_to_number(told, found["answer"], found["unit"], found["because"])
        assert said == f"✓ Yes, {found['told']}. {found['because']}".strip()
    assert "\n".join(lines) == stored.strip()


def test_a_choice_that_begins_another_keeps_its_own_reply():
    cell = deepcopy(QUESTIONS[0].values[0])
    cell.outputs[0].data["text/plain"] = (
        "How many?\n- 1\n- 1.5\n- 10\nAnswer: 10. Ten.\nNot 1. One.\nNot 1.5. More."
    )
    found = parts.question_of(cell)
    assert found["right"] == "10"
    assert found["replies"] == {"1": "One.", "1.5": "More.", "10": "Ten."}


class Parts(HTMLParser):
    """The data of the live parts of a page, and whether a twin follows each."""

    def __init__(self, html):
        super().__init__()
        self.data, self.inside = [], False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.inside = tag == "script" and dict(attributes).get("class") == "lesson-live"

    def handle_data(self, data):
        if self.inside:
            self.data.append(json.loads(data))
            self.inside = False


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Two pages with their frames."""
    folder = tmp_path_factory.mktemp("edition") / "site"
    pages = {name: LESSON.pages[name] for name in SLIDERS}
    write_edition(Series(LESSON.folder, pages, {}), folder, title="Two pages")
    return folder


@pytest.fixture(scope="module")
def packs(site):
    found = {}
    for name in SLIDERS:
        text = (site / f"{name[:2]}.frames.js").read_text("utf-8").partition("\n")[2]
        found[name] = json.loads(text.removeprefix(f'lessonFrames("{name[:2]}.frames.js", ')[:-3])
    return found


def rebuilt(pack, k):
    """What the browser makes of frame k."""
    base, lines, at = pack["base"].split("\n"), [], 0
    changes = pack["frames"][k]
    for i in range(0, len(changes), 3):
        where, drop, text = changes[i : i + 3]
        lines += base[at:where]
        lines += [pack["texts"][text]] if pack["texts"][text] else []
        at = where + drop
    return "\n".join([*lines, *base[at:]])


@pytest.mark.everything
@pytest.mark.parametrize("name", SLIDERS)
def test_frames_are_those_that_draw_gives(packs, name):
    """A sample of them, drawn again: picture, caption, facts and goal."""
    cells = [cell.source for cell in code_cells(LESSON.pages[name])]
    [(draw, goal, controls)] = frames.explorers_of(cells)
    [pack] = packs[name]
    values = {one["name"]: one["values"] for one in pack["controls"]}
    start = {key: control.start for key, control in controls.items()}
    states = frames.states_of(values, pack["together"], start)
    assert len(states) == len(pack["frames"]) == len(pack["words"]) == len(pack["reached"])
    for k in {0, 1, len(states) // 2, len(states) - 1}:
        fig, caption = draw(**states[k])
        svg, width, height, facts = frames.written(fig)
        assert rebuilt(pack, k) == svg
        assert (pack["width"], pack["height"]) == (width, height)
        told, *listed = pack["said"][pack["words"][k]]
        assert told == typeset(caption)
        assert [pack["facts"][fact] for fact in listed] == facts
        assert pack["reached"][k] == bool(goal and goal[1](**states[k]))


@pytest.mark.everything
@pytest.mark.parametrize("name", SLIDERS)
def test_the_start_has_a_frame_and_frames_are_not_all_one(packs, name):
    [pack] = packs[name]
    for control in pack["controls"]:
        assert pack["start"][control["name"]] in control["values"]
    assert len({*map(str, pack["frames"])}) > len(pack["frames"]) / 3


@pytest.mark.everything
def test_parts_of_a_page_stand_in_it_with_their_twins(site):
    html = (site / f"{SLIDERS[0]}.html").read_text("utf-8")
    parts = Parts(html).data
    cells = [c for c in code_cells(LESSON.pages[SLIDERS[0]]) if is_question(c)]
    assert sum(part["kind"] == "question" for part in parts) == len(cells)
    assert sum(part["kind"] == "explorer" for part in parts) == 1
    assert html.count('<div class="twin">') == len(parts)


@pytest.mark.everything
def test_frames_are_drawn_again_only_where_the_code_has_changed(site):
    files = [site / f"{name[:2]}.frames.js" for name in SLIDERS]
    before = [file.stat().st_mtime_ns for file in files]
    pages = {name: deepcopy(LESSON.pages[name]) for name in SLIDERS}
    code_cells(pages[SLIDERS[0]])[0].source += "\n# changed"
    parts.write_frames(Series(LESSON.folder, pages, {}), site)
    after = [file.stat().st_mtime_ns for file in files]
    assert after[0] > before[0]
    assert after[1] == before[1]


def test_a_page_whose_code_fails_is_told(tmp_path):
    page = deepcopy(LESSON.pages[SLIDERS[0]])
    code_cells(page)[1].source = "1 / 0"
    with pytest.raises(PageError, match="frames of page 02 were not drawn: ZeroDivisionError"):
        parts.write_frames(Series(tmp_path, {SLIDERS[0]: page}, {}), tmp_path)


def test_thinned_values_keep_the_start_both_ends_and_a_goal():
    from lessonlib import page

    controls = {
        "x": page.Slider("x", 0, 700, 1, start=5),
        "y": page.Slider("y", 0, 6, 1, start=0),
    }
    values, together = frames.values_of(("x is 333", lambda x, y: x == 333), controls)
    assert together
    assert {0, 5, 333, 700} <= {*values["x"]}
    assert len(values["x"]) * len(values["y"]) <= frames.THINNED
    many = {f"k{n}": page.Slider("k", 0, 40, 1, start=0) for n in range(6)}
    assert frames.values_of(None, many)[1] is False


@pytest.mark.everything
@pytest.mark.parametrize("name", [n for n, page in LESSON.pages.items() if explorers_in(page)])
def test_each_goal_is_reached_by_what_is_drawn(name):
    """With the controls that a reader of the website has; what is drawn one at a time, too."""
    cells = [cell.source for cell in code_cells(LESSON.pages[name])]
    for draw, goal, controls in frames.explorers_of(cells):
        start = {key: control.start for key, control in controls.items()}
        values, together = frames.values_of(goal, controls, frames.stands_still(draw, start))
        assert not goal or any(goal[1](**at) for at in frames.states_of(values, together, start))


def test_where_the_figure_stands_still_all_that_is_chosen_has_its_words():
    """More states than are drawn elsewhere, of one picture, and a goal among them."""
    from lessonlib import page

    fig, ax = plt.subplots()
    ax.plot([0, 1], label="a")
    letters = {name: page.Choice(name, tuple("?abcdef"), "?") for name in "vwxy"}

    def draw(**now):
        return fig, f"{sum(choice == 'b' for choice in now.values())} are b."

    pack = frames.pack_of(draw, ("all b", lambda **now: {*now.values()} == {"b"}), letters)
    assert pack["together"] and len(pack["words"]) == 7**4 and sum(pack["reached"]) == 1
    assert not any(pack["frames"]) and len(pack["said"]) == 5
    found = pack["reached"].index(1)
    assert pack["said"][pack["words"][found]][0] == "4 are b."

    def anew(**now):
        return plt.subplots()[0], ""

    assert not frames.stands_still(anew, {})
    plt.close("all")


def test_numbers_in_a_scale_are_not_rounded():
    moved = 'transform="translate(1.2345 2) scale(0.015625)"/>'
    svg = f'<svg>\n<path d="M 1.23456 2 \nL 3 4.0001 " {moved}'
    assert frames.lean(svg) == (
        '<svg>\n<path d="M 1.23 2 L 3 4 " transform="translate(1.23 2) scale(0.015625)"/>'
    )
