"""What the code of a cell says, read as Python without running it."""

import ast
import re
import tokenize
from functools import cache
from io import StringIO
from itertools import pairwise
from pathlib import Path

LESSONLIB = Path(__file__).parents[1]  # the package, whose names and docstrings pages quote


@cache
def syntax_error(source):
    """What is no Python in a cell's code; None if all of it is."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError) as error:  # a null byte is a ValueError
        line = getattr(error, "lineno", None) or 1
        text = source.splitlines()[line - 1].strip() if source.splitlines()[line - 1 :] else ""
        return f"line {line}, “{text[:60]}”, is no Python ({getattr(error, 'msg', error)})"
    return None


@cache
def tree_of(source):
    """The syntax tree of code, which nobody changes."""
    return ast.parse(source)


@cache
def nodes_of(source):
    """All nodes of that tree."""
    return tuple(ast.walk(tree_of(source)))


def calls_of(name, source):
    """The calls of a function that stand by themselves in a cell."""
    return [call for call, called in _calls(source) if called == name]


def explores(source):
    """Whether code puts out an explorer; it need not be Python yet."""
    return "\nexplore(" in f"\n{source}"


@cache
def _calls(source):
    calls = [getattr(node, "value", None) for node in tree_of(source).body]
    return [(call, ast.unparse(call.func)) for call in calls if isinstance(call, ast.Call)]


@cache
def imports_in(source):
    """The modules that code imports, and what it takes from them."""
    found = set()
    for node in nodes_of(source):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return sorted(found)


@cache
def identifiers_in(source):
    """The names that code uses, and the attributes and keywords."""
    fields = {ast.Name: "id", ast.Attribute: "attr", ast.keyword: "arg", ast.arg: "arg"}
    fields[ast.FunctionDef] = "name"
    nodes = nodes_of(source)
    return {getattr(node, fields[type(node)]) for node in nodes if type(node) in fields}


@cache
def literals_in(source):
    """The strings of code, and the fixed parts of its f-strings, the longest first."""
    tree = tree_of(source)
    specs = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.FormattedValue) and node.format_spec
        for part in ast.walk(node.format_spec)
    }
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in specs
    ]
    return sorted(texts, key=len, reverse=True)


@cache
def variables_in(source):
    """The names to which code assigns something."""
    nodes = nodes_of(source)
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


@cache
def made_in(source):
    """The names that code gives a meaning to where it stands, not within a function."""
    return frozenset().union(*(_stored_by(statement) for statement in tree_of(source).body))


@cache
def used_in(source):
    """The names that code takes from elsewhere: used, and not made by a statement before."""
    used, made = set(), set()
    for statement in tree_of(source).body:
        used |= _loaded_by(statement) - made
        made |= _stored_by(statement)
    return frozenset(used)


def _stored_by(statement):
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    nodes = [*ast.walk(statement)]
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored - _counted_by(nodes)


def _counted_by(nodes):
    """The variables of comprehensions, which nobody else sees."""
    targets = [node.target for node in nodes if isinstance(node, ast.comprehension)]
    return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}


def _loaded_by(statement):
    nodes = [*ast.walk(statement)]
    inner = {node.arg for node in nodes if isinstance(node, ast.arg)} | _counted_by(nodes)
    if isinstance(statement, ast.FunctionDef):
        inner |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return names - inner


@cache
def variables_from(name, source):
    """The names to which code assigns something made from another name."""
    return {
        target.id
        for node in nodes_of(source)
        if isinstance(node, ast.Assign) and name in identifiers_in(ast.unparse(node.value))
        for part in node.targets
        for target in ast.walk(part)
        if isinstance(target, ast.Name)
    }


def comments_at(node, source):
    """The comments on the lines of a piece of code, and on the line above it."""
    tokens = tokenize.generate_tokens(StringIO(source).readline)
    return [
        token.string
        for token in tokens
        if token.type == tokenize.COMMENT and node.lineno - 1 <= token.start[0] <= node.end_lineno
    ]


def labelled_in(source):
    """Labels in code, each with the code of what it stands for.

    In a dict, as the first of a row of three, as label=…, and in print before a value.
    """
    for node in nodes_of(source):
        pairs = []
        if isinstance(node, ast.Dict):
            pairs = [(key, [value]) for key, value in zip(node.keys, node.values, strict=True)]
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3:
            pairs = [(node.elts[0], node.elts[1:])]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
            pairs = [(label, [value]) for label, value in pairwise(node.args)]
        elif isinstance(node, ast.Call):
            labels = [option.value for option in node.keywords if option.arg == "label"]
            pairs = [(label, node.args) for label in labels]
        for label, values in pairs:
            if isinstance(label, ast.Constant) and isinstance(label.value, str):
                yield label.value, ", ".join(map(ast.unparse, values))


@cache
def numbers_in(source):
    """The numbers that stand in code, as written and as printed."""
    lines = [line.encode() for line in source.split("\n")]
    found = set()
    for node in nodes_of(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            written = lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode()
            found |= {
                sign + digits for sign in ("", "-") for digits in (written, f"{node.value:g}")
            }
    return found


@cache
def public_names(path):
    """What a module of a file, or a package of a folder, offers to those who import it."""
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    names = set()
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign):
            names |= {
                name.id
                for target in node.targets
                for name in ast.walk(target)
                if isinstance(name, ast.Name)
            }
    return names


def checks_in(source):
    """The checks that some code calls, by whatever name their module has; also of broken code."""
    return re.findall(r"\b(check_\w+)\(", source)
