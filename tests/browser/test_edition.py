"""The website in a browser: axe finds nothing, by day and by night; it folds, prints, and fits."""

import json
import random

import lab
import pytest
from axe_playwright_python.sync_playwright import Axe
from series import LESSON, ROOT
from website import NAMES, SOME, shown, sliders_of

from lessonlib.notebook.cells import code_cells, is_question
from lessonlib.page.asking import reply_to_choice, reply_to_number
from lessonlib.page.numbers import written
from lessonlib.publishing import parts

pytestmark = [
    pytest.mark.skipif(lab.CHROMIUM is None, reason=lab.NO_CHROMIUM),
    pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be opened"),
]

LEVELS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


def found(tab):
    violations = Axe().run(tab, options=LEVELS).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in violations]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SOME)
def test_axe_finds_nothing(opened, name, scheme):
    tab = opened(name, scheme=scheme)
    assert found(tab) == []


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        ("document.querySelector('img').removeAttribute('alt')", "image-alt"),
        ("document.querySelector('main p').style.color = '#c8c8c8'", "color-contrast"),
        ("document.querySelector('nav a').textContent = ''", "link-name"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        ("document.title = ''", "document-title"),
        (
            "document.querySelector('.pages').style = 'display: grid; font: 5px/1 serif; gap: 0'",
            "target-size",
        ),
        ("document.querySelector('li').outerHTML = '<div>no item</div>'", "list"),
    ],
)
def test_axe_finds_each_kind_of_harm(opened, harm, rule):
    tab = opened(NAMES[1])
    tab.evaluate(f"() => {{ {harm}; }}")
    assert rule in [name for name, _ in found(tab)]


@pytest.mark.parametrize("name", SOME)
def test_it_fits_a_phone_and_a_fourfold_zoom(opened, name):
    """1280 pixels at 400 % are 320; formulas and tables may move sideways by themselves."""
    tab = opened(name, width=320)
    assert tab.evaluate("() => document.documentElement.scrollWidth") <= 320
    tab.evaluate("() => { for (const b of document.querySelectorAll('.show-me')) b.click(); }")
    wide = "e => e.scrollWidth > e.clientWidth && e.tabIndex !== 0"
    for printed in tab.locator(".output pre:visible").all():
        assert not printed.evaluate(wide), "what moves sideways is reached by keyboard"


@pytest.mark.parametrize("name", SOME[1:])
def test_the_keyboard_reaches_the_page_its_links_and_what_is_folded(opened, name):
    tab = opened(name)
    tab.keyboard.press("Tab")
    assert tab.evaluate("() => document.activeElement.className") == "skip"
    reached = set()
    tab.evaluate("() => { for (const b of document.querySelectorAll('.show-me')) b.click(); }")
    for _ in range(tab.locator("a, summary, button, .live input").count() - 1):
        tab.keyboard.press("Tab")
        reached.add(here := tab.evaluate("() => document.activeElement.tagName"))
        open_already = tab.evaluate("() => document.activeElement.parentElement.open === true")
        if here == "SUMMARY" and not open_already:
            tab.keyboard.press("Enter")
    assert reached >= {"A", "SUMMARY", "BUTTON"}
    assert tab.locator("details:visible:not([open])").count() == 0


def test_on_paper_everything_is_unfolded_and_then_as_it_was(opened):
    tab = opened(NAMES[2])
    count, beside = tab.locator("details").count(), tab.locator("details[open]").count()
    tab.emulate_media(media="print")
    twin = tab.locator(".twin").first
    assert twin.get_attribute("hidden") is not None and twin.is_visible()
    assert tab.locator(".live:visible, #code-switch:visible").count() == 0
    tab.emulate_media(media="screen")
    assert not twin.is_visible()
    tab.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert tab.locator("details[open]").count() == count > 0
    tab.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert tab.locator("details[open]").count() == beside == 1  # the contents


# What answers without a kernel


@pytest.mark.parametrize("name", SOME[1:])
def test_each_question_replies_as_in_jupyterlab(opened, name):
    """Each choice, by a click; and numbers right, close, wrong and none."""
    tab = opened(name)
    questions = [parts.question_of(c) for c in code_cells(LESSON.pages[name]) if is_question(c)]
    alive = tab.locator(".live:has(.lesson-question)")
    assert alive.count() == len(questions)
    for place, asked in enumerate(questions):
        part = alive.nth(place)
        assert part.locator(".lesson-question").text_content() == asked["text"]
        reply = part.locator(".lesson-reply")
        for choice in asked["choices"]:
            part.get_by_role("button", name=choice, exact=True).click()
            assert reply.text_content() == reply_to_choice(choice, asked["right"], asked["replies"])
        if not asked["choices"]:
            answer = asked["answer"]
            for guess in (
                f"{answer:.4g}",
                f"{1.02 * answer:.5f}",
                f"{3 * answer:.3e}",
                "a lot",
                "0",
            ):
                part.locator("input").fill(guess)
                part.locator("input").press("Enter")
                rest = answer, asked["unit"], asked["because"]
                assert reply.text_content() == reply_to_number(guess, *rest), guess


