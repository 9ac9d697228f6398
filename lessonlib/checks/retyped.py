"""Exercises that a line of their page answers already: found by trying all of them.

    python -m lessonlib.checks.retyped < pages.json > found.json

An exercise asks for something new. So no function that is defined above it on its page, none of
`pmf`, `losses`, `metrics` and `regression`, and no expression that a claim compares or an
assignment computes above it may pass its check, also not with its arguments in another order, or
with an axis named. Nothing of a page is run but what such a candidate needs: imports, definitions
and assignments.
What needs PyTorch is left out, as it takes seconds; so is what computes for longer than others.
"""

import ast
import builtins
import contextlib
import copy
import inspect
import io
import itertools
import json
import re
import signal
import sys
import warnings
from functools import cache

from lessonlib import checks, losses, metrics, pmf, regression
from lessonlib.checks.verdict import is_answered_by

_CALL = re.compile(r"^checks\.(check_\w+)\(", re.MULTILINE)
_ON_PURPOSE = re.compile(r"<!--given on purpose: \w.*?-->", re.DOTALL)
_MODULES = {"pmf": pmf, "losses": losses, "metrics": metrics, "regression": regression}
_NEVER = {"torch", "torch_reference", "ranks", "show", "explore", "ask", "compare", "print"}
_NEVER |= {"plt", "plotting"}  # a figure would stay open
_NEVER |= {"rng"}  # of what size somebody draws, a check does not ask
_MOST = 4  # arguments whose orders are tried
_SECONDS = 0.5  # of computing, for one candidate in one order
_OTHERS = 3  # names of an expression beside its arguments: np, pmf, …
_SCOPES = (ast.FunctionDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def retyped_on(cells):
    """What passes the check of an exercise and stands above it.

    Parameters
    ----------
    cells : list of (str, str, str)
        Of a page, in order: the id, "code" or "markdown", and the source.

    Returns
    -------
    list of (str, str, str)
        The id of the exercise's cell, the check, and what answers it.

    Taught in: 00
    """
    found, above = [], []
    for place, (name, kind, source) in enumerate(cells):
        if kind != "code":
            continue
        if call := _CALL.search(source):
            task = cells[place - 1][2] if place else ""
            known = hasattr(checks, call[1]) and not _ON_PURPOSE.search(task)
            if known and (answer := _answer_above(call[1], above)):
                found.append((name, call[1], answer))
        else:
            with contextlib.suppress(SyntaxError):
                above.append((name, ast.parse(source).body))
    return found


def _answer_above(check, above):
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"):
        return _first_that_passes(check, above)


def _first_that_passes(check, above):
    slow = set()
    for said, candidate in _candidates(_number_of_arguments(check), above):
        if said in slow:
            continue  # so are its other orders
        try:
            with _at_most(_SECONDS):
                if is_answered_by(getattr(checks, check), candidate):
                    return said
        except _TooLongError:
            slow.add(said)
    return None


class _TooLongError(BaseException):
    """Not an Exception, which a check takes for the answer's own."""


@contextlib.contextmanager
def _at_most(seconds):
    """End what computes for longer, where a process can be told to."""
    if not hasattr(signal, "setitimer"):  # as on Windows
        yield
        return

    def stop(number, frame):
        raise _TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _number_of_arguments(check):
    """Of the reader's function, as the docstring shows it: `answer(logits, labels)`."""
    shown = re.search(r"`answer\(([^)]*)\)", inspect.getdoc(getattr(checks, check)))[1]
    return shown.count(",") + 1


def _candidates(count, above):
    """What might be typed again: in words, and as a function of so many arguments."""
    for room, module in _MODULES.items():
        for name, function in inspect.getmembers(module, callable):
            if not name.startswith("_") and inspect.getmodule(function).__name__.startswith(
                "lessonlib"
            ):
                yield from _ways(f"{room}.{name}", function, count)
    seen = set()
    before = tuple(statement for _, body in above for statement in body)
    for name, statements in above:
        for statement in statements:
            if isinstance(statement, ast.FunctionDef):
                made = _made_for(frozenset({statement.name}), before, loops=True) or {}
                yield from _ways(f"{statement.name} of {name}", made.get(statement.name), count)
            for expression, numbers in _expressions_of(statement):
                if (written := ast.unparse(expression)) not in seen:
                    seen.add(written)
                    yield from _as_functions(expression, numbers, name, count, before)


def _ways(said, function, count):
    """A function as it is called: in each order of the arguments, and with an axis."""
    if not callable(function):
        return
    for order in _orders(count):
        for more in ({}, {"axis": 0}, {"axis": 1}, {"axis": -1}, {"base": 2}):
            yield said, _called(function, order, more)


def _called(function, order, more):
    return lambda *arguments: function(*(arguments[k] for k in order), **more)


def _orders(count):
    """All of the arguments in each order, and all but one."""
    if count > _MOST:
        return [range(count)]
    return [k for r in {count, max(1, count - 1)} for k in itertools.permutations(range(count), r)]


class _Letters(ast.NodeTransformer):
    """Letters in the place of numbers, which an exercise may have made general."""

    def __init__(self):
        self.numbers = {}

    def visit_Constant(self, node):
        if type(node.value) in (int, float) and node.value not in (0, 1):
            known = [letter for letter, value in self.numbers.items() if value == node.value]
            letter = known[0] if known else f"_{len(self.numbers)}"
            self.numbers[letter] = node.value
            return ast.copy_location(ast.Name(letter, ast.Load()), node)
        return node


def _expressions_of(statement):
    """What a statement computes, as a whole and in parts, each also with letters for numbers."""
    if isinstance(statement, ast.FunctionDef | ast.Import | ast.ImportFrom):
        return
    for node in ast.walk(statement):
        whole = isinstance(node, ast.BinOp | ast.UnaryOp | ast.Call)
        if whole and not _words_of(node) & {*_NEVER, "claim"}:
            yield node, {}
            letters = _Letters()
            general = letters.visit(copy.deepcopy(node))
            if letters.numbers:
                yield general, letters.numbers


def _as_functions(expression, numbers, name, count, before):
    """An expression of so many variables, as a function of them."""
    said = f"`{ast.unparse(expression)}`"
    used = sorted(_names_in(expression))
    if not count <= len(used) <= count + _OTHERS:
        return
    for chosen in itertools.permutations(used, count):
        if numbers and not {*chosen} & {*numbers}:
            continue
        known = _made_for(frozenset({*used} - {*chosen} - {*numbers}), before)
        if known is not None:
            code = f"lambda {', '.join(chosen)}: {said[1:-1]}"
            with contextlib.suppress(SyntaxError):
                yield f"{said} of {name}", eval(code, known | numbers)


@cache
def _made_for(missing, statements, loops=False):
    """Values for some names, made as the page makes them; None where they cannot be.

    What loops is tried as a function of its own, and not run to get something ready.
    """
    chosen, missing = [], {*missing}
    for statement in reversed(statements):
        if made := _made_by(statement) & missing:
            missing = missing - made | _names_in(statement)
            chosen.append(statement)
    imports, plain = ast.Import | ast.ImportFrom, ast.Assign | ast.FunctionDef
    rest = [statement for statement in chosen if not isinstance(statement, imports)]
    if missing or any(_words_of(s) & _NEVER or not isinstance(s, plain) for s in rest):
        return None
    nodes = (node for statement in chosen for node in ast.walk(statement))
    if not loops and any(isinstance(node, ast.For | ast.While) for node in nodes):
        return None
    return _run(tuple(map(ast.unparse, reversed(chosen))))


@cache
def _run(statements):
    """The names that statements make; each value is computed once for all that begin alike."""
    names = {}
    try:
        for place, statement in enumerate(statements):
            if isinstance(ast.parse(statement).body[0], ast.Assign):
                names.update(_assigned(statements[: place + 1], names))
            else:
                exec(statement, names)
    except Exception:  # what cannot be made is no candidate
        return None
    return names


_VALUES = {}


def _assigned(statements, names):
    if statements not in _VALUES:
        before = dict(names)
        exec(statements[-1], names)
        _VALUES[statements] = {
            name: value for name, value in names.items() if before.get(name) is not value
        }
    return _VALUES[statements]


@cache
def _names_in(node):
    """The names that code needs from elsewhere."""
    inner = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
    names = (each for each in ast.walk(node) if isinstance(each, ast.Name))
    loaded = {each.id for each in names if isinstance(each.ctx, ast.Load)}
    stored = _made_by(node) if isinstance(node, ast.FunctionDef) else set()
    return loaded - inner - stored - _own(node) - {*dir(builtins)}


def _own(node):
    """What a function, or a comprehension, gives a meaning to within itself."""
    parts = [each for each in ast.walk(node) if isinstance(each, _SCOPES)]
    names = (each for part in parts for each in ast.walk(part) if isinstance(each, ast.Name))
    return {each.id for each in names if isinstance(each.ctx, ast.Store)}


@cache
def _made_by(statement):
    if isinstance(statement, ast.FunctionDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {each.asname or each.name.partition(".")[0] for each in statement.names}
    names = (each for each in ast.walk(statement) if isinstance(each, ast.Name))
    return {each.id for each in names if isinstance(each.ctx, ast.Store)}


@cache
def _words_of(node):
    named = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return named | {e.name.partition(".")[0] for e in ast.walk(node) if isinstance(e, ast.alias)}


def main():
    pages = json.load(sys.stdin)
    json.dump({name: retyped_on(cells) for name, cells in pages.items()}, sys.stdout)


if __name__ == "__main__":
    main()
