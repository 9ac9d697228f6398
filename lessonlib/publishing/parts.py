"""What of a page answers on the website: its questions, and its explorers, for `parts.js`.

All is read off the stored page; frames are drawn once, by the page's own code.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from importlib.metadata import version

from tqdm import tqdm

from lessonlib.marks import OURS
from lessonlib.notebook.cells import code_cells, explorers_in, is_question
from lessonlib.notebook.code import LESSONLIB
from lessonlib.notebook.reading import PageError
from lessonlib.page import SCRIPT

_NUMBER = re.compile(r"Answer: ((−?\d+(?:\.\d+)?(?:e[+−]\d+)?)(?: ([^.]+))?)\. ?(.*)", re.DOTALL)


def question_of(cell):
    """What a question asks and replies, from the plain text that is stored with it.

    Returns
    -------
    dict
        text, choices with the reply to each, and the right one; or, for a number, the number to
        ten digits, its unit, and where it comes from.
    """
    output = next(output for output in cell.outputs if "data" in output)
    lines = output.data["text/plain"].split("\n")
    choices = [line[2:] for line in lines[1:] if line.startswith("- ")]
    said = "\n".join(lines[1 + len(choices) :])
    if not choices:
        told, number, unit, because = _NUMBER.fullmatch(said).groups()
        stored = output.metadata.get(OURS, {}).get("answer")
        answer = float(number.replace("−", "-")) if stored is None else stored
        return {
            **{"kind": "question", "text": lines[0], "choices": [], "unit": unit or ""},
            **{"answer": answer, "told": told, "because": because},
        }
    told = {
        choice: re.search(rf"^(Answer:|Not) {re.escape(choice)}\. (.*)$", said, re.MULTILINE)
        for choice in choices
    }
    replies = {choice: found[2] for choice, found in told.items()}
    right = next(choice for choice, found in told.items() if found[1] == "Answer:")
    return {
        **{"kind": "question", "text": lines[0], "choices": choices, "unit": ""},
        **{"right": right, "replies": replies},
    }


def alive_script():
    """`alive.js` of the package `page` as a plain script: a module does not load from a folder."""
    return f"(() => {{\n{SCRIPT.replace('export default', 'window.lessonAlive =')}}})();\n"


def with_live_parts(page, number, framed):
    """A copy of a page whose cells say, in `lesson_live`, what the browser makes alive."""
    page = deepcopy(page)
    explorers = explorers_in(page)
    for cell in code_cells(page):
        if is_question(cell):
            cell.metadata["lesson_live"] = question_of(cell) | {"id": cell.id}
    for place, cell in enumerate(explorers if framed else []):
        cell.metadata["lesson_live"] = {"kind": "explorer", "file": f"{number}.frames.js"}
        cell.metadata["lesson_live"]["place"] = place
    return page


def write_frames(series, folder):
    """Write a file of frames for each page with an explorer, unless it is there already.

    A file says in its first line of what code it was made.

    Raises
    ------
    PageError
        If a page's code fails.
    """
    named = {name: page for name, page in series.pages.items() if explorers_in(page)}
    with ThreadPoolExecutor(2) as pool:
        tasks = [pool.submit(_write_frames_of, page, folder, name) for name, page in named.items()]
        for task in tqdm(tasks, "frames", unit="page", leave=False):
            task.result()
    return [folder / f"{name[:2]}.frames.js" for name in named]


def _write_frames_of(page, folder, name):
    target = folder / f"{name[:2]}.frames.js"
    cells = [cell.source for cell in code_cells(page)]
    made_of = f"// {_made_of(cells)}\n"
    if target.exists() and target.read_text("utf-8").startswith(made_of):
        return
    done = subprocess.run(
        [sys.executable, "-m", "lessonlib.publishing.frames"],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise PageError(f"the frames of page {name[:2]} were not drawn: {last}; store it first")
    # Beside it, and then in its place: at no moment is there half a file.
    draft = target.with_suffix(".draft")
    draft.write_text(f'{made_of}lessonFrames("{target.name}", {done.stdout});\n', "utf-8")
    os.replace(draft, target)


def _made_of(cells):
    """A few characters that change with the code, the package, or what draws."""
    sources = [*cells, version("matplotlib"), version("numpy")]
    sources += [file.read_text("utf-8") for file in sorted(LESSONLIB.rglob("*.py"))]
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()[:16]
