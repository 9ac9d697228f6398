"""The pages as a reader has them: in JupyterLab, in a browser, by keyboard."""

from types import SimpleNamespace

import lab
import pytest
from axe_playwright_python.sync_playwright import Axe
from series import LESSON, some_of

from lessonlib.authoring.complaints import complaints
from lessonlib.authoring.differences import changes
from lessonlib.notebook.cells import code_cells, exercises_of, is_question, outputs_text
from lessonlib.notebook.code import explores
from lessonlib.notebook.prose import solution_in
from lessonlib.notebook.reading import Series, sound_page

pytestmark = [
    pytest.mark.skipif(lab.CHROMIUM is None, reason=lab.NO_CHROMIUM),
    pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be opened"),
]

STATUS = "[role=status]"  # what a screen reader is told
PICTURES = lab.ROOT / "tests/browser/pictures"  # ignored by git; to be looked at
WIDTHS = (1200, 1024)
MOVES_NOTHING = {"common shift"}  # as page 04 says of softmax

# What axe finds in JupyterLab 4.6 itself. The last one concerns our pictures: it leaves out the
# words that they bring, which stand as caption and description below.
OF_JUPYTERLAB = {
    "aria-allowed-attr": "its toolbars",
    "aria-input-field-name": "its editors",
    "aria-required-children": "its list of cells",
    "button-name": "its arrows beside headings",
    "image-alt": "its pictures",
}
LEVELS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "resultTypes": ["violations"],
}

# What a reader sees of pictures and of widgets that failed.
SEEN = """() => {
    const content = jupyterapp.shell.currentWidget.content.node;
    const images = [...content.querySelectorAll(".jp-OutputArea img")];
    return {
        painted: images.map(image => image.complete && image.naturalWidth > 0
            && image.getBoundingClientRect().height > 50),
        broken: content.textContent.match(/Error displaying widget|Loading widget|VBox\\(/g) ?? [],
        alive: content.querySelectorAll(".lesson-alive").length,
        folded: [...content.querySelectorAll("summary")]
            .filter(summary => summary.textContent === "Answer").length,
    };
}"""
# Nothing is cut off beside JupyterLab's sidebar.
CUT_OFF = """() => [...document.querySelectorAll(".lesson-alive")]
    .filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.textContent)"""
# The last message of the controls was answered, and its picture is to be seen.
SETTLED = """box => box.querySelector("img").dataset.answered === box.dataset.asked"""


@pytest.fixture(scope="module", params=some_of(LESSON.pages))
def page(request, running):
    """A page that was opened, looked at, and run from the menu."""
    stored = LESSON.pages[request.param]
    cells = code_cells(stored)
    with running.page(request.param, WIDTHS[0]) as opened:
        before = opened.tab.evaluate(SEEN)
        opened.run_all()
        yield SimpleNamespace(
            name=request.param,
            stored=stored,
            opened=opened,
            tab=opened.tab,
            before=before,
            questions=[cell for cell in cells if is_question(cell)],
            explorers=sum(explores(cell.source) for cell in cells),
            pictures=sum("image/png" in o.get("data", {}) for c in cells for o in c.outputs),
        )


def test_it_is_complete_before_it_runs(page):
    assert page.before["broken"] == []
    assert page.before["painted"] == [True] * page.pictures
    assert page.before["folded"] == len(page.questions)
    assert page.before["alive"] == 0


def test_run_all_runs_every_cell_without_an_error(page):
    code = [cell for cell in page.opened.cells() if cell["code"]]
    assert [cell["source"] for cell in code if cell["count"] is None] == []
    kinds = [output["output_type"] for cell in code for output in cell["outputs"]]
    assert "error" not in kinds
    assert page.opened.errors == []
    seen = page.tab.evaluate(SEEN)
    assert seen["broken"] == []
    assert seen["painted"] == [True] * page.pictures
    assert seen["alive"] == len(page.questions) + 2 * page.explorers
    assert seen["folded"] == 0, "the answers stay hidden"


def test_nothing_is_cut_off_wide_or_narrow(page, request):
    """With --pictures the page is also photographed, to be looked at."""
    for width in WIDTHS:
        if request.config.getoption("--pictures"):
            PICTURES.mkdir(exist_ok=True)
            page.opened.picture(PICTURES / f"{page.name}_{width}.png", width)
        page.tab.set_viewport_size({"width": width, "height": 1400})
        assert page.tab.evaluate(CUT_OFF) == [], width
    page.tab.set_viewport_size({"width": WIDTHS[0], "height": 1400})


def test_axe_finds_nothing_in_what_is_alive(page):
    if page.questions or page.explorers:
        only = {"resultTypes": ["violations"]}
        found = Axe().run(page.tab, ".lesson-alive", only).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_axe_finds_nothing_else_but_what_is_jupyterlabs_own(page):
    found = Axe().run(page.tab, {"exclude": [".cm-editor"]}, LEVELS).response["violations"]
    assert {one["id"] for one in found} <= {*OF_JUPYTERLAB}


