"""Frozen pages are broken in one way at a time: each rule must refuse them and name the cell."""

from copy import deepcopy

import pytest
from series import COIN, FROZEN, cell_named

from lessonlib.authoring.rules import ADVICE, RULES
from lessonlib.notebook.cells import name_of

BY_NAME = {rule.__name__: rule for rule in (*RULES, *ADVICE)}


def add_to(page, name, text):
    cell_named(page, name).source += text


def replace_in(page, name, old, new):
    cell = cell_named(page, name)
    assert old in cell.source
    cell.source = cell.source.replace(old, new)


def said_by(rule, page):
    """What a rule says of a page of the frozen series."""
    complaints = BY_NAME[rule](page, FROZEN)
    return [f"{name_of(cell)}: {words}" if cell else words for cell, words in complaints]


class Refusals:
    """The ways in which a module of tests breaks the page, each with the words of the complaint."""

    def __init__(self, module):
        self.module = module  # of rules
        self.cases = []

    def breaking(self, rule, words):
        """Register a change that breaks a rule, with the words of the complaint."""

        def register(change):
            self.cases.append(pytest.param(rule, change, words, id=change.__name__))
            return change

        return register

    def test(self):
        """The test of all that was registered before it, for the module to hold."""

        @pytest.mark.parametrize(("rule", "change", "words"), self.cases)
        def test_rule_refuses_a_broken_page_and_names_the_cell(rule, change, words):
            assert said_by(rule, COIN) == [], "unbroken"
            page = deepcopy(COIN)
            change(page)
            problems = said_by(rule, page)
            assert any(problem.startswith(words) for problem in problems), problems

        return test_rule_refuses_a_broken_page_and_names_the_cell

    def rules(self):
        """The names of the module's rules."""
        return {name for name, rule in BY_NAME.items() if rule.__module__ == self.module.__name__}

    def assert_complete(self, but=frozenset()):
        """Each rule of the module is broken by some case, but for those with tests of their own."""
        assert {case.values[0] for case in self.cases} == self.rules() - but
