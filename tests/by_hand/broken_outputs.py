"""Ways to break what a page shows: outputs, pictures, counts, metadata.

Cells are found by what they are, never by their words, so that the pages may change; a random
generator chooses among them.
"""

import base64
import io
import re

from kinds import DIGIT, KINDS, LESSON, another_digit, kind
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lessonlib.marks import WIDGET_VIEW
from lessonlib.notebook.cells import PNG, code_cells, name_of, pictures_of


def outputs_with(page, wanted):
    return [
        (cell, output) for cell in code_cells(page) for output in cell.outputs if wanted(output)
    ]


def in_stream(wanted):
    def change(page, rng):
        found = outputs_with(page, lambda o: o.output_type == "stream")
        lines = [
            (cell, output, line)
            for cell, output in found
            for line in output.text.splitlines()
            if wanted(line) and DIGIT.search(line)
        ]
        if not lines:
            return ()
        cell, output, line = rng.choice(lines)
        output.text = output.text.replace(line, another_digit(line, rng), 1)
        return (name_of(cell),)

    return change


KINDS["a digit in printed text"] = in_stream(
    lambda line: line[:1] not in ("✓", "○") and "Error" not in line
)
KINDS["a digit in a claim's line"] = in_stream(lambda line: line.startswith("✓"))
KINDS["a digit in an error's value"] = in_stream(lambda line: re.match(r"\w+Error: ", line))


def in_data(mime, wanted):
    def change(page, rng):
        found = [
            (cell, output)
            for cell, output in outputs_with(page, lambda o: mime in o.get("data", {}))
            if wanted(cell, output) and DIGIT.search(output.data[mime])
        ]
        if not found:
            return ()
        cell, output = rng.choice(found)
        output.data[mime] = another_digit(output.data[mime], rng)
        return (name_of(cell),)

    return change


KINDS["a digit in a result"] = in_data("text/plain", lambda c, o: o.output_type == "execute_result")
KINDS["a digit in the table"] = in_data(
    "text/plain", lambda c, o: re.search("^compare", c.source, re.M)
)
KINDS["a digit in the table's marks"] = in_data(
    "text/markdown", lambda c, o: re.search("^compare", c.source, re.M)
)


@kind("a digit in a figure's description")
def _(page, rng):
    cell, output, _ = rng.choice(list(pictures_of(page)))
    caption, _, facts = output.data["text/plain"].partition("\n")
    output.data["text/plain"] = f"{caption}\n{another_digit(facts, rng)}"
    return (name_of(cell),)


@kind("a removed output")
def _(page, rng):
    cell = rng.choice([c for c in code_cells(page) if c.outputs])
    cell.outputs = []
    return (name_of(cell),)


@kind("a stripped page")
def _(page, rng):
    for cell in code_cells(page):
        cell.outputs, cell.execution_count = [], None
    return ("not stored yet",)  # said of the whole page


@kind("a wrong count", by_rules=True)
def _(page, rng):
    cell = rng.choice(code_cells(page))
    cell.execution_count += rng.randint(1, 9)
    return (name_of(cell),)


@kind("two cells swapped", by_rules=True)
def _(page, rng):
    i, j = rng.sample([i for i, c in enumerate(page.cells) if c.cell_type == "code"], 2)
    page.cells[i], page.cells[j] = page.cells[j], page.cells[i]
    return name_of(page.cells[i]), name_of(page.cells[j])


@kind("another alt text", by_rules=True)
def _(page, rng):
    cell, output, _ = rng.choice(list(pictures_of(page)))
    output.metadata["image/png"]["alt"] += " Or not."
    return (name_of(cell),)


@kind("a removed picture", by_rules=True)
def _(page, rng):
    cell, output, _ = rng.choice(list(pictures_of(page)))
    del output.data["image/png"]
    return (name_of(cell),)


@kind("a picture of another page")
def _(page, rng):
    cell, output, png = rng.choice(list(pictures_of(page)))
    others = [p for other in LESSON.pages.values() for _, _, p in pictures_of(other) if p != png]
    output.data["image/png"] = base64.b64encode(rng.choice(others)).decode()
    return (name_of(cell),)


@kind("a changed pixel")
def _(page, rng):
    cell, output, png = rng.choice(list(pictures_of(page)))
    image = Image.open(io.BytesIO(png))
    mark = PngInfo()
    mark.add_text("Software", image.info["Software"])
    image.putpixel((rng.randrange(image.width), rng.randrange(image.height)), (255, 0, 0, 255))
    file = io.BytesIO()
    image.save(file, "png", pnginfo=mark)
    assert file.getvalue().startswith(PNG)
    output.data["image/png"] = base64.b64encode(file.getvalue()).decode()
    return (name_of(cell),)


@kind("a widget that was saved", by_rules=True)
def _(page, rng):
    cell, output, _ = rng.choice(list(pictures_of(page)))
    output.data[WIDGET_VIEW] = {"model_id": "1"}
    return (name_of(cell),)


@kind("a tag that hides a cell", by_rules=True)
def _(page, rng):
    cell = rng.choice(code_cells(page))
    cell.metadata["tags"] = ["nbval-ignore-output"]
    return (name_of(cell),)
