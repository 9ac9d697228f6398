"""Rules on what the prose refers to: links, names of code, and symbols."""

import ast
import builtins
import re
from difflib import get_close_matches
from functools import cache

import numpy as np

from lessonlib.authoring.rules.registry import rule, rule_of_outputs
from lessonlib.notebook import words
from lessonlib.notebook.cells import code_cells, exercises_of, is_question, prose_cells
from lessonlib.notebook.code import (
    LESSONLIB,
    identifiers_in,
    labelled_in,
    nodes_of,
    public_names,
    syntax_error,
    variables_in,
)
from lessonlib.notebook.pictures import shown_in
from lessonlib.notebook.prose import (
    FORMULA,
    LINK,
    bare_prose,
    headings_in,
    minutes_of,
    plain_prose,
    says_minutes,
    symbols_in,
    title_of,
    without_fences,
)

MODULES = {path.stem for path in LESSONLIB.iterdir() if not path.stem.startswith("_")}


@rule
def links_resolve(page, series):
    """Links lead to files, and a link to a page calls it by its number and title."""
    for cell in prose_cells(page):
        prose = bare_prose(cell.source)
        if re.search(r"\][(\[]|<(?:a|img)\s", LINK.sub(" ", prose)):
            yield cell, "a link of another form; write [text](target)"
        pictures = shown_in(cell)  # have a rule of their own
        for text, target in LINK.findall(prose):
            if target.startswith("https://") or target in pictures:
                continue  # outward links are not fetched
            target, _, anchor = target.partition("#")
            if target and not (series.folder / target).exists():
                yield cell, f"the link to {target} leads nowhere; name a file beside the page"
                continue
            there = series.pages.get(target.removesuffix(".ipynb")) if target else page
            headings = [*headings_in(there)] if there and anchor else [anchor]
            if anchor not in headings:
                near = "".join(get_close_matches(anchor, headings, 1, 0))
                yield cell, f"no heading of {target or 'this page'} is #{anchor}; one is #{near}"
            named = re.fullmatch(rf"(?:{words.PAGE} )?(\d\d)(?: (.+))?", text, re.IGNORECASE)
            if named and not target.startswith(named[1]):
                yield cell, f"“{text}” leads to {target}; make the two agree"
            elif named and named[2] and there and not title_of(there).startswith(named[2]):
                title = title_of(there)
                yield cell, f"“{text}” leads to a page with the title “{title}”; say that"
        for target, minutes in re.findall(r"\]\((\S+)\.ipynb\) \|.* (\d+) \|$", cell.source, re.M):
            if target in series.pages and minutes != minutes_of(series.pages[target]):
                yield cell, f"{minutes} minutes for {target}, {says_minutes(series.pages[target])}"
        for said in re.findall(rf"\b{words.PAGE} \d\d\b", LINK.sub(" ", prose), re.IGNORECASE):
            yield cell, f"“{said}” is no link; write [{said}](…)"
        for number in re.findall(rf"\b{words.PAGE} (\d\d)\b", cell.source, re.IGNORECASE):
            if not any(name.startswith(number) for name in (*series.pages, *series.damaged)):
                yield cell, f"there is no page {number}; name one that there is"


@rule_of_outputs
def every_page_is_on_the_map(page, series):
    """The first page of the series has a table with a row for every other page."""
    if page is not series.pages.get(min([*series.pages, *series.damaged])):
        return
    rows = [cell for cell in prose_cells(page) if re.search(r"^\| \[\d\d\]\(", cell.source, re.M)]
    cell = rows[0] if rows else page.cells[0]
    for name, other in series.pages.items():
        if other is not page and f"({name}.ipynb) |" not in cell.source:
            row = f"| [{name[:2]}]({name}.ipynb) | … | {minutes_of(other)} |"
            yield cell, f"no row for the page {name}; add one such as {row}"


@rule
def plans_follow_the_map(page, series):
    """Where code holds the minutes of pages, by their numbers, they are those of the pages."""
    lengths = {name[:2]: int(minutes_of(each)) for name, each in series.pages.items()}
    for cell in code_cells(page):
        for node in nodes_of(cell.source) if not syntax_error(cell.source) else ():
            pairs = _constants_of(node)
            if (
                not pairs
                or not {*pairs} <= {*lengths}
                or not all(type(value) is int for value in pairs.values())
            ):
                continue
            for number, minutes in pairs.items():
                if minutes != lengths[number]:
                    yield cell, f"{minutes} minutes for page {number}, which says {lengths[number]}"


def _constants_of(node):
    """A dictionary written down in code, if it holds constants alone."""
    if isinstance(node, ast.Dict):
        nodes = [*node.keys, *node.values]
        if all(isinstance(each, ast.Constant) for each in nodes):
            return {k.value: v.value for k, v in zip(node.keys, node.values, strict=True)}
    return {}


