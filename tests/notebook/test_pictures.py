"""Pictures in prose go where the page goes: copies, the website, slides."""

import base64
import io
import json
from copy import deepcopy

import pytest
from PIL import Image
from series import FROZEN, cell_named

from lessonlib.authoring.__main__ import main
from lessonlib.classroom.copying import copy
from lessonlib.notebook.reading import PageError, Series


def png():
    file = io.BytesIO()
    Image.new("RGB", (4, 3), "teal").save(file, "png")
    return file.getvalue()


@pytest.fixture
def folder(tmp_path):
    """The frozen pages, one of which shows a file, one in a folder, and a pasted picture."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, page in FROZEN.pages.items():
        page = deepcopy(page)
        if name == "01_coin":
            cell = cell_named(page, "result-ask")
            cell.source += (
                "\n\n![a](one.png) ![b](drawn/two.svg) ![c](attachment:three.png)"
                " ![d](https://example.org/four.png)"
            )
            pasted = {"image/png": base64.b64encode(png()).decode()}
            cell["attachments"] = {"three.png": pasted}
        (folder / f"{name}.ipynb").write_text(json.dumps(page), "utf-8")
    (folder / "one.png").write_bytes(png())
    (folder / "drawn").mkdir()
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'
    (folder / "drawn/two.svg").write_text(svg, "utf-8")
    return folder


def test_a_copy_has_the_files_that_its_pages_show(folder, tmp_path):
    copy(Series.in_folder(folder), tmp_path / "class")
    assert (tmp_path / "class/one.png").read_bytes() == png()
    assert (tmp_path / "class/drawn/two.svg").exists()
    copied = Series.in_folder(tmp_path / "class").pages["01_coin"]
    assert "three.png" in cell_named(copied, "result-ask").attachments


def test_pages_that_are_left_out_leave_their_files_out(folder, tmp_path):
    copy(Series.in_folder(folder), tmp_path / "class", pages=["00"])
    assert not (tmp_path / "class/one.png").exists()


def test_no_file_is_written_over(folder, tmp_path):
    (tmp_path / "class").mkdir()
    (tmp_path / "class/one.png").write_text("another")
    with pytest.raises(PageError, match=r"one\.png exists already"):
        copy(Series.in_folder(folder), tmp_path / "class")
    assert (tmp_path / "class/one.png").read_text() == "another"


@pytest.mark.parametrize("command", [["html", "--no-frames"], ["slides", "--into"]])
def test_the_website_and_slides_hold_their_pictures(folder, tmp_path, command):
    assert main(["--folder", str(folder), *command, str(tmp_path / "made")]) == 0
    [file] = (tmp_path / "made").glob("01*.html")
    text = file.read_text("utf-8")
    # The page's own figure, one.png and three.png as they are or as WebP; two.svg; four is far.
    assert text.count("data:image/webp;base64,") + text.count("data:image/png;base64,") == 3
    assert text.count("data:image/svg+xml;base64,") == 1
    assert "attachment:" not in text and "one.png" not in text
    assert "https://example.org/four.png" in text


@pytest.mark.parametrize("command", [["html", "--no-frames"], ["slides", "--into"], ["copy"]])
def test_a_picture_that_cannot_be_seen_is_told_and_nothing_written(
    folder, tmp_path, command, capsys
):
    (folder / "one.png").write_bytes(png()[:40])
    assert main(["--folder", str(folder), *command, str(tmp_path / "made")]) == 1
    said = capsys.readouterr().out
    assert "cell result-ask: the picture one.png is cut off; put the picture in again" in said
    assert not [*(tmp_path / "made").glob("01*")]
