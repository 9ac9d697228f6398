"""What stands before the pages: the index, with its search and plans; a page for lost links."""

import re
from html import escape

from lessonlib.notebook.cells import code_cells, text_of
from lessonlib.notebook.prose import minutes_of, title_of
from lessonlib.publishing.rendering import goal_of

_HEAD = """<!DOCTYPE html>
<html lang="en" data-page="{page}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{about}">
{more}<link rel="stylesheet" href="style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the page</a>
<main id="content">
"""
_FOOT = "</main>\n{scripts}</body>\n</html>\n"
_SEARCH = """<div class="search" role="search" hidden>
<label for="search">Search words, terms and numbers</label>
<input id="search" type="search" autocomplete="off" spellcheck="false">
<p id="found-status" role="status"></p>
<ol id="found"></ol>
</div>
"""


def index(series, title, about, live, needs, preview):
    """The first page: what it is, one figure that moves, search, plans, and all pages.

    `live` is the HTML of that figure, and `needs` of the map; `preview` the lines that others show
    of a link.
    """
    rows = "\n".join(_row(name, page, series) for name, page in series.pages.items())
    table = (
        "<table>\n<thead><tr><th>page</th><th>you will be able to</th><th>needs</th>"
        f"<th>minutes</th></tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
    )
    body = [f"<h1>{escape(title)}</h1>\n<p>{escape(about)}</p>\n", live, _SEARCH, _plans(series)]
    scripts = '<script src="search.js"></script>\n'
    if live:
        scripts = '<script src="alive.js"></script>\n<script src="parts.js"></script>\n' + scripts
    head = _HEAD.format(page="index", title=escape(title), about=escape(about), more=preview)
    body += ["<h2>All pages</h2>\n", table, needs]
    return head + "".join(body) + _FOOT.format(scripts=scripts)


def lost(title):
    """What is shown for an address that leads nowhere."""
    head = _HEAD.format(page="404", title=escape(title), about="No such page.", more="")
    words = '<h1>No such page</h1>\n<p>It may have moved: <a href="index.html">all pages</a>.</p>\n'
    return head + words + _FOOT.format(scripts="")


def sitemap(names, address):
    """All pages, for those who look for pages."""
    urls = "".join(f"<url><loc>{address}{name}</loc></url>\n" for name in names)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{urls}</urlset>\n'


def _row(name, page, series):
    needs = [
        f'<a href="{other}.html">{other[:2]}</a>'
        for other in needs_of(page)
        if other in series.pages
    ]
    return (
        f'<tr><td><a href="{name}.html">{name[:2]} {escape(title_of(page))}</a></td>'
        f"<td>{goal_of(page)[0]}</td><td>{' '.join(needs)}</td><td>{minutes_of(page)}</td></tr>"
    )


def needs_of(page):
    """The pages that the first cell of a page names as needed."""
    needed = re.search(r"\*[^*]*You need.*", page.cells[0].source, re.DOTALL)
    return re.findall(r"\((\d\d_\w+)\.ipynb", needed[0]) if needed else []


def _plans(series):
    """The plans by time that a page prints, as “short: pages 00 02, about 30 minutes”."""
    by_number = {name[:2]: name for name in series.pages}
    items = []
    for page in series.pages.values():
        for cell in code_cells(page):
            for output in cell.outputs:
                pattern = r"^(\w+): pages ([\d ]+), about (\d+) minutes$"
                for plan, pages, minutes in re.findall(pattern, text_of(output), re.MULTILINE):
                    links = " → ".join(
                        f'<a href="{by_number[n]}.html">{n}</a>'
                        for n in pages.split()
                        if n in by_number
                    )
                    items.append(f"<li>{plan}, about {minutes} minutes: {links}</li>")
    return f"<h2>By time</h2>\n<ul>\n{chr(10).join(items)}\n</ul>\n" if items else ""
