"""Each rule refuses a page that breaks it, and names the cell.

Every broken page is a frozen page with one small change.
"""

import base64
import io
from copy import deepcopy

import nbformat
import pytest
from PIL import Image
from series import COIN, FROZEN, cell_named

from lessonlib.authoring import RULES
from lessonlib.authoring.cells import code_cells, drawn_by, name_of

BY_NAME = {rule.__name__: rule for rule in RULES}
BROKEN = []


def breaking(rule, words):
    """Register a change that breaks a rule, with the words of the complaint."""

    def register(change):
        BROKEN.append(pytest.param(BY_NAME[rule], change, words, id=change.__name__))
        return change

    return register


def add_to(page, name, text):
    cell_named(page, name).source += text


def replace_in(page, name, old, new):
    cell = cell_named(page, name)
    assert old in cell.source
    cell.source = cell.source.replace(old, new)


@breaking("stored_as_run_once", "result: execution count None, expected 6")
def a_cell_that_was_not_run(page):
    cell_named(page, "result").execution_count = None


@breaking("stored_as_run_once", "cost: execution count 40, expected 3")
def a_cell_that_was_run_again(page):
    cell_named(page, "cost").execution_count = 40


@breaking("outputs_are_clean", "cost: stored with an error or a warning: H = 0.693147 nats")
def a_warning(page):
    cell_named(page, "cost").outputs[0].name = "stderr"


@breaking("outputs_are_clean", "result: a raw repr in the output: np.float64(")
def a_raw_number(page):
    cell_named(page, "result").outputs[0].data["text/plain"] = "np.float64(2.797)"


@breaking("outputs_are_clean", "cost: a path of a machine in the output: /home/someone")
def a_machine_path(page):
    cell_named(page, "cost").outputs[0].text += "/home/someone/lesson.py"


@breaking("nothing_is_hidden_from_comparison", "result: has metadata {'tags'")
def a_tag_that_skips_the_cell(page):
    cell_named(page, "result").metadata["tags"] = ["nbval-ignore-output"]


@breaking("nothing_is_hidden_from_comparison", "result: NBVAL_IGNORE_OUTPUT keeps the cell from")
def a_comment_that_skips_the_cell(page):
    add_to(page, "result", "\n# NBVAL_IGNORE_OUTPUT")


@breaking("nothing_is_hidden_from_comparison", "result: a trailing semicolon")
def a_trailing_semicolon(page):
    add_to(page, "result", ";")


@breaking("stays_on_this_machine", "result: “!pip install numpy” reaches beyond the page")
def a_shell_command(page):
    add_to(page, "result", "\n!pip install numpy")


@breaking("stays_on_this_machine", "result: “urllib.request.urlopen” reaches beyond the page")
def a_network_call(page):
    add_to(page, "result", "\nfrom urllib.request import urlopen")


@breaking("stays_on_this_machine", "result: “os” reaches beyond the page")
def a_module_of_the_system(page):
    add_to(page, "result", "\nimport numpy, os")


@breaking("stays_on_this_machine", "result: “savetxt” reaches beyond the page")
def a_file(page):
    add_to(page, "result", '\nnp.savetxt("q.txt", q)')


@breaking("stays_on_this_machine", "result: “https://” reaches beyond the page")
def an_address(page):
    add_to(page, "result", "\nnp.lib.npyio.DataSource().exists('https://example.org')")


@breaking("cells_are_small", "result: 13 lines of code, at most 12")
def a_long_cell(page):
    cell_named(page, "result").source = "x = 1\n" * 13


@breaking("cells_are_small", "result-ask: 125 words, at most 120")
def a_long_text(page):
    cell_named(page, "result-ask").source = "word " * 125


@breaking("cells_are_small", "the median code cell has 6 lines, at most 5")
def many_middling_cells(page):
    for cell in code_cells(page):
        cell.source = "x = 1\n" * 6


@breaking("headings_are_in_order", "title: does not begin the page with its title")
def no_title(page):
    replace_in(page, "title", "# A coin", "A coin")


@breaking("headings_are_in_order", "result-ask: a second title")
def a_second_title(page):
    cell_named(page, "result-ask").source = "# A shortcut"


@breaking("headings_are_in_order", "result-ask: a heading of level 4 below one of level 2")
def a_heading_that_jumps(page):
    cell_named(page, "result-ask").source = "#### A shortcut"


@breaking("exercises_are_complete", "try-one-hot: the stub does not return ...")
def a_solved_stub(page):
    replace_in(page, "try-one-hot", "...", "np.eye(n_classes)[label]")


