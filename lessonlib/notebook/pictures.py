"""Pictures that an author puts into prose: files beside a page, or pasted in JupyterLab."""

import base64
import binascii
import io
import mimetypes
import re
from copy import deepcopy
from pathlib import Path

from PIL import Image

from lessonlib.notebook.cells import PNG, place_of, prose_cells
from lessonlib.notebook.reading import PageError

_SHOWN = re.compile(r"(!\[[^\[\]]*\]\()([^()\s<>]+)(\))")
_PASTED = "attachment:"
_SAVE_AGAIN = "put the picture in again"


def shown_in(cell):
    """The pictures of a cell of prose that are files, or attachments as `attachment:name`."""
    return [t for _, t, _ in _SHOWN.findall(cell.source) if not re.match(r"https?:|data:", t)]


def files_of(page):
    """The files beside a page that it shows, as paths from its folder."""
    shown = [target for cell in prose_cells(page) for target in shown_in(cell)]
    return sorted({target for target in shown if not target.startswith(_PASTED)})


def fault_of(cell, target, folder):
    """Why a picture cannot be seen, in words; nothing if it can."""
    try:
        kind, content = _content(cell, target, folder)
    except LookupError as error:
        return error.args[0]
    return "" if "svg" in kind else fault_of_image(content)


def fault_of_image(content):
    """Why the bytes of a picture show none; nothing if they do."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError):
        what = "is cut off" if content.startswith((PNG, b"\xff\xd8", b"GIF8")) else "is no picture"
        return f"{what}; {_SAVE_AGAIN}"
    return ""


def pasted(page, name, folder):
    """A copy of a page in which each picture of its prose is within it, as if pasted.

    Raises
    ------
    PageError
        If one cannot be seen.
    """
    page = deepcopy(page)
    for cell in prose_cells(page):
        for target in shown_in(cell):
            if fault := fault_of(cell, target, folder):
                raise PageError(f"{place_of(name, cell)}: the picture {target} {fault}")

        def within(match, cell=cell):
            target = match[2]
            if target not in shown_in(cell) or target.startswith(_PASTED):
                return match[0]
            kind, content = _content(cell, target, folder)
            key = target.replace("/", "-")
            encoded = base64.b64encode(content).decode()
            cell.setdefault("attachments", {})[key] = {kind: encoded}
            return f"{match[1]}{_PASTED}{key}{match[3]}"

        cell.source = _SHOWN.sub(within, cell.source)
    return page


def _content(cell, target, folder):
    """The kind and the bytes of a picture; a LookupError in words if there is none."""
    if target.startswith(_PASTED):
        bundle = cell.get("attachments", {}).get(target.removeprefix(_PASTED))
        if not bundle:
            raise LookupError(f"is not attached to its cell; {_SAVE_AGAIN}")
        kind, encoded = next(iter(bundle.items()))
        try:
            encoded = "".join(encoded) if isinstance(encoded, list) else encoded
            content = encoded.encode() if "svg" in kind else base64.b64decode(encoded)
        except (binascii.Error, AttributeError, TypeError):
            raise LookupError(f"is cut off; {_SAVE_AGAIN}") from None
        return kind, content
    path = Path(folder, target)
    if not path.resolve().is_relative_to(Path(folder).resolve()):
        raise LookupError("lies outside of the folder of the pages; put it beside them")
    if not path.is_file():
        raise LookupError("is not there; put the file beside the page")
    return mimetypes.guess_type(target)[0] or "image/png", path.read_bytes()
