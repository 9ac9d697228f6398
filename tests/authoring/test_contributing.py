"""What CONTRIBUTING shows works: a check that names a mistake, a rule that refuses."""

import re
from copy import deepcopy

import numpy as np
from refusals import Refusals, said_by
from series import COIN, ROOT, cell_named

from lessonlib.authoring.rules import registry, shape
from lessonlib.checks.verdict import print_verdict
from lessonlib.notebook.cells import prose_cells

TEXT = (ROOT / ".github/CONTRIBUTING.md").read_text("utf-8")
CHECK, RULE, BREAKING = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def test_the_check_accepts_the_right_answer_and_names_the_wrong_one(capsys):
    names = {"np": np, "print_verdict": print_verdict}
    exec(CHECK, names)
    check = names["check_most_likely"]
    assert check(max).correct
    typed, said = re.search(r'`\("most_likely", "q: (.+?)", "(.+?)"\)`', TEXT).groups()
    assert check(eval(f"lambda q: {typed}", {"np": np})).misconception == said
    assert not check(...).tried


def test_the_rule_refuses_what_its_test_breaks_and_nothing_else(monkeypatch):
    kept = {name: [*getattr(registry, name)] for name in ("RULES", "BEFORE_RUNNING")}
    refusals = Refusals(shape)
    names = {"rule": registry.rule, "prose_cells": prose_cells, "cell_named": cell_named}
    names["breaking"] = refusals.breaking
    try:
        exec(RULE + BREAKING, names)
        assert registry.RULES[-1] is names["nothing_is_obvious"]
    finally:
        for name, rules in kept.items():
            getattr(registry, name)[:] = rules
    monkeypatch.setitem(
        said_by.__globals__["BY_NAME"], "nothing_is_obvious", names["nothing_is_obvious"]
    )
    [case] = refusals.cases
    name, change, words = case.values
    assert said_by(name, COIN) == []
    page = deepcopy(COIN)
    change(page)
    assert [said.startswith(words) for said in said_by(name, page)] == [True]
