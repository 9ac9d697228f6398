"""Every number that a page says was computed on it."""

from copy import deepcopy

from refusals import Refusals, add_to, replace_in, said_by
from series import COIN, cell_named

from lessonlib.authoring.rules import numbers

refusals = Refusals(numbers)
breaking = refusals.breaking


@breaking("numbers_are_computed", "result-ask: 52.9999 stands in no output")
def a_number_beside_a_letter(page):
    add_to(page, "result-ask", " It is _52.9999_.")


@breaking("numbers_are_computed", "result-ask: 3000 stands in no output")
def a_number_in_words(page):
    add_to(page, "result-ask", " It takes three thousand images.")


@breaking("numbers_are_computed", "result-ask: 500000 stands in no output")
def a_number_in_three_words(page):
    add_to(page, "result-ask", " It takes five hundred thousand images.")


@breaking("numbers_are_computed", "result-ask: -0.693147 stands in no output")
def a_number_with_another_sign(page):
    add_to(page, "result-ask", " It is −0.693147 nats.")


@breaking("numbers_are_computed", "result-ask: 7.7777 stands in no output")
def a_number_in_a_block_of_code(page):
    add_to(page, "result-ask", "\n\n```text\nH = 7.7777\n```")


@breaking("numbers_are_computed", "curve-ask: 0.693148 stands in no output and in no code")
def a_digit_in_the_prose(page):
    replace_in(page, "curve-ask", "0.693147", "0.693148")


@breaking("numbers_are_computed", "cost: 4.321 stands in no output and in no code")
def a_number_that_only_a_string_knows(page):
    cell = cell_named(page, "cost")
    cell.source += '\nprint("or 4.321 bits")'
    cell.outputs[0].text += "or 4.321 bits\n"


@breaking("numbers_are_computed", "question: 7 stands in no output and in no code of this page")
def a_small_number_in_words(page):
    replace_in(page, "question", "three times in four", "seven times in four")


@breaking("tuples_are_computed", "question: (0.25, 0.75) stands in no output and in no code")
def a_tuple_turned_round(page):
    add_to(page, "question", " They are (0.5, 0.5) and $(0.25, 0.75)$.")


@breaking("ranges_follow_outputs", "question: “from 0.5 to 0.75”, and in the outputs 0.75")
def a_range_turned_round(page):
    add_to(page, "question", " It moves from 0.5 to 0.75.")


@breaking("bits_have_a_base", "result-ask: “bits”, and no logarithm of base 2 here or in the next")
def bits_without_a_base(page):
    add_to(page, "result-ask", " How many bits?")


@breaking("decimals_have_points", "question: 0,75 has a comma; write 0.75, or no comma at all")
def a_decimal_comma(page):
    add_to(page, "question", " That is 0,75.")


@breaking(
    "marks_have_reasons",
    "question: 1948 is marked with “ok”, expected a reason of: year, to try, example, of another",
)
def a_mark_without_a_reason(page):
    add_to(page, "question", " In 1948<!--ok--> it was new.")


@breaking("marks_have_reasons", "question: 70 is marked as a year, and is none; give the reason")
def a_mark_with_the_reason_of_another(page):
    add_to(page, "question", " In 70<!--year--> cases it was so.")


test_rule_refuses_a_broken_page_and_names_the_cell = refusals.test()


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete()


def test_a_marked_number_is_allowed():
    page = deepcopy(COIN)
    add_to(page, "result-ask", " In 1948<!--year--> it was new.")
    assert said_by("numbers_are_computed", page) == []


def test_ranges_in_order_and_bits_with_a_base_are_allowed():
    page = deepcopy(COIN)
    add_to(page, "question", " From 0.75 to 0.25, in bits; a float has more bits.")
    add_to(page, "coin", "\nprint(-np.log2(q))")
    add_to(page, "result-ask", " A float64 has 64 bits.")
    assert said_by("ranges_follow_outputs", page) == said_by("bits_have_a_base", page) == []


def test_the_name_of_a_page_in_a_link_is_no_number():
    page = deepcopy(COIN)
    add_to(page, "result-ask", " See [page 11](11_pixels.ipynb), or [12 Pixels](12_pixels.ipynb).")
    add_to(page, "coin", '\nrow = "a route, page 12"')
    assert said_by("numbers_are_computed", page) == []
