"""A class of pages that were handed in: right, wrong, untouched, broken and hostile.

Each is the frozen page of the coin, with its two exercises filled in.
"""

from copy import deepcopy

from series import COIN

from lessonlib.notebook.cells import exercises_of
from lessonlib.notebook.quick_nbformat import nbformat

ONE_HOT = "return np.eye(n_classes)[label]"
ROWS = "return raw / raw.sum(axis=1, keepdims=True)"
RIGHT = ["right", "right"]
DEAF = "import signal\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n    while True: pass"

# Who: the bodies of both answers, a first cell besides, and what is to be in the row.
CLASS = {
    "ada": (ONE_HOT, ROWS, "", RIGHT),
    "ben": (ONE_HOT, "return raw / raw.sum(axis=0)", "", ["right", "columns"]),
    "cleo": ("return np.eye(n_classes)[label - 1]", ROWS, "", ["one place early", "right"]),
    "dan": ("return ...", "return ...", "", ["not tried", "not tried"]),
    "eve": (ONE_HOT, "return 7", "", ["right", "yours has"]),
    "finn": (ONE_HOT, ROWS, "1 / 0", RIGHT),
    "loop": (ONE_HOT, "while True: pass", "", ["right", "took more than"]),
    "deaf": (ONE_HOT, DEAF, "", ["not run", "not run"]),
    "huge": (ONE_HOT, ROWS, "block = bytearray(50 * 2**30)", RIGHT),
    "wipe": (ONE_HOT, ROWS, "import shutil; shutil.rmtree({mine!r})", RIGHT),
    "talk": (ONE_HOT, ROWS, "while True: print('la' * 5000)", ["not run", "not run"]),
    "fake": (
        "return 1",
        ROWS,
        "import lessonlib.checks as c; c.check_one_hot = lambda f: print('✓ correct')",
        ["yours has", "right"],
    ),
    "quit": (ONE_HOT, ROWS, "import os; os._exit(1)", ["not run", "not run"]),
}
NOTES = {
    "deaf": "cell 17 took more than 5 seconds",
    "finn": "cell 2 raises ZeroDivisionError: division by zero",
    "huge": "cell 2 raises MemoryError",
    "wipe": "cell 2 raises OSError",
    "talk": "cell 2 prints without end",
    "fake": "its own output says ✓ correct of check_one_hot, wrongly",
    "quit": "cell 2 ended the kernel",
}


def answered(one_hot, rows, first="", shown=""):
    """The coin's page with its stubs filled in."""
    page = deepcopy(COIN)
    cells = [cell for cell, _ in exercises_of(page)]
    for cell, body in zip(cells, (one_hot, rows), strict=True):
        cell.source = cell.source.replace("return ...", body)
    if shown:
        cells[0].outputs = [nbformat.v4.new_output("stream", text=shown)]
    if first:
        page.cells.insert(1, nbformat.v4.new_code_cell(first, id="first"))
    return page


def hand_in(folder, mine):
    """Write the class; `mine` is a folder of the teacher's, which one of them would delete."""
    for name, (one_hot, rows, first, _) in CLASS.items():
        (folder / name).mkdir(parents=True)
        shown = "✓ correct\n" if name == "fake" else ""
        page = answered(one_hot, rows, first.format(mine=str(mine)), shown)
        nbformat.write(page, folder / name / "my coin (1).ipynb")
    (folder / "gus").mkdir()
    (folder / "gus/notes.ipynb").write_text("no notebook at all")
    (folder / "hal").mkdir()
    torn = (folder / "ada/my coin (1).ipynb").read_text("utf-8")
    (folder / "hal/coin.ipynb").write_text(f"<<<<<<< mine\n{torn}=======\n>>>>>>> theirs\n")
