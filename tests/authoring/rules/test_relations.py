"""A formula that no claim follows says what the page displays."""

from copy import deepcopy

import nbformat
import pytest
from refusals import Refusals, add_to, replace_in, said_by
from series import COIN, FROZEN, cell_named

from lessonlib.authoring.rules import relations
from lessonlib.notebook.plain import turned
from lessonlib.notebook.reading import Series

refusals = Refusals(relations)
breaking = refusals.breaking


def put_in(page, place, text, name="more"):
    page.cells.insert(place, nbformat.v4.new_markdown_cell(text, id=name))


@breaking("inline_formulas_agree", "end: “H(p,q)=Σp_ilnq_i” here, and “H(p,q)=−Σplnq” where")
def a_lost_minus_in_a_line_to_remember(page):
    replace_in(page, "end", "- It costs something too.", "- $H(p, q) = \\sum_i p_i \\ln q_i$.")


@breaking("inline_formulas_agree", "end: “H(p,q)≤H(p,p)” here, and “H(p,p)≤H(p,q)” where the")
def two_sides_exchanged(page):
    replace_in(page, "end", "- It costs something too.", "- $H(p, q) \\le H(p, p)$.")


@breaking("inline_formulas_agree", "end: “p−q” here, and “q−p” where the page displays or claims")
def a_difference_turned_round(page):
    put_in(page, 4, "$$g = q_i - p_i \\quad \\text{(definition)}$$")
    add_to(page, "end", " The slope is $p - q$.")


@breaking("claimed_formulas_are_displayed", "cost: the claim “H(q, p) = KL(q‖p)” is a formula that")
def a_claim_of_another_formula(page):
    add_to(page, "cost", '\nclaim("H(q, p) = KL(q‖p)", H, H + 0)')


@breaking("claims_name_their_sides", "cost: the claim “H(q, p) = −Σ p_i ln q_i” says “H(q,p)” of")
def p_and_q_exchanged_in_a_claims_words(page):
    replace_in(page, "cost", '"H(p, q) =', '"H(q, p) =')


@breaking("claims_name_their_sides", "cost: the claim “H(p, q) = −Σ q_i ln p_i” says “−Σqlnp”")
def p_and_q_exchanged_in_a_sum(page):
    replace_in(page, "cost", "Σ p_i ln q_i", "Σ q_i ln p_i")


@breaking("claims_name_their_sides", "cost: the claim “KL(p‖q) = −Σ p_i ln q_i” says “KL(p‖q)” of")
def a_divergence_that_is_none(page):
    replace_in(page, "cost", '"H(p, q) =', '"KL(p‖q) =')


@breaking(
    "hand_overs_are_compared", "result-ask: no claim within three cells compares `pmf.entropy"
)
def a_hand_over_of_another_helper(page):
    add_to(page, "result-ask", " From here on `pmf.entropy` does this work.")


test_rule_refuses_a_broken_page_and_names_the_cell = refusals.test()


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete(but={"docstrings_agree"})


def test_a_docstring_that_turns_its_pages_formula_is_told(monkeypatch):
    series = Series(FROZEN.folder, {"01_coin": COIN}, {})
    found = {"01": [("entropy", "H(p,q)=Σ_cp(c)lnq(c)"), ("cross", "H(p,q)=−Σ_cp(c)lnq(c)")]}
    monkeypatch.setattr(relations, "_taught", lambda: found)
    [(cell, said)] = relations.docstrings_agree(COIN, series)
    assert cell is None
    assert said.startswith("the docstring of entropy says “H(p,q)=Σ_cp(c)lnq(c)”, and this page,")


def test_formulas_are_found_in_the_docstrings_of_the_helpers():
    formulas = {name: link for page in relations._taught().values() for name, link in page}
    assert {"entropy", "cross_entropy", "softmax", "normalize"} <= set(formulas)


def test_what_says_both_ways_in_one_cell_means_both():
    page = deepcopy(COIN)
    put_in(page, 4, "$$g = q_i - p_i \\quad \\text{(definition)}$$")
    add_to(page, "result-ask", " Against the slope, $q - p$: by $p - q$.")
    assert said_by("inline_formulas_agree", page) == []


def test_a_claim_in_plain_words_and_one_of_two_helpers_pass():
    page = deepcopy(COIN)
    words = ("the belief costs what PyTorch says", "pmf.cross_entropy = torch_reference.entropy")
    for said in words:
        add_to(page, "cost", f'\nclaim("{said}", H, pmf.cross_entropy(p, torch_reference.entropy))')
    assert said_by("claimed_formulas_are_displayed", page) == []


def test_a_formula_claimed_again_further_down_passes():
    page = deepcopy(COIN)
    cell_named(page, "compare").source += '\nclaim("H(p, q) = −Σ p_i ln q_i", torch_h, H)'
    assert said_by("claimed_formulas_are_displayed", page) == []


@pytest.mark.parametrize(
    ("one", "other", "is_turned"),
    [
        ("p−q", "q−p", True),
        ("a≤b", "b≤a", True),
        ("L=Σlnq", "L=−Σlnq", True),
        ("H(p,q)=H(p)+KL(q‖p)", "H(p,q)=H(p)+KL(p‖q)", True),
        ("a=b", "b=a", False),
        ("a+b", "b+a", False),
        ("−p+q", "q−p", False),
        ("q=−p/λ", "−p/q=λ", False),  # solved for q
        ("a=b", "a≤b", False),
        ("a=b=c", "a=b", False),
    ],
)
def test_formulas_are_turned_only_if_their_symbols_agree(one, other, is_turned):
    assert turned(one, other) == turned(other, one) == is_turned
