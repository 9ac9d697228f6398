"""Pages are copied for a class, as a folder that works by itself.

Exercises stay, with their checks; solutions, and the answers of questions, may be left out.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from copy import deepcopy
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from lessonlib.marks import OURS
from lessonlib.notebook.cells import code_cells, is_question
from lessonlib.notebook.code import LESSONLIB
from lessonlib.notebook.pictures import files_of, pasted
from lessonlib.notebook.prose import LINK, goal_of, heading_of, title_of, without_solution
from lessonlib.notebook.quick_nbformat import nbformat
from lessonlib.notebook.reading import PageError
from lessonlib.notebook.versions import head_of, repository_of, unpublished

_ROOT = LESSONLIB.parent
# What pages need, of all that requirements.txt installs.
_NEEDED = (
    *("numpy", "scipy", "matplotlib", "pillow", "SciencePlots", "scikit-learn", "torch"),
    *("jupyterlab", "anywidget", "ipywidgets", "ruff"),
)
_README = """# {title}

{pages}

You need Python 3.11 or newer, and once a network. In this folder:

```sh
python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt
.venv/bin/jupyter lab {first}
```

On Windows: `py -3.11 -m venv .venv`, `.venv\\Scripts\\pip install -q -r requirements.txt`, and
`.venv\\Scripts\\jupyter lab {first}`. On Linux, plain pip brings PyTorch with CUDA, several
gigabytes; `export PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu` before avoids it.

