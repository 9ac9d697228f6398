"""The two series that tests read: the pages of the lesson, and frozen pages made to be broken.

Nothing that is tested on a frozen page depends on what the lesson says, or in which cell.
"""

import re
import subprocess
from pathlib import Path

import pytest

from lessonlib.notebook.reading import Series

ROOT = Path(__file__).parent.parent
LESSON = Series.in_folder(ROOT / "notebooks")
FROZEN = Series.in_folder(ROOT / "tests/pages")
COIN = FROZEN.pages["01_coin"]
# The notes for teachers, and what they say of each page, by its number.
NOTES = (ROOT / "notebooks/teaching.md").read_text("utf-8")
NOTES_OF = {
    part[:2]: part for part in re.split(r"^##+ ", NOTES, flags=re.MULTILINE) if part[:2].isdigit()
}

# What is slow is tried on these in each run, and on all pages by `pytest --everything`. Together
# they have every kind of question, control, exercise and output (tests/test_levels.py).
CHOSEN = ("02", "06", "09", "20")


def cell_named(page, name):
    return next(cell for cell in page.cells if cell.id == name)


def changed():
    """The names of the pages that differ from the last commit, as far as git can tell."""
    told = ["git", "status", "--porcelain", "--untracked-files=all", "--", LESSON.folder]
    try:
        said = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return set()
    return {Path(line[3:].strip('"')).stem for line in said.splitlines()}


def some_of(names, chosen=CHOSEN):
    """Pages as parameters of a test: all but the chosen and the changed belong to everything."""
    now = changed()
    return [
        name
        if name.startswith(tuple(chosen)) or name in now
        else pytest.param(name, marks=pytest.mark.everything)
        for name in names
    ]
