"""Opens what was handed in as a page, or says in words why it is none."""

import json
import re

from lessonlib.notebook.quick_nbformat import nbformat

_KINDS = {
    "code": nbformat.v4.new_code_cell,
    "markdown": nbformat.v4.new_markdown_cell,
    "raw": nbformat.v4.new_raw_cell,
}


class NoPage(Exception):
    """The words of why a file is no page."""


def page_of(data):
    """The page in a file, as far as it can be run: the sources of its cells, and what they printed.

    JupyterLab opens files that break the format's rules (ids where there are none, outputs with a
    word too many); so they are read here, too, and brought into order.

    Parameters
    ----------
    data : bytes

    Raises
    ------
    NoPage
        If it is none.
    """
    text = _text_of(data)
    try:
        read = json.loads(text)
        if isinstance(read, dict) and read.get("nbformat", 4) < 4:
            read = nbformat.reads(text, 4)
    except RecursionError:
        raise NoPage("nested too deeply to be read") from None
    except json.JSONDecodeError as error:
        raise NoPage(_why_no_json(text, error)) from None
    except Exception as error:  # nbformat's, of files that were never right
        raise NoPage(f"of an old format, and broken ({type(error).__name__})") from None
    cells = read.get("cells") if isinstance(read, dict) else None
    if not isinstance(cells, list):
        raise NoPage("a file of data, without cells; hand in the notebook itself")
    return nbformat.v4.new_notebook(cells=[cell for one in cells if (cell := _cell_of(one))])


def _text_of(data):
    if not data.strip(b"\0 \t\r\n"):
        raise NoPage("the file is empty")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:40].count(b"\0") > 10:
        raise NoPage("written as UTF-16; save it as UTF-8, as JupyterLab does")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(data) - error.start < 4:
            raise NoPage("cut off: only its beginning is there") from None
        raise NoPage("not written as UTF-8; save it with JupyterLab") from None


def _why_no_json(text, error):
    if re.search(r"^(<<<<<<<|>>>>>>>)", text, re.MULTILINE):
        return "a conflict that git left is in it"
    if re.match(r"\s*<(?:!doctype|html|\?xml)", text, re.IGNORECASE):
        return "a web page; download the notebook itself"
    begins = text.lstrip()[:1] == "{"
    if (begins and not text[error.pos :].strip()) or error.msg.startswith("Unterminated string"):
        return "cut off: only its beginning is there"
    return (
        f"not the file of a notebook (line {error.lineno}: {error.msg})"
        if begins
        else "no notebook"
    )


def _cell_of(cell):
    if not isinstance(cell, dict) or cell.get("cell_type") not in _KINDS:
        return None
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    made = _KINDS[cell["cell_type"]]("".join(line for line in lines if isinstance(line, str)))
    if made.cell_type == "code":
        outputs = cell.get("outputs")
        made.outputs = [
            nbformat.v4.new_output("stream", text=printed)
            for output in (outputs if isinstance(outputs, list) else [])
            if (printed := _printed_by(output))
        ]
    return made


def _printed_by(output):
    text = output.get("text", "") if isinstance(output, dict) else ""
    lines = text if isinstance(text, list) else [text]
    return "".join(line for line in lines if isinstance(line, str))