TYPED = json.loads((ROOT / "tests/page/typed.json").read_text("utf-8"))
ANSWERS = [4.605170186, 1234.5, 0.12345, 0.5, 2, 64, -3.25, 1e-7, 6.25e5, 0.00012345, 99999.5, 0]


def guesses():
    """Answers with numbers around each, typed to few and to many digits, and what is no number."""
    rng = random.Random(4)
    for answer in ANSWERS:
        for _ in range(100):
            near = answer * (1 + rng.choice([0, 1e-9, 1e-4, 0.002, 0.03, 0.049, 0.051, 0.5, -2]))
            near += rng.choice([0, 0, 1e-13, 5e-4, 5e-5])
            digits, kind = rng.randint(0, 7), rng.choice("gfe")
            yield answer, f"{near:.{digits}{kind}}"
    for text in (
        "4.60",
        "4.61",
        "4.6",
        "1234",
        "1235",
        "1,000",
        "a",
        "",
        "inf",
        "nan",
        "0x1",
        "1_0",
        *(text for text, *_ in TYPED),
    ):
        yield 4.605170186, text
        yield 1234.5, text


def test_a_thousand_typed_numbers_are_answered_as_in_jupyterlab(opened):
    tab = opened(NAMES[1])
    asked = [
        {"answer": answer, "told": f"{written(answer, 4)} nats", "unit": "nats", "because": "So."}
        for answer, _ in guesses()
    ]
    typed = [guess for _, guess in guesses()]
    said = tab.evaluate(
        "([typed, asked]) => typed.map((guess, k) => lessonReply(guess, asked[k]))", [typed, asked]
    )
    differ = [
        (guess, one["answer"], reply, expected)
        for guess, one, reply in zip(typed, asked, said, strict=True)
        if reply != (expected := reply_to_number(guess, one["answer"], "nats", "So."))
    ]
    assert len(typed) > 1000 and differ == []


def test_what_was_right_at_first_try_is_counted_and_kept_in_this_browser(opened):
    tab = opened(NAMES[3])
    questions = [parts.question_of(c) for c in code_cells(LESSON.pages[NAMES[3]]) if is_question(c)]
    assert not tab.locator("#tally").is_visible()
    first = tab.locator(".live:has(.lesson-question)").first
    asked = questions[0]
    wrong = next(choice for choice in asked["choices"] if choice != asked["right"])
    first.get_by_role("button", name=wrong, exact=True).click()
    first.get_by_role("button", name=asked["right"], exact=True).click()
    said = f"Of {len(questions)} questions on this page you have answered 1, 0 right at first try."
    assert said in tab.locator("#tally").text_content()
    tab.reload()
    assert said in tab.locator("#tally").text_content()
    reply = reply_to_choice(asked["right"], asked["right"], {asked["right"]: ""}).rstrip()
    assert first.locator(".lesson-reply").text_content().startswith(reply), "the last answer"
    pressed = first.locator("button[aria-pressed=true]")
    assert pressed.all_text_contents() == [asked["right"]]
    tab.goto(tab.url.replace(NAMES[3], "index"))
    assert (
        f"1 of {len(questions)} answered, 0 right at first try" in tab.locator("main").inner_text()
    )
    tab.go_back()
    tab.get_by_role("button", name="Forget").click()
    tab.locator("#tally").wait_for(state="hidden")


@pytest.mark.everything
def test_a_slider_moves_its_figure_by_keyboard(opened, moving):
    name = next(name for name in LESSON.pages if name.startswith("02"))
    tab = opened(name, folder=moving)
    slider = sliders_of(tab).first
    assert tab.locator(".lesson-part[data-kind=explorer] .twin").get_attribute("hidden") is not None
    before = shown(tab)
    slider.focus()
    tab.keyboard.press("ArrowRight")
    assert shown(tab) != before
    tab.keyboard.press("ArrowLeft")
    assert shown(tab) == before
    tab.keyboard.press("End")
    last = shown(tab)
    pack = tab.evaluate("() => lessonFrame('02.frames.js', 0, 24)")
    assert pack.startswith("<svg")
    assert last not in ("", before)


