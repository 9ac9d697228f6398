"""Numbers as people type them, on the list that the website's reader is tested on, too."""

import json
from pathlib import Path

import pytest

from lessonlib.page import typed

LIST = json.loads((Path(__file__).parent / "typed.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "unit", "expected"), [(t, u, e) for t, u, *e in LIST])
def test_a_number_is_read_as_it_is_typed(text, unit, expected):
    found = typed.read(text, unit)
    if len(expected) == 1:
        assert found == (expected[0] or typed.AGAIN)
    else:
        value, half, digits = expected
        assert found.value == pytest.approx(value, rel=1e-15)
        assert found.half == pytest.approx(half, rel=1e-12)
        assert found.digits == digits
