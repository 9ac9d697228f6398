"""What stands before the pages: the index, with its search and plans; a page for lost links."""

import math
import re

from lessonlib.notebook.cells import code_cells, is_question, text_of
from lessonlib.notebook.prose import minutes_of, title_of
from lessonlib.publishing.rendering import filled, goal_as_html

_LINE = 27  # of the graph: the height of a page's line, for a thumb on a phone, too
_ARCS = 96  # and the room for arcs, left of the names


def index(series, title, about, preview, *, repository=None, day="", licence=""):
    """The first page: what it is, one thing to touch, search, plans, and all pages.

    Parameters
    ----------
    series : Series
    title, about : str
    preview : list of (str, str)
        What others show of a link to it.
    repository, day, licence : str
        Where it is from, of which day, and what it says of its licence.
    """
    rows = [_row(name, page, series) for name, page in series.pages.items()]
    plans = _plans(series)
    return filled(
        "front.html.j2",
        **{"title": title, "about": about, "preview": preview, "curve": _curve()},
        **{"rows": rows, "plans": plans, "graph": _graph(rows)},
        **{"repository": repository, "day": day, "licence": licence},
    )


def _curve():
    """−ln q as a path: a chance of 1 is 300 wide, a cost of 1 is 36 high (see front.js)."""
    chances = [k / 100 for k in (0.7, 1, 1.5, 2, 3, 4, 6, 8, *range(10, 101, 5))]
    points = (f"{30 + 300 * q:.1f} {190 + 36 * math.log(q):.1f}" for q in chances)
    return f"M{' L'.join(points)}"


def lost(title, address):
    """What is shown for an address that leads nowhere, perhaps in a folder that is not there."""
    about = {"title": title, "about": "No such page.", "lost": True}
    return filled("front.html.j2", **about, base=address)


def sitemap(names, address):
    """All pages, for those who look for pages."""
    urls = "".join(f"<url><loc>{address}{name}</loc></url>\n" for name in names)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{urls}</urlset>\n'


def _row(name, page, series):
    needs = [other for other in needs_of(page) if other in series.pages]
    return {
        **{"name": name, "title": title_of(page), "goal": goal_as_html(page)},
        **{"needs": needs, "minutes": minutes_of(page)},
        "questions": sum(map(is_question, page.cells)),
    }


def needs_of(page):
    """The pages that the first cell of a page names as needed."""
    needed = re.search(r"\*[^*]*You need.*", page.cells[0].source, re.DOTALL)
    return re.findall(r"\((\d\d_\w+)\.ipynb", needed[0]) if needed else []


def _plans(series):
    """The plans by time that a page prints, as “short: pages 00 02, about 30 minutes”."""
    by_number = {name[:2]: name for name in series.pages}
    pattern = re.compile(r"^(\w+): pages ([\d ]+), about (\d+) minutes$", re.MULTILINE)
    printed = (
        text_of(output)
        for page in series.pages.values()
        for cell in code_cells(page)
        for output in cell.outputs
    )
    return [
        (plan, minutes, [by_number[n] for n in pages.split() if n in by_number])
        for text in printed
        for plan, pages, minutes in pattern.findall(text)
    ]


def _graph(rows):
    """Which page needs which, drawn: a line for each page, arcs to it from those that it needs.

    As on the first page, an arc that follows from others is left out.
    """
    at = {row["name"]: _LINE * (place + 0.5) for place, row in enumerate(rows)}
    behind, arcs = {}, []
    for row in rows:
        implied = set().union(*(behind[name] for name in row["needs"]))
        behind[row["name"]] = implied | {*row["needs"]}
        arcs += [(at[name], at[row["name"]]) for name in row["needs"] if name not in implied]
    paths = []
    for above, below in arcs:
        wide = min(_ARCS - 4, 8 + (below - above) * 0.32)
        bend = f"{_ARCS - wide * 4 / 3:.0f}"  # a curve that goes out so far
        paths.append(
            f"M{_ARCS} {above:.0f}C{bend} {above:.0f} {bend} {below:.0f} {_ARCS} {below:.0f}"
        )
    return {"height": _LINE * len(rows), "at": at, "paths": paths, "arcs": _ARCS}
