"""One page of the website, from a page of the series: plain HTML, and formulas as MathML.

nbconvert renders the cells with a template of ours (`site/lesson`); code that steps aside, and the
imports, are one line to open.
"""

import base64
import io
import re
from copy import deepcopy
from functools import cache
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from jinja2 import pass_context
from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from PIL import Image

from lessonlib.notebook.cells import code_cells, is_folded, is_question
from lessonlib.notebook.prose import plain_prose

SITE = Path(__file__).parent / "site"
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$", re.DOTALL)
_CODE = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>)", re.DOTALL)
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
# A function's name and what it is taken of stand apart, unless a bracket follows.
_FUNCTION = re.compile(r"(?<!<msub>)(<mi>(?:ln|log|exp|tanh)</mi>)(?!<mo)")
# What style.css colours in code; all else is plain, and a page lighter by its marks.
_COLOURED = "k|kc|kn|kd|ow|s|s1|s2|sa|si|se|sd|c|c1"
_PLAIN = re.compile(rf'<span class="(?!(?:{_COLOURED})")[a-z0-9]+">([^<]*)</span>')
_PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")


class Exporter(HTMLExporter):
    """nbconvert's, with our template, MathML, and links from page to page of the edition."""

    def __init__(self):
        super().__init__(
            template_name="lesson",
            extra_template_basedirs=[str(SITE)],
            exclude_anchor_links=True,
            exclude_input_prompt=True,
            exclude_output_prompt=True,
        )

    @pass_context
    def markdown2html(self, context, source):
        html = super().markdown2html(context, source)
        parts = _CODE.split(html)  # what stands in code is no formula
        parts[::2] = [_FORMULA.sub(_mathml, part) for part in parts[::2]]
        html = "".join(parts).replace("<th></th>", "<td></td>")
        html = re.sub(r'href="((?:\d\d_\w+\.ipynb)?)#([^"]+)"', _with_anchor, html)
        return re.sub(r'href="(\d\d_\w+)\.ipynb', r'href="\1.html', html)

    def html_of(self, page, about):
        """A page with links to its parts, and `about` for the template."""
        html, _ = self.from_notebook_node(_with_folds(page), {"lesson": about})
        html = _PICTURE.sub(lambda match: _as_webp(match[1]), html)
        return _with_figure_links(_with_contents(_PLAIN.sub(r"\1", html)))


def _with_folds(page):
    """A copy of a page whose cells say, in `lesson_folded`, by what line their code is opened."""
    page = deepcopy(page)
    for place, cell in enumerate(code_cells(page)):
        if place == 0:
            cell.metadata["lesson_folded"] = "Imports"
        elif is_folded(cell) and not is_question(cell):
            drawn = any("image/png" in output.get("data", {}) for output in cell.outputs)
            what = "Code of this figure" if drawn else "Code for what follows"
            cell.metadata["lesson_folded"] = what
    return page


@cache
def _as_webp(png):
    """The same pixels in a third of the bytes."""
    webp = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(png))) as picture:
        picture.save(webp, "webp", lossless=True, method=2)
    return f"data:image/webp;base64,{base64.b64encode(webp.getvalue()).decode()}"


def goal_of(page):
    """What the reader of a page will be able to do, in HTML, and without formulas."""
    goal = re.search(r"\*\*.*?\*\* (.+)", page.cells[0].source)
    words = escape(plain_prose(goal[1])) if goal else ""
    return _FORMULA.sub(_mathml, words), re.sub(r"[$\\]", "", words)


def anchor(words):
    """The name of a part in links of the edition: the-loss-of-the-batch."""
    return "-".join(re.findall(r"\w+", words)).lower()


def _with_anchor(match):
    return f'href="{match[1]}#{anchor(unquote(match[2]))}"'


def _mathml(match):
    display = "block" if match[1] else "inline"
    mathml = convert(unescape(match[1] or match[2]).strip(), display=display)
    return _FUNCTION.sub(r'\1<mspace width="0.17em"></mspace>', mathml)


def _with_contents(html):
    """Links to all of a page's parts, below its first cell; and at each part one to itself."""
    names = {}

    def named(match):
        words = re.sub(r"<[^>]+>|&\w+;", " ", match[1])
        name = anchor(words)
        while name in names:
            name += "-again"
        names[name] = match[1]
        link = f'<a class="here" href="#{name}" aria-label="Link to this section">#</a>'
        return f'<h2 id="{name}">{match[1]} {link}</h2>'

    html = _HEADING.sub(named, html)
    items = "\n".join(f'<li><a href="#{name}">{text}</a></li>' for name, text in names.items())
    contents = f'<nav class="contents" aria-label="On this page"><ul>\n{items}\n</ul></nav>\n'
    start = _first_code(html)
    return html[:start] + contents + html[start:]


def _first_code(html):
    """Where the first cell of code begins."""
    return html.rindex("<div", 0, html.index('<div class="input">'))


def _with_figure_links(html):
    """Each figure can be linked to: figure-1, figure-2 and so on."""
    count = 0

    def named(match):
        nonlocal count
        count += 1
        link = f'<a class="here" href="#figure-{count}" aria-label="Link to this figure">#</a>'
        return f'<div id="figure-{count}" class="output_png">{link}'

    return re.sub(r'<div class="output_png[^"]*">', named, html)
