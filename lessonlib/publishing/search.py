"""What the search of the website looks through: the words and numbers of each section."""

import json
import re

from lessonlib.notebook.cells import is_question, text_of
from lessonlib.notebook.plain import plain_equation
from lessonlib.notebook.prose import FORMULA, LINK, title_of, without_solution
from lessonlib.publishing.parts import question_of
from lessonlib.publishing.rendering import sections_of

_HTML = re.compile(r"<[^>]+>")


def sections_with_texts(page, name):
    """[file and anchor, page title, heading, text] for each section of a page."""
    sections = [[f"{name}.html", title_of(page), "", []]]
    named = iter(sections_of(page))
    for cell in page.cells:
        if cell.cell_type == "markdown":
            for part in re.split(r"^(?=## )", without_solution(cell.source), flags=re.MULTILINE):
                if part.startswith("## "):
                    anchor, heading = next(named)
                    sections.append([f"{name}.html#{anchor}", title_of(page), heading, []])
                sections[-1][3].append(_plain(re.sub(r"^#+ .*", "", part, flags=re.MULTILINE)))
        else:
            if is_question(cell):
                sections[-1][3] += _words_of(question_of(cell))
            else:
                sections[-1][3] += [cell.source, *map(_unfolded, map(text_of, cell.outputs))]
    return [[*head, " ".join(" ".join(texts).split())] for *head, texts in sections]


def _words_of(question):
    """What a question asks and replies; not which reply is to the right choice."""
    return [question["text"], *question.get("replies", {}).values(), question.get("because", "")]


def _unfolded(output):
    return re.sub(r"<details><summary>[^<]*</summary>|</details>", " ", output)


def _plain(markdown):
    text = LINK.sub(r"\1", _HTML.sub(" ", markdown))
    return re.sub(r"[*`]", "", FORMULA.sub(_formula, text)).strip()


def _formula(match):
    try:
        return plain_equation(match[1] or match[2])
    except ValueError:
        return match[1] or match[2]


def search_file(sections):
    """A script that a page may add, from a folder too, where nothing can be fetched."""
    return f"lessonSearch({json.dumps(sections, ensure_ascii=False, separators=(',', ':'))});\n"
