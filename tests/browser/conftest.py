"""One browser, one JupyterLab and one website for all tests of a worker that drive them."""

from copy import deepcopy

import lab
import pytest
from series import LESSON

from lessonlib.notebook.reading import Series
from lessonlib.publishing.edition import write_edition


@pytest.fixture(scope="session")
def browser():
    with lab.running_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def running(browser):
    with lab.running_lab(browser) as running:
        yield running


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edition") / "site"
    write_edition(LESSON, folder, title="The lesson", about="Its pages.", frames=False)
    return folder


@pytest.fixture(scope="session")
def moving(tmp_path_factory):
    """Two pages with their frames: one slider, and several that move one at a time."""
    folder = tmp_path_factory.mktemp("moving") / "site"
    pages = {
        name: deepcopy(page) for name, page in LESSON.pages.items() if name[:2] in ("02", "10")
    }
    for page in pages.values():
        for cell in page.cells:  # too many values to be drawn with each other
            cell.source = cell.source.replace("0.5, 5, 0.5, start", "0.5, 5, 0.1, start")
    write_edition(Series(LESSON.folder, pages, {}), folder, title="Two pages")
    return folder


@pytest.fixture(scope="session")
def tab(browser):
    """One tab, without a network, for one page after the other."""
    context = browser.new_context(offline=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(tab, site):
    def opened(name, width=1200, scheme="light", folder=site):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(media="screen", color_scheme=scheme)
        tab.goto((folder / f"{name}.html").as_uri())
        # What was answered before is forgotten, before it is shown.
        if tab.evaluate("() => { const n = localStorage.length; localStorage.clear(); return n; }"):
            tab.reload()
        return tab

    return opened
