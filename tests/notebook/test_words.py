"""The rules hold for pages in another language, once their words are changed in one place."""

from copy import deepcopy

from series import FROZEN

from lessonlib.authoring.rules import RULES
from lessonlib.notebook import words
from lessonlib.notebook.reading import Series

GERMAN = {
    "SOLUTION": "Lösung",
    "REMEMBER": "Zum Merken",
    "MINUTES": r"Etwa (\d+) Minuten",
    "PAGE": "Seite",
    "NOTATION": ("Zeichen", "im Code"),
    "NUMBERS": {"drei": 3, "vier": 4, "sieben": 7},
    "UNITS": {"hundert": 100},
}
TRANSLATED = {
    "<summary>Solution": "<summary>Lösung",
    "## Remember": "## Zum Merken",
    "About 10 minutes": "Etwa 10 Minuten",
    "About 5 minutes": "Etwa 5 Minuten",
    "[page 00]": "[Seite 00]",
    "| symbol | in code |": "| Zeichen | im Code |",
    "three times in four": "drei von vier Malen",
}


def translated(page):
    page = deepcopy(page)
    for cell in page.cells:
        if cell.cell_type == "markdown":
            for english, german in TRANSLATED.items():
                cell.source = cell.source.replace(english, german)
    return page


def said(page, series):
    return [(rule.__name__, *one) for rule in RULES for one in rule(page, series)]


def test_a_translated_page_keeps_the_rules(monkeypatch):
    pages = {name: translated(page) for name, page in FROZEN.pages.items()}
    series = Series(FROZEN.folder, pages, {})
    assert {name for name, *_ in said(pages["01_coin"], series)} == {
        "exercises_are_complete",
        "ends_with_pytorch_and_a_link",
        "symbols_are_introduced",
        "numbers_are_computed",
    }, "in English they find nothing"
    for name, word in GERMAN.items():
        monkeypatch.setattr(words, name, word)
    assert said(pages["01_coin"], series) == []


def test_they_refuse_what_is_wrong_in_it(monkeypatch):
    for name, word in GERMAN.items():
        monkeypatch.setattr(words, name, word)
    pages = {name: translated(page) for name, page in FROZEN.pages.items()}
    page = pages["01_coin"]
    page.cells[2].source += " Sieben Münzen, siehe Seite 77."
    page.cells[-1].source = page.cells[-1].source.replace("Zum Merken", "Ende")
    broken = [
        (name, sentence) for name, _, sentence in said(page, Series(FROZEN.folder, pages, {}))
    ]
    expected = [
        ("ends_with_pytorch_and_a_link", "expected “## Zum Merken” with two to four lines"),
        ("links_resolve", "“Seite 77” is no link; write [Seite 77](…)"),
        ("links_resolve", "there is no page 77"),
        ("counts_are_near", "“Sieben Münzen, siehe”, and 7 is neither computed, written nor"),
        ("numbers_are_computed", "7 stands in no output and in no code"),
    ]
    for (rule, words_said), (name, start) in zip(sorted(broken), sorted(expected), strict=True):
        assert (rule, words_said[: len(start)]) == (name, start)
