"""The website: all pages without a kernel, a server or a network, and they answer all the same."""

from pathlib import Path

from lessonlib.notebook.cells import pictures_of
from lessonlib.notebook.pictures import pasted
from lessonlib.notebook.prose import title_of
from lessonlib.notebook.reading import PageError
from lessonlib.page import STYLE
from lessonlib.publishing import front, parts, search
from lessonlib.publishing.rendering import SITE, Exporter, goal_in_words


def write_edition(
    series,
    folder,
    *,
    title,
    about="",
    frames=True,
    repository=None,
    cover=None,
    day="",
    licence="",
):
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
    day, licence : str
        Of which day it is, and what it says of its licence.

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
    # First, so that a build that was interrupted finds its folder, and what it has drawn, again.
    (folder / "style.css").write_text((SITE / "style.css").read_text("utf-8") + STYLE, "utf-8")
    drawn = parts.write_frames(series, folder) if frames else []
    if not frames:
        for old in folder.glob("*.frames.js"):
            old.unlink()
    address = address_of(repository)
    exporter, written, sections = Exporter(), {}, []
    # Whoever gets a link sees the page's first figure, or the cover.
    first = {name: next(pictures_of(page), None) for name, page in series.pages.items()}
    pictures = {f"{name[:2]}.png": shown[2] for name, shown in first.items() if address and shown}
    cover_name = "cover.png" if cover and address else ""
    names = list(series.pages)
    for place, (name, page) in enumerate(series.pages.items()):
        words, picture = f"You will be able to {goal_in_words(page)}", f"{name[:2]}.png"
        picture = picture if picture in pictures else cover_name
        about_page = {
            "number": name[:2],
            "name": name,
            "repository": repository,
            "title": f"{title_of(page)} · {title}",
            "description": words,
            "canonical": f"{address}{name}.html" if address else "",
            "preview": _preview(title_of(page), words, address, f"{name}.html", picture),
            "before": _neighbour(names[place - 1], series) if place > 0 else None,
            "after": _neighbour(names[place + 1], series) if place + 1 < len(names) else None,
            "run": _places_to_run(name, repository),
        }
        alive = parts.with_live_parts(whole[name], name[:2], bool(drawn))
        written[f"{name}.html"] = exporter.html_of(alive, about_page)
        sections += search.sections_with_texts(page, name)
    preview = _preview(title, about, address, "", cover_name)
    origin = {"repository": repository, "day": day, "licence": licence}
    written["index.html"] = front.index(series, title, about, preview, **origin)
    written["404.html"] = front.lost(title, address)
    written["search-texts.js"] = search.search_file(sections)
    for file in ("front.js", "search.js", "typed.js", "parts.js"):
        written[file] = (SITE / file).read_text("utf-8")
    written["alive.js"] = parts.alive_script()
    if address:
        written["sitemap.xml"] = front.sitemap(["", *(f"{name}.html" for name in names)], address)
    for name, text in written.items():
        (folder / name).write_text(text, "utf-8")
    for name, png in pictures.items():
        (folder / name).write_bytes(png)
    if cover_name:
        (folder / cover_name).write_bytes(Path(cover).read_bytes())
    others = ["style.css", *pictures, *filter(None, [cover_name])]
    return [*(folder / name for name in (*written, *others)), *drawn]


def address_of(repository):
    """Where GitHub publishes the website of a repository; empty without one."""
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


def _preview(title, about, address, file, picture):
    """What others show of a link, where the site has an address: names and contents."""
    if not address:
        return []
    said = {"og:type": "website", "og:title": title, "og:description": about}
    said["og:url"] = f"{address}{file}"
    if picture:
        said["og:image"] = f"{address}{picture}"
        said["twitter:card"] = "summary_large_image"
    return list(said.items())


def _neighbour(name, series):
    return f"{name}.html", title_of(series.pages[name])
