import os
import subprocess
import sys

import matplotlib.pyplot as plt
import pytest

from lessonlib import style


@pytest.fixture
def styled():
    with plt.rc_context():
        style.use_style()
        yield plt.rcParams


def luminance(color):
    """Relative luminance of a #rrggbb colour, as WCAG defines it."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("color", style.COLORS)
def test_colors_reach_a_contrast_of_three_on_white(color):
    assert 1.05 / (luminance(color) + 0.05) >= 3


def test_each_color_has_a_line_style_of_its_own(styled):
    cycle = styled["axes.prop_cycle"].by_key()
    assert len({str(s) for s in cycle["linestyle"]}) == len(set(cycle["color"])) == 5


def test_text_needs_no_latex(styled):
    assert not styled["text.usetex"]


def test_figures_are_of_the_size_that_show_expects(styled):
    assert styled["savefig.bbox"] in (None, "standard")
    assert list(styled["figure.figsize"]) == [6.4, 3.8]


DRAW = """if True:
    from lessonlib.style import use_style
    import matplotlib.pyplot as plt
    use_style()
    fig, ax = plt.subplots()
    ax.plot([0, 1], label="$x^2$")
    ax.set_title("−Σ p ln q")
    fig.savefig("figure.png")
"""


def test_style_never_warns_and_leaves_latex_alone(tmp_path):
    """A fresh Python draws, every warning an error, beside a LaTeX that would tell of a call."""
    for program in ("latex", "dvipng", "gs"):
        (tmp_path / program).write_text("#!/bin/sh\ntouch called\nexit 1\n")
        (tmp_path / program).chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        # Older SciencePlots left its styles in the home folder, which would hide a missing import.
        "HOME": str(tmp_path),
        "MPLBACKEND": "agg",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DRAW],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "figure.png").stat().st_size > 1000
    assert not (tmp_path / "called").exists()
