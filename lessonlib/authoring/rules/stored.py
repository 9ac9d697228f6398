"""Rules on how a page was stored: nbval must have everything to compare, and nothing else."""

import re

from lessonlib.authoring.cells import WIDGET_VIEW, code_cells, metadata_for, text_of
from lessonlib.authoring.code import identifiers_in, imports_in

# What code of a page may import, and names by which that still reaches files, a shell or a network.
MAY_IMPORT = {"lessonlib", "math", "matplotlib", "numpy", "textwrap", "torch", "zlib"}
REACHING = {
    *("open", "exec", "eval", "__import__", "get_ipython", "system", "hub", "DataSource"),
    *("load", "loadtxt", "genfromtxt", "fromfile", "memmap", "imread"),
    *("save", "savez", "savez_compressed", "savetxt", "tofile", "savefig", "imsave"),
}


def stored_as_run_once(page, series):
    for place, cell in enumerate(code_cells(page), start=1):
        if cell.execution_count != place:
            yield cell, f"execution count {cell.execution_count}, expected {place}; store the page"


def outputs_are_clean(page, series):
    for cell in code_cells(page):
        for output in cell.outputs:
            text = text_of(output)
            if WIDGET_VIEW in output.get("data", {}):
                yield cell, "holds a widget, which no new kernel knows; store the page"
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


def nothing_is_hidden_from_comparison(page, series):
    for cell in page.cells:
        if cell.cell_type == "raw":
            yield cell, "a raw cell, which nothing checks; make it prose or code"
        if cell.metadata != (expected := metadata_for(cell)):
            found = f"has metadata {dict(cell.metadata)}, expected {expected or 'none'}"
            yield cell, f"{found}; store the page"
    for cell in code_cells(page):
        if found := re.search(r"NBVAL_\w+|PYTEST_VALIDATE_\w+", cell.source):
            yield cell, f"{found[0]} keeps the cell from being compared; delete it"
        if re.search(r";\s*$", cell.source, re.MULTILINE):
            yield cell, "a trailing semicolon hides a result, and nbval shows it; delete it"


def stays_on_this_machine(page, series):
    """Code of a page runs no shell, fetches nothing and opens no file."""
    for cell in code_cells(page):
        found = re.findall(r"^\s*[!%].*|https?://", cell.source, re.MULTILINE)
        if not found:
            modules = imports_in(cell.source)
            found = [name for name in modules if name.partition(".")[0] not in MAY_IMPORT]
            found += sorted(REACHING & {*identifiers_in(cell.source), *modules})
        for name in found:
            yield (
                cell,
                f"“{name.strip()}” reaches beyond the page; compute here, or put it in lessonlib",
            )
