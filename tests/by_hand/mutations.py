"""The validation is tested: break pages and helpers, one way at a time, and see each one caught.

    python tests/mutations.py [seed]

Each mutation is applied to a copy of the repository, where pytest then checks the page that it
concerns. It counts as caught if a failure names that page and the broken cell; for a fault in
lessonlib, any cell of the page. Before that, the unbroken copy must pass.
"""

import ast
import base64
import io
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

import nbformat
from page_rules import PAGES, PNG, code_cells, pictures_of, prose_cells, solution_in
from PIL import Image
from PIL.PngImagePlugin import PngInfo

ROOT = Path(__file__).parent.parent


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


DIGIT = re.compile(r"(?<=[\d.])\d(?![\d.]*%)|\d(?=\.\d)")
BY_RULES = []  # the kinds that the page rules alone refuse, without a kernel
KINDS = {}


def kind(words, *, by_rules=False):
    """Register a way to break a page: it changes the page and returns the broken cells' ids."""

    def register(change):
        KINDS[words] = change
        if by_rules:
            BY_RULES.append(words)
        return change

    return register


def another_digit(text, rng):
    place = rng.choice([m.start() for m in DIGIT.finditer(text)])
    digit = rng.choice([d for d in "123456789" if d != text[place]])
    return text[:place] + digit + text[place + 1 :]


def outputs_with(page, wanted):
    return [
        (cell, output) for cell in code_cells(page) for output in cell.outputs if wanted(output)
    ]


def in_stream(wanted):
    def change(page, rng):
        found = outputs_with(page, lambda o: o.output_type == "stream")
        lines = [
            (cell, output, line)
            for cell, output in found
            for line in output.text.splitlines()
            if wanted(line) and DIGIT.search(line)
        ]
        if not lines:
            return ()
        cell, output, line = rng.choice(lines)
        output.text = output.text.replace(line, another_digit(line, rng), 1)
        return (cell.id,)

    return change


KINDS["a digit in printed text"] = in_stream(
    lambda line: line[0] not in "✓○" and "Error" not in line
)
KINDS["a digit in a claim's line"] = in_stream(lambda line: line.startswith("✓"))
KINDS["a digit in an error's value"] = in_stream(lambda line: re.match(r"\w+Error: ", line))


def in_data(mime, wanted):
    def change(page, rng):
        found = [
            (cell, output)
            for cell, output in outputs_with(page, lambda o: mime in o.get("data", {}))
            if wanted(cell, output) and DIGIT.search(output.data[mime])
        ]
        if not found:
            return ()
        cell, output = rng.choice(found)
        output.data[mime] = another_digit(output.data[mime], rng)
        return (cell.id,)

    return change


KINDS["a digit in a result"] = in_data("text/plain", lambda c, o: o.output_type == "execute_result")
KINDS["a digit in the table"] = in_data("text/plain", lambda c, o: c.id == "compare")
KINDS["a digit in the table's marks"] = in_data("text/markdown", lambda c, o: c.id == "compare")


@kind("a digit in a figure's description")
def _(page, rng):
    cell, output, _ = rng.choice(list(pictures_of(page)))
    caption, _, facts = output.data["text/plain"].partition("\n")
    output.data["text/plain"] = f"{caption}\n{another_digit(facts, rng)}"
    return (cell.id,)


@kind("a removed output")
def _(page, rng):
    cell = rng.choice([c for c in code_cells(page) if c.outputs])
    cell.outputs = []
    return (cell.id,)


@kind("a stripped page", by_rules=True)
def _(page, rng):
    for cell in code_cells(page):
        cell.outputs, cell.execution_count = [], None
    return tuple(cell.id for cell in code_cells(page))


@kind("a wrong count", by_rules=True)
def _(page, rng):
    cell = rng.choice(code_cells(page))
    cell.execution_count += rng.randint(1, 9)
    return (cell.id,)


@kind("two cells swapped", by_rules=True)
def _(page, rng):
    i, j = rng.sample([i for i, c in enumerate(page.cells) if c.cell_type == "code"], 2)
    page.cells[i], page.cells[j] = page.cells[j], page.cells[i]
    return page.cells[i].id, page.cells[j].id


@kind("another alt text", by_rules=True)
def _(page, rng):
    cell, output, _ = rng.choice(list(pictures_of(page)))
    output.metadata["image/png"]["alt"] += " Or not."
    return (cell.id,)


@kind("a removed picture", by_rules=True)
def _(page, rng):
    cell, output, _ = rng.choice(list(pictures_of(page)))
    del output.data["image/png"]
    return (cell.id,)


