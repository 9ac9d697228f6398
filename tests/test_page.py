import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from lessonlib import page

matplotlib.use("agg")


def test_claim_prints_both_numbers(capsys):
    page.claim("ln 8 = 3 ln 2", np.log(8), 3 * np.log(2))
    assert capsys.readouterr().out == "✓ ln 8 = 3 ln 2:  2.0794415 = 2.0794415\n"


def test_claim_prints_a_bound_for_arrays(capsys):
    page.claim("a = b", np.ones((2, 3)), 1 + 1e-15)
    assert capsys.readouterr().out == "✓ a = b:  6 numbers agree within 1e-09\n"


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


def test_claim_of_no_numbers_is_refused():
    with pytest.raises(AssertionError, match="compares no numbers"):
        page.claim("it", [], [])


def test_claim_of_an_unknown_relation_is_refused():
    with pytest.raises(ValueError, match="relation must be"):
        page.claim("it", 1, 1, relation=">")


@pytest.fixture
def displayed(monkeypatch):
    shown = []
    monkeypatch.setattr(page, "display", lambda data, **options: shown.append((data, options)))
    return shown


def test_show_puts_out_a_picture_with_alt_text_and_description(displayed):
    fig, ax = plt.subplots(figsize=(5, 3))
    ax.plot([0, 1], [2, 3], "o", label="loss")
    page.show(fig, "Two points.")
    (picture, options), (caption, _) = displayed
    assert picture["image/png"].startswith(b"\x89PNG")
    assert picture["text/plain"] == "Figure: Two points.\nPoints “loss”: (0, 2), (1, 3)."
    assert options["metadata"] == {"image/png": {"alt": "Two points.", "width": 480}}
    assert caption["text/plain"] == "Two points."
    assert "(0, 2), (1, 3)" in caption["text/markdown"]
    assert not plt.fignum_exists(fig.number)


def test_compare_prints_a_table(displayed):
    page.compare([("sum", 52.912742, 52.912742), ("mean", -1, -1)])
    [(table, _)] = displayed
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
