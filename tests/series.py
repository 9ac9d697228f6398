"""The two series that tests read: the pages of the lesson, and frozen pages made to be broken.

Nothing that is tested on a frozen page depends on what the lesson says, or in which cell.
"""

from pathlib import Path

from lessonlib.authoring import Series

ROOT = Path(__file__).parent.parent
LESSON = Series.in_folder(ROOT / "notebooks")
FROZEN = Series.in_folder(ROOT / "tests/pages")
COIN = FROZEN.pages["01_coin"]


def cell_named(page, name):
    return next(cell for cell in page.cells if cell.id == name)
