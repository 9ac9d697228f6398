"""The results of a class: a table of students, and which misconception how often."""

import csv
from collections import Counter
from html import escape

_STYLE = """
:root { color-scheme: light dark; }
body { font-family: system-ui, sans-serif; line-height: 1.5; }
body { max-width: 70rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; font-size: 0.9rem; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid; padding: 0.2rem 0.8rem 0.2rem 0; }
th, td { text-align: left; vertical-align: top; }
.bar { display: flex; gap: 0.6rem; align-items: center; margin: 0.2rem 0; }
.bar span:first-child { flex: 0 0 28rem; max-width: 60%; }
.bar i { display: block; height: 1rem; background: #0072B2; border-radius: 2px; }
.bar i.right { background: #007A5A; } .bar i.other { background: #5B5B5B; }
"""


def word_of(answer):
    """One cell of the table: right, not tried, the misconception, or what was said."""
    correct, tried, misconception, said = answer
    if correct:
        return "right"
    if not tried:
        return "not run" if said == "not run" else "not tried"
    return misconception or said.removeprefix("✗ not yet: ")


def table_of(rows):
    """A row for each student, a column for each exercise, and notes: as lists of str."""
    columns = []
    for row in sorted(rows, key=lambda row: row.page):
        columns += [(row.page, check) for check in row.answers if (row.page, check) not in columns]
    students = {}
    for row in rows:
        cells, notes = students.setdefault(row.student, ({}, []))
        cells |= {(row.page, check): word_of(answer) for check, answer in row.answers.items()}
        notes += [f"{row.file}: {row.note}"] if row.note else []
    head = ["student", *(f"{page[:2]} {check[6:]}" for page, check in columns), "notes"]
    body = [
        [student, *(cells.get(column, "") for column in columns), "; ".join(notes)]
        for student, (cells, notes) in students.items()
    ]
    return [head, *body]


def counts_of(rows):
    """How often each answer was given, the right one first, by page and check."""
    counts = {}
    for row in rows:
        for check, answer in row.answers.items():
            kind = answer[2] or (
                word_of(answer) if answer[0] or not answer[1] else "wrong, no known mistake"
            )
            counts.setdefault((row.page, check), Counter())[kind] += 1
    return {
        key: sorted(found.items(), key=lambda item: (item[0] != "right", -item[1], item[0]))
        for key, found in sorted(counts.items())
    }


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
    return [f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in cells]


def _page(table, counts, protection):
    head, *body = table
    titles = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "\n".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in body
    )
    bars = "\n".join(
        f"<h3>{page[:2]} {escape(check[6:])}</h3>\n"
        + "\n".join(_bar(*item, found) for item in found)
        for (page, check), found in counts.items()
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>What was handed in</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>What was handed in</h1>\n<p>{escape(protection)}</p>\n<h2>Students</h2>\n"
        f'<table tabindex="0">\n<thead><tr>{titles}</tr></thead>\n'
        f"<tbody>\n{lines}\n</tbody>\n</table>\n"
        f"<h2>Answers, and how often</h2>\n{bars}\n</body>\n</html>\n"
    )


def _bar(kind, count, found):
    most = max(n for _, n in found)
    look = "right" if kind == "right" else "other" if kind in ("not tried", "not run") else ""
    return (
        f'<div class="bar"><span>{escape(kind)}</span>'
        f'<i class="{look}" style="width: {12 * count / most:.2f}rem"></i>'
        f"<span>{count}</span></div>"
    )
