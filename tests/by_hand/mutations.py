"""The validation is tested: break pages and helpers, one way at a time, and see each one caught.

    python tests/by_hand/mutations.py [seed [pages]]     # such as: 4 00,01,02

Each mutation is applied to a copy of the repository, where pytest then checks the page that it
concerns. It counts as caught if a failure names that page and the broken cell; for a fault in
lessonlib, any cell of the page. Before that, the unbroken copy must pass. Cells are chosen by what
they are, never by their words, so that the pages may change. What the rules alone refuse needs no
kernel, and is tried in every run of the tests (tests/authoring/test_mutations.py), not here.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import broken_outputs  # noqa: F401, it registers its kinds
import broken_quotations  # noqa: F401, and so do these
import broken_words  # noqa: F401
import nbformat
from faults import FAULTS
from kinds import BY_RULES, KINDS, LESSON

from lessonlib.notebook.cells import code_cells, name_of

ROOT = Path(__file__).parents[2]


@dataclass
class Mutation:
    """One way to break a page; `page` is None where the fault is in a file of lessonlib."""

    kind: str
    name: str  # of the page that is checked
    cells: tuple = ()  # one of them must be named
    page: object = None
    fault: tuple = ()  # file, old text, new text

    def apply(self, folder):
        if self.page is not None:
            nbformat.write(self.page, folder / f"notebooks/{self.name}.ipynb")
        else:
            file, old, new = self.fault
            path = folder / "lessonlib" / file
            text = path.read_text("utf-8")
            assert old in text, f"{file} has no {old!r}"
            path.write_text(text.replace(old, new), "utf-8")


def page_mutations(seed, kinds, names=LESSON.pages):
    """For each page and kind one mutation, at a place that the seed decides."""
    made = []
    for name in names:
        for words in kinds:
            change = KINDS[words]
            page = deepcopy(LESSON.pages[name])
            cells = change(page, random.Random(f"{seed} {name} {words}"))
            if cells:
                made.append(Mutation(words, name, cells, page))
    return made


def pages_using(name):
    """The code cells of each page whose code uses a name, those that use it most first."""
    cells = {page_name: code_cells(page) for page_name, page in LESSON.pages.items()}
    uses = {
        page_name: sum(cell.source.count(name) for cell in cells[page_name]) for page_name in cells
    }
    return {n: cells[n] for n in sorted(uses, key=uses.get, reverse=True) if uses[n]}


def mutations(seed, names=LESSON.pages):
    """Those of some pages, or all of them and the faults in what the pages call.

    Each is a list, of which one must be caught: a fault may be noticed by any page it concerns.
    """
    kinds = [words for words in KINDS if words not in BY_RULES]
    made = [[mutation] for mutation in page_mutations(seed, kinds, names)]
    for words, used, *fault in FAULTS if names is LESSON.pages else ():
        using = pages_using(used).items()
        made.append(
            [Mutation(words, name, [*map(name_of, cells)], fault=fault) for name, cells in using]
        )
    return made


def failures(mutation):
    """What pytest says about a page in a broken copy of the repository, a text for each failure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("notebooks", "lessonlib", "tests"):
            skip = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, folder / part, ignore=skip)
        for part in ("conftest.py", "pyproject.toml"):
            shutil.copy(ROOT / part, folder)
        mutation.apply(folder)
        page = mutation.name
        command = ["-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--color=no"]
        command += ["--junitxml=said.xml", "-k", page]
        subprocess.run(
            [sys.executable, *command, "tests/test_notebooks.py", f"notebooks/{page}.ipynb"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder)},
            capture_output=True,
            check=False,
        )
        cases = ET.parse(folder / "said.xml").iter("testcase")
        return [
            f"{case.get('name')}: {problem.get('message') or ''} {problem.text or ''}"
            for case in cases
            for problem in case
            if problem.tag in ("failure", "error")
        ]


def message(mutation, said):
    """The failure that names the page and a broken cell, on one line; None if there is none."""
    cells = "|".join(map(re.escape, mutation.cells))
    # As nbval's failures, `check` and the tests of solutions name page and cell; what damages a
    # file is told of the whole page.
    place = rf"page {mutation.name}(, cell |: )({cells})(?![\w-]).*"
    for text in said:
        if where := re.search(place, text, re.MULTILINE):
            # What nbval found stands behind the cell's source.
            differs = text.rpartition("Traceback:")[2] if "Traceback:" in text else ""
            return " ".join(f"{where[0]} {differs}".split())[:300]
    return None


def caught(alternatives):
    """The first of the mutations that is caught, with its message; else the last, with None."""
    for mutation in alternatives:
        said = failures(mutation)
        if found := message(mutation, said):
            return mutation, found, said
    return mutation, None, said


def main(seed="4", numbers=""):
    names = LESSON.pages
    if numbers:
        names = [name for name in names if name[:2] in numbers.split(",")]
    todo = mutations(int(seed), names)
    with ThreadPoolExecutor(2) as pool:
        unbroken = [Mutation("none", name, page=LESSON.pages[name]) for name in names]
        for name, said in zip(names, pool.map(failures, unbroken), strict=True):
            if said:
                sys.exit(f"the unbroken page {name} fails: {said[0]}")
        count = 0
        for mutation, found, said in pool.map(caught, todo):
            count += found is not None
            where = mutation.fault[0] if mutation.fault else mutation.cells[0]
            print(f"{'caught' if found else 'MISSED'}: {mutation.kind}, {mutation.name}, {where}")
            print(f"    {found or [text[:200] for text in said]}", flush=True)
    print(f"mutations: {count} of {len(todo)} caught")
    return count < len(todo)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
