"""What the live parts of a page have in common: a widget, and its static twin for paper.

Each live part is put out beside what it looks like without a kernel, in one bundle: where widgets
run, the reader sees the widget, everywhere else (a code host, print, before running, no front end)
the twin. Only the twin is stored.
"""

from pathlib import Path

import anywidget
import traitlets
from IPython import get_ipython
from IPython.display import display

from lessonlib.marks import WIDGET_VIEW

_HERE = Path(__file__).parent
SCRIPT = (_HERE / "alive.js").read_text("utf-8")
STYLE = (_HERE / "alive.css").read_text("utf-8")


class Alive(anywidget.AnyWidget):
    """A live part: `alive.js` draws what is `shown`, and puts what the reader did into `sent`.

    Then `answer` is called with the widget and what was sent, and calls `show`. Whatever it shows,
    `answered` must become the `count` that was sent: the browser waits for it.
    """

    _esm = SCRIPT
    _css = STYLE
    kind = traitlets.Unicode().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    sent = traitlets.Dict().tag(sync=True)
    picture = traitlets.Bytes().tag(sync=True)

    def __init__(self, kind, shown, answer=None, picture=b""):
        super().__init__(kind=kind, shown={**shown, "answered": 0}, picture=picture)
        self._answer = answer

    def show(self, changes, picture=None):
        """Change what is shown, in one message to the browser."""
        with self.hold_sync():
            if picture is not None:
                self.picture = picture
            self.shown = {**self.shown, **changes}

    @traitlets.observe("sent")
    def _answer_it(self, change):
        if change.new:
            self._answer(self, change.new)


def put_out(widget, data, metadata=None):
    """Put out a bundle, and in it a widget whose static twin it is, or None.

    In a plain script, where nothing shows bundles, its plain text is printed.
    """
    if in_a_script():
        print(data["text/plain"])
        return
    if widget is not None:
        reference = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
        data = {WIDGET_VIEW: reference, **data}
    display(data, metadata=metadata or {}, raw=True)


def in_a_script():
    """Whether Python runs without IPython, so that nothing can be alive."""
    return get_ipython() is None
