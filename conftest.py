"""How pytest runs the pages: in an environment of their own, under clear names, pictures too."""

import gc
import os
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile
from xdist.scheduler import LoadScopeScheduling

from lessonlib.authoring.environment import own_environment
from lessonlib.notebook.cells import drawn_by, name_of
from lessonlib.notebook.reading import PageError, sound_page

# Two workers, two cores: PyTorch's threads in one would wait for those of the other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Kernels and browsers' copies import lessonlib some forty times: its bytecode is kept, always.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Garbage is looked for less often: imports and tests make many objects and few cycles, and looking
# takes a tenth of the tests' time.
gc.set_threshold(50_000, 20, 100)

# Pages made to be broken or filled, programs run by hand, and a module whose examples run in
# tests/test_torch_reference.py, so that one worker alone imports PyTorch.
collect_ignore = [
    *("tests/pages", "tests/by_hand"),
    *("lessonlib/authoring/template.ipynb", "lessonlib/torch_reference.py"),
]

# They drive a browser, import PyTorch or start kernels: begun last, they would end alone.
BROWSER = [
    *("test_in_a_browser.py", "test_edition.py", "test_predicting.py", "test_on_a_phone.py"),
    *("test_slides.py", "test_firefox.py"),
]
LONG = [
    *(
        "test_explorers.py",
        "test_grading.py",
        "test_clinic.py",
        "test_torch_reference.py",
        "test_storing.py",
    ),
    *("test_processes.py", "test_parts.py"),
]

FIRST_LEVEL = "not everything"  # as in pyproject.toml
ENVIRONMENT = pytest.StashKey()


def pytest_addoption(parser):
    about = "photograph each page in JupyterLab, into tests/browser/pictures"
    parser.addoption("--pictures", action="store_true", help=about)
    about = "all tests: also those that a push waits for, and nobody between two edits"
    parser.addoption("--everything", action="store_true", help=about)


def pytest_configure(config):
    """What pages and tests see of the owner's settings is nothing; workers inherit it."""
    if config.option.everything:
        config.option.markexpr = ""
    if not hasattr(config, "workerinput"):
        config.stash[ENVIRONMENT] = own_environment()
        config.stash[ENVIRONMENT].__enter__()


class PageByPage(LoadScopeScheduling):
    """A worker takes a file as a whole, and of what drives a browser on all pages a page."""

    def _split_scope(self, nodeid):
        file, _, test = nodeid.partition("::")
        page = re.search(r"\[(\d\d_\w+|index)", test)
        by_page = self.config.option.markexpr != FIRST_LEVEL and file.startswith("tests/browser/")
        return f"{file} {page[1]}" if by_page and page else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return PageByPage(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Let nbval compare the pictures too, where the same library draws them."""
    from lessonlib.page import DRAWN_BY  # not before matplotlib's environment is set

    collectors = yield
    for place, collector in enumerate(collectors):
        if isinstance(collector, IPyNbFile):
            try:
                page = sound_page(file_path)
            except PageError as error:
                collectors[place] = DamagedFile.from_parent(parent, path=file_path, said=str(error))
                continue
            if set(drawn_by(page)) <= {DRAWN_BY}:
                compared = set(collector.skip_compare) - {"image/png"}
                collector.skip_compare = tuple(compared)
    return collectors


class DamagedFile(pytest.File):
    """A page that cannot be checked: one failure, one sentence."""

    def __init__(self, said, **options):
        super().__init__(**options)
        self.said = said

    def collect(self):
        yield Damage.from_parent(self, name="damaged")


class Damage(pytest.Item):
    def runtest(self):
        raise PageError(self.parent.said)

    def repr_failure(self, excinfo):
        return str(excinfo.value)

    def reportinfo(self):
        return self.path, None, f"page {self.path.stem}"


def pytest_collection_modifyitems(items):
    """Call a cell by its id, which says more than its place, and start what takes long first."""
    for item in items:
        if isinstance(item, IPyNbCell):
            item.name = item.cell.id
            item._nodeid = f"{item.parent.nodeid}::{item.name}"
    items.sort(key=_place)


def _place(item):
    """The browser first, then the pages, then what else takes long."""
    if item.path.parent.name == "browser":
        return BROWSER.index(item.path.name)
    return 2 if isinstance(item, IPyNbCell) else 3 if item.path.name in LONG else 4


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if isinstance(item, IPyNbCell) and report.failed:
        report.longrepr = f"page {item.path.stem}, cell {name_of(item.cell)}\n{report.longrepr}"
    return report


def pytest_unconfigure(config):
    """One last collection for unclosed files and the like; the ends of the process repeat it.

    After an import of PyTorch the repetitions take more than a second.
    """
    gc.collect()
    gc.freeze()
    if environment := config.stash.get(ENVIRONMENT, None):
        environment.__exit__(None, None, None)


def pytest_terminal_summary(terminalreporter):
    """Print what tests tell, and name the slowest pages, kernel start and imports included."""
    for report in terminalreporter.getreports("passed"):
        for name, words in report.user_properties:
            if name == "told":
                terminalreporter.write_line(words)
    seconds = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            path = getattr(report, "nodeid", "").partition("::")[0]
            if path.endswith(".ipynb") and hasattr(report, "duration"):
                seconds[Path(path).stem] += report.duration
    slowest = ", ".join(f"{page} {spent:.1f} s" for page, spent in seconds.most_common(3))
    if slowest:
        terminalreporter.write_line(f"slowest pages: {slowest}")
