"""The website as tests in a browser use it: its pages, and the figures that move."""

from series import LESSON, some_of

NAMES = ["index", *LESSON.pages]
SOME = some_of(NAMES, ("index", "02"))


def sliders_of(tab):
    """The sliders of a page, once they are there; what waits for an answer is opened first."""
    before = ".live:has(.lesson-question) .show-me"
    tab.evaluate(f"() => {{ for (const b of document.querySelectorAll('{before}')) b.click(); }}")
    tab.locator(".lesson-part[data-kind=explorer]").scroll_into_view_if_needed()
    tab.wait_for_selector(".live input[type=range]")
    return tab.locator(".live input[type=range]")


# The last move was answered, and its picture is to be seen.
DRAWN = """part => {
    const box = part.querySelector("[data-asked]"), image = box.querySelector("img");
    return image.naturalWidth > 0 && image.dataset.answered === box.dataset.asked;
}"""


def shown(tab):
    """The caption of the figure, once it has settled."""
    part = tab.locator(".lesson-part[data-kind=explorer]")
    tab.wait_for_function(DRAWN, arg=part.element_handle())
    caption = part.locator(".live em").text_content()
    told = part.locator(".live img").get_attribute("alt")
    assert told != caption and told in part.locator(".live li").all_text_contents()
    return caption
