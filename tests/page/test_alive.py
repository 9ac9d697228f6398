"""In a plain script everything is said in words, and nothing is alive."""

import subprocess
import sys

SCRIPT = """
import matplotlib.pyplot as plt
from lessonlib.page import Slider, ask, claim, compare, explore, show


def draw(height=1):
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, 1], [height, 2], "o", label="loss")
    return fig, "Two points."


show(*draw())
claim("1 = 1", 1, 1)
compare([("sum", 1, 1)])
ask("Which?", {"a": "x", "b": "y"}, answer="a")
explore(draw, goal=("up", lambda height: height > 3), height=Slider("h", 0, 4, 1, start=1))
"""


def test_a_script_prints_its_figures_tables_and_questions(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    picture = [
        "Figure: Two points.",
        "Points “loss”: (0, 1), (1, 2).",
    ]
    assert done.stdout.splitlines() == [
        *picture,
        "✓ 1 = 1:  1 = 1",
        "quantity  this page  PyTorch",
        "sum               1        1",
        *("Which?", "- a", "- b", "Answer: a. x", "Not b. y"),
        *picture,
    ]
    assert done.stderr == ""
    assert [*tmp_path.iterdir()] == [], "no picture is written"
