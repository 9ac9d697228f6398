"""Rules on questions: what is right comes from the page, and each choice is answered."""

import ast
import re
from types import SimpleNamespace

from lessonlib.authoring.rules.registry import advice, rule
from lessonlib.notebook.cells import code_cells, is_question, name_of, outputs_text
from lessonlib.notebook.code import calls_of, identifiers_in, tree_of, variables_in
from lessonlib.notebook.folding import used_further_on


@rule
def questions_have_computed_answers(page, series):
    """The answer of a question is made from a variable of the page, so that it cannot drift."""
    cells = code_cells(page)
    variables = set().union(*(variables_in(cell.source) for cell in cells))
    for cell in cells:
        for call in calls_of("ask", cell.source):
            answers = [ast.unparse(o.value) for o in call.keywords if o.arg == "answer"]
            if not answers:
                yield cell, "a question without an answer; give answer=…, made from a variable"
            elif not variables & identifiers_in(answers[0]):
                yield cell, f"the answer {answers[0]} is not computed; make it from a variable"


@rule
def questions_stand_alone(page, series):
    """A cell that asks computes the answer and does nothing else: its code is folded."""
    for cell in code_cells(page):
        asking = calls_of("ask", cell.source)
        for statement in tree_of(cell.source).body:
            asks = isinstance(statement, ast.Expr) and statement.value in asking
            if asking and not (asks or isinstance(statement, ast.Assign)):
                said = ast.unparse(statement).partition("\n")[0]
                yield cell, f"“{said[:40]}” beside a question is folded away; use another cell"


@advice
def answers_stand_nowhere_above(page, series):
    """A number that is asked for, or chosen, and stands in an output just above: a hint."""
    before = []
    for cell in code_cells(page):
        if not is_question(cell):
            before.append(cell)
            continue
        stored = outputs_text(SimpleNamespace(cells=[cell]))
        answer = re.search(r"^Answer: (\S+)", stored, re.MULTILINE)
        number = answer and re.fullmatch(r"[−-]?(\d+\.\d+|\d{2,})[.,]?", answer[1])
        for each in before[-3:] if number else ():
            seen = re.escape(number[1])
            if re.search(
                rf"(?<![\d.]){seen}(?![\d.]*\d)", outputs_text(SimpleNamespace(cells=[each]))
            ):
                yield (
                    cell,
                    f"its answer, {number[1]}, stands in the output of {name_of(each)}, above",
                )


@advice
def questions_keep_what_they_make(page, series):
    """What a question computes is not seen; what the page goes on with should be."""
    asked = {cell.id for cell in code_cells(page) if is_question(cell)}
    needed = {}
    for maker, name, cell in used_further_on(page, asked):
        needed.setdefault(maker.id, (maker, {}))[1].setdefault(name, cell)
    for maker, names in needed.values():
        goes_on = f"{name_of(next(iter(names.values())))} goes on with it"
        yield maker, f"makes {' and '.join(names)}, folded, and {goes_on}; make it in an open cell"
