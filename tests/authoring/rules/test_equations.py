"""Equations have claims that say the same, and claims compare two things."""

import inspect
from copy import deepcopy

import nbformat
from refusals import Refusals, add_to, replace_in, said_by
from series import COIN, cell_named

from lessonlib.authoring.rules import equations
from lessonlib.page import claim

refusals = Refusals(equations)
breaking = refusals.breaking


@breaking("equations_are_claimed", "result-ask: no claim within two code cells says “a=b”")
def an_equation_without_claim(page):
    add_to(page, "result-ask", "\n\n$$a = b$$")


@breaking(
    "equations_are_claimed",
    "price: no claim within two code cells says “a=b”; the nearest says “H(p,q)=−Σp_ilnq_i”",
)
def two_equations_for_one_claim(page):
    add_to(page, "price", "\n\n$$a = b$$")


@breaking(
    "equations_are_claimed",
    "price: no claim within two code cells says “H(p,q)≤−Σp_ilnq_i”; the nearest",
)
def an_inequality_claimed_as_an_equation(page):
    replace_in(page, "price", "q) = -", "q) \\le -")


@breaking("equations_are_claimed", "price: no claim within two code cells says “H(q,p)=−Σp_ilnq_i”")
def an_equation_with_its_letters_exchanged(page):
    replace_in(page, "price", "$$H(p, q)", "$$H(q, p)")


@breaking("equations_are_claimed", "price: no claim within two code cells says “H(p,q)=Σp_ilnq_i”")
def an_equation_that_lost_its_minus(page):
    replace_in(page, "price", "= -", "= ")


@breaking("equations_are_claimed", "price: no claim within two code cells says “H(p,q)=−Σp_iexp")
def an_equation_with_another_function(page):
    replace_in(page, "price", "\\ln q_i$$", "\\exp q_i$$")


@breaking("equations_are_claimed", "bound: no claim within two code cells says “H(p,q)≤H(p,p)”")
def an_inequality_turned_round(page):
    replace_in(page, "bound", "\\le", "\\ge")


@breaking("equations_are_claimed", "price: no claim within two code cells says “H(p,q)=−Σp_ilnq_i”")
def a_claim_about_something_else(page):
    replace_in(page, "cost", "H(p, q) = −Σ p_i ln q_i", "the cost is right")


@breaking("equations_are_claimed", "price: “H(p,q)+1=0” is no definition; let one symbol")
def a_definition_that_defines_nothing(page):
    add_to(page, "price", "\n\n$$H(p, q) + 1 = 0 \\qquad \\text{(definition)}$$")


@breaking(
    "claims_say_their_relation",
    "claim-bound: the claim “H(p, p) = H(p, q)” checks “≤”; say the same sign",
)
def a_claim_with_another_sign(page):
    replace_in(page, "claim-bound", "H(p, p) ≤ H", "H(p, p) = H")


@breaking("has_what_it_promises", "no figure on the page; add one")
def a_page_without_figures(page):
    cell_named(page, "curve").outputs = []


@breaking(
    "claims_compare_two_things", "cost: a claim compares H with H, in which it stands already"
)
def a_claim_of_one_thing(page):
    replace_in(page, "cost", "H, -(p * np.log(q)).sum()", "H, H")


@breaking("claims_compare_two_things", "cost: “claim('H(p, q) = −Σ p_i ln q_i', *(H, H)…” hides")
def a_claim_that_hides_its_sides(page):
    replace_in(page, "cost", "H, -(p * np.log(q)).sum()", "*(H, H)")


@breaking("claims_compare_two_things", "compare: the row 'fair' compares torch_h with itself")
def a_row_without_pytorch(page):
    add_to(page, "compare", '\nrows = [("fair", torch_h, torch_h)]')


@breaking("equations_are_claimed", "result-ask: no claim within two code cells says “b≤c”")
def a_chain_with_one_claim(page):
    add_to(page, "result-ask", "\n\n$$a = b \\le c$$")