@breaking("exercises_are_complete", "try-one-hot: stored with an answer")
def a_stored_answer(page):
    cell_named(page, "try-one-hot").outputs[0].text = "✓ correct\n"


@breaking("exercises_are_complete", "try-one-hot: no folded solution below")
def an_exercise_without_solution(page):
    cell_named(page, "solve-one-hot").source = "No solution."


@breaking("exercises_are_complete", "1 exercises, expected two or three")
def an_exercise_less(page):
    page.cells.remove(cell_named(page, "try-one-hot"))


@breaking("ends_with_pytorch_and_a_link", "compare: the last code cell does not call compare")
def a_page_without_comparison(page):
    cell_named(page, "compare").source = "print(rows)"


@breaking("ends_with_pytorch_and_a_link", "end: no link onward")
def a_page_without_link(page):
    cell_named(page, "end").source = "## Remember\n\n- one\n- two\n- three"


@breaking("ends_with_pytorch_and_a_link", "end: the page does not end with three lines to remember")
def two_lines_to_remember(page):
    replace_in(page, "end", "- It costs", "It costs")


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


@breaking("equations_are_claimed", "price: “H(p,q)+1=0” is no definition: one symbol or function")
def a_definition_that_defines_nothing(page):
    add_to(page, "price", "\n\n$$H(p, q) + 1 = 0 \\qquad \\text{(definition)}$$")


@breaking(
    "claims_say_their_relation",
    "claim-bound: the claim “H(p, p) = H(p, q)” checks “≤”; say the same sign",
)
def a_claim_with_another_sign(page):
    replace_in(page, "claim-bound", "H(p, p) ≤ H", "H(p, p) = H")


@breaking("has_what_it_promises", "no figure on the page, expected at least one")
def a_page_without_figures(page):
    cell_named(page, "curve").outputs = []


@breaking("claims_compare_two_things", "cost: a claim compares H with H")
def a_claim_of_one_thing(page):
    replace_in(page, "cost", "H, -(p * np.log(q)).sum()", "H, H")


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


@breaking("nothing_is_hidden_from_comparison", "raw: a raw cell, which nothing checks")
def a_raw_cell(page):
    page.cells.insert(3, nbformat.v4.new_raw_cell("H = 2.8", id="raw"))


@breaking("numbers_are_computed", "result-ask: 52.9999 stands in no output")
def a_number_beside_a_letter(page):
    add_to(page, "result-ask", " It is _52.9999_.")


@breaking("numbers_are_computed", "result-ask: 3000 stands in no output")
def a_number_in_words(page):
    add_to(page, "result-ask", " It takes three thousand images.")


@breaking("numbers_are_computed", "result-ask: -0.693147 stands in no output")
def a_number_with_another_sign(page):
    add_to(page, "result-ask", " It is −0.693147 nats.")


@breaking("numbers_are_computed", "result-ask: 7.7777 stands in no output")
def a_number_in_a_block_of_code(page):
    add_to(page, "result-ask", "\n\n```text\nH = 7.7777\n```")


@breaking("links_resolve", "result-ask: 11 minutes for 01_coin, which names another time")
def a_row_of_the_map_with_other_minutes(page):
    add_to(page, "result-ask", "\n\n| [01](01_coin.ipynb) | why | 11 |")


@breaking("equations_are_claimed", "again: no claim within two code cells says “a≤b”")
def an_inequality_in_other_words(page):
    page.cells.insert(
        page.cells.index(cell_named(page, "claim-bound")),
        nbformat.v4.new_markdown_cell("$$a \\leq b$$", id="again"),
    )


@breaking("numbers_are_computed", "curve-ask: 0.693148 stands in no output and in no code")
def a_digit_in_the_prose(page):
    replace_in(page, "curve-ask", "0.693147", "0.693148")


@breaking("numbers_are_computed", "cost: 4.321 stands in no output and in no code")
def a_number_that_only_a_string_knows(page):
    cell = cell_named(page, "cost")
    cell.source += '\nprint("or 4.321 bits")'
    cell.outputs[0].text += "or 4.321 bits\n"


@breaking("figures_are_described", "curve: the alt text")
def another_alt_text(page):
    cell_named(page, "curve").outputs[0].metadata["image/png"]["alt"] += "!"


@breaking("figures_are_described", "curve: the description of the figure holds no numbers")
def a_figure_without_description(page):
    data = cell_named(page, "curve").outputs[0].data
    data["text/plain"] = data["text/plain"].split("\n")[0]


@breaking("figures_are_described", "curve: no caption below the figure")
def a_figure_without_caption(page):
    del cell_named(page, "curve").outputs[1]


