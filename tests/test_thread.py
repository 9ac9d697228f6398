"""The golden thread holds: with other scores each page's claim of 52.9127 fails."""

import subprocess
import sys

import pytest
from series import LESSON

from lessonlib.notebook.cells import code_cells

OTHER_SCORES = """
import sys
import matplotlib
matplotlib.use("agg")
from lessonlib import recorded
recorded.LOGITS = 1.1 * recorded.LOGITS
exec(compile(sys.stdin.read(), "page", "exec"), {"__name__": "__main__"})
"""


@pytest.mark.everything
@pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")
@pytest.mark.parametrize("name", LESSON.pages)
def test_other_scores_break_the_thread_of_each_page(name):
    code = "\n\n".join(cell.source for cell in code_cells(LESSON.pages[name]))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", OTHER_SCORES],
        input=code,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode, "the page did not notice"
    said = done.stderr.strip().splitlines()[-1]
    assert "Error" in said and ("52.91" in said or "58.10" in said or "lesson" in said), said
