"""What other tools write into a notebook's file, made what the format asks for.

Colab, VS Code, nbdev, exports of older formats: each leaves something that a schema refuses with a
sentence nobody can act on. What can be mended is, before the file becomes a notebook, and is told.
"""

import re

_ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")
_OF_EACH = {"id", "cell_type", "metadata", "source"}
_OF_CELL = {
    "code": _OF_EACH | {"execution_count", "outputs"},
    "markdown": _OF_EACH | {"attachments"},
    "raw": _OF_EACH | {"attachments"},
}
CELL_TYPES = tuple(_OF_CELL)
_OF_OUTPUT = {
    "stream": {"output_type", "name", "text"},
    "error": {"output_type", "ename", "evalue", "traceback"},
}
_WITH_DATA = ("display_data", "execute_result")


def mend(page):
    """Mend a page as JSON has it, in its place; a sentence for each accident."""
    said = [*_format(page), *_ids(page["cells"], page["nbformat_minor"])]
    without_counts, unknown, keys = [], [], {}
    for number, cell in enumerate(page["cells"], 1):
        if not isinstance(cell.get("metadata"), dict):
            cell["metadata"] = {}
            said.append(f"cell {number} has no metadata")
        if cell["source"] is None:
            cell["source"] = ""
            said.append(f"cell {number} has no text")
        for key in [key for key in cell if key not in _OF_CELL[cell["cell_type"]]]:
            del cell[key]
            said.append(f"cell {number} holds “{key}”")
        if cell["cell_type"] != "code":
            continue
        if "execution_count" not in cell or not isinstance(cell.get("outputs"), list):
            without_counts.append(str(number))
            cell.setdefault("execution_count", None)
            if not isinstance(cell.get("outputs"), list):
                cell["outputs"] = []
        known = [output for output in cell["outputs"] if _is_known(output)]
        if len(known) < len(cell["outputs"]):
            cell["outputs"] = known
            unknown.append(str(number))
        for key in [key for output in known for key in _mended_keys(output)]:
            keys.setdefault(key, []).append(str(number))
    if unknown:
        said.append(f"outputs of cells {', '.join(unknown)} are of no kind that is known")
    if without_counts:
        said.append(f"cells {', '.join(without_counts)} lack an execution count or outputs")
    said += [f"outputs of cells {', '.join(cells)} hold “{key}”" for key, cells in keys.items()]
    return said + _kernel(page)


def _format(page):
    minor = page.get("nbformat_minor")
    if isinstance(minor, int) and not isinstance(minor, bool) and minor >= 0:
        return
    page["nbformat_minor"] = 5
    yield f"nbformat_minor is {minor!r}, and no number of a format"


def _ids(cells, minor):
    wrong = [
        (number, cell)
        for number, cell in enumerate(cells, 1)
        if "id" in cell and not (isinstance(cell["id"], str) and _ID.fullmatch(cell["id"]))
    ]
    for number, cell in wrong:
        said = f"cell {number} has the id {str(cell.pop('id'))[:40]!r}"
        yield f"{said}; up to 64 letters, digits, - and _ make one"
    if minor < 5 and any("id" in cell for cell in cells):
        yield f"cells have ids, in format 4.{minor}, which knows none"


def _is_known(output):
    if not isinstance(output, dict):
        return False
    kind, data = output.get("output_type"), output.get("data")
    return isinstance(data, dict) if kind in _WITH_DATA else _OF_OUTPUT.get(kind, {0}) <= {*output}


def _mended_keys(output):
    """The keys that an output may not have, which are dropped; a result's count is put in."""
    kind = output["output_type"]
    if kind in _WITH_DATA:
        if not isinstance(output.get("metadata"), dict):
            output["metadata"] = {}
        if kind == "execute_result":
            output.setdefault("execution_count", None)
        return []
    dropped = [key for key in output if key not in _OF_OUTPUT[kind]]
    for key in dropped:
        del output[key]
    return dropped


def _kernel(page):
    """A kernel without a name to show; `store` writes its own."""
    if not isinstance(page.get("metadata"), dict):
        page["metadata"] = {}
        return ["the page has no metadata"]
    metadata = page["metadata"]
    if "kernelspec" not in metadata:
        return []
    kernel = metadata["kernelspec"]
    if isinstance(kernel, dict) and {"name", "display_name"} <= set(kernel):
        return []
    del metadata["kernelspec"]
    return ["the kernel has no name to show"]
