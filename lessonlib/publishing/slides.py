"""A page as slides: one file of HTML with all that it needs.

The cells are those of the website. `slides.js` lays them out in the browser, where heights are
known: a slide is filled until the next block would not fit, and the browser's own scrolling snaps
from one to the next.
"""

import re
from html import escape
from pathlib import Path

from lessonlib.notebook.pictures import pasted
from lessonlib.notebook.prose import title_of
from lessonlib.notebook.reading import PageError
from lessonlib.page import STYLE
from lessonlib.publishing import parts
from lessonlib.publishing.rendering import SITE, Exporter

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
    scripts = [parts.alive_script(), _file("slides.js"), _file("parts.js")]
    scripts = [script.replace("</script", "<\\/script") for script in scripts]
    for name in names:
        if name in series.damaged:
            raise PageError(series.damaged[name])
        page = pasted(series.pages[name], name, series.folder)
        about = {"number": name[:2], "title": title_of(page), "description": "", "preview": ""}
        about |= {"before": None, "after": None, "run": []}
        alive = parts.with_live_parts(page, name[:2], framed=False)
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
            style="\n".join([_file("style.css"), STYLE, _file("slides.css")]),
            cells=cells,
            scripts="\n".join(f"<script>\n{script}\n</script>" for script in scripts),
        )
        folder.mkdir(parents=True, exist_ok=True)
        written.append(folder / f"{name[:2]}.slides.html")
        written[-1].write_text(text, "utf-8")
    return written


def _file(name):
    return (SITE / name).read_text("utf-8")