@kind("a picture of another page")
def _(page, rng):
    cell, output, png = rng.choice(list(pictures_of(page)))
    others = [p for other in PAGES.values() for _, _, p in pictures_of(other) if p != png]
    output.data["image/png"] = base64.b64encode(rng.choice(others)).decode()
    return (cell.id,)


@kind("a changed pixel")
def _(page, rng):
    cell, output, png = rng.choice(list(pictures_of(page)))
    image = Image.open(io.BytesIO(png))
    mark = PngInfo()
    mark.add_text("Software", image.info["Software"])
    image.putpixel((rng.randrange(image.width), rng.randrange(image.height)), (255, 0, 0, 255))
    file = io.BytesIO()
    image.save(file, "png", pnginfo=mark)
    assert file.getvalue().startswith(PNG)
    output.data["image/png"] = base64.b64encode(file.getvalue()).decode()
    return (cell.id,)


@kind("a digit in the prose", by_rules=True)
def _(page, rng):
    # Numbers of four characters or more: another short one may stand on the page by chance.
    number = re.compile(r"(?<![\w.`])\d[\d.]{2,}\d(?![\w.`])")
    found = [(cell, m) for cell in prose_cells(page) for m in number.finditer(cell.source)]
    if not found:
        return ()
    cell, m = rng.choice(found)
    cell.source = cell.source[: m.start()] + another_digit(m[0], rng) + cell.source[m.end() :]
    return (cell.id,)


@kind("an equation without its claim", by_rules=True)
def _(page, rng):
    cells = page.cells
    found = [
        i
        for i, cell in enumerate(cells)
        if cell.cell_type == "markdown" and re.search(r"\$\$(?:(?!\\text\{\().)+?\$\$", cell.source)
    ]
    place = rng.choice(found)
    for cell in [c for c in cells[place + 1 :] if c.cell_type == "code"][:2]:
        kept = [
            ast.get_source_segment(cell.source, node)
            for node in ast.parse(cell.source).body
            if not ast.unparse(node).startswith("claim(")
        ]
        cell.source = "\n".join(kept) or "pass"
        for output in cell.outputs:
            if output.output_type == "stream":
                output.text = re.sub(r"^✓.*\n", "", output.text, flags=re.MULTILINE)
    return (cells[place].id,)


@kind("a caption changed in the code")
def _(page, rng):
    cell = rng.choice([c for c in code_cells(page) if "show(fig" in c.source])
    cell.source = re.sub(r'(show\(fig, "[^"]*)\."', r'\1, or not."', cell.source)
    return (cell.id,)


@kind("a claim's words changed in the code")
def _(page, rng):
    cell = rng.choice([c for c in code_cells(page) if re.search("^claim", c.source, re.M)])
    cell.source = re.sub(r'^claim\("', 'claim("not ', cell.source, count=1, flags=re.MULTILINE)
    return (cell.id,)


@kind("a spoiled solution")
def _(page, rng):
    places = [i for i, c in enumerate(page.cells) if solution_in(c.source)]
    place = rng.choice(places)
    cell = page.cells[place]
    solution = solution_in(cell.source)
    head, _, result = solution.rpartition("return ")
    cell.source = cell.source.replace(solution, f"{head}return 2 * ({result.rstrip()})\n")
    return (page.cells[place - 1].id,)


@kind("a tag that hides a cell", by_rules=True)
def _(page, rng):
    cell = rng.choice(code_cells(page))
    cell.metadata["tags"] = ["nbval-ignore-output"]
    return (cell.id,)


