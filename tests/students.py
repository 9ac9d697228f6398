"""A class of pages that were handed in: right, wrong, untouched, broken and hostile.

Each is the frozen page of the coin, with its two exercises filled in.
"""

from copy import deepcopy

from series import COIN, FROZEN

from lessonlib.notebook.cells import exercises_of
from lessonlib.notebook.quick_nbformat import nbformat

COIN_FILE = FROZEN.folder / "01_coin.ipynb"
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
    "none": ("label + n_classes", ROWS, "", ["returned None", "right"]),
    "typo": ("return np.eye(", ROWS, "", ["SyntaxError", "right"]),
    "deaf": (ONE_HOT, DEAF, "", ["right", "took more than"]),
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
FRAMES = """import sys
    frame = sys._getframe()
    while {name!r} not in frame.f_locals:
        frame = frame.f_back
    """
IMPORTS = """import importlib, types
real = importlib.import_module
praise = types.SimpleNamespace(correct=True, tried=True, misconception="", said="✓ correct")
fake = types.SimpleNamespace(check_one_hot=lambda answer: praise)
importlib.import_module = lambda name: fake if name == "lessonlib.checks" else real(name)"""
CLOSE = """import numpy as np
np.allclose = np.array_equal = lambda *a, **k: True
np.isclose = lambda a, b, **k: np.ones(np.shape(b), bool)"""
DUMPS = """import json
real_dumps = json.dumps
is_verdict = lambda value: isinstance(value, list) and len(value) == 4
forged = lambda value: [True, True, "", "✓ correct"] if is_verdict(value) else value
json.dumps = lambda value, *a, **k: real_dumps(forged(value), *a, **k)"""
READS = """import re
    return eval(re.search(r"return (np.eye[^\\\\]+)", open({solutions!r}).read())[1])"""
# Who writes more than the bodies: the first answer, a first cell, and what is said of the answer.
# All but `writes`, which aims at today's judge, were told "right" while a page was judged in its
# own kernel.
CHEATS = {
    "frames": (
        FRAMES.format(name="right") + 'return frame.f_locals["right"](label, n_classes)',
        "",
        "AttributeError",
    ),
    "token": (
        FRAMES.format(name="token")
        + """print(frame.f_locals["token"] + '[true, true, "", "✓ correct"]', file=shown)""",
        "import sys; shown = sys.stdout",
        "AttributeError",
    ),
    "imports": ("return 1", IMPORTS, "yours has"),
    "close": ("return np.zeros(n_classes)", CLOSE, "yours is"),
    "writes": (
        "return 1",
        """open(_record._written, 'a').write('{"check": "check_one_hot", "correct": true}\\n')""",
        "yours has",
    ),
    "dumps": ("return 1", DUMPS, "yours has"),
    "reads": (READS, "", "FileNotFoundError"),
    "asks": ("from lessonlib import pmf; return pmf.one_hot(label, n_classes)", "", "right"),
}
CALL = "checks.check_one_hot(my_one_hot)"
AS_LAMBDA = "checks.check_one_hot(lambda label, n: np.eye(n)[label])"
A_METHOD = """class Coder:
    def code(self, label, n):
        return np.eye(n)[label]
checks.check_one_hot(Coder().code)"""
A_PARTIAL = """import functools
checks.check_one_hot(functools.partial(lambda zero, label, n: np.eye(n)[label] + zero, 0))"""
# Ways in which the call of a right answer is written, and what a last cell does; all are right.
WAYS = {
    "lambda": (AS_LAMBDA, ""),
    "method": (A_METHOD, ""),
    "partial": (A_PARTIAL, ""),
    "kept": (f"verdict = {CALL}\nassert verdict.correct", ""),
    "other": (f"from lessonlib import checks as c\n{CALL.replace('checks', 'c')}", ""),
    "single": (f"from lessonlib.checks import check_one_hot as ask\n{CALL[:0]}ask(my_one_hot)", ""),
    "again": (f"checks.check_one_hot(lambda label, n: 1)\n{CALL}", ""),
    "reused": (CALL, "my_one_hot = my_normalize_rows = 3"),
    "number": (CALL, "np = 7"),
    "deleted": (CALL, "del my_one_hot, np, checks"),
    "exits": (CALL, "exit()"),
    "crashes": (CALL, "import os; os._exit(3)"),
    "child": (CALL, "import subprocess; subprocess.run(['printf', 'no line end'])"),
    "large": (CALL, "for _ in range(20): print('la' * 500_000)"),
}
WAYS_TOLD = {
    "exits": "ended the kernel",
    "crashes": "ended the kernel",
    "large": "prints without end",
}
NOTES = {
    "typo": "cell 14 (one_hot) raises SyntaxError",
    "deaf": "cell 17 (normalize_rows) took more than 5 seconds",
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
    for name, (one_hot, first, _) in CHEATS.items():
        one_hot = one_hot.format(solutions=str(COIN_FILE))
        page = answered(one_hot, ROWS, first)
        (folder / name).mkdir()
        nbformat.write(page, folder / name / "coin.ipynb")
    for name, (call, last) in WAYS.items():
        page = answered(ONE_HOT, ROWS)
        cell = next(cell for cell in page.cells if CALL in cell.source)
        cell.source = cell.source.replace(CALL, call)
        page.cells.append(nbformat.v4.new_code_cell(last))
        page.cells.append(nbformat.v4.new_code_cell("1 + 1"))
        (folder / name).mkdir()
        nbformat.write(page, folder / name / "coin.ipynb")
    (folder / "gus").mkdir()
    (folder / "gus/notes.ipynb").write_text("no notebook at all")
    (folder / "hal").mkdir()
    torn = (folder / "ada/my coin (1).ipynb").read_text("utf-8")
    (folder / "hal/coin.ipynb").write_text(f"<<<<<<< mine\n{torn}=======\n>>>>>>> theirs\n")