Run a page from top to bottom with *Run > Run All Cells*. Questions answer when you choose. An
exercise is a function that returns `...`: write your answer in its place and run the cell; the line
below says whether it is right, or which mistake it is. Save, and hand in the page as it is.
"""


def copy(series, folder, *, solutions=True, answers=True, pages=None, package="lessonlib"):
    """Write pages of a series into a folder, with what a class needs to run and to read them.

    Parameters
    ----------
    series : Series
    folder : pathlib.Path
        It need not exist.
    solutions : bool
        Without them, a solution's cell is left out, or what it holds besides the solution is kept.
    answers : bool
        Without them, a question is stored without its folded answer; it answers when asked.
    pages : list of str, optional
        Numbers, as "04". Links to pages that are left out become words, but for the one to the
        next page; of what a page needs and is not there it says what to take on trust.
    package : str
        How requirements.txt names this package: with an address, or a wheel in the folder.

    Returns
    -------
    list of pathlib.Path
        The pages that were written.

    Raises
    ------
    PageError
        If a page cannot be read or is not there, or the folder has a file of its name. Then nothing
        is written.
    """
    folder = Path(folder)
    for said in series.damaged.values():
        raise PageError(said)
    chosen = _chosen(series, pages)
    paths = {folder / f"{name}.ipynb": page for name, page in chosen.items()}
    others = [folder / name for name in ("README.md", "requirements.txt", "ruff.toml")]
    shown = {file for page in chosen.values() for file in files_of(page)}
    for name, page in chosen.items():
        pasted(page, name, series.folder)  # or a PageError says which picture cannot be seen
    needed = _requirements(package)
    for path in (*paths, *others, *(folder / file for file in shown)):
        if path.exists():
            raise PageError(f"{path} exists already; name a folder without pages")
    folder.mkdir(parents=True, exist_ok=True)
    for path, page in paths.items():
        page = deepcopy(page)
        if not solutions:
            _leave_solutions_out(page)
        if not answers:
            _leave_answers_out(page)
        _lead_on(path.stem, page, chosen, series)
        _leave_links_out(page, chosen)
        nbformat.write(page, path)
    for file in shown:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(series.folder / file, folder / file)
    names = [f"- [{name[:2]} {title_of(page)}]({name}.ipynb)" for name, page in chosen.items()]
    first = f"{next(iter(chosen), '')}.ipynb"
    title, _ = heading_of(series.folder.resolve().parent / "README.md")
    text = _README.format(title=title, pages="\n".join(names), first=first)
    others[0].write_text(text, "utf-8")
    others[1].write_text(needed, "utf-8")
    others[2].write_text("line-length = 84\n", "utf-8")
    return list(paths)


def package_for(root, repository, offline, folder):
    """How the requirements of a copy name this package.

    By its address on GitHub, at the commit that is checked out, so that a class keeps the helpers
    that its pages were stored with; or as a wheel, which is built into a folder.

    Parameters
    ----------
    root : pathlib.Path
        The folder that the pages' folder lies in.
    repository : str or None
        OWNER/NAME, if it is not the one that git knows.
    offline : bool
        Whether it must be a wheel; where there is no repository it is one.
    folder : str
        Where the wheel is built.

    Returns
    -------
    package : str
    remarks : list of str
        What a teacher should know of it, a sentence each.

    Raises
    ------
    PageError
        If the wheel cannot be built.
    """
    known = repository_of(root)
    if offline or not (repository or known):
        return f"./{build_wheel(folder)}", []
    address = f"lessonlib @ git+https://github.com/{repository or known}"
    commit = head_of(root)
    if not commit or (repository and repository != known):
        return address, ["no commit is named, so a class gets whatever is there when it installs"]
    return f"{address}@{commit}", unpublished(root, "lessonlib")


def build_wheel(folder):
    """Build this package into a folder, without a network; the wheel's name.

    Raises
    ------
    PageError
        If it cannot be built.
    """
    if not (_ROOT / "pyproject.toml").exists():
        raise PageError(
            "lessonlib is installed here without its source, so no wheel can be built; name a "
            "repository on GitHub that has it, by --repository OWNER/NAME"
        )
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    with tempfile.TemporaryDirectory() as temporary:
        # Building leaves traces beside the sources, and these may not be written to.
        source, skipped = Path(temporary) / "source", shutil.ignore_patterns("__pycache__")
        shutil.copytree(_ROOT / "lessonlib", source / "lessonlib", ignore=skipped)
        for file in ("pyproject.toml", "README.md"):
            shutil.copy(_ROOT / file, source)
        done = subprocess.run(
            [*command, "--no-index", "-w", str(folder), str(source)], capture_output=True, text=True
        )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise PageError(f"the wheel of lessonlib was not built: {last}; see requirements.txt")
    wheels = Path(folder).glob("lessonlib-*.whl")
    return max(wheels, key=lambda path: path.stat().st_mtime).name


def _chosen(series, numbers):
    if numbers is None:
        return series.pages
    by_number = {name[:2]: name for name in series.pages}
    if missing := [number for number in numbers if number not in by_number]:
        there = ", ".join(by_number)
        raise PageError(f"there is no page {', '.join(missing)}; there are {there}")
    return {by_number[number]: series.pages[by_number[number]] for number in sorted(numbers)}


def _leave_solutions_out(page):
    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = without_solution(cell.source)
    page.cells = [cell for cell in page.cells if cell.cell_type == "code" or cell.source]


def may_answer(page):
    """What stands behind an exercise and may be its answer: the check, and what it is.

    Nothing tells a hint from a solution that is not in a fold of that name; so it stays, and is
    told.
    """
    found, check = [], ""
    for cell in page.cells:
        call = re.search(r"^checks\.(check_\w+)", cell.source, re.MULTILINE)
        if cell.cell_type == "code":
            check = call[1] if call else ""
        elif check:
            before = re.split(r"^## ", cell.source, maxsplit=1, flags=re.MULTILINE)[0]
            for what, kind in (("<details", "a fold"), ("```python", "code")):
                found += [(check, kind)] if what in before else []
            check = check if before == cell.source else ""
    return found


def _leave_answers_out(page):
    for cell in filter(is_question, code_cells(page)):
        for output in cell.outputs:
            output.get("metadata", {}).pop(OURS, None)
            data = output.get("data", {})
            for kind, end in (("text/markdown", "\n<details>"), ("text/plain", "\nAnswer: ")):
                if kind in data:
                    data[kind] = data[kind].partition(end)[0] + "\n"
        # What it puts out when it is run has the answer again.
        cell.metadata.setdefault("tags", []).append("nbval-ignore-output")


def _leave_links_out(page, chosen):
    def kept(match):
        return match[1] if _target(match) and _target(match) not in chosen else match[0]

    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(kept, cell.source)


def _target(link):
    found = re.fullmatch(r"(\d\d_\w+)\.ipynb(#.*)?", link[2])
    return found and found[1]


def _lead_on(name, page, chosen, series):
    """What a page needs and is not there is to be taken on trust; the next one is one that is."""
    first = page.cells[0]
    needs = re.search(r"\*[^*]*You need.*", first.source, re.DOTALL)
    for link in LINK.finditer(needs[0] if needs else ""):
        other = _target(link)
        if other in series.pages and other not in chosen:
            needed = series.pages[other]
            first.source += (
                f"\n\n*Not here: page {other[:2]}, {title_of(needed)}. Take on trust what it is "
                f"for: to {goal_of(needed).rstrip('.')}.*"
            )
    names = [*chosen]
    after = names[names.index(name) + 1 :][:1]
    for cell in page.cells:
        if cell.cell_type == "markdown" and (
            found := re.search(r"^Next: (.*)$", cell.source, re.M)
        ):
            link = LINK.match(found[1])
            if link and _target(link) not in chosen:
                title = [f"[{n[:2]} {title_of(chosen[n])}]({n}.ipynb)." for n in after]
                line = f"Next: {title[0]}" if title else "This is the last page here."
                cell.source = cell.source.replace(found[0], line)


def _requirements(package):
    """What the copy installs, in the versions that are installed here."""
    lines = []
    for name in _NEEDED:
        try:
            lines.append(f"{name}=={version(name).partition('+')[0]}")
        except PackageNotFoundError:
            raise PageError(
                f"{name} is not installed, so the copy cannot name its version; pages need it, as "
                "requirements.txt and `pip install 'lessonlib[pages]'` say"
            ) from None
    return "\n".join([*lines, package, ""])
