"""A page as slides: one file of HTML with all that it needs.

The cells are those of the website. `slides.js` lays them out in the browser, where heights are
known: a slide is filled until the next block would not fit, and the browser's own scrolling snaps
from one to the next.
"""

import re
from html import escape
from pathlib import Path

from lessonlib.authoring.edition import live
from lessonlib.authoring.edition.pages import SITE, Exporter
from lessonlib.authoring.pictures import pasted
from lessonlib.authoring.prose import title_of
from lessonlib.authoring.reading import PageError

_ALIVE = Path(__file__).parents[1] / "page"
_HTML = """<!DOCTYPE html>
<html lang="en" data-page="slides {number}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main aria-label="Slides"></main>
<p class="keys"><span role="status"></span> · Arrow keys move, C hides code, Esc shows all.</p>
<div class="progress"></div>
<div id="source" hidden>
{cells}
</div>
{scripts}
</body>
</html>
"""


def write_slides(series, names, folder):
    """Write NN.slides.html for each page into a folder.

    Parameters
    ----------
    series : Series
    names : list of str
        Of pages, as in `series.pages`.
    folder : pathlib.Path
        It need not exist.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    PageError
        If a page cannot be read.
    """
    folder, exporter, written = Path(folder), Exporter(), []
    for name in names:
        if name in series.damaged:
            raise PageError(series.damaged[name])
        page = pasted(series.pages[name], name, series.folder)
        about = {"number": name[:2], "title": title_of(page), "description": "", "preview": ""}
        about |= {"before": None, "after": None, "run": []}
        alive = live.with_live_parts(page, name[:2], framed=False)
        html = exporter.html_of(alive, about)
        cells = html.partition('<main id="content">')[2].partition('<p id="tally"')[0]
        cells = re.sub(
            r'<(p class="tools"|nav class="contents").*?</(p|nav)>', "", cells, flags=re.S
        )
        # Links to other pages lead to their slides.
        cells = re.sub(r'href="(\d\d)_\w+\.html(#[^"]*)?"', r'href="\1.slides.html"', cells)
        text = _HTML.format(
            number=name[:2],
            title=escape(title_of(page)),
            style="\n".join(map(_read, _STYLES)),
            cells=cells,
            scripts="\n".join(f"<script>\n{_script(path)}\n</script>" for path in _SCRIPTS),
        )
        folder.mkdir(parents=True, exist_ok=True)
        written.append(folder / f"{name[:2]}.slides.html")
        written[-1].write_text(text, "utf-8")
    return written


_STYLES = (
    SITE / "style.css",
    _ALIVE / "alive.css",
    SITE / "slides.css",
)
_SCRIPTS = (_ALIVE / "alive.js", SITE / "slides.js", SITE / "live.js")


def _read(path):
    return path.read_text("utf-8")


def _script(path):
    text = _read(path).replace("</script", "<\\/script")
    if path.name == "alive.js":
        return f"(() => {{\n{text.replace('export default', 'window.lessonAlive =')}}})();"
    return text
