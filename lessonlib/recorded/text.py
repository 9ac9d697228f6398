"""A text to learn from: the words of pages 00 to 06 of this series, as they once stood.

A paragraph is a line, and formulas are set in plain characters. It is kept as it was in November
2026, so that no sentence edited on those pages changes a number on page 20.
"""

from pathlib import Path

PROSE = Path(__file__).with_name("prose.txt").read_text("utf-8")
