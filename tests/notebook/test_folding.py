"""Code steps aside where it asks or draws, and where nobody goes on with what it makes."""

from copy import deepcopy

import nbformat
import pytest
from series import COIN, LESSON

from lessonlib.notebook.cells import code_cells, is_folded
from lessonlib.notebook.code import made_in, used_in
from lessonlib.notebook.folding import folded_on


def page_of(*sources):
    """A page of these cells: code, or prose where it begins with “#”."""
    page = deepcopy(COIN)
    page.cells = [
        nbformat.v4.new_markdown_cell(source[2:], id=f"cell-{place}")
        if source.startswith("# ")
        else nbformat.v4.new_code_cell(source, id=f"cell-{place}")
        for place, source in enumerate(sources)
    ]
    return page


DRAWS = 'y = x**2\nfig, ax = plt.subplots()\nax.plot(x, y)\nshow(fig, "A curve.")'


@pytest.mark.parametrize(
    ("sources", "folded"),
    [
        (("x = 1", DRAWS), [1]),
        (("x = 1", 'ask("Which?", answer=x)'), [1]),
        (("x = 1", DRAWS, "print(y)"), []),
        (("x = 1", DRAWS, "# Its end is at `y[-1]`."), []),
        (("x = 1", DRAWS, "y = 2\nprint(y)"), [1]),  # made anew
        (("x = 1", DRAWS, "print([y for y in x])"), [1]),  # its own
        (("x = 1", DRAWS, "def double(y):\n    return 2 * y"), [1]),
        (("x = 1", "def draw(k):\n    return plt.figure(k)", "explore(draw)"), [1, 2]),
        (("x = 1", "def draw(k):\n    return plt.figure(k)", "print(draw(1))"), []),
        (("x = 1", f'{DRAWS}\nclaim("x = y", x, y)'), []),
        (("x = 1", f"{DRAWS}\nprint(x)"), []),
        (("import matplotlib.pyplot as plt", "plt.figure()\nx = 1"), [1]),
        (("x = 1", "def loss(q):\n    return -np.log(q)"), []),
    ],
)
def test_what_steps_aside_is_read_off_the_code(sources, folded):
    assert folded_on(page_of(*sources)) == {f"cell-{place}" for place in folded}


def test_an_author_may_open_what_draws_and_fold_what_does_not():
    page = page_of("x = 1", DRAWS)
    page.cells[1].metadata["tags"] = ["open"]
    page.cells[0].metadata["jupyter"] = {"source_hidden": True}
    assert folded_on(page) == {"cell-0"}


def test_names_are_made_and_used_where_they_stand():
    source = "a = b\nc = [d for d in a]\n\n\ndef f(x, y=e):\n    z = g(x)\n    return z"
    assert made_in(source) == {"a", "c", "f"}
    assert used_in(source) == {"b", "e", "g"}


@pytest.mark.skipif(bool(LESSON.damaged), reason="a page cannot be checked")
def test_the_pages_are_stored_so():
    for name, page in LESSON.pages.items():
        assert {c.id for c in code_cells(page) if is_folded(c)} == folded_on(page), name
        assert sum(not is_folded(cell) for cell in code_cells(page)) > 5