def test_questions_answer_every_choice_by_keyboard(page):
    boxes = page.tab.locator(".lesson-alive:has(.lesson-question)")
    assert boxes.count() == len(page.questions)
    for number, cell in enumerate(page.questions):
        box = boxes.nth(number)
        text = outputs_text(SimpleNamespace(cells=[cell]))
        answer = text.partition("\nAnswer: ")[2].split("\n")[0]
        right_number = answer.split()[0].rstrip(".")
        if box.locator("input").count():
            box.locator("input").focus()
            for typed in ("-123", right_number):
                page.tab.keyboard.press("Control+a")
                page.tab.keyboard.type(typed)
                page.tab.keyboard.press("Enter")
                right = typed != "-123"
                reply = box.locator(STATUS, has_text="✓" if right else "✗")
                reply.wait_for()
                assert f"it is {right_number}" in reply.text_content() or right
            continue
        buttons = box.get_by_role("button")
        buttons.first.focus()
        for place, choice in enumerate(buttons.all_text_contents()):
            here = page.tab.evaluate("() => document.activeElement.textContent")
            assert here == choice, "by Tab"
            page.tab.keyboard.press("Enter" if place % 2 else "Space")
            right = answer.startswith(f"{choice}. ")
            said = f"✓ Yes, {choice}." if right else f"✗ Not {choice}."
            box.locator(STATUS, has_text=said).wait_for()
            page.tab.keyboard.press("Tab")


def test_sliders_move_picture_and_words_by_keyboard(page):
    boxes = page.tab.locator(".lesson-alive:has(.lesson-controls)")
    assert boxes.count() == page.explorers
    captions = page.tab.locator(".lesson-alive:has(details) em")
    for number in range(page.explorers):
        box, picture = boxes.nth(number), boxes.nth(number).locator("img")
        for slider in box.get_by_role("slider").all():
            slider.focus()
            said = []
            for key in ("Home", "End"):
                page.tab.keyboard.press(key)
                sent = slider.evaluate("e => e.value === e.min || e.value === e.max")
                assert sent, "at an end"
                page.tab.wait_for_function(SETTLED, arg=box.element_handle())
                said.append((picture.get_attribute("src"), captions.nth(number).text_content()))
                assert picture.get_attribute("alt") == said[-1][1]
                assert box.locator(".lesson-error").text_content() == ""
            (first, before), (second, after) = said
            name = slider.evaluate("e => e.labels[0].firstChild.textContent")
            assert first != second
            assert (before != after) == (name not in MOVES_NOTHING), name


def test_switches_and_choices_move_by_keyboard(page):
    boxes = page.tab.locator(".lesson-alive:has(.lesson-controls)")
    for box in boxes.all():
        for control in box.locator("select, input[type=checkbox]").all():
            asked = int(box.get_attribute("data-asked"))
            control.focus()
            is_switch = control.get_attribute("type") == "checkbox"
            for key in ("Space", "Space") if is_switch else ("ArrowUp", "ArrowDown"):
                page.tab.keyboard.press(key)
                page.tab.wait_for_function(SETTLED, arg=box.element_handle())
            assert int(box.get_attribute("data-asked")) > asked
            assert control.evaluate("e => e === document.activeElement"), "it kept its keys"
            assert box.locator(".lesson-error").text_content() == ""


def test_keys_of_the_notebook_do_nothing_in_a_control(page):
    """In a cell "b" adds another below, and "x" cuts it out."""
    controls = page.tab.locator(".lesson-alive button, .lesson-alive input[type=range]")
    before = page.opened.sources()
    for place in {0, controls.count() - 1} if controls.count() else ():
        controls.nth(place).focus()
        for key in ("b", "b", "x"):
            page.tab.keyboard.press(key)
    assert page.opened.sources() == before


def test_of_a_saved_page_check_says_only_what_store_mends(page):
    page.opened.save()
    page.tab.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    # As JupyterLab saved it, among the others as they are stored.
    saved = sound_page(page.opened.path)
    series = Series(LESSON.folder, LESSON.pages | {page.name: saved}, {})
    said = complaints(series, [page.name])
    assert [sentence for sentence in said if not sentence.endswith("store the page")] == []
    # And its widgets are all that changed.
    alive = len(page.questions) + 2 * page.explorers
    assert changes(page.stored, saved) == (
        [f"{alive} outputs hold widgets, which are alive in one kernel only"] if alive else []
    )


def test_exercises_answer_wrong_and_right(page):
    for cell, prose in exercises_of(page.stored):
        number = page.stored.cells.index(cell)
        call = cell.source.rpartition("\n")[2]
        wrong = cell.source.replace("return ...", "return 123")
        assert page.opened.run_cell(number, wrong).startswith("✗ not yet"), call
        right = f"{solution_in(prose)}\n\n{call}"
        assert page.opened.run_cell(number, right).startswith("✓"), call
