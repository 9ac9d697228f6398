"""Of right answers those that a teacher may want to look at: whose code is not the student's own.

It is a remark and no verdict: short answers are written alike by chance, and are not compared.
"""

import ast
import re

from lessonlib.notebook.cells import exercises_of
from lessonlib.notebook.code import checks_in
from lessonlib.notebook.prose import solution_in

_LONG = 80  # characters of code that two students do not write alike by chance
_OURS = re.compile(r"\b(?:losses|pmf|metrics|regression|torch_reference|lessonlib)\b")


def codes_of(cells):
    """What the functions of each exercise do, by check: their lines, as Python would write them."""
    return {
        check: _lines_of(cell.source)
        for cell in cells
        if cell.cell_type == "code"
        for check in checks_in(cell.source)
    }


def solutions_of(series):
    """The same of the solutions."""
    return {
        check: _lines_of(solution_in(prose))
        for page in series.pages.values()
        for cell, prose in exercises_of(page)
        for check in checks_in(cell.source)
    }


def _lines_of(source):
    """Without comments, docstrings, and what each line of space and brackets is."""
    try:
        body = ast.parse(source).body
        functions = [node for node in body if isinstance(node, ast.FunctionDef)]
        lines = [line for node in functions for line in node.body if not _is_docstring(line)]
        return "\n".join(map(ast.unparse, lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""


def _is_docstring(line):
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)


def remarks_on(rows, codes, solutions):
    """What is to be said of the right answers in each row.

    Parameters
    ----------
    rows : list of HandedIn
    codes : list of dict
        What `codes_of` says of each row's page.
    solutions : dict

    Returns
    -------
    list of str
    """
    writers = {}  # who has written so, by check and code
    for row, own in zip(rows, codes, strict=True):
        for check, code in own.items():
            writers.setdefault((check, code), set()).add(row.student)
    remarks = []
    for row, own in zip(rows, codes, strict=True):
        right = [check for check, answer in row.answers.items() if answer[0]]
        said = [
            _remark(check, own.get(check, ""), row.student, writers, solutions) for check in right
        ]
        remarks.append("; ".join(filter(None, said)))
    return remarks


def _remark(check, code, student, writers, solutions):
    solution = solutions.get(check, "")
    others = writers.get((check, code), set()) - {student}
    if {*_OURS.findall(code)} - {*_OURS.findall(solution)}:
        return f"{check[6:]} by lessonlib itself"
    if len(code) <= _LONG:
        return ""
    if code == solution:
        return f"{check[6:]} as in the solution"
    return f"{check[6:]} as {', '.join(sorted(others))}" if others else ""
