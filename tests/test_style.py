"""The look: colours that can be told apart, no LaTeX, nothing of the reader's own."""

import os
import subprocess
import sys
from types import SimpleNamespace

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lessonlib import style

matplotlib.use("agg")


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


def test_drawing_never_warns_and_leaves_latex_alone(styled, tmp_path, monkeypatch):
    for program in ("latex", "dvipng", "gs"):
        (tmp_path / program).write_text(f"#!/bin/sh\ntouch {tmp_path}/called\nexit 1\n")
        (tmp_path / program).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    fig, ax = plt.subplots()
    ax.plot([0, 1], label="$x^2$")
    ax.set_title("−Σ p ln q")
    ax.legend()
    fig.savefig(tmp_path / "figure.png")
    plt.close(fig)
    assert not (tmp_path / "called").exists()


def test_nothing_of_the_readers_own_shows_through(styled):
    clean = dict(styled)
    plt.rcParams.update({"axes.grid": True, "lines.markersize": 30, "figure.dpi": 30})
    with np.printoptions(precision=2, suppress=True, sign="+"):
        style.use_style()
        assert str(np.array([1.23456789, 1e-9])) == "[1.23456789e+00 1.00000000e-09]"
    assert dict(plt.rcParams) == clean


def test_numpys_own_print_options_are_set():
    untouched = "import numpy as np; print(np.get_printoptions())"
    done = subprocess.run([sys.executable, "-c", untouched], capture_output=True, encoding="utf-8")
    assert done.stdout.strip() == str({k: style._NUMPYS_OWN[k] for k in eval(done.stdout)})


def test_cells_show_their_last_line_only(styled, monkeypatch):
    shell = SimpleNamespace(ast_node_interactivity="all", run_line_magic=lambda *words: None)
    monkeypatch.setattr(style, "get_ipython", lambda: shell)
    style.use_style()
    assert shell.ast_node_interactivity == "last_expr"
