"""All that is wrong with pages, found without running them: rules, style of code, spelling."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from lessonlib.authoring.rules import ADVICE, BEFORE_RUNNING, RULES
from lessonlib.authoring.rules.readme import readme_disagrees
from lessonlib.notebook import words
from lessonlib.notebook.cells import place_of, prose_cells
from lessonlib.notebook.prose import FORMULA, plain_prose
from lessonlib.notebook.reading import PageError, Series


def complaints(series, names=None):
    """What is wrong with the pages of a series, a sentence each, in the order of the pages.

    Parameters
    ----------
    series : Series
    names : list of str, optional
        The pages to look at; all of them unless given, and what README.md beside their folder says
        of them.

    Raises
    ------
    PageError
        If ruff or codespell cannot be run.
    """
    readme = series.folder.parent / "README.md"
    checks = series.folder.parent / "lessonlib/checks"
    about, whole = [], names is None
    if whole and readme.exists():
        text = readme.read_text("utf-8")
        about = [f"README.md: {sentence}" for sentence in readme_disagrees(text, series)]
    names = sorted([*series.pages, *series.damaged]) if whole else names
    said = {name: [series.damaged[name]] for name in names if name in series.damaged}
    pages = [name for name in names if name in series.pages]
    for name in (name for name in names if name in series.not_stored):
        page = series.not_stored[name]
        alone = Series(series.folder, {**series.pages, name: page}, {})
        said[name] += broken_rules(name, alone, BEFORE_RUNNING)
    with tempfile.TemporaryDirectory() as folder:
        # These run beside the rules.
        helpers = [checks] if whole and checks.is_dir() else []
        tools = _start_tools(series, pages, Path(folder), helpers) if pages else []
        try:
            said |= {name: broken_rules(name, series) for name in pages}
        finally:
            answers = [tool.communicate() for _, tool in tools]
    found = [
        reading(series, _checked_output(tool, *answer))
        for (reading, tool), answer in zip(tools, answers, strict=True)
    ]
    for name, cell, sentence in (one for each in found for one in each):
        if name in said:
            said[name].append(f"{place_of(name, cell)}: {sentence}")
        else:
            about.append(f"{name}: {sentence}")
    return [sentence for name in names for sentence in said[name]] + about


def advice(series, names=None):
    """What an author may want to hear of pages, and no page is refused for; a sentence each."""
    names = [*series.pages] if names is None else [name for name in names if name in series.pages]
    retyped = _retyped(series, names)
    return [
        sentence
        for name in names
        for sentence in broken_rules(name, series, ADVICE) + retyped.get(name, [])
    ]


def _retyped(series, names):
    """The exercises that a line above them answers; tried out by the package's own checks."""
    pages = {
        name: [(cell.id, cell.cell_type, cell.source) for cell in series.pages[name].cells]
        for name in names
    }
    command = [sys.executable, "-m", "lessonlib.checks.retyped"]
    done = subprocess.run(command, input=json.dumps(pages), capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise PageError(f"exercises were not tried: {last}; install requirements.txt")
    remedy = "ask for something new, or say <!--given on purpose: why-->"
    return {
        name: [
            f"page {name}, cell {cell}: {answer} passes {check}; {remedy}"
            for cell, check, answer in found
        ]
        for name, found in json.loads(done.stdout).items()
    }


def broken_rules(name, series, rules=RULES):
    """The places where a page breaks the rules, a sentence each."""
    page = series.pages[name]
    return [
        f"{place_of(name, cell)}: {said}" for rule in rules for cell, said in rule(page, series)
    ]


def _start_tools(series, names, folder, helpers):
    """Ruff and codespell, each with the function that reads what it prints.

    Ruff also reads the checks of exercises, which authors write beside their pages.
    """
    paths = [*(series.folder / f"{name}.ipynb" for name in names), *helpers]
    for name in names:
        (folder / name).write_text("\n".join(_lines_of_prose(series.pages[name])), "utf-8")
    commands = [
        (_read_ruff, "ruff", "check", "--output-format=json", *paths),
        (_read_ruff, "ruff", "format", "--check", "--output-format=json", *paths),
    ]
    if words.ENGLISH:
        commands.append((_read_codespell, "codespell_lib", folder))
    return [
        (
            reading,
            subprocess.Popen(
                [sys.executable, "-m", *command],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            ),
        )
        for reading, *command in commands
    ]


def _checked_output(tool, output, errors):
    """What a tool printed; one that fails without a finding has not looked."""
    if tool.returncode and not output:
        name, last = tool.args[2], (errors.strip().splitlines() or ["it said nothing"])[-1]
        raise PageError(f"{name} did not look at the pages: {last}; install requirements.txt")
    return output


def _read_ruff(series, output):
    for found in json.loads(output or "[]"):
        path, row = Path(found["filename"]), found["location"]["row"]
        name, cell = path.stem, None
        if path.suffix == ".ipynb":
            cell = series.pages[name].cells[found["cell"] - 1]
            line = cell.source.split("\n")[row - 1].strip()
        else:
            name = path.relative_to(series.folder.resolve().parent).as_posix()
            line = path.read_text("utf-8").split("\n")[row - 1].strip()
        if found["code"] == "unformatted":
            what = "page" if cell else "file"
            yield name, cell, f"“{line[:60]}” is not formatted; run ruff format on the {what}"
        else:
            yield name, cell, f"“{line[:60]}”: {found['message']} (ruff {found['code']})"


def _lines_of_prose(page):
    """The prose of each cell on a line of its own, without code and formulas; others are empty."""
    prose = {id(cell): FORMULA.sub(" ", plain_prose(cell.source)) for cell in prose_cells(page)}
    return [" ".join(prose.get(id(cell), "").split()) for cell in page.cells]


def _read_codespell(series, output):
    for path, line, word, meant in re.findall(r"^(.+):(\d+): (.+) ==> (.+)$", output, re.MULTILINE):
        name = Path(path).name
        yield name, series.pages[name].cells[int(line) - 1], f"“{word}” is spelled {meant}"
