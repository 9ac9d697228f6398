"""The website under a thumb: goals within reach, letters to be read, code that keeps its shape."""

import lab
import pytest
from series import LESSON
from website import NAMES, SOME, shown, sliders_of

pytestmark = [
    pytest.mark.skipif(lab.CHROMIUM is None, reason=lab.NO_CHROMIUM),
    pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be opened"),
]


@pytest.fixture
def phone(browser):
    """A page on a screen of 375 pixels that is touched."""
    size = {"width": 375, "height": 740}
    context = browser.new_context(offline=True, viewport=size, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.mark.everything
def test_a_goal_of_one_step_is_reached_by_touch(phone, moving):
    """A tap on the slider leads near; the buttons beside it lead on by one step each."""
    name = next(name for name in NAMES if name.startswith("02"))
    phone.goto((moving / f"{name}.html").as_uri())
    slider = sliders_of(phone).first
    reached = phone.evaluate("() => lessonGoal('02.frames.js', 0).reached")
    place, count = reached.index(1), len(reached)
    assert sum(reached) == 1 and count == 199
    box = slider.bounding_box()
    slider.tap(position={"x": box["width"] * (place / (count - 1) + 0.05), "y": box["height"] / 2})
    assert "○ Goal" in phone.locator(".lesson-goal").text_content()
    for _ in range(60):
        now = int(slider.input_value())
        if now == place:
            break
        more = "more" if now < place else "less"
        phone.get_by_role("button", name=f"one step {more}").tap()
        assert abs(int(slider.input_value()) - now) == 1
    shown(phone)
    assert "✓ Goal" in phone.locator(".lesson-goal").text_content()


@pytest.mark.everything
def test_a_mouse_needs_no_buttons_for_steps(opened, moving):
    tab = opened(next(name for name in NAMES if name.startswith("02")), folder=moving)
    sliders_of(tab)
    assert tab.locator(".lesson-steps button:visible").count() == 0


@pytest.mark.parametrize("name", SOME[1:])
def test_letters_of_figures_are_nine_pixels_high_and_a_tap_enlarges(phone, site, name):
    """What is drawn is written in 12 points, 16 pixels at the width that the page says."""
    phone.goto((site / f"{name}.html").as_uri())
    phone.evaluate("() => { for (const b of document.querySelectorAll('.show-me')) b.click(); }")
    figures = phone.locator(".output_png img").all()
    for figure in figures:
        scale = figure.evaluate("e => e.clientWidth / e.getAttribute('width')")
        assert 16 * scale >= 9
        box = figure.locator("xpath=..")
        wider = "e => [e.scrollWidth > e.clientWidth, e.tabIndex]"
        if scale < 1:
            figure.tap()
            assert box.evaluate(wider) == [True, 0]
            assert figure.evaluate("e => e.clientWidth == e.getAttribute('width')")
            figure.tap()
            assert figure.evaluate("e => e.clientWidth / e.getAttribute('width')") == scale
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 375


def test_a_line_of_code_goes_on_behind_its_indent(phone, site):
    phone.goto((site / f"{NAMES[2]}.html").as_uri())
    phone.evaluate("() => { for (const b of document.querySelectorAll('.show-me')) b.click(); }")
    places = """line => {
        const range = document.createRange(), text = line.textContent;
        range.selectNodeContents(line);
        const tops = new Map();
        for (const box of range.getClientRects()) {
            const top = Math.round(box.top / 4);
            tops.set(top, Math.min(box.left, tops.get(top) ?? Infinity));
        }
        return [...tops.values()];
    }"""
    wrapped = [
        lefts
        for line in phone.locator(".input .long").all()
        if len(lefts := line.evaluate(places)) > 1
    ]
    assert wrapped
    for first, *rest in wrapped:
        assert min(rest) > first


def test_what_is_copied_from_code_is_the_code(phone, site):
    phone.goto((site / f"{NAMES[2]}.html").as_uri())
    code = [cell.source for cell in LESSON.pages[NAMES[2]].cells if cell.cell_type == "code"]
    seen = phone.locator(".input pre").all_text_contents()
    assert seen and all(text.strip() in code for text in seen)


# By night figures are negatives, where their colours say nothing.


def test_by_night_figures_are_dark_unless_their_colours_say_something(opened):
    name = next(name for name in NAMES if name.startswith("07"))
    for scheme in ("dark", "light"):
        tab = opened(name, scheme=scheme)
        filters = {
            figure.get_attribute("alt"): figure.evaluate("e => getComputedStyle(e).filter")
            for figure in tab.locator(".output_png img").all()
        }
        dark = {alt for alt, how in filters.items() if how != "none"}
        tables = {alt for alt in filters if alt.startswith(("Table of", "Height map"))}
        assert tables and not tables & dark
        assert (dark == {*filters} - tables) if scheme == "dark" else not dark
