"""The website waits for an answer, keeps it, and has its contents in reach."""

import lab
import pytest
from series import LESSON
from website import NAMES, SOME, sliders_of

pytestmark = [
    pytest.mark.skipif(lab.CHROMIUM is None, reason=lab.NO_CHROMIUM),
    pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be opened"),
]


@pytest.mark.parametrize("kept", ["{", "3", "[1]", '{"ask-terms": 7, "x": {"guess": 1}}', "null"])
def test_a_damaged_store_stops_nothing(opened, kept):
    tab = opened(NAMES[2])
    key = f"'lesson ' + location.pathname.replace(/[^/]*$/, '') + '{NAMES[2][:2]}'"
    tab.evaluate(f"kept => localStorage.setItem({key}, kept)", kept)
    tab.reload()
    assert not tab.locator("#tally").is_visible()
    tab.locator(".live:has(.lesson-question) button").first.click()
    assert "you have answered 1" in tab.locator("#tally").text_content()


@pytest.mark.parametrize("name", ["index", NAMES[2]])
def test_an_address_that_is_none_stops_nothing(opened, name):
    tab = opened(name)
    for broken in ("#%E0%A4%A", "#search=%E0%A4%A"):
        tab.goto(tab.url.partition("#")[0] + broken)
        tab.reload()
        assert tab.locator(".side button:visible, #search:visible").count() == 1


# Predict first


def folded(tab):
    return tab.locator("[hidden=until-found]").count()


# A cell, or the first of its prose; the browser shows nothing of it.
WAITS = """cell => [cell, ...cell.querySelectorAll("[hidden]")].some((part) =>
    part.hidden === "until-found" && part.getBoundingClientRect().height === 0)"""


@pytest.mark.parametrize("name", SOME[1:])
def test_what_follows_a_question_is_folded_until_it_is_answered(opened, name):
    tab = opened(name)
    before = folded(tab)
    assert before > 0
    every = tab.locator(".live:has(.lesson-question)")
    for part in [every.nth(k) for k in range(every.count())]:
        if not part.locator(".show-me").count():
            continue  # a heading or the next question follows
        cell = part.locator("xpath=ancestor::div[contains(@class, ' code_cell')]")
        following = cell.locator("xpath=following-sibling::div[1]")
        assert following.evaluate(WAITS)
        if part.locator("input").count():
            part.locator("input").fill("half of it")
            part.locator("input").press("Enter")
            assert part.locator(".show-me").count() == 1, "that was no answer"
            part.locator("input").fill("1/2")
            part.locator("input").press("Enter")
        else:
            part.locator("button[aria-pressed]").last.click()
        assert part.locator(".show-me").count() == 0
        assert not following.evaluate(WAITS)
    assert folded(tab) < before


def test_show_me_opens_without_an_answer_and_the_keyboard_goes_on_there(opened):
    tab = opened(NAMES[2])
    before = folded(tab)
    tab.locator(".show-me").first.focus()
    tab.keyboard.press("Enter")
    assert 0 < folded(tab) < before
    assert tab.evaluate("() => document.activeElement.matches('main *')")
    assert not tab.locator("#tally").is_visible()


def test_a_link_to_what_is_folded_opens_it_and_paper_shows_all(opened):
    tab = opened(next(name for name in NAMES if name.startswith("09")))
    inside = tab.locator("[hidden=until-found] [id^=figure]").first.get_attribute("id")
    assert not tab.locator(f"#{inside} img").is_visible()
    tab.evaluate(f"() => {{ location.hash = '{inside}'; }}")
    tab.wait_for_function(f"() => document.querySelector('#{inside} img').checkVisibility()")
    tab.emulate_media(media="print")
    for part in tab.locator("[hidden=until-found]").all():
        assert part.is_visible()
    assert tab.locator(".show-me:visible").count() == 0


@pytest.mark.everything
def test_what_follows_a_goal_is_folded_until_it_is_reached(opened, moving):
    tab = opened(next(name for name in LESSON.pages if name.startswith("02")), folder=moving)
    sliders_of(tab)
    part = tab.locator(".lesson-part[data-kind=explorer]")
    assert part.locator(".show-me").count() == 1
    before = folded(tab)
    pack = tab.evaluate("() => lessonGoal('02.frames.js', 0)")
    slider = part.locator(".live input[type=range]").first
    slider.focus()
    tab.keyboard.press("Home")
    for _ in range(pack["reached"].index(1)):
        tab.keyboard.press("ArrowRight")
    tab.wait_for_function(
        "() => document.querySelector('.lesson-goal').textContent.startsWith('✓')"
    )
    assert part.locator(".show-me").count() == 0
    assert folded(tab) < before


# The first screen


@pytest.mark.parametrize("width", [1280, 375])
def test_the_front_page_says_what_being_wrong_costs(opened, width):
    tab = opened("index", width=width)
    slider, told = tab.locator(".price input"), tab.locator(".price output")
    for locator in (tab.get_by_role("link", name="Start (15 minutes)"), slider):
        box = locator.bounding_box()
        assert box["y"] + box["height"] < 900 and box["x"] + box["width"] <= width
    assert told.text_content() == "It rains: you pay 0.22. It does not: 1.61."
    slider.focus()
    tab.keyboard.press("End")
    assert told.text_content() == "It rains: you pay 0.01. It does not: 4.61."
    right, wrong = (tab.locator(f".price .{dot}").get_attribute("cy") for dot in ("right", "wrong"))
    assert float(right) > 180 and 0 < float(wrong) < 30
    tab.keyboard.press("Home")
    assert told.text_content() == "It rains: you pay 4.61. It does not: 0.01."


def test_without_scripts_the_front_page_promises_no_control(browser, site):
    context = browser.new_context(offline=True, java_script_enabled=False)
    tab = context.new_page()
    tab.goto((site / "index.html").as_uri())
    assert tab.locator("input:visible, button:visible").count() == 0
    assert tab.locator(".price .curve").is_visible()
    assert "pays 0.22 if it rains, and 1.61" in tab.locator(".price figcaption").text_content()
    context.close()


# The rest of the way


@pytest.mark.parametrize("width", [1280, 1024, 375])
def test_contents_search_and_the_switch_are_in_reach_from_everywhere(opened, width):
    tab = opened(NAMES[2], width=width)
    tab.evaluate("() => scrollTo(0, document.body.scrollHeight / 2)")
    side = tab.locator(".side")
    if width < 1024:
        assert not side.locator("nav").is_visible()
        side.locator("summary").click()
    for what in (side.locator("nav a").first, side.get_by_text("Search"), side.locator("button")):
        assert what.is_visible()
        box = what.bounding_box()
        assert 0 <= box["y"] <= 900 and box["x"] >= 0 and box["x"] + box["width"] <= width
    side.locator("nav a").last.click()
    assert tab.evaluate("() => location.hash").startswith("#")
    assert side.locator("nav").is_visible() == (width >= 1024)


def test_a_reply_has_its_place_before_it_has_words(opened):
    """A status that is not there yet is not heard when it changes."""
    tab = opened(NAMES[2])
    for status in tab.locator(".live [role=status]").all():
        assert status.evaluate("s => getComputedStyle(s).display") != "none"
