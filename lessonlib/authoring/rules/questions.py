"""Rules on questions: what is right comes from the page, and each choice is answered."""

import ast

from lessonlib.authoring.cells import code_cells, questions_in
from lessonlib.authoring.code import identifiers_in, tree_of, variables_in


def questions_have_computed_answers(page, series):
    """The answer of a question is made from a variable of the page, so that it cannot drift."""
    cells = code_cells(page)
    variables = set().union(*(variables_in(cell.source) for cell in cells))
    for cell in cells:
        for call in questions_in(cell):
            answers = [ast.unparse(o.value) for o in call.keywords if o.arg == "answer"]
            if not answers:
                yield cell, "a question without an answer; give answer=…, made from a variable"
            elif not variables & identifiers_in(answers[0]):
                yield cell, f"the answer {answers[0]} is not computed; make it from a variable"


def questions_stand_alone(page, series):
    """A cell that asks computes the answer and does nothing else: its code is folded."""
    for cell in code_cells(page):
        if not any(questions_in(cell)):
            continue
        for statement in tree_of(cell.source).body:
            asks = isinstance(statement, ast.Expr) and calls(statement.value, "ask")
            if not (asks or isinstance(statement, ast.Assign)):
                said = ast.unparse(statement).partition("\n")[0]
                yield cell, f"“{said[:40]}” beside a question is folded away; use another cell"


def calls(node, name):
    return isinstance(node, ast.Call) and ast.unparse(node.func) == name
