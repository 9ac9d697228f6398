"""A picture on a page, with its caption and its description."""

import io
import platform
from dataclasses import dataclass

import matplotlib
import matplotlib.pyplot as plt

from lessonlib.marks import FIGURE
from lessonlib.page.alive import in_a_script, put_out
from lessonlib.page.colours import check_told_apart
from lessonlib.page.descriptions import describe

_DISPLAY_WIDTH = 96  # pixels of the page for each inch of a figure
_DOTS_PER_INCH = 192  # two dots for each of those pixels, for sharp screens

# Written into each picture. Where it is the same, the same figure gives the same bytes.
DRAWN_BY = f"Matplotlib {matplotlib.__version__}, {platform.system()} {platform.machine()}"


@dataclass(frozen=True)
class Picture:
    """A drawn figure: its bytes, its size on the page in pixels, and what it shows in words."""

    png: bytes
    width: int
    height: int
    caption: str
    facts: list


def picture(fig, caption, *, quick=False):
    """Draw a figure, describe it, and close it.

    A quick one takes more bytes and less time; it looks the same.
    """
    check_told_apart(fig)
    png = io.BytesIO()
    options = {"pil_kwargs": {"compress_level": 1}} if quick else {}
    fig.savefig(png, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": DRAWN_BY}, **options)
    size = (round(inches * _DISPLAY_WIDTH) for inches in fig.get_size_inches())
    drawn = Picture(png.getvalue(), *size, caption, describe(fig))
    plt.close(fig)
    return drawn


def bundles(drawn, goal=""):
    """What a page puts out for a picture: it, then its caption with the description folded.

    Each is a dict by kind of output, and its metadata.
    """
    items = "\n".join(f"- {line}" for line in drawn.facts)
    below = [f"*{drawn.caption}*", goal, "<details><summary>The figure in numbers</summary>"]
    return [
        (
            {
                "image/png": drawn.png,
                "text/plain": "\n".join([f"{FIGURE}{drawn.caption}", *drawn.facts]),
            },
            {"image/png": {"alt": drawn.caption, "width": drawn.width}},
        ),
        (
            {
                "text/markdown": "\n\n".join([*filter(None, below), items, "</details>"]),
                "text/plain": "\n".join(filter(None, [drawn.caption, goal])),
            },
            {},
        ),
    ]


def show(fig, caption):
    """Put out a figure with its caption and with a description read off what was drawn.

    The picture carries the caption as its alt text. Below it stand the caption and, folded, the
    description; the same text is stored beside the picture, where nbval compares it.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        It is closed, so that it is shown once.
    caption : str
        One sentence: what is drawn.

    Raises
    ------
    ValueError
        If something is drawn with a label that `describe` cannot put into words, or two series
        differ in colour alone.

    Taught in: 00
    """
    if in_a_script():
        print_words(fig, caption)
        return
    for bundle in bundles(picture(fig, caption)):
        put_out(None, *bundle)


def print_words(fig, caption):
    """What a script says of a figure, which it draws nowhere."""
    check_told_apart(fig)
    fig.draw_without_rendering()  # the description asks for ticks and limits
    print("\n".join([f"{FIGURE}{caption}", *describe(fig)]))
    plt.close(fig)
