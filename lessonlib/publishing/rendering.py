"""Cells as HTML without a kernel: nbconvert renders them, with templates and hooks of ours.

`site/lesson` has the templates: `cells` for some cells, `index` for a page of the website around
them. Formulas become MathML; code that steps aside, and the imports, are one line to open.
"""

import base64
import io
import re
from copy import deepcopy
from functools import cache
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

import pygments
from jinja2 import Environment, FileSystemLoader, pass_context
from latex2mathml.converter import convert
from markupsafe import Markup
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from PIL import Image
from pygments.filter import Filter
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import STANDARD_TYPES, Token

from lessonlib.notebook.cells import code_cells, is_folded, is_question, prose_cells
from lessonlib.notebook.prose import FORMULA, goal_of, without_fences

SITE = Path(__file__).parent / "site"
# A function's name and what it is taken of stand apart, unless a bracket follows.
_FUNCTION = re.compile(r"(?<!<msub>)(<mi>(?:ln|log|exp|tanh)</mi>)(?!<mo)")
# A minus that takes nothing away: at the start, or behind what opens or relates.
_CLOSES = r"[)\]}!|′]|&#x0(?:0029|005D|007D|0021|007C|2032|2016|27E9|2309|230B);"
_SIGN = re.compile(
    rf"(<m(?:ath|row|td|style)\b[^>]*>|<mo[^>]*>(?!{_CLOSES})[^<]*</mo>)\s*<mo>(&#x02212;|[−-])</mo>"
)
_PAGE = re.compile(r"(\d\d_\w+)\.ipynb(?:#(.+))?|#(.+)")
# What style.css colours in code; all else is plain, and a page lighter by its marks.
_COLOURED = set(["k", "kc", "kn", "kd", "ow", "s", "s1", "s2", "sa", "si", "se", "sd", "c", "c1"])

_ROOM = 32  # characters of code, on the narrowest phone
# Figures in which a colour says something: they stay as they are where all else is dark.
_COLOURS_SAY = re.compile(r"Table of|Height map|pictures? of|Arrows|\b(?:red|blue)\b")


class Exporter(HTMLExporter):
    """nbconvert's, for pages of the website, or for cells without anything around them.

    Parameters
    ----------
    template : {"index", "cells"}
    address : callable
        Where a link to a page leads, from the page's name and that of a section, or "".
    """

    def __init__(self, template="index", address=lambda page, section: f"{page}.html{section}"):
        super().__init__(
            template_name="lesson",
            template_file=f"{template}.html.j2",
            extra_template_basedirs=[str(SITE)],
            exclude_input_prompt=True,
            exclude_output_prompt=True,
            filters={"highlight_code": coloured, "webp": as_webp, "in_words": in_words},
        )
        self._address, self._sections = address, iter(())

    @pass_context
    def markdown2html(self, context, source):
        cell = context.get("cell", {})
        prose = _Prose(self._address, self._sections, cell.get("attachments", {}))
        return MarkdownWithMath(renderer=prose).render(source)

    def html_of(self, page, about=None):
        """A page, with what the template asks for in `about`."""
        sections = sections_of(page)
        self._sections = iter([name for name, _ in sections])
        about = {"sections": sections, **(about or {})}
        html, _ = self.from_notebook_node(_with_marks(page), {"lesson": about})
        return html


class _Prose(IPythonRenderer):
    """Prose: its formulas as MathML, its parts with names, its links leading to the website."""

    def __init__(self, address, sections, attachments):
        super().__init__(escape=False, exclude_anchor_links=True, attachments=attachments)
        self._address, self._sections = address, sections

    def inline_math(self, body):
        return mathml(body, "inline")

    def block_math(self, body):
        return mathml(body, "block")

    def multiline_math(self, text):
        return mathml(text.strip().removeprefix("$$").removesuffix("$$"), "block")

    def block_code(self, code, info=None):
        return coloured(code) if info == "python" else super().block_code(code, info)

    def heading(self, text, level, **attributes):
        name = next(self._sections, "") if level == 2 else ""
        if not name:
            return super().heading(text, level, **attributes)
        link = f'<a class="here" href="#{name}" aria-label="Link to this section">#</a>'
        return f'<h2 id="{name}">{text} {link}</h2>\n'

    def link(self, text, url, title=None):
        if target := _PAGE.fullmatch(unquote(url)):
            section = anchor(target[2] or target[3] or "")
            section = section and f"#{section}"
            url = self._address(target[1], section) if target[1] else section
        if not url:
            return text
        return super().link(text, url, title)

    def image(self, text, url, title=None):
        attached = self.attachments.get(url.removeprefix("attachment:"), {})
        if "image/png" in attached:
            url = f"data:image/webp;base64,{as_webp(attached['image/png'])}"
        return super().image(text, url, title)

    def table_cell(self, text, align=None, head=False):
        kind = "th" if head and text else "td"  # a head without words is none
        style = f' style="text-align:{align}"' if align else ""
        return f"  <{kind}{style}>{text}</{kind}>\n"