@breaking("figures_are_described", "curve: show is called, and no picture is stored")
def a_removed_picture(page):
    del cell_named(page, "curve").outputs[0].data["image/png"]


@breaking("figures_are_described", "curve: the picture has not two dots for each pixel")
def a_picture_of_another_size(page):
    dot = io.BytesIO()
    Image.new("RGB", (1, 1)).save(dot, "png")
    data = cell_named(page, "curve").outputs[0].data
    data["image/png"] = base64.b64encode(dot.getvalue()).decode()


@breaking("figures_are_described", "curve: the picture is no PNG")
def a_picture_that_is_none(page):
    cell_named(page, "curve").outputs[0].data["image/png"] = "bm90IGE="


@breaking("links_resolve", "result-ask: the link to 99_nowhere.ipynb leads nowhere")
def a_dead_link(page):
    add_to(page, "result-ask", " [there](99_nowhere.ipynb)")


@breaking("links_resolve", "result-ask: a link that is not written as [text](target)")
def a_link_of_another_form(page):
    add_to(page, "result-ask", ' [there](99_nowhere.ipynb "nowhere")')


@breaking("links_resolve", "end: “01 The map” leads to 00_map.ipynb")
def a_link_with_another_number(page):
    replace_in(page, "end", "[00 ", "[01 ")


@breaking("links_resolve", "end: “00 The mop” leads to a page with the title “The map”")
def a_link_with_another_title(page):
    replace_in(page, "end", "The map", "The mop")


@breaking("links_resolve", "result-ask: there is no page 77")
def a_page_that_does_not_exist(page):
    add_to(page, "result-ask", " See page 77.")


@breaking(
    "names_in_prose_exist", "result-ask: `pmf.entropi` exists neither in lessonlib nor on this page"
)
def a_name_that_lessonlib_has_not(page):
    add_to(page, "result-ask", " See `pmf.entropi(p)`.")


@breaking(
    "names_in_prose_exist", "result-ask: `nll_los` exists neither in lessonlib nor on this page"
)
def a_name_that_the_page_has_not(page):
    add_to(page, "result-ask", " See `nll_los`.")


@breaking("names_in_prose_exist", "result-ask: `p >` is no Python")
def code_that_is_none(page):
    add_to(page, "result-ask", " See `p >`.")


@breaking("symbols_are_introduced", "result-ask: the symbol \\gamma in “q^\\gamma” is neither")
def a_letter_that_nobody_introduced(page):
    add_to(page, "result-ask", " So $q^\\gamma$.")


@pytest.mark.parametrize(("rule", "change", "words"), BROKEN)
def test_rule_refuses_a_broken_page_and_names_the_cell(rule, change, words):
    page = deepcopy(COIN)
    change(page)
    problems = [f"{name_of(c)}: {said}" if c else said for c, said in rule(page, FROZEN)]
    assert any(problem.startswith(words) for problem in problems), problems


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_unbroken_page_keeps_the_rule(rule):
    assert list(rule(COIN, FROZEN)) == []


def test_every_rule_is_broken_by_some_page():
    assert {parameters.values[0] for parameters in BROKEN} == set(RULES)


def test_marked_numbers_and_introduced_letters_are_allowed():
    page = deepcopy(COIN)
    add_to(page, "result-ask", " In 1948<!--year--> a factor $\\gamma$ was used: $q^\\gamma$.")
    assert list(BY_NAME["numbers_are_computed"](page, FROZEN)) == []
    assert list(BY_NAME["symbols_are_introduced"](page, FROZEN)) == []


def test_a_marked_definition_needs_no_claim():
    page = deepcopy(COIN)
    add_to(page, "result-ask", "\n\n$$a_i = b \\qquad \\text{(definition)}$$")
    assert list(BY_NAME["equations_are_claimed"](page, FROZEN)) == []


def test_a_cell_is_named_by_its_first_words_where_a_tool_made_up_its_id():
    cell = deepcopy(cell_named(COIN, "result-ask"))
    cell.id = "8f14e45f-ceea-467f-a8e8-5b1a8c3b0e1c"
    assert name_of(cell) == "8f14e45f (“## The price of honesty”)"


def test_what_drew_a_picture_is_read_off_it():
    page = deepcopy(COIN)
    plain = io.BytesIO()
    Image.new("RGB", (1, 1)).save(plain, "png")
    data = cell_named(page, "curve").outputs[0].data
    data["image/png"] = base64.b64encode(plain.getvalue()).decode()
    assert drawn_by(page) == ["nobody"]
