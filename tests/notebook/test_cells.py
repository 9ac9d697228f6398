"""The parts of a page are found and named."""

import base64
import io
from copy import deepcopy

from PIL import Image
from series import COIN, cell_named

from lessonlib.notebook.cells import drawn_by, name_of


def test_a_cell_is_named_by_its_first_words_where_a_tool_made_up_its_id():
    cell = deepcopy(cell_named(COIN, "result-ask"))
    assert name_of(cell) == "result-ask"
    cell.id = "8f14e45f-ceea-467f-a8e8-5b1a8c3b0e1c"
    assert name_of(cell) == "8f14e45f (“## The price of honesty”)"


def test_what_drew_a_picture_is_read_off_it():
    page = deepcopy(COIN)
    plain = io.BytesIO()
    Image.new("RGB", (1, 1)).save(plain, "png")
    data = cell_named(page, "curve").outputs[0].data
    data["image/png"] = base64.b64encode(plain.getvalue()).decode()
    assert drawn_by(page) == ["nobody"]