@pytest.mark.everything
def test_sliders_that_move_one_at_a_time_say_so_and_go_back(opened, moving):
    name = next(name for name in LESSON.pages if name.startswith("10"))
    tab = opened(name, folder=moving)
    sliders = sliders_of(tab)
    assert "move one at a time" in (told := tab.locator(".alone").text_content())
    # A goal that no frame reaches is none here, and is named for where it can be reached.
    reached = tab.evaluate("() => lessonGoal('10.frames.js', 0).reached")
    assert (1 in reached) == bool(tab.locator(".lesson-goal").text_content())
    assert (1 in reached) != ("A goal for there: " in told)
    starts = [sliders.nth(k).input_value() for k in range(sliders.count())]
    sliders.nth(0).focus()
    tab.keyboard.press("ArrowRight")
    shown(tab)
    sliders.nth(1).focus()
    tab.keyboard.press("ArrowRight")
    shown(tab)
    now = [sliders.nth(k).input_value() for k in range(sliders.count())]
    assert now[0] == starts[0] and now[1] != starts[1] and now[2:] == starts[2:]


@pytest.mark.everything
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_figures_move(opened, moving, scheme):
    for name in LESSON.pages:
        if name[:2] in ("02", "10"):
            tab = opened(name, scheme=scheme, folder=moving, width=375)
            sliders_of(tab)
            assert found(tab) == []
            assert tab.evaluate("() => document.documentElement.scrollWidth") <= 375


@pytest.mark.everything
def test_without_its_frames_a_figure_stays_as_it_is(opened, moving, tmp_path):
    import shutil

    copy = tmp_path / "site"
    shutil.copytree(moving, copy)
    (copy / "02.frames.js").unlink()
    name = next(name for name in LESSON.pages if name.startswith("02"))
    tab = opened(name, folder=copy)
    tab.locator(".lesson-part[data-kind=explorer]").scroll_into_view_if_needed()
    tab.wait_for_timeout(500)
    assert tab.locator(".lesson-part[data-kind=explorer] .twin img").is_visible()
    assert tab.locator(".live input[type=range]").count() == 0


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("1.4612", "The clinic"),
        ("ignore_index", "Reductions, weights and masks"),
        ("label smoothing", "Reductions, weights and masks: Label smoothing"),
        ("smothing", "Reductions, weights and masks"),
        ("why logarithm", "Why the logarithm"),
        ("52.91", "Equal to PyTorch: The golden thread"),
        ("entropy.", "Surprise, entropy and bits"),
        ("label-smoothing", "Reductions, weights and masks: Label smoothing"),
        ("normalize rows", "Many images"),
        ("normalise rows", "Many images"),
        ("BCE with logits", "The clinic"),
        ("ddp all-reduce", "Beyond one machine"),
    ],
)
def test_search_leads_to_the_section_from_a_folder(opened, typed, first):
    tab = opened("index")
    tab.locator("#search").fill(typed)
    tab.wait_for_selector("#found a")
    assert tab.locator("#found a").first.text_content().startswith(first)
    tab.locator("#found a").first.click()
    assert tab.url.partition("#")[0].endswith(".html")


def test_search_says_when_there_is_nothing_and_takes_numbers_as_a_whole(opened):
    tab = opened("index")
    tab.locator("#search").fill("zzzz qqqq")
    tab.wait_for_function("() => document.querySelector('#found-status').textContent.length > 12")
    assert "Nothing has all of these words" in tab.locator("#found-status").text_content()
    # Two letters are a word by themselves, and not part of price or once.
    sections = []
    for typed in ("ce", "cross-entropy"):
        tab.locator("#search").fill(typed)
        sections.append(int(tab.locator("#found-status").text_content().split()[0]))
    assert sections[0] == sections[1]
    tab.locator("#search").fill("146")
    assert "1.46" not in " ".join(tab.locator("#found li").all_text_contents())


def test_search_says_what_it_corrected_and_how_many_there_are_and_is_there_after_back(opened):
    tab = opened("index")
    tab.locator("#search").fill("smothing loss")
    tab.wait_for_selector("#found a")
    said = tab.locator("#found-status").text_content()
    assert "Looked for “smoothing”" in said and "sections, the first 12:" in said
    tab.locator("#found a").first.click()
    tab.wait_for_selector("#code-switch")
    tab.go_back()
    tab.wait_for_selector("#found a")
    assert tab.locator("#search").input_value() == "smothing loss"


def test_code_is_hidden_by_a_switch_that_is_remembered(opened):
    tab = opened(NAMES[2])
    switch = tab.get_by_role("button", name="Hide code")
    assert tab.locator(".input:visible").count() > 5
    switch.click()
    assert tab.locator(".input:visible").count() == 0
    tab.reload()
    assert tab.locator(".input:visible").count() == 0
    assert switch.get_attribute("aria-pressed") == "true"


def test_without_scripts_a_page_is_complete(browser, site):
    context = browser.new_context(offline=True, java_script_enabled=False)
    tab = context.new_page()
    tab.goto((site / f"{NAMES[2]}.html").as_uri())
    assert tab.locator(".twin:visible").count() == tab.locator(".twin").count() > 1
    assert tab.locator("button:visible").count() == 0
    context.close()
