"""Pages that a class handed in: run, judged by the teacher's checks, and counted.

`worker` runs a page, `sandbox` keeps it from all else, and `report` writes the tables.
"""

import hashlib
import json
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from lessonlib.classroom.report import write_report
from lessonlib.classroom.sandbox import EXPOSED, PROTECTED, can_be_alone, run_alone
from lessonlib.marks import CORRECT
from lessonlib.notebook.cells import exercises_of
from lessonlib.notebook.code import LESSONLIB
from lessonlib.notebook.quick_nbformat import nbformat
from lessonlib.notebook.reading import PageError

__all__ = ["HandedIn", "grade", "protection", "write_report"]

_ROOT = LESSONLIB.parent
# Pages are read here, in the teacher's own process: nothing in it may look far ahead.
_CALL = re.compile(r"^[ \t]*checks\.(check_\w+)\(\s{0,99}([\w.]{0,99})\s{0,99},?\s{0,99}\)", re.M)


@dataclass
class HandedIn:
    """One page of one student, and what became of it.

    Attributes
    ----------
    student, file, page : str
        Whose it is, where it lies, and of which page of the series it is; empty if of none.
    answers : dict of str to list
        For each check: correct, tried, misconception, and what was said.
    note : str
        What is to be known besides: a cell that fails, or a page that cannot be read.
    """

    student: str
    file: str
    page: str = ""
    answers: dict = field(default_factory=dict)
    note: str = ""


def grade(series, folder, target, *, seconds=30, memory=4 * 2**30):
    """Run and judge all pages in a folder.

    Parameters
    ----------
    series : Series
        The teacher's pages, with the exercises and the checks that count.
    folder : pathlib.Path
        Handed-in pages with any names, a folder for each student or all side by side.
    target : pathlib.Path
        For the results: what was judged before, of the same page and checks, is not run again.
    seconds : float
        Of processor time that a cell may take. By the clock a cell may take ten times as long, and
        a page forty times.
    memory : int
        Bytes that a page may take.

    Returns
    -------
    list of HandedIn
        A row for each file, sorted by student and page.

    Raises
    ------
    PageError
        If there is nothing to grade, or a page of the series cannot be read.
    """
    folder, target = Path(folder), Path(target)
    for said in series.damaged.values():
        raise PageError(said)
    files = sorted(
        path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
    )
    if not files:
        raise PageError(f"{folder} has no pages; name the folder with what was handed in")
    kept = target / "judged"
    kept.mkdir(parents=True, exist_ok=True)
    exercises = {
        name: {call[1]: call[2].strip() for call in map(_call_of, exercises_of(page)) if call}
        for name, page in series.pages.items()
    }

    def one(file):
        row, text = HandedIn(student_of(file, folder, series), str(file.relative_to(folder))), ""
        try:
            text = file.read_text("utf-8")
            page = nbformat.reads(text, 4)
            nbformat.validate(page)
        except (OSError, ValueError, nbformat.ValidationError, AttributeError, KeyError) as error:
            row.note = _unreadable(text, error)
            return row
        row.page, asked = _page_and_exercises(page, exercises)
        if not row.page:
            row.note = "none of the exercises is in it"
            return row
        limits = json.dumps([asked, seconds, memory])
        key = hashlib.sha256("\0".join([text, _checks(), limits]).encode())
        before = kept / f"{key.hexdigest()[:24]}.json"
        if before.exists():
            found = json.loads(before.read_text("utf-8"))
        else:
            task = {"page": text, "root": str(_ROOT), "seconds": seconds, "memory": memory}
            task["exercises"] = list(asked.items())
            found = run_alone(
                "lessonlib.classroom.worker",
                task,
                seconds=40 * seconds,
                only_read=_teachers(),
                unseen=[folder.resolve(), target.resolve()],
            )
            before.write_text(json.dumps(found), "utf-8")
        if isinstance(found, str):
            found = {"page": found, "answers": {}}
        row.note = found["page"]
        row.answers = {check: found["answers"].get(check, _NOT_RUN) for check in asked}
        row.note = "; ".join(filter(None, [row.note, _says_otherwise(page, row.answers)]))
        return row

    with ThreadPoolExecutor(2) as pool:
        rows = list(tqdm(pool.map(one, files), "judged", len(files), unit="page", leave=False))
    return sorted(rows, key=lambda row: (row.student, row.page, row.file))


def _teachers():
    """The folders of the teacher's that pages may read and not change."""
    temporary = Path(tempfile.gettempdir()).resolve()
    # What lies below a temporary folder is the page's own.
    return [f for f in (_ROOT, Path.home().resolve()) if not temporary.is_relative_to(f)]


_NOT_RUN = [False, False, "", "not run"]


def protection():
    """What a page that was graded could reach, in one line."""
    return PROTECTED if can_be_alone() else EXPOSED


def student_of(file, folder, series):
    """The first folder below; of files side by side, the name without that of a page."""
    parts = file.relative_to(folder).parts
    if len(parts) > 1:
        return parts[0]
    name = file.stem
    for page in series.pages:
        name = name.replace(page, "")
    return re.sub(r"^[\s_.-]+|[\s_.-]+$", "", name) or file.stem


def _call_of(exercise):
    return _CALL.search(exercise[0].source)


def _page_and_exercises(page, exercises):
    """The page of the series with most of these exercises, and by what name each is answered."""
    source = "\n".join(cell.source for cell in page.cells if cell.cell_type == "code")
    called = {check: name.strip() for check, name in _CALL.findall(source)}
    defined = set(re.findall(r"^def (\w+)", source, re.MULTILINE))
    fits = {
        name: sum(check in called or stub in defined for check, stub in asked.items())
        for name, asked in exercises.items()
    }
    best = max(fits, key=fits.get, default="")
    if not best or not fits[best]:
        return "", {}
    names = {check: called.get(check, stub) for check, stub in exercises[best].items()}
    stubs = exercises[best]
    return best, {
        check: name if name.isidentifier() else stubs[check] for check, name in names.items()
    }


def _says_otherwise(page, answers):
    """Where the page's own output praises what the teacher's check does not."""
    praised = [
        check
        for cell in page.cells
        if cell.cell_type == "code"
        for check, _ in _CALL.findall(cell.source)
        if check in answers and not answers[check][0]
        if any(CORRECT in str(output.get("text", "")) for output in cell.outputs)
    ]
    return f"its own output says {CORRECT} of {', '.join(praised)}, wrongly" if praised else ""


def _unreadable(text, error):
    if re.search(r"^(<<<<<<<|>>>>>>>)", text, re.MULTILINE):
        return "no page: a conflict that git left is in it"
    return f"no page: {type(error).__name__}"


def _checks():
    """What changes with the teacher's checks, and what they compute with."""
    package = _ROOT / "lessonlib"
    rooms = ("checks", "losses", "metrics", "arguments")
    files = [package / "pmf.py", *(file for room in rooms for file in package.glob(f"{room}/*.py"))]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in sorted(files))).hexdigest()
