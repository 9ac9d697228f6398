"""A README that says of the pages what is not so is told."""

import pytest
from series import FROZEN

from lessonlib.authoring.rules.readme import readme_disagrees

GOOD = """# A lesson

Two notebooks, or 2 notebooks; the [licence](series.py), and [more](https://example.org).

![The cost of each belief about heads.](pages)

It costs 0.693147 nats.

| page | you will be able to | minutes |
|:---|:---|---:|
| [00 The map](pages/00_map.ipynb) | find your way | 5 | |
| [01 A coin](pages/01_coin.ipynb) | price a belief | 10 | |
"""


def test_a_good_readme_is_not_complained_of():
    assert list(readme_disagrees(GOOD, FROZEN)) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("or 2 notebooks", "or 3 notebooks", "“3 notebooks”, and there are 2"),
        ("Two notebooks", "One notebooks", "“One notebooks”, and there are 2"),
        ("Two notebooks", "Nine notebooks", "“Nine notebooks”, and there are 2"),
        ("[01 A coin]", "[01 A die]", "“01 A die” for the page 01_coin, whose title is “A coin”"),
        ("[01 A coin]", "[02 A coin]", "“02 A coin” for the page 01_coin, whose title is “A coin”"),
        ("| 10 |", "| 11 |", "11 minutes for the page 01_coin, which says 10"),
        ("01_coin", "01_cent", "no row for the page 01_coin in the table of pages"),
        (
            "The cost of each",
            "The price of each",
            "the picture is called “The price of each belief",
        ),
        ("0.693147", "0.693148", "0.693148 stands in no output and in no code of the pages"),
        ("(series.py)", "(LICENCE)", "the link to LICENCE leads nowhere"),
    ],
)
def test_what_is_not_so_is_told(old, new, words):
    assert old in GOOD
    said = list(readme_disagrees(GOOD.replace(old, new), FROZEN))
    assert any(sentence.startswith(words) for sentence in said), said
