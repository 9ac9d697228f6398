"""The website: all pages without a kernel, a server or a network, and they answer all the same."""

from copy import deepcopy
from pathlib import Path

from markupsafe import Markup

from lessonlib.notebook.pictures import pasted
from lessonlib.notebook.prose import title_of
from lessonlib.notebook.reading import PageError
from lessonlib.page import STYLE
from lessonlib.publishing import front, parts, search
from lessonlib.publishing.rendering import SITE, Exporter, goal_of


def write_edition(series, folder, *, title, about="", frames=True, repository=None, cover=None):
    """Write a page of HTML for each page of a series, an index, and what they need, into a folder.

    Parameters
    ----------
    series : Series
    folder : pathlib.Path
        It need not exist.
    title, about : str
        Of the index: its heading, and a paragraph below.
    frames : bool
        Whether sliders move: their frames take minutes, unless the folder has them already.
    repository : str, optional
        OWNER/NAME on GitHub, as `repository_of` finds it; without it nothing leads to Binder,
        Colab or the published site.
    cover : pathlib.Path, optional
        A picture that others show of a link to the site.

    Returns
    -------
    list of pathlib.Path
        What was written.

    Raises
    ------
    PageError
        If a page cannot be read, or the folder has files that are no edition. Then nothing is
        written. Or if a page's frames cannot be drawn.
    """
    folder = Path(folder)
    for said in series.damaged.values():
        raise PageError(said)
    if folder.exists() and any(folder.iterdir()) and not (folder / "style.css").exists():
        raise PageError(f"{folder} holds other files; name a folder that is new, or an edition")
    whole = {name: pasted(page, name, series.folder) for name, page in series.pages.items()}
    folder.mkdir(parents=True, exist_ok=True)
    drawn = parts.write_frames(series, folder) if frames else []
    if not frames:
        for old in folder.glob("*.frames.js"):
            old.unlink()
    address = _address(repository)
    exporter, written, sections = Exporter(), {}, []
    names = list(series.pages)
    for place, (name, page) in enumerate(series.pages.items()):
        about_page = {
            "number": name[:2],
            "title": f"{title_of(page)} · {title}",
            "description": goal_of(page),
            "preview": _preview(title_of(page), goal_of(page), address, f"{name}.html", cover),
            "before": _neighbour(names[place - 1], series) if place > 0 else None,
            "after": _neighbour(names[place + 1], series) if place + 1 < len(names) else None,
            "run": _places_to_run(name, repository),
        }
        alive = parts.with_live_parts(whole[name], name[:2], bool(drawn))
        written[f"{name}.html"] = exporter.html_of(alive, about_page)
        sections += search.sections_with_texts(page, name)
    preview = _preview(title, about, address, "", cover)
    figure = _moving_figure(whole) if drawn else None
    written["index.html"] = front.index(series, title, about, figure, preview)
    written["404.html"] = front.lost(title)
    written["search-texts.js"] = search.search_file(sections)
    for file in ("search.js", "typed.js", "parts.js"):
        written[file] = (SITE / file).read_text("utf-8")
    written["alive.js"] = parts.alive_script()
    written["style.css"] = (SITE / "style.css").read_text("utf-8") + STYLE
    if address:
        written["sitemap.xml"] = front.sitemap(["", *(f"{name}.html" for name in names)], address)
    for name, text in written.items():
        (folder / name).write_text(text, "utf-8")
    if cover and address:
        (folder / "cover.png").write_bytes(Path(cover).read_bytes())
        written["cover.png"] = None
    return [*(folder / name for name in written), *drawn]


def _address(repository):
    if not repository:
        return ""
    owner, name = repository.split("/")
    return f"https://{owner.lower()}.github.io/{name}/"


def _places_to_run(name, repository):
    """Where a page can be run: its name, and an address."""
    if not repository:
        return []
    path = f"notebooks/{name}.ipynb"
    return [
        ("Binder", f"https://mybinder.org/v2/gh/{repository}/HEAD?urlpath=lab/tree/{path}"),
        ("Colab", f"https://colab.research.google.com/github/{repository}/blob/HEAD/{path}"),
    ]


def _preview(title, about, address, name, cover):
    """What others show of a link, where the site has an address: names and contents."""
    if not address:
        return []
    said = {"og:type": "website", "og:title": title, "og:description": about}
    said["og:url"] = f"{address}{name}"
    if cover:
        said["og:image"] = f"{address}cover.png"
    return list(said.items())


def _neighbour(name, series):
    return f"{name}.html", title_of(series.pages[name])


def _moving_figure(whole):
    """The first explorer of the series, as HTML, and the page that it is from; None without one."""
    for name, page in whole.items():
        for cell in parts.with_live_parts(page, name[:2], framed=True).cells:
            if cell.metadata.get("lesson_live", {}).get("kind") == "explorer":
                alone = deepcopy(page)
                alone.cells = [cell]
                cell.metadata["transient"] = {"remove_source": True}
                html = Exporter("cells").html_of(alone, {"alone": True})
                return {"html": Markup(html), "page": name}
    return None
