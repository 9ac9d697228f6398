"""Pages as slides, in a browser: nothing is cut off, questions answer, axe finds nothing."""

import lab
import pytest
from axe_playwright_python.sync_playwright import Axe
from series import LESSON, some_of

from lessonlib.authoring.__main__ import main
from lessonlib.authoring.cells import code_cells, is_question
from lessonlib.authoring.edition import live

pytestmark = [
    pytest.mark.skipif(lab.CHROMIUM is None, reason=lab.NO_CHROMIUM),
    pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be opened"),
]
LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
# Of each slide how far its blocks reach, and whether it may be moved; all must be laid out for it.
REACH = """() => {
  const all = [...document.querySelectorAll(".slides section")];
  for (const one of all) one.style.setProperty("display", "block", "important");
  const reach = [...document.querySelectorAll(".page")].map((page) => {
    const last = [...page.children].filter((block) => block.offsetHeight).at(-1);
    const end = last ? last.offsetTop + last.offsetHeight - page.offsetTop : 0;
    return [end, page.classList.contains("long")];
  });
  for (const one of all) one.style.removeProperty("display");
  return reach;
}"""


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
        tab.goto("about:blank")
        tab.goto((folder / f"{number}.slides.html").as_uri() + where)
        tab.evaluate("() => lessonSlides")
        return tab

    return opened


@pytest.mark.parametrize("name", some_of(LESSON.pages, ("02",)))
def test_nothing_is_cut_off_on_any_slide(opened, name):
    tab = opened(name[:2])
    reach = tab.evaluate(REACH)
    assert len(reach) > 10
    assert [end for end, long in reach if end > 720 and not long] == []
    assert sum(long for _, long in reach) <= 2
    words = tab.locator(".slides").text_content()
    for cell in LESSON.pages[name].cells:
        if cell.cell_type == "code" and not is_question(cell) and cell.execution_count > 1:
            assert cell.source.split("\n")[0].split("#")[0].strip() in words, cell.id


def test_questions_answer_on_a_slide(opened):
    name = next(name for name in LESSON.pages if name.startswith("02"))
    tab = opened("02")
    asked = next(live.question_of(c) for c in code_cells(LESSON.pages[name]) if is_question(c))
    button = tab.locator(".lesson-row button", has_text=asked["right"]).first
    button.evaluate("(button) => button.click()")
    said = tab.locator(".lesson-reply").first.text_content()
    assert said == f"✓ Yes, {asked['right']}. {asked['replies'][asked['right']]}"


def test_code_is_hidden_by_a_key_and_keys_move(opened):
    tab = opened("02", where="#/3")
    assert tab.locator(".present .input:visible").count() > 0
    tab.keyboard.press("c")
    assert tab.locator(".present .input:visible").count() == 0
    tab.keyboard.press("ArrowRight")
    tab.wait_for_function("() => location.hash.startsWith('#/4')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("number", ["02", "06", "12"])
def test_axe_finds_nothing_on_slides(opened, number, scheme):
    tab = opened(number, scheme, "#/4")
    violations = Axe().run(tab, options=LEVELS).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in violations] == []


def test_all_slides_are_printed(opened, tmp_path):
    tab = opened("02")
    count = tab.locator(".page").count()
    tab = opened("02", where="?view=print")
    tab.wait_for_selector(".pdf-page")
    assert tab.locator(".pdf-page").count() >= count


def test_nothing_of_a_slide_file_comes_from_elsewhere(folder):
    for path in folder.iterdir():
        text = path.read_text("utf-8").partition("<script>")[0]
        assert 'src="http' not in text and "<link" not in text
