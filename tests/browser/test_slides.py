"""Pages as slides, in a browser: nothing is cut off, questions answer, axe finds nothing."""

import re
from copy import deepcopy

import lab
import pytest
from axe_playwright_python.sync_playwright import Axe
from series import FROZEN, LESSON, some_of

from lessonlib.authoring.__main__ import main
from lessonlib.notebook.cells import code_cells, is_folded, is_question
from lessonlib.notebook.quick_nbformat import nbformat
from lessonlib.notebook.reading import Series
from lessonlib.publishing import parts
from lessonlib.publishing.slides import write_slides

pytestmark = [
    pytest.mark.skipif(lab.CHROMIUM is None, reason=lab.NO_CHROMIUM),
    pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be opened"),
]
LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
# Of each slide how far its blocks reach, and whether it may be moved.
REACH = """() => [...document.querySelectorAll(".page")].map((page) => {
  const last = [...page.children].filter((block) => block.offsetHeight).at(-1);
  const whole = page.getBoundingClientRect(), scale = whole.width / 1280;
  const end = last ? (last.getBoundingClientRect().bottom - whole.top) / scale : 0;
  return [end, page.classList.contains("long")];
})"""
# The slide that fills the window.
SEEN = """() => [...document.querySelectorAll(".slide")].findIndex((slide) =>
  Math.abs(slide.getBoundingClientRect().top) < 2) + 1"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    assert main(["--folder", str(LESSON.folder), "slides", "--into", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def tab(browser):
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720})
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(tab, folder):
    def opened(number, scheme="light", where=""):
        tab.emulate_media(color_scheme=scheme)
        tab.set_viewport_size({"width": 1280, "height": 720})
        tab.goto("about:blank")
        tab.goto((folder / f"{number}.slides.html").as_uri() + where)
        tab.wait_for_selector(".slide.now")
        return tab

    return opened


@pytest.mark.parametrize("name", some_of(LESSON.pages, ("02",)))
def test_nothing_is_cut_off_on_any_slide(opened, name):
    tab = opened(name[:2])
    reach = tab.evaluate(REACH)
    assert len(reach) > 10
    assert [end for end, long in reach if end > 720 and not long] == []
    assert sum(long for _, long in reach) <= 2
    words = tab.locator("main").text_content()
    for cell in LESSON.pages[name].cells:
        if cell.cell_type == "code" and not is_folded(cell) and cell.execution_count > 1:
            assert cell.source.split("\n")[0].split("#")[0].strip() in words, cell.id


def test_questions_answer_on_a_slide(opened):
    name = next(name for name in LESSON.pages if name.startswith("02"))
    tab = opened("02")
    asked = next(parts.question_of(c) for c in code_cells(LESSON.pages[name]) if is_question(c))
    button = tab.locator(".lesson-row button", has_text=asked["right"]).first
    button.evaluate("(button) => button.click()")
    said = tab.locator(".lesson-reply").first.text_content()
    assert said == f"✓ Yes, {asked['right']}. {asked['replies'][asked['right']]}"


def test_keys_move_and_the_address_follows(opened):
    tab = opened("02", where="#3")
    count = tab.locator(".slide").count()
    for key, number in (
        *(("ArrowRight", 4), ("ArrowDown", 5), (" ", 6), ("PageDown", 7), ("ArrowLeft", 6)),
        *(("Shift+ ", 5), ("PageUp", 4), ("End", count), ("ArrowRight", count), ("Home", 1)),
    ):
        tab.keyboard.press(key)
        tab.wait_for_function(f"() => ({SEEN})() === {number}")
        assert tab.evaluate("() => location.hash") == f"#{number}"
        said = tab.locator(".keys [role=status]", has_text=f"{number} / {count}")
        said.wait_for(state="attached")  # it is written after the address


def test_a_wheel_moves_a_slide_and_the_number_follows(opened):
    tab = opened("02", where="#2")
    tab.mouse.move(600, 300)
    tab.mouse.wheel(0, 720)
    tab.wait_for_function(f"() => ({SEEN})() === 3")
    tab.wait_for_function("() => location.hash === '#3'")


def test_code_is_hidden_until_a_key_shows_it(opened):
    tab = opened("02", where="#2")
    assert tab.locator(".input:visible").count() == 0
    tab.keyboard.press("c")
    assert tab.locator(".now .input:visible").count() > 0
    tab.keyboard.press("c")
    assert tab.locator(".input:visible").count() == 0


# Of each slide its blocks of text: whether one asks, and what stands behind it.
ASKS = """() => [...document.querySelectorAll(".page")].flatMap((page) => {
  const blocks = [...page.children].filter((block) => !block.matches(".again"));
  const at = blocks.findIndex((block) => block.querySelector("[data-kind=question]"));
  return at < 0 ? [] : [blocks.length - 1 - at];
})"""


@pytest.mark.parametrize("name", some_of(LESSON.pages, ("02",)))
def test_a_slide_ends_after_a_question_and_there_are_not_too_many(opened, name):
    tab = opened(name[:2])
    asked = sum(is_question(cell) for cell in code_cells(LESSON.pages[name]))
    assert tab.evaluate(ASKS) == [0] * asked
    assert tab.locator(".slide").count() <= 25
    assert "Goal:" not in tab.locator("main").inner_text()
    sections = tab.locator("h2").all_text_contents()
    for words in tab.locator(".again").all_text_contents():
        assert any(heading.startswith(words) for heading in sections)


def test_cells_are_skipped_noted_and_begun_as_they_say(tab, tmp_path):
    page = deepcopy(FROZEN.pages["01_coin"])
    for kind in ("skip", "notes", "slide", "-"):
        cell = nbformat.v4.new_markdown_cell(f"A cell of kind {kind}.", id=f"kind-{kind}")
        cell.metadata["slideshow"] = {"slide_type": kind}
        page.cells.insert(2, cell)
    series = Series(FROZEN.folder, {"01_coin": page}, {})
    [path] = write_slides(series, ["01_coin"], tmp_path)
    tab.goto(path.as_uri())
    tab.wait_for_selector(".slide.now")
    said = tab.locator("main").text_content()
    assert "kind skip" not in said and "kind notes" in said
    note = tab.locator(".notes")
    assert not note.is_visible()
    tab.keyboard.press("s")
    assert note.evaluate("e => getComputedStyle(e).display") == "block"
    tab.emulate_media(media="print")
    tab.keyboard.press("s")
    assert note.evaluate("e => getComputedStyle(e).display") == "block"
    tab.emulate_media(media="screen")
    begun = tab.locator("p", has_text="A cell of kind slide.")
    first = "e => [...e.parentElement.children].find((b) => !b.matches('.again')) === e"
    assert begun.evaluate(first)


def test_links_lead_to_slides_that_were_made_or_to_the_website(tmp_path, monkeypatch):
    from lessonlib.publishing import slides

    monkeypatch.setattr(slides, "repository_of", lambda folder: "me/course")
    name = next(name for name in LESSON.pages if name.startswith("02"))
    before = next(name for name in LESSON.pages if name.startswith("01"))
    [path] = write_slides(LESSON, [name], tmp_path)
    text = path.read_text("utf-8")
    assert "01.slides.html" not in text and f"https://me.github.io/course/{before}.html" in text
    assert "01.slides.html" in write_slides(LESSON, [before, name], tmp_path)[1].read_text("utf-8")


def test_all_slides_are_shown_and_one_is_chosen(opened):
    tab = opened("02", where="#2")
    tab.keyboard.press("Escape")
    top = tab.locator(".slide").nth(4)
    assert top.bounding_box()["width"] < 300
    top.click()
    tab.wait_for_function(f"() => ({SEEN})() === 5")
    tab.keyboard.press("Escape")
    tab.keyboard.press("Enter")
    tab.wait_for_function(f"() => ({SEEN})() === 5")


def test_keys_in_a_control_are_its_own(opened):
    tab = opened("02")
    button = tab.locator(".lesson-row button").first
    place = button.evaluate(
        "(button) => [...document.querySelectorAll('.slide')].indexOf(button.closest('.slide'))"
    )
    tab.evaluate(f"() => {{ location.hash = '#{place + 1}'; }}")
    tab.wait_for_function(f"() => ({SEEN})() === {place + 1}")
    button.focus()
    tab.keyboard.press("Space")
    assert tab.locator(".lesson-reply").first.text_content()
    assert tab.evaluate(SEEN) == place + 1


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (2560, 1440)])
def test_a_slide_fills_the_window_as_far_as_its_shape_allows(opened, width, height):
    tab = opened("02")
    tab.set_viewport_size({"width": width, "height": height})
    expected = min(width, height * 16 / 9)
    measured = 'document.querySelector(".page").getBoundingClientRect().width'
    tab.wait_for_function(f"Math.abs({measured} - {expected}) < 2")  # a browser takes its time
    box = tab.locator(".page").first.bounding_box()
    tab.set_viewport_size({"width": 1280, "height": 720})
    assert box["height"] == pytest.approx(box["width"] * 9 / 16, abs=2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("number", ["02", "06", "12"])
def test_axe_finds_nothing_on_slides(opened, number, scheme):
    tab = opened(number, scheme, "#5")
    violations = Axe().run(tab, options=LEVELS).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in violations] == []


def test_all_slides_are_printed_each_on_a_page_of_its_own(opened):
    tab = opened("02")
    count = tab.locator(".slide").count()
    tab.emulate_media(media="print")
    printed = tab.pdf(prefer_css_page_size=True)
    tab.emulate_media(media="screen")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == count


def test_nothing_of_a_slide_file_comes_from_elsewhere(folder):
    for path in folder.iterdir():
        text = path.read_text("utf-8").partition("<script>")[0]
        assert 'src="http' not in text and "<link" not in text