class _Plainer(Filter):
    """Of the kinds of code only those that style.css colours."""

    def filter(self, lexer, stream):
        for kind, text in stream:
            yield kind if STANDARD_TYPES.get(kind) in _COLOURED else Token.Text, text


class _Lines(HtmlFormatter):
    """Where a line of code has no room, what is left of it goes on below, indented further."""

    def _format_lines(self, tokensource):
        for is_code, line in super()._format_lines(tokensource):
            bare = unescape(re.sub("<[^>]*>", "", line)).rstrip()
            if len(bare) > _ROOM:
                indent = min(len(bare) - len(bare.lstrip()), 12)
                line = f'<span class="long in{indent // 4}">{line}</span>'
            yield is_code, line


def coloured(source, language=None, metadata=None):
    """Code as HTML."""
    lexer = PythonLexer()
    lexer.add_filter(_Plainer())
    return pygments.highlight(source, lexer, _Lines())


def in_words(output):
    """What stands in place of a picture: the first of what is drawn; its caption stands below."""
    caption = output.metadata.get("image/png", {}).get("alt", "")
    facts = output.data.get("text/plain", "").split("\n")[1:]
    return next((fact for fact in facts if not fact.startswith(("Horizontal", "Panel"))), caption)


@cache
def as_webp(png):
    """The same pixels in a third of the bytes; both in base64."""
    webp = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(png))) as picture:
        picture.save(webp, "webp", lossless=True, method=2)
    return base64.b64encode(webp.getvalue()).decode()


def mathml(formula, display):
    html = _SIGN.sub(r'\1<mo form="prefix">\2</mo>', convert(formula.strip(), display=display))
    return _FUNCTION.sub(r'\1<mspace width="0.17em"></mspace>', html)


def anchor(words):
    """The name of a part in links of the edition: the-loss-of-the-batch."""
    return "-".join(re.findall(r"\w+", words)).lower()


def sections_of(page):
    """The parts of a page: the name of each in links, and its heading, without marks."""
    names = {}
    for cell in prose_cells(page):
        for heading in re.findall(r"^## (.+)", without_fences(cell.source), re.MULTILINE):
            name = anchor(heading)
            while name in names:
                name += "-again"
            names[name] = re.sub(r"[*`]", "", heading)
    return list(names.items())


def goal_in_words(page):
    """What the reader of a page will be able to do, in words without formulas."""
    return re.sub(r"[$\\]", "", goal_of(page))


def goal_as_html(page):
    """The same with its formulas."""
    found = FORMULA.sub(lambda f: mathml(unescape(f[1] or f[2]), "inline"), escape(goal_of(page)))
    return Markup(found)


def filled(template, **values):
    """A template of `site`, filled; all that is not HTML already is escaped."""
    known = Environment(loader=FileSystemLoader(SITE), autoescape=True, trim_blocks=True)
    known.filters["webp"] = as_webp
    return known.get_template(template).render(values)


def _with_marks(page):
    """A copy of a page whose cells and outputs say what the templates need to know of them.

    By what line their code is opened, the number of each figure, and what is dark by night.
    """
    page = deepcopy(page)
    figures = 0
    for place, cell in enumerate(code_cells(page)):
        if place == 0:
            cell.metadata["lesson_folded"] = "Imports"
        elif is_folded(cell) and not is_question(cell):
            drawn = any("image/png" in output.get("data", {}) for output in cell.outputs)
            what = "Code of this figure" if drawn else "Code for what follows"
            cell.metadata["lesson_folded"] = what
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                figures += 1
                output.metadata["lesson_figure"] = figures
                if not _COLOURS_SAY.search(output.data["text/plain"]):
                    cell.metadata["lesson_night"] = "night"
    return page
