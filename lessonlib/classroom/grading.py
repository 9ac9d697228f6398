"""Pages that a class handed in: run, judged by the teacher's checks, and counted.

`opening` reads a file, `worker` runs it and writes down what its answers answer, `sandbox` keeps it
from all else, `judging` says what is right, `likeness` what is alike, `report` writes the tables.
"""

import hashlib
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from lessonlib.classroom import judging
from lessonlib.classroom.likeness import codes_of, remarks_on, solutions_of
from lessonlib.classroom.opening import NoPage, page_of
from lessonlib.classroom.report import write_report
from lessonlib.classroom.sandbox import protection, run_alone
from lessonlib.marks import CORRECT
from lessonlib.notebook.cells import exercises_of
from lessonlib.notebook.code import LESSONLIB
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
    remark : str
        Of right answers what a teacher may want to look at: the solution's code, another student's.
    """

    student: str
    file: str
    page: str = ""
    answers: dict = field(default_factory=dict)
    note: str = ""
    remark: str = ""


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
    files = sorted(path for path in folder.rglob("*.ipynb") if _is_handed_in(path, folder))
    if not files:
        raise PageError(f"{folder} has no pages; name the folder with what was handed in")
    kept = target / "judged"
    kept.mkdir(parents=True, exist_ok=True)
    exercises = {
        name: {call[1]: call[2].strip() for call in map(_call_of, exercises_of(page)) if call}
        for name, page in series.pages.items()
    }
    # Before pages run side by side: what a check hands over is taken by one at a time.
    cases = {check: judging.cases_of(check) for asked in exercises.values() for check in asked}
    unseen = [folder.resolve(), target.resolve(), Path(series.folder).resolve()]
    code = _code()

    def one(file):
        row = HandedIn(student_of(file, folder, series), _shown(file.relative_to(folder)))
        try:
            page = page_of(file.read_bytes())
        except (OSError, NoPage) as error:
            row.note = f"no page: {error}"
            return row, None, None
        row.page, asked = _page_and_exercises(page, exercises)
        if not row.page:
            row.note = "none of the exercises is in it"
            return row, None, None
        for place, cell in enumerate(page.cells):
            cell.id = f"cell-{place + 1}"  # those that were made up differ each time
        task = {"page": json.dumps(page), "seconds": seconds, "memory": memory}
        task |= {"cases": {check: cases[check] for check in asked}, "exercises": [*asked.items()]}
        key = hashlib.sha256("\0".join([code, json.dumps(task)]).encode())
        before = kept / f"{key.hexdigest()[:24]}.json"
        if before.exists():
            return row, page, json.loads(before.read_text("utf-8"))
        found = run_alone(
            "lessonlib.classroom.worker",
            task,
            seconds=40 * seconds,
            only_read=_teachers(),
            unseen=unseen,
        )
        if isinstance(found, dict):  # else nothing is known of the page
            before.write_text(json.dumps(found), "utf-8")
        return row, page, found

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        progress = tqdm(pool.map(one, files), "judged", len(files), unit="page", leave=False)
        found = [*progress]
    rows, codes = [], []
    for row, page, result in found:
        rows.append(row)
        codes.append(codes_of(page.cells) if page else {})
        if page is None:
            continue
        result = _told_by(result)
        row.answers = {check: _judged(check, result) for check in exercises[row.page]}
        row.note = "; ".join(filter(None, [result["page"], _says_otherwise(page, row.answers)]))
    for row, remark in zip(rows, remarks_on(rows, codes, solutions_of(series)), strict=True):
        row.remark = remark
    rows = _without_untouched_twins(rows)
    rows += _absent(folder, files, rows, target)
    return sorted(rows, key=lambda row: (row.student, row.page, row.file))


def _is_handed_in(path, folder):
    """Not a copy that a program keeps, and no link: it may lead to a page of the teacher's."""
    parts = path.relative_to(folder).parts
    if any(part in (".ipynb_checkpoints", "__MACOSX") or part.startswith("._") for part in parts):
        return False
    return path.is_file() and path.resolve().is_relative_to(folder.resolve())


def _absent(folder, files, rows, target):
    """A row for each folder in which there is no page, where students have folders."""
    if not any(len(file.relative_to(folder).parts) > 1 for file in files):
        return []
    there = {row.student for row in rows}
    folders = [
        one for one in folder.iterdir() if one.is_dir() and one.resolve() != target.resolve()
    ]
    names = [_shown(one.name) for one in folders]
    out = [name for name in names if name not in there and not name.startswith((".", "__MACOSX"))]
    return [HandedIn(name, "", note="handed in no page") for name in out]


def _shown(path):
    """A name as it can be printed, whatever bytes it has."""
    return os.fsencode(path).decode("utf-8", "replace")


def _told_by(result):
    """What a page's process says of it. It may be anything, since a page may speak in its place."""
    if isinstance(result, str):
        return {"page": result, "failed": {}, "written": []}
    page, failed, written = (result.get(key) for key in ("page", "failed", "written"))
    lines = written if isinstance(written, list) else []
    return {
        "page": page if isinstance(page, str) else "",
        "failed": failed if isinstance(failed, dict) else {},
        "written": [line for line in lines if isinstance(line, dict) and "check" in line],
    }


def _judged(check, result):
    """What is to be said of an exercise, after what was written down of it."""
    lines = [line for line in result["written"] if line["check"] == check]
    found = judging.best_of(check, [line for line in lines if "began" not in line])
    failed = result["failed"].get(check, "")
    if found and (found[0] or (found[1] and not failed)):
        return found
    if failed:
        return [False, True, "", str(failed)]
    if found:
        return found
    if any("began" in line for line in lines):
        return [False, True, "", "ended the kernel"]
    return _NOT_RUN if result["page"] else [False, True, "", _LOST]


def _teachers():
    """The folders of the teacher's that pages may read and not change, with what lies in them."""
    return [*{_ROOT, Path.home().resolve()}]


_NOT_RUN = [False, False, "", "not run"]
_LOST = "could not be judged: the page changes what judging needs"


def _code():
    """What changes with the code that runs and judges: all of the package."""
    files = sorted(LESSONLIB.rglob("*.py"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _without_untouched_twins(rows):
    """Of two files of one page by one student the untouched one is left out, and that is told."""
    kept = []
    for row in rows:
        twins = [r for r in rows if (r.student, r.page) == (row.student, row.page) and row.page]
        answered = [twin for twin in twins if any(answer[1] for answer in twin.answers.values())]
        if len(twins) > 1 and answered and row not in answered:
            continue
        if len(answered) > 1 and row in answered:
            others = ", ".join(twin.file for twin in answered if twin is not row)
            row.note = "; ".join(filter(None, [row.note, f"a second version: {others}"]))
        elif len(twins) > 1:
            row.note = "; ".join(filter(None, [row.note, "an untouched copy was left out"]))
        kept.append(row)
    return kept


def student_of(file, folder, series):
    """The first folder below; of files side by side, the name without that of a page."""
    parts = file.relative_to(folder).parts
    if len(parts) > 1:
        return _shown(parts[0])
    name = _shown(file.stem)
    for page in series.pages:
        name = name.replace(page, "")
    return re.sub(r"^[\s_.-]+|[\s_.-]+$", "", name) or _shown(file.stem)


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
