"""The results of a class: a table of students, and which misconception how often."""

import csv
import re
from collections import Counter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader


def word_of(answer):
    """One cell of the table: right, not tried, the misconception, or what was said."""
    correct, tried, misconception, said = answer
    if correct:
        return "right"
    if not tried:
        return "not run" if said == "not run" else "not tried"
    return misconception or said.removeprefix("✗ not yet: ")


def table_of(rows):
    """A row for each student, a column for each exercise, how many are right, notes and remarks."""
    columns = []
    for row in sorted(rows, key=lambda row: row.page):
        columns += [(row.page, check) for check in row.answers if (row.page, check) not in columns]
    students = {}
    for row in rows:
        cells, notes, remarks = students.setdefault(row.student, ({}, [], []))
        cells |= {(row.page, check): word_of(answer) for check, answer in row.answers.items()}
        notes += [": ".join(filter(None, [row.file, row.note]))] if row.note else []
        remarks += [row.remark] if row.remark else []
    asked = [f"{page[:2]} {check[6:]}" for page, check in columns]
    head = ["student", *asked, "right", "notes", "to look at"]
    body = [
        [
            student,
            *(cells.get(column, "") for column in columns),
            f"{[*cells.values()].count('right')} of {len(cells)}" if cells else "",
            *("; ".join(notes), "; ".join(remarks)),
        ]
        for student, (cells, notes, remarks) in students.items()
    ]
    return [head, *body]


def counts_of(rows):
    """How often each answer was given, the right one first, by page and check."""
    counts = {}
    for row in rows:
        for check, answer in row.answers.items():
            counts.setdefault((row.page, check), Counter())[_kind_of(answer)] += 1
    return {
        key: sorted(found.items(), key=lambda item: (item[0] != "right", -item[1], item[0]))
        for key, found in sorted(counts.items())
    }


def _kind_of(answer):
    """What is counted as the same: a mistake that is known, of the page or of Python."""
    correct, tried, misconception, said = answer
    if correct or not tried or misconception:
        return word_of(answer)
    known = r"your function returned None|raise[sd] \w+|took more than|ended the kernel"
    found = re.search(known, said)
    return found[0] if found else "wrong, no known mistake"


def write_report(rows, folder, protection):
    """Write students.csv, misconceptions.csv and index.html into a folder; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    table, counts = table_of(rows), counts_of(rows)
    listed = [["page", "exercise", "answer", "how many"]]
    listed += [
        [page, check[6:], kind, str(n)]
        for (page, check), found in counts.items()
        for kind, n in found
    ]
    paths = [folder / name for name in ("students.csv", "misconceptions.csv", "index.html")]
    for path, lines in zip(paths, (table, listed), strict=False):
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(map(_harmless, lines))
    paths[2].write_text(_page(table, counts, protection), "utf-8")
    return paths


def _harmless(cells):
    """A cell that begins as a formula would be computed by a spreadsheet."""
    return [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells]


def _page(table, counts, protection):
    loader = FileSystemLoader(Path(__file__).parent)
    template = Environment(loader=loader, autoescape=True, trim_blocks=True)
    looks = {"right": "right", "not tried": "other", "not run": "other"}
    bars = [
        (f"{page[:2]} {check[6:]}", [(kind, n, n / max(n for _, n in found)) for kind, n in found])
        for (page, check), found in counts.items()
    ]
    head, *body = table
    about = {"head": head, "body": body, "bars": bars, "looks": looks, "protection": protection}
    return template.get_template("report.html.j2").render(about)
