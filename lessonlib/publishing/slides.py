"""A page as slides: one file of HTML with all that it needs.

The cells are those of the website. `slides.js` lays them out in the browser, where heights are
known: a slide is filled until the next block would not fit, and the browser's own scrolling snaps
from one to the next.
"""

from pathlib import Path

from markupsafe import Markup

from lessonlib.notebook.pictures import pasted
from lessonlib.notebook.prose import title_of
from lessonlib.notebook.reading import PageError
from lessonlib.notebook.versions import repository_of
from lessonlib.page import STYLE
from lessonlib.publishing import parts
from lessonlib.publishing.edition import address_of
from lessonlib.publishing.rendering import SITE, Exporter, filled


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
    folder, written = Path(folder), []
    # A page without slides leads to where it is published, or nowhere.
    site = address_of(repository_of(series.folder))
    decks = {name: f"{name[:2]}.slides.html" for name in names}
    others = {name: f"{site}{name}.html" for name in series.pages if site}
    exporter = Exporter("cells", address=lambda page, section: (others | decks).get(page, ""))
    scripts = [parts.alive_script(), _file("slides.js"), _file("typed.js"), _file("parts.js")]
    for name in names:
        if name in series.damaged:
            raise PageError(series.damaged[name])
        page = pasted(series.pages[name], name, series.folder)
        html = exporter.html_of(_as_slides(parts.with_live_parts(page, name[:2], framed=False)))
        text = filled(
            "slides.html.j2",
            number=name[:2],
            title=title_of(page),
            styles=[Markup(style) for style in (_file("style.css"), STYLE, _file("slides.css"))],
            cells=Markup(html),
            scripts=[Markup(script.replace("</script", "<\\/script")) for script in scripts],
        )
        folder.mkdir(parents=True, exist_ok=True)
        written.append(folder / f"{name[:2]}.slides.html")
        written[-1].write_text(text, "utf-8")
    return written


# What a cell's own metadata says of it, as in JupyterLab's list of kinds of slides.
_KINDS = {"notes": "notes", "slide": "slide-begins", "subslide": "slide-begins"}


def _as_slides(page):
    """A page whose cells say what they are as slides, without those that are to be skipped."""
    kinds = [cell.metadata.get("slideshow", {}).get("slide_type", "") for cell in page.cells]
    for cell, kind in zip(page.cells, kinds, strict=True):
        cell.metadata["lesson_slide"] = _KINDS.get(kind, "")
    page.cells = [c for c, kind in zip(page.cells, kinds, strict=True) if kind != "skip"]
    return page


def _file(name):
    return (SITE / name).read_text("utf-8")