@rule
def checks_name_their_page(page, series):
    """The docstring of a check, in the package beside the pages, says of which its exercise is."""
    here = next((name[:2] for name, each in series.pages.items() if each is page), None)
    files = sorted((series.folder.parent / "lessonlib/checks").glob("*.py"))
    said = _exercises_by_docstring(tuple((file, file.stat().st_mtime_ns) for file in files))
    for cell, _ in exercises_of(page):
        for check in re.findall(r"^checks\.(check_\w+)", cell.source, re.MULTILINE):
            if here and said.get(check, here) != here:
                of = f"the docstring of {check} says “Exercise of {said[check]}”"
                yield cell, f"{of}; it stands here, on {here}"


@cache
def _exercises_by_docstring(files):
    """For each check in files the number of the page that its docstring names."""
    found = {}
    for file, _ in files:
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                of = re.match(r"Exercise of (\d\d)", ast.get_docstring(node) or "")
                found |= {node.name: of[1]} if of else {}
    return found


@rule
def names_stand_where_they_are_said_to(page, series):
    """“`name` of [page 05](…)”: that page uses the name."""
    said = re.compile(r"`(\w+)`,? (?:of|from|on) \[[^\]]*\]\((\d\d_\w+)\.ipynb")
    for cell in prose_cells(page):
        for name, target in said.findall(cell.source):
            there = series.pages.get(target)
            cells = code_cells(there) if there else []
            known = [identifiers_in(c.source) for c in cells if not syntax_error(c.source)]
            if there and name not in set().union(*known):
                yield (
                    cell,
                    f"`{name}` stands nowhere on page {target[:2]}; name its page",
                )


@rule
def names_in_prose_exist(page, series):
    """Code in the prose uses names of lessonlib or NumPy that exist, or names of the page."""
    if (table := notation(series)) is None:
        return
    known = set.union(*table)
    known = known.union(*(identifiers_in(cell.source) for cell in code_cells(page)))
    for cell in prose_cells(page):
        for code in re.findall(r"`([^`]+)`", without_fences(cell.source)):
            try:
                tree = ast.parse(code.strip())
            except SyntaxError:
                yield cell, f"`{code}` is no Python; write it without backticks"
                continue
            inner = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
            for node in ast.walk(tree):
                if not isinstance(node, ast.Name | ast.Attribute) or id(node) in inner:
                    continue
                path = ast.unparse(node)
                if re.fullmatch(r"[\w.]+", path) and not resolves(path, known):
                    yield (
                        cell,
                        f"`{path}` exists neither in lessonlib nor on this page; correct the name",
                    )


def resolves(path, known):
    """Whether a dotted name exists in lessonlib or NumPy, or else is used by the page."""
    root, *attributes = path.split(".")
    if root in MODULES:
        return not attributes or attributes[0] in public_names(LESSONLIB / root)
    if root != "np":
        return all(part in known or hasattr(builtins, part) for part in (root, *attributes))
    thing = np
    for attribute in attributes:
        if not hasattr(thing, attribute):
            return False
        thing = getattr(thing, attribute)
    return True


@rule
def labels_hold_what_they_name(page, series):
    """A label that is the name of a variable, as q2 or “q2 =”, stands for it, or for q2_…."""
    cells = [*code_cells(page)]
    variables = set().union(*(variables_in(cell.source) for cell in cells))
    for cell in cells:
        for label, value in () if is_question(cell) else labelled_in(cell.source):
            name = label.strip(" \n=:")
            held = identifiers_in(value)
            if name in variables and not any(f"{each}_".startswith(f"{name}_") for each in held):
                yield (
                    cell,
                    f"“{label.strip()}” stands for {value}, without {name}; make the two agree",
                )


@rule
def symbols_are_introduced(page, series):
    """A letter stands in the notation table, or alone, “$t$” or “$t = …$”, before it is used."""
    if (table := notation(series)) is None:
        return
    known, _ = table
    for cell, formula in formulas_in(page):
        if alone := re.match(r"(\\hat\s*[a-z]|\\?[A-Za-z]+)\s*(?:$|[=<>])", formula):
            known |= set(symbols_in(alone[1]))
        for symbol in symbols_in(formula):
            if symbol not in known:
                known.add(symbol)
                yield (
                    cell,
                    (
                        f"the symbol {symbol} in “{formula[:40]}” is neither in the "
                        "notation table nor introduced before; say what it is, as in “$x$ is …”"
                    ),
                )


def formulas_in(page):
    for cell in prose_cells(page):
        for displayed, inline in FORMULA.findall(plain_prose(cell.source)):
            yield cell, (displayed or inline).strip()


def notation(series):
    """The symbols, and the names in code, of the series' table of notation.

    None if there is none to be found because a page is damaged, which is told by itself.
    """
    symbols, names = set(), set()
    header = r"^\| *{} *\| *{} *\|".format(*words.NOTATION)
    for cell in (cell for page in series.pages.values() for cell in prose_cells(page)):
        if re.search(header, cell.source, re.MULTILINE):
            rows = re.findall(r"^\|([^|]*\$[^|]*)\|([^|]*)\|", cell.source, re.MULTILINE)
            symbols |= {symbol for row, _ in rows for symbol in symbols_in(row)}
            names |= {code.strip(" `") for _, code in rows}
    return None if series.damaged and not symbols else (symbols, names)
