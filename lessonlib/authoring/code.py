"""What the code of a cell says, read as Python without running it."""

import ast
from functools import cache


def syntax_error(source):
    """What is no Python in a cell's code; None if all of it is."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError) as error:  # a null byte is a ValueError
        line = getattr(error, "lineno", None) or 1
        text = source.splitlines()[line - 1].strip() if source.splitlines()[line - 1 :] else ""
        return f"line {line}, “{text[:60]}”, is no Python ({getattr(error, 'msg', error)})"
    return None


def calls_of(name, source):
    """The calls of a function that stand by themselves in a cell."""
    for node in ast.parse(source).body:
        call = getattr(node, "value", None)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == name:
            yield call


@cache
def imports_in(source):
    """The modules that code imports, and what it takes from them."""
    found = set()
    for node in ast.walk(ast.parse(source)):
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
    nodes = ast.walk(ast.parse(source))
    return {getattr(node, fields[type(node)]) for node in nodes if type(node) in fields}


@cache
def literals_in(source):
    """The strings of code, and the fixed parts of its f-strings, the longest first."""
    tree = ast.parse(source)
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
def numbers_in(source):
    """The numbers that stand in code, as written and as printed."""
    return {
        text
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float)
        for digits in (ast.get_source_segment(source, node), f"{node.value:g}")
        for text in (digits, f"-{digits}")
    }


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
