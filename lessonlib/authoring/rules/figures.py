"""The rules on pictures: figures are described with numbers, and what prose shows is there."""

import io
import re
from itertools import zip_longest

from PIL import Image

from lessonlib.authoring.rules.numbers import NUMBER
from lessonlib.authoring.rules.registry import rule, rule_of_outputs
from lessonlib.marks import FIGURE, OPEN_GOAL
from lessonlib.notebook.cells import PNG, code_cells, pictures_of, prose_cells
from lessonlib.notebook.pictures import fault_of, fault_of_image, shown_in


@rule_of_outputs
def figures_are_described(page, series):
    for cell in code_cells(page):
        for output, below in zip_longest(cell.outputs, cell.outputs[1:]):
            if "image/png" not in output.get("data", {}):
                continue
            alt = output.metadata.get("image/png", {}).get("alt", "")
            first, *facts = output.data.get("text/plain", "").split("\n")
            if len(alt) < 20 or first != f"{FIGURE}{alt}":
                yield cell, f"the alt text {alt!r} is not the caption {first!r}; draw with show"
            if not any(NUMBER.search(fact) for fact in facts):
                yield cell, "the description of the figure holds no numbers; draw what has some"
            said = [] if below is None else below.get("data", {}).get("text/plain", "").split("\n")
            if said[:1] != [alt] or not all(line.startswith(OPEN_GOAL) for line in said[1:]):
                yield cell, "no caption below the figure; draw with show"
        if re.search(r"^(?:show|explore)\(", cell.source, re.MULTILINE) and not any(
            c is cell for c, _, _ in pictures_of(page)
        ):
            yield cell, "a figure is shown, and no picture is stored; store the page"
    for cell, output, png in pictures_of(page):
        if not png.startswith(PNG):
            yield cell, "the picture is no PNG; draw with show"
        elif fault := fault_of_image(png):
            yield cell, f"the picture {fault.partition(';')[0]}; store the page"
        elif abs(Image.open(io.BytesIO(png)).width - 2 * width_of(output)) > 1:
            yield cell, "the picture has not two dots for each pixel of its width; store the page"


@rule
def pictures_can_be_seen(page, series):
    """A picture in prose is a file beside the page, or attached to its cell, and whole."""
    for cell in prose_cells(page):
        for target in shown_in(cell):
            if fault := fault_of(cell, target, series.folder):
                yield cell, f"the picture {target} {fault}"


def width_of(output):
    """The width at which a picture is shown, in pixels."""
    return output.metadata.get("image/png", {}).get("width", 0)
