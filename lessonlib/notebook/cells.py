"""The parts of a page: its cells, what they put out, and how they are named to an author."""

import base64
import hashlib
import io
import re

from PIL import Image

from lessonlib.marks import OURS
from lessonlib.notebook.code import calls_of, explores, syntax_error

PNG = b"\x89PNG"
# Metadata that JupyterLab and others leave where nobody asked for it.
TRACES = {"execution", "ExecuteTime", "collapsed", "scrolled", "trusted"}
TRACES |= {"outputId", "executionInfo", "colab", "colab_type", "vscode"}  # Colab, VS Code
SAYS_NOTHING = {
    "editable": [True],
    "deletable": [True],
    "tags": [[]],
    "slideshow": [{}, {"slide_type": ""}],
    "jupyter": [{}, {"source_hidden": False}, {"outputs_hidden": False}],
}


def code_cells(page):
    return [cell for cell in page.cells if cell.cell_type == "code"]


def prose_cells(page):
    return [cell for cell in page.cells if cell.cell_type == "markdown"]


def code_after(page, place):
    """The next two cells of code behind a place; what only asks the reader does not count."""
    following = [cell for cell in page.cells[place + 1 :] if cell.cell_type == "code"]
    return [cell for cell in following if not is_question(cell)][:2]


def name_of(cell):
    """The id of a cell, with its first words where a tool made the id up."""
    if re.fullmatch(r"[0-9a-f-]{8,}", cell.id):
        first_line = cell.source.strip().partition("\n")[0]
        return f"{cell.id[:8]} (“{first_line[:40]}”)"
    return cell.id


def named(cells):
    """Some cells by name; of many the first three."""
    names = [name_of(cell) for cell in cells]
    return ", ".join(names if len(names) < 5 else [*names[:3], f"{len(names) - 3} more"])


def place_of(name, cell=None):
    """A cell of a page, or the page itself, as every message begins."""
    return f"page {name}" if cell is None else f"page {name}, cell {name_of(cell)}"


def text_of(output):
    """What an output says, without its pictures."""
    if output.output_type == "stream":
        return output.text
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return "\n".join(v for mime, v in output.data.items() if mime.startswith("text/"))


def outputs_text(page):
    return "\n".join(text_of(output) for cell in code_cells(page) for output in cell.outputs)


def pictures_of(page):
    """Each stored picture: its cell, its output and its bytes."""
    for cell in code_cells(page):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                yield cell, output, base64.b64decode(output.data["image/png"])


def is_question(cell):
    """Whether a cell asks the reader something. Its code is prose, and holds the answer."""
    if cell.cell_type != "code" or "ask(" not in cell.source or syntax_error(cell.source):
        return False
    return bool(calls_of("ask", cell.source))


def explorers_in(page):
    """The cells of a page that put out an explorer, in their order."""
    return [cell for cell in code_cells(page) if explores(cell.source)]


def metadata_for(cell, folded):
    """What metadata a cell is stored with, if its code steps aside or does not (see `folding`).

    What an author or another tool set is kept: tags, slides, grading. Where an output lies, and
    when the cell ran, is dropped.
    """
    kept = {key: value for key, value in cell.metadata.items() if not _is_a_trace(key, value)}
    own = {key: value for key, value in kept.pop("jupyter", {}).items() if key != "source_hidden"}
    if folded:
        own["source_hidden"] = True
    return kept | ({"jupyter": own} if own else {})


def is_folded(cell):
    return bool(cell.metadata.get("jupyter", {}).get("source_hidden"))


def _is_a_trace(key, value):
    return key in TRACES or (key in SAYS_NOTHING and value in SAYS_NOTHING[key])


def checksum(source):
    """What a cell remembers of the code that made its outputs."""
    return hashlib.sha256(source.encode()).hexdigest()[:8]


def remember_code(cell):
    cell.metadata[OURS] = {"ran": checksum(cell.source)}


def is_edited(cell):
    """Whether the outputs of a cell were made by other code, as far as `store` made them."""
    return cell.metadata.get(OURS, {}).get("ran") != checksum(cell.source)


def exercises_of(page):
    """The cells that call a check, each with the prose that follows it."""
    for cell, following in zip(page.cells, [*page.cells[1:], None], strict=True):
        if cell.cell_type == "code" and re.search(r"^checks\.check_", cell.source, re.MULTILINE):
            yield cell, following.source if following else ""


def drawn_by(page):
    """What drew the pictures of a page, as they say themselves; a sorted list."""
    pictures = [png for _, _, png in pictures_of(page) if png.startswith(PNG)]
    return sorted({Image.open(io.BytesIO(png)).info.get("Software", "nobody") for png in pictures})
