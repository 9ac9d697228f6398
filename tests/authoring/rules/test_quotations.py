"""What prose quotes is what the cells beside it have."""

from copy import deepcopy

import nbformat
from refusals import Refusals, add_to, replace_in, said_by
from series import COIN, cell_named

from lessonlib.authoring.rules import quotations

refusals = Refusals(quotations)
breaking = refusals.breaking


@breaking(
    "counts_are_near", "question: “seventeen times in”, and 17 is neither computed, written nor"
)
def a_count_of_another_place(page):
    replace_in(page, "question", "three times in four", "seventeen times in four")


@breaking("counts_are_near", "curve-ask: “Eleven beliefs”, and 11 is neither computed, written nor")
def a_count_of_no_place(page):
    add_to(page, "curve-ask", " Eleven beliefs")


@breaking("units_are_those_of_the_output", "curve-ask: “0.693147 bits”, and the output that holds")
def another_unit(page):
    replace_in(page, "curve-ask", "It costs 0.693147.", "It costs $0.693147$ bits.")


@breaking("units_are_those_of_the_output", "curve: the axis “cost in bits” is over numbers without")
def bits_on_an_axis_of_nats(page):
    replace_in(page, "curve", 'ylabel="nats"', 'ylabel="cost in bits"')


@breaking(
    "shapes_in_letters_are_printed", "question: “(N, H, W, C)”, and the page's code or outputs"
)
def a_shape_in_another_order(page):
    add_to(page, "coin", '\nprint("shape (N, C, H, W)")')
    add_to(page, "question", " Images come as `(N, H, W, C)`.")


def another_figure(page):
    cell = deepcopy(cell_named(page, "curve"))
    cell.id = "again"
    page.cells.insert(page.cells.index(cell_named(page, "bound")) + 1, cell)
    return cell.outputs[0].data


@breaking("figures_differ_in_words", "again: the caption is that of the figure in curve; say what")
def one_caption_for_two_figures(page):
    another_figure(page)


@breaking(
    "figures_differ_in_words", "again: “nats” is the horizontal axis here, and the vertical one"
)
def labels_on_exchanged_axes(page):
    data = another_figure(page)
    text = data["text/plain"].replace("axis: nats", "axis: …").replace("q of heads", "nats")
    data["text/plain"] = text.replace("axis: …", "axis: q of heads").replace("each", "every")


@breaking(
    "rows_are_quoted_as_printed", "pytorch: “A coin that is fair costs 0.56233514, and a true"
)
def numbers_of_each_others_rows(page):
    said = " A coin that is fair costs 0.56233514, and a true one 0.69314718."
    add_to(page, "pytorch", said)


@breaking("answers_follow_their_comparison", "ask: the answer is “larger” where H < 1; turn it, or")
def an_answer_of_a_turned_comparison(page):
    question = 'ask("Larger?", {}, answer="larger" if H < 1 else "smaller")'
    page.cells.insert(6, nbformat.v4.new_code_cell(question, id="ask"))


test_rule_refuses_a_broken_page_and_names_the_cell = refusals.test()


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete()


def test_counts_are_found_in_rows_lists_shapes_and_words():
    page = deepcopy(COIN)
    cell_named(page, "coin").source = 'forty_ones = [1] * 3\nrows = [(1, 2), {"a": 3}, 4, 5, 6]'
    cell_named(page, "coin").outputs[0].text = "1 2 3 4 5 6 7\nshape (3, 6)\n\n8"
    said = "Forty ones, five rows, seven numbers, eighteen entries, three lines: $7$, seven."
    cell_named(page, "question").source = f"{said}\n\n- a\n- b\n- c\n- d\n\nThese four."
    assert said_by("counts_are_near", page) == []


def test_numbers_quoted_for_their_own_rows_pass():
    page = deepcopy(COIN)
    add_to(page, "pytorch", " The fair one costs 0.69314718 and the true one 0.56233514.")
    add_to(page, "pytorch", " What is true costs 0.56233514, less than 0.69314718.")
    assert said_by("rows_are_quoted_as_printed", page) == []


def test_an_axis_in_bits_may_use_what_another_cell_made():
    page = deepcopy(COIN)
    replace_in(page, "curve", 'ylabel="nats"', 'ylabel="cost in bits"')
    replace_in(page, "curve", '"H(p, q)": costs', '"H(p, q)": in_bits')
    add_to(page, "cost", "\nin_bits = np.log2(np.exp(costs))")
    assert said_by("units_are_those_of_the_output", page) == []
