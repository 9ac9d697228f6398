"""Links, names of code and symbols lead somewhere."""

from copy import deepcopy

from refusals import Refusals, add_to, replace_in, said_by
from series import COIN, FROZEN, LESSON

from lessonlib.authoring.rules import RULES, references
from lessonlib.notebook.reading import Series

refusals = Refusals(references)
breaking = refusals.breaking


@breaking("links_resolve", "result-ask: 11 minutes for 01_coin, which says 10")
def a_row_of_the_map_with_other_minutes(page):
    add_to(page, "result-ask", "\n\n| [01](01_coin.ipynb) | why | 11 |")


@breaking("links_resolve", "result-ask: the link to 99_nowhere.ipynb leads nowhere")
def a_dead_link(page):
    add_to(page, "result-ask", " [there](99_nowhere.ipynb)")


@breaking("links_resolve", "result-ask: a link of another form; write [text](target)")
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


@breaking("labels_hold_what_they_name", "coin: “p =” stands for q, without p; make the two agree")
def a_printed_name_before_another_value(page):
    replace_in(page, "coin", '"p =", p, " q =", q', '"p =", q, " q =", p')


@breaking("labels_hold_what_they_name", "curve: “costs” stands for ax, p, without costs; make")
def a_curve_under_another_name(page):
    add_to(page, "curve", '\nplt.plot(ax, p, label="costs")')


@breaking("labels_hold_what_they_name", "curve: “p” stands for q, without p; make the two agree")
def a_mark_under_another_name(page):
    add_to(page, "curve", '\nplotting.plot_bars(ax, {"p": q, "q": p}, "ab", ylabel="")')


@breaking("labels_hold_what_they_name", "compare: “H” stands for torch_h, costs, without H; make")
def a_row_under_another_name(page):
    add_to(page, "compare", '\nrows = [("H", torch_h, costs)]')


@breaking("links_resolve", "result-ask: “page 00” is no link; write [page 00](…)")
def a_mention_that_is_no_link(page):
    add_to(page, "result-ask", " See page 00.")


@breaking("plans_follow_the_map", "result: 12 minutes for page 01, which says 10")
def a_plan_of_other_minutes(page):
    add_to(page, "result", '\nminutes = {"00": 5, "01": 12}')


@breaking(
    "names_stand_where_they_are_said_to", "result-ask: `whistle` stands nowhere on page 00; name"
)
def a_name_of_another_page(page):
    add_to(page, "result-ask", " The `whistle` of [page 00](00_map.ipynb) says so.")


test_rule_refuses_a_broken_page_and_names_the_cell = refusals.test()


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete(but={"every_page_is_on_the_map", "checks_name_their_page"})


def test_a_check_names_the_page_of_its_exercise():
    name = next(name for name in LESSON.pages if name.endswith("the_clinic"))
    page = LESSON.pages[name]
    assert [*references.checks_name_their_page(page, LESSON)] == []
    now = int(name[:2]) + 1
    moved = Series(LESSON.folder, {f"{now}_the_clinic": page}, {})
    said = [words for _, words in references.checks_name_their_page(page, moved)]
    assert len(said) == 2
    assert said[0].endswith(f"says “Exercise of {name[:2]}”; it stands here, on {now}")


def test_an_introduced_letter_is_allowed():
    page = deepcopy(COIN)
    add_to(page, "result-ask", " A factor $\\gamma$ was used: $q^\\gamma$.")
    assert said_by("symbols_are_introduced", page) == []


def test_a_damaged_first_page_is_not_told_on_the_others():
    series = Series(FROZEN.folder, {"01_coin": COIN}, {"00_map": "page 00_map: no JSON"})
    assert [one for rule in RULES for one in rule(COIN, series)] == []


def test_an_outward_link_is_allowed():
    page = deepcopy(COIN)
    add_to(page, "result-ask", " More [elsewhere](https://example.org/coins).")
    assert said_by("links_resolve", page) == []


def test_a_page_without_a_row_on_the_map_is_told():
    page = FROZEN.pages["00_map"]
    assert said_by("every_page_is_on_the_map", page) == []
    longer = Series(FROZEN.folder, {**FROZEN.pages, "02_die": COIN}, {})
    [(cell, words)] = references.every_page_is_on_the_map(page, longer)
    assert cell.id == "end"
    assert words == ("no row for the page 02_die; add one such as | [02](02_die.ipynb) | … | 10 |")
