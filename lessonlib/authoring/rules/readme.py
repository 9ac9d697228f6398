"""The README is held to the pages where it speaks of them: how many, titles, minutes, links."""

import re

from lessonlib.authoring import words
from lessonlib.authoring.prose import LINK, minutes_of, title_of


def readme_disagrees(text, series):
    """What a README says of the pages and is not so, a sentence each."""
    names = sorted([*series.pages, *series.damaged])
    counts = words.SMALL | words.NUMBERS
    for said in re.findall(rf"\b(\w+) {words.NOTEBOOKS}\b", text):
        count = counts.get(said.lower(), int(said) if said.isdigit() else None)
        if count not in (None, len(names)):
            yield f"“{said} {words.NOTEBOOKS}”, and there are {len(names)}"
    for number, title, name, minutes in re.findall(
        r"^\| \[(\d\d) (.+?)\]\(\w+/(\w+)\.ipynb\) \|.*?\| (\d+) \|", text, re.MULTILINE
    ):
        page = series.pages.get(name)
        if page is None:
            continue  # the link leads nowhere, or the page is damaged: both are told elsewhere
        if not (name.startswith(number) and title_of(page).startswith(title)):
            yield f"“{number} {title}” for the page {name} with the title “{title_of(page)}”"
        if minutes != minutes_of(page):
            yield f"{minutes} minutes for the page {name}, which says {minutes_of(page)}"
    for name in names:
        if f"/{name}.ipynb) |" not in text:
            yield f"no row for the page {name} in the table of pages"
    for _, target in LINK.findall(text):
        if not (target.startswith("https://") or (series.folder.parent / target).exists()):
            yield f"the link to {target} leads nowhere"
