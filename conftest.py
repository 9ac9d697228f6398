"""How pytest runs the pages: one core each, cells under their own names, pictures compared too."""

import gc
import os
from collections import Counter
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

# Two workers, two cores: PyTorch's threads in one would wait for those of the other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Garbage is looked for less often: imports and tests make many objects and few cycles, and looking
# takes a tenth of the tests' time.
gc.set_threshold(50_000, 20, 100)

# Its examples run in tests/test_torch_reference.py, so that one worker alone imports PyTorch.
collect_ignore = ["lessonlib/torch_reference.py"]

# They import PyTorch and start kernels; begun last, they would keep one core waiting.
LONG = {"test_torch_reference.py", "test_authoring.py"}


def pytest_collectstart(collector):
    """Let nbval compare the pictures of a page where the same drawing library runs."""
    if isinstance(collector, IPyNbFile):
        import nbformat
        from page_rules import drawn_elsewhere

        if not drawn_elsewhere(nbformat.read(collector.path, as_version=4)):
            collector.skip_compare = tuple(m for m in collector.skip_compare if m != "image/png")


def pytest_collection_modifyitems(items):
    """Call a cell by its id, which says more than its place, and start what takes long first."""
    for item in items:
        if isinstance(item, IPyNbCell):
            item.name = item.cell.id
            item._nodeid = f"{item.parent.nodeid}::{item.name}"
    items.sort(key=lambda item: (not isinstance(item, IPyNbCell), item.path.name not in LONG))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if isinstance(item, IPyNbCell) and report.failed:
        report.longrepr = f"page {item.path.stem}, cell {item.name}\n{report.longrepr}"
    return report


def pytest_unconfigure():
    """One last collection for unclosed files and the like; the ends of the process repeat it.

    After an import of PyTorch the repetitions take more than a second.
    """
    gc.collect()
    gc.freeze()


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
