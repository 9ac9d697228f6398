"""The README is held to the pages where it speaks of them.

How many there are, titles, minutes, links, captions of pictures, and results (three decimals).
"""

import re
from difflib import get_close_matches

from lessonlib.authoring.rules.numbers import computed_numbers
from lessonlib.notebook import words
from lessonlib.notebook.cells import pictures_of
from lessonlib.notebook.prose import LINK, minutes_of, says_minutes, title_of


def readme_disagrees(text, series):
    """What a README says of the pages and is not so, a sentence each."""
    names = sorted([*series.pages, *series.damaged])
    pictures = [each for page in series.pages.values() for each in pictures_of(page)]
    counts = words.SMALL | words.NUMBERS
    for said in re.findall(rf"\b(\w+) {words.NOTEBOOKS}\b", text):
        count = counts.get(said.lower(), int(said) if said.isdigit() else None)
        if count not in (None, len(names)):
            yield f"“{said} {words.NOTEBOOKS}”, and there are {len(names)}; count again"
    for number, title, name, minutes in re.findall(
        r"^\| \[(\d\d) (.+?)\]\(\w+/(\w+)\.ipynb\) \|.*?\| (\d+) \|", text, re.MULTILINE
    ):
        page = series.pages.get(name)
        if page is None:
            continue  # the link leads nowhere, or the page is damaged: both are told elsewhere
        if not (name.startswith(number) and title_of(page).startswith(title)):
            yield f"“{number} {title}” for the page {name}, whose title is “{title_of(page)}”"
        if minutes != minutes_of(page):
            yield f"{minutes} minutes for the page {name}, {says_minutes(page)}"
    for name in names:
        if f"/{name}.ipynb) |" not in text:
            yield f"no row for the page {name} in the table of pages; add one"
    captions = {output.metadata["image/png"].get("alt") for _, output, _ in pictures}
    for alt in re.findall(r"^!\[(.*?)\]", text, re.MULTILINE):
        if alt not in captions:
            near = "".join(get_close_matches(alt, captions, 1, 0))
            yield f"the picture is called “{alt}”, no caption on the pages; the nearest is “{near}”"
    missing = re.findall(r"(?<![\w.])\d+\.\d{3,}(?![\w.])", text)
    for page in series.pages.values():
        if missing:  # most are found on the first pages
            known = computed_numbers(page)
            missing = [number for number in missing if number not in known]
    for number in missing:
        yield f"{number} stands in no output and in no code of the pages; correct it"
    for _, target in LINK.findall(text):
        if not (target.startswith("https://") or (series.folder.parent / target).exists()):
            yield f"the link to {target} leads nowhere; name a file of this folder"
