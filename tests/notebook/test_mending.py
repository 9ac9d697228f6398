"""Pages as other tools write them: what can be mended is mended and told, the rest has a remedy."""

import json
import re

import pytest
from series import FROZEN

from lessonlib.authoring.storing import _without_traces
from lessonlib.notebook.cells import code_cells, metadata_for
from lessonlib.notebook.reading import PageError, read_page


def page_with(tmp_path, change):
    page = json.loads((FROZEN.folder / "01_coin.ipynb").read_text("utf-8"))
    change(page)
    path = tmp_path / "01_coin.ipynb"
    path.write_text(json.dumps(page), "utf-8")
    return path


def code_of(page):
    return [cell for cell in page["cells"] if cell["cell_type"] == "code"]


def put(key, value):
    """Into the third cell."""
    return lambda page: page["cells"][2].__setitem__(key, value)


def output(**more):
    return lambda page: code_of(page)[0]["outputs"].append(more)


MENDED = {
    "ids in 4.4": (lambda p: p.update(nbformat_minor=4), "cells have ids, in format 4.4"),
    "ids in 4.2": (lambda p: p.update(nbformat_minor=2), "cells have ids, in format 4.2"),
    "a minor word": (lambda p: p.update(nbformat_minor="5"), "nbformat_minor is '5', and no"),
    "no minor": (lambda p: p.pop("nbformat_minor"), "nbformat_minor is None, and no number"),
    "a blank": (put("id", "a b"), "cell 3 has the id 'a b'; up to 64 letters, digits, - and _"),
    "too long": (put("id", "x" * 65), "cell 3 has the id 'xxxx"),
    "a number": (put("id", 7), "cell 3 has the id '7'"),
    "empty": (put("id", ""), "cell 3 has the id ''"),
    "a stream's metadata": (
        output(output_type="stream", name="stdout", text="a", metadata={}),
        "outputs of cells 2 hold “metadata”",
    ),
    "no counts": (
        lambda p: [cell.pop("execution_count") for cell in code_of(p)],
        "cells 2, 4, 6, 8, 10, 12, 14, 17, 20 lack an execution count or outputs",
    ),
    "no outputs": (lambda p: code_of(p)[1].pop("outputs"), "cells 4 lack an execution count"),
    "outputs null": (lambda p: code_of(p)[1].update(outputs=None), "cells 4 lack an execution"),
    "a kernel without a name": (
        lambda p: p["metadata"].update(kernelspec={"name": "python3"}),
        "the kernel has no name to show",
    ),
    "no kernel": (lambda p: p["metadata"].update(kernelspec=None), "the kernel has no name to"),
    "no metadata": (lambda p: p.pop("metadata"), "the page has no metadata"),
    "no metadata of a cell": (lambda p: p["cells"][0].pop("metadata"), "cell 1 has no metadata"),
    "an old output": (output(output_type="pyout", text="1"), "outputs of cells 2 are of no kind"),
    "no data": (output(output_type="display_data"), "outputs of cells 2 are of no kind"),
    "a key too many": (lambda p: code_of(p)[0].update(sheet=1), "cell 2 holds “sheet”"),
    "no text": (lambda p: p["cells"][0].update(source=None), "cell 1 has no text"),
}


@pytest.mark.parametrize("name", MENDED)
def test_what_another_tool_wrote_is_mended_and_told(tmp_path, name):
    change, said = MENDED[name]
    page, accidents = read_page(page_with(tmp_path, change))
    assert any(said in accident for accident in accidents), accidents
    assert page.nbformat_minor >= 5
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell.id) for cell in page.cells)


def test_a_page_that_store_has_written_needs_no_mending(tmp_path):
    assert read_page(page_with(tmp_path, lambda page: None))[1] == []


def test_a_result_may_lack_its_count_and_its_metadata(tmp_path):
    change = output(output_type="execute_result", data={"text/plain": "1"})
    page, accidents = read_page(page_with(tmp_path, change))
    assert accidents == [] and code_cells(page)[0].outputs[-1].data == {"text/plain": "1"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("cell_type", "heading"), "cell 3 is of type 'heading', which notebooks of format 4"),
        (put("source", 7), "no notebook"),
        (put("source", [1, 2]), "no notebook"),
        (lambda p: p["cells"].insert(1, None), "no notebook of format 4"),
    ],
)
def test_what_cannot_be_mended_has_a_remedy(tmp_path, change, said):
    with pytest.raises(PageError, match=re.escape(said)) as refused:
        read_page(page_with(tmp_path, change))
    assert ";" in str(refused.value)


def test_what_colab_and_vs_code_leave_goes(tmp_path):
    def by_colab(page):
        for cell in code_of(page):
            cell["metadata"].update(
                outputId="a1", executionInfo={"user": {}}, colab={"base_uri": "b"}, vscode={}
            )
        page["metadata"].update(colab={"provenance": []}, accelerator="GPU")

    page, accidents = read_page(page_with(tmp_path, by_colab))
    assert accidents == []
    assert all({*metadata_for(cell, False)} <= {"lessonlib", "tags"} for cell in code_cells(page))
    bare, dropped = _without_traces(page)
    assert {*bare.metadata} == {"kernelspec", "language_info"}
    assert "metadata “accelerator” of the page" in dropped
    assert any("outputId" in one for one in dropped) and any("colab" in one for one in dropped)
