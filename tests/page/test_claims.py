"""Claims and comparisons: what holds is printed, what does not is refused."""

import numpy as np
import pytest

from lessonlib import page
from lessonlib.page import claims


def test_claim_prints_both_numbers(capsys):
    page.claim("ln 8 = 3 ln 2", np.log(8), 3 * np.log(2))
    assert capsys.readouterr().out == "✓ ln 8 = 3 ln 2:  2.0794415 = 2.0794415\n"


def test_claim_prints_a_bound_for_arrays(capsys):
    page.claim("a = b", np.ones((2, 3)), 1 + 1e-15)
    assert capsys.readouterr().out == "✓ a = b:  6 numbers agree within 1e-09 of their size\n"


def test_claim_prints_inequalities(capsys):
    page.claim("a < b", 1, 2, relation="<")
    page.claim("a ≤ b", [1, 2], [1, 3], relation="≤")
    out = capsys.readouterr().out
    assert out == "✓ a < b:  1 < 2\n✓ a ≤ b:  holds for all 2 numbers\n"


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        (1, 1 + 1e-8, "="),
        ([1, 2], [1, 3], "="),
        (np.nan, np.nan, "="),
        (np.inf, -np.inf, "="),
        (2, 1, "≤"),
        ([0, np.nan], [1, 1], "≤"),
        (1, 1, "<"),
        ([0, 2], [1, 1], "<"),
    ],
)
def test_claim_refuses_what_is_false(left, right, relation):
    with pytest.raises(AssertionError, match="“it” is false"):
        page.claim("it", left, right, relation=relation)


def test_claim_names_the_worst_entry():
    with pytest.raises(AssertionError, match=r"false at entry \(1,\): 2 is not = 3 within"):
        page.claim("it", [1, 2], [1 + 1e-6, 3])


def test_claim_says_nearly_where_the_printed_digits_differ(capsys):
    page.claim("L", 8.57913448, 8.57913445, rtol=1e-7)
    page.claim("a", [1.0], [1.0], atol=1e-8)
    assert capsys.readouterr().out == (
        "✓ L:  8.5791345 ≈ 8.5791344\n✓ a:  1 numbers agree within 1e-09 of their size or 1e-08\n"
    )


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        ((1 + 1j, 1), {}, "“it” compares real numbers, got dtype complex128"),
        (("1", "1"), {}, "“it” compares real numbers, got dtype <U1"),
        (([1, 2, 3], [1, 2]), {}, r"“it” compares shapes \(3,\) and \(2,\)"),
        ((2, 1), {"atol": -5}, "atol from 0 to 1e-08, got 1e-09 and -5; what differs by more"),
        ((2, 1), {"rtol": 1}, "rtol must be from 0 to 1e-05 and atol from 0 to 1e-08, got 1 and"),
    ],
)
def test_claim_refuses_what_it_cannot_compare(arguments, options, words):
    with pytest.raises((TypeError, ValueError), match=words):
        page.claim("it", *arguments, **options)


def test_claim_knows_infinity(capsys):
    page.claim("1 < ∞", 1, np.inf, relation="<")
    page.claim("∞ = ∞", np.inf, np.inf)
    assert capsys.readouterr().out == "✓ 1 < ∞:  1 < inf\n✓ ∞ = ∞:  inf = inf\n"


def test_claim_of_no_numbers_is_refused():
    with pytest.raises(AssertionError, match="compares no numbers"):
        page.claim("it", [], [])


def test_claim_of_an_unknown_relation_is_refused():
    with pytest.raises(ValueError, match="relation must be"):
        page.claim("it", 1, 1, relation=">")


@pytest.fixture
def displayed(monkeypatch):
    shown = []
    monkeypatch.setattr(claims, "put_out", lambda widget, data: shown.append(data))
    return shown


def test_compare_prints_a_table(displayed):
    page.compare([("sum", 52.912742, 52.912742), ("mean", -1, -1)])
    [table] = displayed
    assert table["text/plain"].splitlines() == [
        "quantity  this page    PyTorch",
        "sum       52.912742  52.912742",
        "mean             −1         −1",
    ]
    assert table["text/markdown"].startswith("| quantity | this page | PyTorch |\n|:---|---:|---:|")


def test_compare_refuses_a_difference(displayed):
    with pytest.raises(AssertionError, match=r"“sum” is 1 here and 1\.001 in PyTorch"):
        page.compare([("sum", 1, 1.001)])
    assert displayed == []


def test_compare_sees_a_millionth(displayed):
    with pytest.raises(AssertionError):
        page.compare([("sum", 1, 1 + 1e-6)])
    with pytest.raises(ValueError, match="rtol must be from 0 to 1e-05"):
        page.compare([("sum", 1, 1)], rtol=1e-4)


def test_compare_of_nothing_is_refused(displayed):
    with pytest.raises(ValueError, match="rows must hold at least one"):
        page.compare([])
