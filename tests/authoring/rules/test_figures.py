"""Every figure has its picture, caption and description."""

import base64
import io

from PIL import Image
from refusals import Refusals
from series import cell_named

from lessonlib.authoring.rules import figures

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


test_rule_refuses_a_broken_page_and_names_the_cell = refusals.test()


def test_every_rule_is_broken_by_some_page():
    refusals.assert_complete()
