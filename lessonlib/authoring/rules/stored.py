"""Rules on how a page was stored: nbval must have everything to compare, and nothing else."""

import re

from lessonlib.authoring.rules.registry import rule, rule_of_outputs
from lessonlib.marks import WIDGET_VIEW
from lessonlib.notebook.cells import (
    code_cells,
    is_edited,
    is_folded,
    is_question,
    metadata_for,
    name_of,
    named,
    text_of,
)
from lessonlib.notebook.code import identifiers_in, imports_in
from lessonlib.notebook.folding import folded_on, says_something, used_further_on

# What code of a page may import, and names by which that still reaches files, a shell or a network.
MAY_IMPORT = {
    *("bz2", "collections", "itertools", "lzma", "math", "re", "textwrap"),
    *("tracemalloc", "warnings", "zlib"),
    *("lessonlib", "matplotlib", "numpy", "scipy", "sklearn", "torch"),
}
REACHING = {
    *("open", "exec", "eval", "__import__", "get_ipython", "system", "hub", "DataSource"),
    *("load", "loadtxt", "genfromtxt", "fromfile", "memmap", "imread"),
    *("save", "savez", "savez_compressed", "savetxt", "tofile", "savefig", "imsave"),
}
# Tags by which nbval, or nbclient, is content with any output.
HIDING = re.compile(r"(?i:nbval-.*|raises-exception|skip-execution)")


@rule_of_outputs
def stored_as_run_once(page, series):
    """Counts 1, 2, …, each output made by the code that stands there now."""
    cells = code_cells(page)
    for said, wrong in (
        (
            "not run in the order of the page",
            [c for n, c in enumerate(cells, 1) if c.execution_count != n],
        ),
        ("edited since it was stored", [cell for cell in cells if is_edited(cell)]),
    ):
        if wrong:
            others = f", as {named(wrong[1:])}" if wrong[1:] else ""
            yield wrong[0], f"{said}{others}; store the page"


@rule_of_outputs
def outputs_are_clean(page, series):
    for cell in code_cells(page):
        for output in cell.outputs:
            text = text_of(output)
            for kind in output.get("data", {}):
                if kind == WIDGET_VIEW:
                    yield cell, "holds a widget, which no new kernel knows; store the page"
                elif kind != "image/png" and not kind.startswith("text/"):
                    what = f"puts out {kind}, which paper and phones do not show"
                    yield cell, f"{what}; use show for a picture, print for words"
            if output.output_type == "error" or output.get("name") == "stderr":
                yield cell, f"stored with an error or a warning: {text[:60]}; mend the cell"
            for raw in re.findall(
                r"np\.(?:float|int|str|bool)\w*\(|<Figure|<\w+[\w.]* object|\bat 0x[0-9a-f]+", text
            ):
                yield cell, f"a raw repr in the output: {raw}; print what a reader wants"
            for machine in re.findall(
                r"/(?:home|root|tmp|work|usr|opt|mnt|var|Users)/\S*|\b[A-Z]:\\\w|site-packages",
                text,
            ):
                yield cell, f"a path of a machine in the output: {machine}; do not print it"


@rule_of_outputs
def code_steps_aside(page, series):
    """Code that asks or draws is folded, and what the page goes on with is not."""
    folded = folded_on(page)
    for cell in code_cells(page):
        if cell.id in folded and not is_folded(cell):
            what = "holds the answer" if is_question(cell) else "only draws"
            yield cell, f"its code, which {what}, is seen; store the page"
        elif is_folded(cell) and cell.id not in folded:
            yield cell, "its code is folded, against its tag “open”; store the page"
        elif is_folded(cell) and says_something(cell):
            yield cell, "its code is folded, and says something; unfold it"
    for maker, name, cell in used_further_on(page, {c.id for c in page.cells if is_folded(c)}):
        if not is_question(maker):  # what those make is told as advice
            where = "the prose" if cell.cell_type == "markdown" else "the open cell"
            goes_on = f"folded, and makes {name}, with which {where} {name_of(cell)} goes on"
            yield maker, f"{goes_on}; make it in an open cell, or unfold this one"


@rule_of_outputs
def nothing_is_hidden_from_comparison(page, series):
    folded = folded_on(page)
    for cell in page.cells:
        if cell.cell_type == "raw":
            yield cell, "a raw cell, which nothing checks; make it prose or code"
        for tag in cell.metadata.get("tags", []):
            if HIDING.fullmatch(tag):
                yield cell, f"the tag “{tag}” keeps the cell from being compared; take it away"
        for key in cell.metadata:
            if key not in metadata_for(cell, cell.id in folded):
                yield cell, f"has metadata “{key}”, of one run or one screen; store the page"
    for cell in code_cells(page):
        if found := re.search(r"NBVAL_\w+|PYTEST_VALIDATE_\w+", cell.source):
            yield cell, f"{found[0]} keeps the cell from being compared; delete it"
        if re.search(r";\s*$", cell.source, re.MULTILINE):
            yield cell, "a trailing semicolon hides a result, and nbval shows it; delete it"


@rule
def stays_on_this_machine(page, series):
    """Code of a page runs no shell, fetches nothing and opens no file."""
    for cell in code_cells(page):
        found = re.findall(r"^[^\S\n]*[!%].*|https?://", cell.source, re.MULTILINE)
        if not found:
            modules = imports_in(cell.source)
            found = [name for name in modules if name.partition(".")[0] not in MAY_IMPORT]
            found += sorted(REACHING & {*identifiers_in(cell.source), *modules})
        for name in found:
            yield (
                cell,
                f"“{name.strip()}” reaches beyond the page; compute here, or put it in lessonlib",
            )
