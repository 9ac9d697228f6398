"""Every figure has its picture, caption and description."""

import base64
import io
from copy import deepcopy

from PIL import Image
from refusals import Refusals, add_to
from series import COIN, FROZEN, cell_named

from lessonlib.authoring.rules import figures, references

refusals = Refusals(figures)
breaking = refusals.breaking


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


@breaking("figures_are_described", "curve: a figure is shown, and no picture is stored")
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


@breaking("figures_are_described", "curve: the picture is cut off; store the page")
def a_picture_that_is_cut(page):
    data = cell_named(page, "curve").outputs[0].data
    data["image/png"] = data["image/png"][: len(data["image/png"]) // 8 * 4]


def png(size=3):
    dot = io.BytesIO()
    Image.effect_noise((size, size), 9).save(dot, "png")
    return base64.b64encode(dot.getvalue()).decode()


def attach(page, encoded):
    cell = cell_named(page, "result-ask")
    cell.source += "\n\n![A drawing](attachment:drawing.png)"
    cell["attachments"] = {} if encoded is None else {"drawing.png": {"image/png": encoded}}


@breaking("pictures_can_be_seen", "result-ask: the picture drawing.png is not there; put the file")
def a_file_that_is_not_beside_the_page(page):
    add_to(page, "result-ask", "\n\n![A drawing](drawing.png)")


@breaking(
    "pictures_can_be_seen", "result-ask: the picture ../tests/series.py lies outside of the folder"
)
def a_file_outside_of_the_folder(page):
    add_to(page, "result-ask", "\n\n![A drawing](../tests/series.py)")


@breaking(
    "pictures_can_be_seen",
    "result-ask: the picture 01_coin.ipynb is no picture; put the picture in",
)
def a_file_that_is_no_picture(page):
    add_to(page, "result-ask", "\n\n![A drawing](01_coin.ipynb)")


@breaking(
    "pictures_can_be_seen",
    "result-ask: the picture attachment:drawing.png is not attached to its cell",
)
def a_pasted_picture_that_is_gone(page):
    attach(page, None)


@breaking(
    "pictures_can_be_seen",
    "result-ask: the picture attachment:drawing.png is cut off; put the picture",
)
def a_pasted_picture_that_is_cut(page):
    attach(page, png(40)[:400])


@breaking(
    "pictures_can_be_seen",
    "result-ask: the picture attachment:drawing.png is cut off; put the picture",
)
def a_pasted_picture_of_odd_letters(page):
    attach(page, png()[:-3])


def test_a_pasted_picture_is_right():
    page = deepcopy(COIN)
    attach(page, png())
    assert [*figures.pictures_can_be_seen(page, FROZEN)] == []
    assert [*references.links_resolve(page, FROZEN)] == [*references.links_resolve(COIN, FROZEN)]


test_rule_refuses_a_broken_page_and_names_the_cell = refusals.test()


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete()
