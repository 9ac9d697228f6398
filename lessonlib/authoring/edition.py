"""The pages as a website: plain HTML that needs no kernel and no network.

nbconvert renders the cells with a template of ours (`site/lesson`). Formulas become MathML, which
browsers show and read aloud by themselves; folded code, that of questions, is left out.
"""

import re
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from jinja2 import pass_context
from latex2mathml.converter import convert
from nbconvert import HTMLExporter

from lessonlib.authoring.prose import minutes_of, plain_prose, title_of
from lessonlib.authoring.reading import PageError

_SITE = Path(__file__).parent / "site"
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$", re.DOTALL)
_CODE = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>)", re.DOTALL)
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
# A function's name and what it is taken of stand apart, unless a bracket follows.
_FUNCTION = re.compile(r"(?<!<msub>)(<mi>(?:ln|log|exp|tanh)</mi>)(?!<mo)")
# What style.css colours in code; all else is plain, and a page lighter by its marks.
_COLOURED = "k|kc|kn|kd|ow|s|s1|s2|sa|si|se|sd|c|c1"
_PLAIN = re.compile(rf'<span class="(?!(?:{_COLOURED})")[a-z0-9]+">([^<]*)</span>')
_LINKS = 6  # at most, below a title


def write_edition(series, folder, *, title, about=""):
    """Write a page of HTML for each page of a series, an index, and their style, into a folder.

    Parameters
    ----------
    series : Series
    folder : pathlib.Path
        It need not exist.
    title, about : str
        Of the index: its heading, and a paragraph below.

    Returns
    -------
    list of pathlib.Path
        What was written.

    Raises
    ------
    PageError
        If a page cannot be read, or the folder has files that are no edition. Then nothing is
        written.
    """
    folder = Path(folder)
    for said in series.damaged.values():
        raise PageError(said)
    if folder.exists() and any(folder.iterdir()) and not (folder / "style.css").exists():
        raise PageError(f"{folder} holds other files; name a folder that is new, or an edition")
    names = list(series.pages)
    exporter = _Exporter()
    written = {"style.css": (_SITE / "style.css").read_text("utf-8")}
    written["index.html"] = _index(series, title, about)
    for place, (name, page) in enumerate(series.pages.items()):
        around = [("", "index.html", "All pages")]
        if place > 0:
            around.append(_neighbour("prev", names[place - 1], series))
        if place + 1 < len(names):
            around.append(_neighbour("next", names[place + 1], series))
        about_page = {"title": f"{title_of(page)} · {title}", "pages": around}
        html, _ = exporter.from_notebook_node(page, {"lesson": about_page})
        written[f"{name}.html"] = _with_contents(_PLAIN.sub(r"\1", html))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in written.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in written]


class _Exporter(HTMLExporter):
    """nbconvert's, with our template, MathML, and links from page to page of the edition."""

    def __init__(self):
        super().__init__(
            template_name="lesson",
            extra_template_basedirs=[str(_SITE)],
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


def _with_anchor(match):
    return f'href="{match[1]}#{_anchor(unquote(match[2]))}"'


def _anchor(words):
    """The name of a part in links of the edition: the-loss-of-the-batch."""
    return "-".join(re.findall(r"\w+", words)).lower()


def _mathml(match):
    display = "block" if match[1] else "inline"
    mathml = convert(unescape(match[1] or match[2]).strip(), display=display)
    return _FUNCTION.sub(r'\1<mspace width="0.17em"></mspace>', mathml)


def _neighbour(place, name, series):
    arrow = "← {}" if place == "prev" else "{} →"
    return place, f"{name}.html", arrow.format(title_of(series.pages[name]))


def _with_contents(html):
    """Links to a page's parts, below its first cell."""
    names = {}

    def named(match):
        words = re.sub(r"<[^>]+>|&\w+;", " ", match[1])
        name = _anchor(words)
        while name in names:
            name += "-again"
        names[name] = match[1]
        return f'<h2 id="{name}">{match[1]}</h2>'

    html = _HEADING.sub(named, html)
    parts = list(names.items())
    if len(parts) > _LINKS:  # of a long page the first ones, and where it is practised
        practised = [part for part in parts[_LINKS - 1 :] if part[0] == "exercises"]
        parts = [*parts[: _LINKS - len(practised)], *practised]
    items = "\n".join(f'<li><a href="#{name}">{text}</a></li>' for name, text in parts)
    contents = f'<nav class="contents" aria-label="On this page"><ul>\n{items}\n</ul></nav>\n'
    first_input = html.index('<div class="input">')
    start = html.rindex("<div", 0, first_input)  # the cell that it stands in
    return html[:start] + contents + html[start:]


def _index(series, title, about):
    rows = []
    for name, page in series.pages.items():
        goal = re.search(r"\*\*.*?\*\* (.+)", page.cells[0].source)
        words = _FORMULA.sub(_mathml, escape(plain_prose(goal[1]))) if goal else ""
        rows.append(
            f'<tr><td><a href="{name}.html">{name[:2]} {escape(title_of(page))}</a></td>'
            f"<td>{words}</td><td>{minutes_of(page)}</td></tr>"
        )
    body = "\n".join(rows)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="stylesheet" href="style.css">\n</head>\n'
        '<body>\n<a class="skip" href="#content">Skip to the page</a>\n<main id="content">\n'
        f"<h1>{escape(title)}</h1>\n<p>{escape(about)}</p>\n<table>\n<thead><tr><th>page</th>"
        f"<th>you will be able to</th><th>minutes</th></tr></thead>\n<tbody>\n{body}\n</tbody>\n"
        "</table>\n</main>\n</body>\n</html>\n"
    )
