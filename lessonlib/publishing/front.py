"""What stands before the pages: the index, with its search and plans; a page for lost links."""

import math
import re

from lessonlib.notebook.cells import code_cells, is_question, pictures_of, text_of
from lessonlib.notebook.prose import minutes_of, title_of
from lessonlib.publishing.rendering import filled, goal_as_html


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
        **{"rows": rows, "plans": plans, "map": _map(series)},
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


def _map(series):
    """The picture of which page needs which, where the first page has one."""
    for first in [*series.pages.values()][:1]:
        for _, output, _ in pictures_of(first):
            about = output.metadata.get("image/png", {})
            if re.search(r"\bneeds\b", about.get("alt", "")):
                return {**about, "png": output.data["image/png"]}
    return None
