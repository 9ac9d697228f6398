"""A picture on a page, with its caption and its description."""

import io
import platform

import matplotlib
import matplotlib.pyplot as plt
from IPython.display import display

from lessonlib.page.descriptions import describe

_DISPLAY_WIDTH = 96  # pixels of the page for each inch of a figure
_DOTS_PER_INCH = 192  # two dots for each of those pixels, for sharp screens

# Written into each picture. Where it is the same, the same figure gives the same bytes.
DRAWN_BY = f"Matplotlib {matplotlib.__version__}, {platform.system()} {platform.machine()}"


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
        If something is drawn with a label that `describe` cannot put into words.

    Taught in: 00
    """
    png = io.BytesIO()
    fig.savefig(png, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": DRAWN_BY})
    description = describe(fig)
    width = round(fig.get_figwidth() * _DISPLAY_WIDTH)
    plt.close(fig)
    display(
        {
            "image/png": png.getvalue(),
            "text/plain": f"Figure: {caption}\n" + "\n".join(description),
        },
        metadata={"image/png": {"alt": caption, "width": width}},
        raw=True,
    )
    items = "\n".join(f"- {line}" for line in description)
    display(
        {
            "text/markdown": f"*{caption}*\n\n<details><summary>The figure in numbers</summary>"
            f"\n\n{items}\n\n</details>",
            "text/plain": caption,
        },
        raw=True,
    )
