"""One browser and one JupyterLab for all tests of a worker that drive them."""

import lab
import pytest


@pytest.fixture(scope="session")
def browser():
    with lab.running_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def running(browser):
    with lab.running_lab(browser) as running:
        yield running
