"""The website in a browser: axe finds nothing, by day and by night; it folds, prints, and fits."""

import lab
import pytest
from axe_playwright_python.sync_playwright import Axe
from series import LESSON

from lessonlib.authoring.edition import write_edition

pytestmark = [
    pytest.mark.skipif(lab.CHROMIUM is None, reason=lab.NO_CHROMIUM),
    pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be opened"),
]

LEVELS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "resultTypes": ["violations"],
}
NAMES = ["index", *LESSON.pages]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edition") / "site"
    write_edition(LESSON, folder, title="The lesson", about="Its pages.")
    return folder


@pytest.fixture(scope="session")
def tab(browser):
    """One tab, without a network, for one page after the other."""
    context = browser.new_context(offline=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(tab, site):
    def opened(name, width=1200, scheme="light"):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        tab.goto((site / f"{name}.html").as_uri())
        return tab

    return opened


def found(tab):
    violations = Axe().run(tab, options=LEVELS).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in violations]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(opened, name, scheme):
    tab = opened(name, scheme=scheme)
    assert found(tab) == []


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        ("document.querySelector('img').removeAttribute('alt')", "image-alt"),
        ("document.querySelector('p').style.color = '#c8c8c8'", "color-contrast"),
        ("document.querySelector('nav a').textContent = ''", "link-name"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        ("document.title = ''", "document-title"),
        ("document.querySelector('main li').outerHTML = '<div>no item</div>'", "list"),
    ],
)
def test_axe_finds_each_kind_of_harm(opened, harm, rule):
    tab = opened(NAMES[1])
    tab.evaluate(f"() => {{ {harm}; }}")
    assert rule in [name for name, _ in found(tab)]


@pytest.mark.parametrize("name", NAMES)
def test_it_fits_a_phone_and_a_fourfold_zoom(opened, name):
    """1280 pixels at 400 % are 320; formulas and tables may move sideways by themselves."""
    tab = opened(name, width=320)
    assert tab.evaluate("() => document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", LESSON.pages)
def test_the_keyboard_reaches_the_page_its_links_and_what_is_folded(opened, name):
    tab = opened(name)
    tab.keyboard.press("Tab")
    assert tab.evaluate("() => document.activeElement.className") == "skip"
    reached = set()
    for _ in range(tab.locator("a, summary").count() - 1):
        tab.keyboard.press("Tab")
        reached.add(here := tab.evaluate("() => document.activeElement.tagName"))
        if here == "SUMMARY":
            tab.keyboard.press("Enter")
    assert reached >= {"A", "SUMMARY"}
    assert tab.locator("details:not([open])").count() == 0


def test_on_paper_everything_is_unfolded_and_then_as_it_was(opened):
    tab = opened(NAMES[1])
    count = tab.locator("details").count()
    tab.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert tab.locator("details[open]").count() == count > 0
    tab.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert tab.locator("details[open]").count() == 0
