"""Pages are run as they were written, whatever their author's or reader's machine has set."""

import base64
import io
import os
import sys

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import pytest

from lessonlib.authoring.__main__ import main
from lessonlib.authoring.environment import own_environment
from lessonlib.notebook.reading import read_page
from lessonlib.page import figures
from lessonlib.style import use_style

matplotlib.use("agg")

# Each is a file in somebody's home folder; the cache folder cannot be made.
HOSTILE_HOME = {
    ".config/matplotlib/matplotlibrc": "axes.grid: True\nlines.linewidth: 9\nno.such.key: 1\n",
    ".ipython/profile_default/ipython_config.py": (
        'c.InteractiveShell.ast_node_interactivity = "all"\n'
        'c.InlineBackend.figure_formats = ["svg"]\n'
    ),
    ".ipython/profile_default/startup/00.py": (
        "import numpy\nnumpy.set_printoptions(precision=2)\nprint('good morning')\n"
    ),
    ".jupyter/jupyter_config.py": "raise ValueError('a setting of the owner')\n",
    ".local/share/jupyter/kernels/python3/kernel.json": (
        '{"argv": ["false"], "display_name": "Python 3", "language": "python"}'
    ),
    ".cache": "",
}
HOSTILE_SETTINGS = {
    **{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "PYTHONWARNINGS": "always"},
    **{"MPLBACKEND": "TkAgg", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """The environment of somebody who has set a lot."""
    home = tmp_path / "home"
    for name, text in HOSTILE_HOME.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, "utf-8")
    own = ("MPLCONFIGDIR", "IPYTHONDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    for name in [n for n in os.environ if n in own or n.startswith("JUPYTER_")]:
        monkeypatch.delenv(name)
    for name, value in {**HOSTILE_SETTINGS, "HOME": str(home)}.items():
        monkeypatch.setenv(name, value)


DRAW = """fig, ax = plt.subplots()
ax.plot([0, 1, 2], [1, 3, 2], label="ŷ")
ax.legend()
show(fig, "Three points, joined by a line.")"""


def test_a_page_is_stored_the_same_in_a_hostile_home(tmp_path, hostile, monkeypatch):
    imports = (
        "import matplotlib.pyplot as plt\nimport numpy as np\nfrom lessonlib.page import show\n"
        "from lessonlib.style import use_style\nuse_style()"
    )
    sources = {"a": imports, "b": "print('−Σ p ln q')\n1\nnp.array([1 / 3])", "c": DRAW}
    cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in sources.items()]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "00_page.ipynb")
    assert main(["--folder", str(tmp_path), "store"]) == 1  # stored, and its rules are broken
    page, _ = read_page(tmp_path / "00_page.ipynb")
    printed, last = page.cells[1].outputs
    assert (printed.text, last.data["text/plain"]) == ("−Σ p ln q\n", "array([0.33333333])")

    shown = []
    monkeypatch.setattr(figures, "put_out", lambda widget, data, about: shown.append(data))
    monkeypatch.setattr(figures, "in_a_script", lambda: False)
    with plt.rc_context():
        use_style()
        exec(DRAW, {"plt": plt, "show": figures.show})
    stored = base64.b64decode(page.cells[2].outputs[0].data["image/png"])
    assert stored == shown[0]["image/png"], "the same figure has other bytes there"


def test_settings_are_away_within_and_back_after(monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("MPLBACKEND", "TkAgg")
    before = dict(os.environ)
    with own_environment():
        assert not {"LC_ALL", "MPLBACKEND"} & set(os.environ)
        folder = os.environ["MPLCONFIGDIR"]
        assert os.listdir(folder) == []
    assert dict(os.environ) == before
    assert not os.path.exists(folder)


def test_words_are_told_where_the_locale_has_no_letters_for_them(tmp_path, monkeypatch):
    (tmp_path / "00_Σ.ipynb").write_text("{", "utf-8")
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["--folder", str(tmp_path), "changes"]) == 1
    out.flush()
    assert b"page 00_?: line 1" in out.buffer.getvalue()