@breaking(
    "equations_are_claimed",
    "result-ask: \\begin in an equation, which has no form in plain characters",
)
def an_equation_of_several_lines(page):
    add_to(page, "result-ask", "\n\n$$\\begin{aligned}a &= b\\end{aligned}$$")


@breaking("equations_are_claimed", "again: no claim within two code cells says “a≤b”")
def an_inequality_in_other_words(page):
    page.cells.insert(
        page.cells.index(cell_named(page, "claim-bound")),
        nbformat.v4.new_markdown_cell("$$a \\leq b$$", id="again"),
    )


@breaking("claims_compare_two_things", "cost: a claim compares H with 1 * H, in which it stands")
def a_claim_of_a_thing_and_itself_in_disguise(page):
    replace_in(page, "cost", "H, -(p * np.log(q)).sum()", "H, 1 * H")


@breaking(
    "loose_tolerances_have_a_reason",
    "claim-bound: rtol=1e-07 allows more than claim does by itself; leave it out, or say in a",
)
def a_tolerance_without_a_reason(page):
    replace_in(page, "claim-bound", 'relation="≤"', 'relation="≤", rtol=1e-7')


@breaking("loose_tolerances_have_a_reason", "claim-bound: atol=tiny allows more than claim does")
def a_tolerance_that_is_computed(page):
    replace_in(page, "claim-bound", 'relation="≤"', 'relation="≤", atol=tiny')


@breaking("only_claims_state_relations", "cost: “and H ≤ 1” prints “≤”; make it a claim")
def a_relation_that_is_only_printed(page):
    add_to(page, "cost", '\nprint("and H ≤ 1")')


@breaking("formulas_stand_in_dollars", "price: \\[ outside of dollar signs; write the formula in")
def a_formula_in_brackets(page):
    add_to(page, "price", "\n\n\\[H(q, p) = 0\\]")


@breaking("formulas_stand_in_dollars", "price: \\begin outside of dollar signs")
def a_formula_in_an_environment(page):
    add_to(page, "price", "\n\n\\begin{equation}H(q, p) = 0\\end{equation}")


@breaking("formulas_stand_in_dollars", "price: “<<<<<<< HEAD” is a mark of git; keep one version")
def a_mark_of_git_in_the_prose(page):
    add_to(page, "price", "\n<<<<<<< HEAD\nmore")


test_rule_refuses_a_broken_page_and_names_the_cell = refusals.test()


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete()


def test_a_marked_definition_needs_no_claim():
    page = deepcopy(COIN)
    add_to(page, "result-ask", "\n\n$$a_i = b \\qquad \\text{(definition)}$$")
    assert said_by("equations_are_claimed", page) == []


def test_a_claim_may_go_on_after_a_comma():
    page = deepcopy(COIN)
    replace_in(page, "cost", "Σ p_i ln q_i", "Σ p_i ln q_i, for the coin")
    assert said_by("equations_are_claimed", page) == []


def test_a_looser_tolerance_goes_with_a_comment_a_decimal_or_a_recorded_array():
    for start, end in (("# The first digits.\n", ""), ("", "  # printed"), ("", "")):
        page = deepcopy(COIN)
        right = "costs" if start or end else "costs + 0.25"
        cell_named(
            page, "claim-bound"
        ).source = f'{start}claim("H(p, p) ≤ H(p, q)", H, {right}, relation="≤", rtol=1e-7){end}'
        assert said_by("loose_tolerances_have_a_reason", page) == []
    page = deepcopy(COIN)
    add_to(page, "cost", '\nprinted = recorded.P\nclaim("a", p, 2 * printed, rtol=1e-7)')
    assert said_by("loose_tolerances_have_a_reason", page) == []


def test_the_rule_knows_the_tolerances_of_claim():
    options = inspect.signature(claim).parameters
    assert {name: options[name].default for name in ("rtol", "atol")} == equations.TOLERANCES