SWAP = ('{"truth p": p, "prediction q": q}', '{"truth p": q, "prediction q": p}')
FAULTS = [
    ("a lost minus", "blocks.py", "np.log(s) - sum_tz", "np.log(s) + sum_tz", "04"),
    ("a lost minus", "pmf.py", "0 - _p_times_log(p, q)", "0 + _p_times_log(p, q)", "01"),
    ("a missing ln", "losses.py", "m + np.log(np.exp(wide - m)", "m + (np.exp(wide - m)", "05"),
    ("a missing ln", "blocks.py", "sum_t * np.log(s)", "sum_t * s", "00"),
    ("mean for sum", "elementwise.py", "total = loss.sum()", "total = loss.mean()", "00"),
    (
        "mean for sum",
        "pmf.py",
        "_p_times_log(p, q).sum(axis=-1)",
        "_p_times_log(p, q).mean(axis=-1)",
        "02",
    ),
    ("sum for mean", "elementwise.py", "(total / divisor if", "(total if", "05"),
    (
        "the wrong axis",
        "losses.py",
        "(e / e.sum(axis=axis",
        "(e / e.sum(axis=axis - 1",
        "04",
    ),
    (
        "the wrong axis",
        "losses.py",
        "(e / e.sum(axis=axis",
        "(e / e.sum(axis=axis - 1",
        "03",
    ),
    (
        "a shifted label",
        "losses.py",
        "label=np.where(kept, y, 0)",
        "label=np.where(kept, y - 1, 0)",
        "05",
    ),
    (
        "a shifted label",
        "recorded.py",
        "LABELS = _read_only([4, 2, 8, 6])",
        "LABELS = _read_only([4, 2, 8, 5])",
        "03",
    ),
    ("a shifted frame", "plotting.py", "(c - 0.5, n - 0.5)", "(c + 0.5, n - 0.5)", "03"),
    (
        "p and q swapped in a plot",
        "plotting.py",
        "places + shift, heights",
        "places - shift, heights[::-1]",
        "02",
    ),
    (
        "x and y swapped in a plot",
        "plotting.py",
        "ax.plot(x, y, label=label)",
        "ax.plot(y, x, label=label)",
        "04",
    ),
    ("the highest marked as lowest", "plotting.py", "heights.argmin()", "heights.argmax()", "01"),
    ("a check that accepts a slip", "verdict.py", "rtol=1e-6", "rtol=1e-2", "00"),
    (
        "a check that ignores the sign",
        "verdict.py",
        "np.allclose(result, expected",
        "np.allclose(abs(result), abs(expected)",
        "02",
    ),
    (
        "a check with a wrong answer",
        "checks.py",
        "lambda x: losses.softmax(x, 1),\n        [",
        "lambda x: losses.softmax(x, 0),\n        [",
        "04",
    ),
    (
        "a check with a wrong answer",
        "checks.py",
        "lambda n, c: n * np.log(c),\n        [",
        "lambda n, c: np.log(c),\n        [",
        "00",
    ),
]


def page_called(number):
    return next(name for name in PAGES if name.startswith(number))


def page_mutations(seed, kinds, names=PAGES):
    """For each page and kind one mutation, at a place that the seed decides."""
    made = []
    for name in names:
        for words in kinds:
            change = KINDS[words]
            page = deepcopy(PAGES[name])
            cells = change(page, random.Random(f"{seed} {name} {words}"))
            if cells:
                made.append(Mutation(words, name, cells, page))
    return made


def mutations(seed):
    """All of them: those of the pages, and the faults in what the pages call."""
    made = page_mutations(seed, KINDS)
    name = page_called("02")
    page = deepcopy(PAGES[name])
    cell = next(c for c in page.cells if SWAP[0] in c.source)
    cell.source = cell.source.replace(*SWAP)
    made.append(Mutation("p and q swapped in a plot", name, (cell.id,), page))
    for words, file, old, new, number in FAULTS:
        name = page_called(number)
        cells = tuple(cell.id for cell in code_cells(PAGES[name]))
        made.append(Mutation(words, name, cells, fault=(file, old, new)))
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
    # As nbval's failures, the rules' complaints and the tests of solutions name page and cell.
    place = rf"page {mutation.name}, cell ({cells})$|{mutation.name}(: |/)({cells})(?![\w-]).*"
    for text in said:
        if where := re.search(place, text, re.MULTILINE):
            # What nbval found stands behind the cell's source.
            differs = text.rpartition("Traceback:")[2] if "Traceback:" in text else ""
            return " ".join(f"{where[0]} {differs}".split())[:300]
    return None


def main(seed=4):
    todo = mutations(seed)
    with ThreadPoolExecutor(2) as pool:
        unbroken = [Mutation("none", name, page=page) for name, page in PAGES.items()]
        for name, said in zip(PAGES, pool.map(failures, unbroken), strict=True):
            if said:
                sys.exit(f"the unbroken page {name} fails: {said[0]}")
        caught = 0
        for mutation, said in zip(todo, pool.map(failures, todo), strict=True):
            found = message(mutation, said)
            caught += found is not None
            where = mutation.fault[0] if mutation.fault else mutation.cells[0]
            print(f"{'caught' if found else 'MISSED'}: {mutation.kind}, {mutation.name}, {where}")
            print(f"    {found or [text[:200] for text in said]}", flush=True)
    print(f"mutations: {caught} of {len(todo)} caught")
    return caught < len(todo)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
