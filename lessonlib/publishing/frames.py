"""All frames of a page's explorers, for where no kernel draws them.

    python -m lessonlib.publishing.frames < cells.json > packs.json

Reads the sources of a page's code cells, runs them in plain Python up to the last explorer, and
draws each over the values of its controls. A frame is an SVG, and most of it is that of the frame
before; so a pack holds one SVG and, for each frame, the lines that differ from it.
"""

import io
import itertools
import json
import math
import re
import sys
from contextlib import redirect_stdout
from difflib import SequenceMatcher

import matplotlib
import matplotlib.pyplot as plt

from lessonlib import page
from lessonlib.notebook.code import explores
from lessonlib.page import describe, typeset

WHOLE = 2500  # frames at most, where all values of all controls are drawn with each other
WORDS = 10_000  # states at most, where one figure stands still and only its words change
THINNED = 600  # where sliders take fewer steps instead
FEWEST = 6  # steps that a thinned slider must have left


def explorers_of(cells):
    """Run the cells of a page, and collect what they hand to `explore`: draw, goal, controls."""
    found, names = [], {}

    def explore(draw, *, goal=None, **controls):
        found.append((draw, goal, controls))

    last = max(k for k, source in enumerate(cells) if explores(source))
    own = page.explore
    page.explore = explore
    try:
        for source in cells[: last + 1]:
            with redirect_stdout(io.StringIO()):
                exec(source, names)
            plt.close("all")
    finally:
        page.explore = own
    return found


def values_of(goal, controls, still=False):
    """The values of each control that are drawn, and whether with each other or one at a time.

    Parameters
    ----------
    goal, controls
        As handed to `explore`.
    still : bool
        Whether one figure stands still (see `stands_still`), so that there may be more states.

    Returns
    -------
    values : dict of str to list
        With the start and both ends; and, where they are thinned, those of a state that reaches
        the goal.
    together : bool
        Whether there is a frame for each combination, or for each value with the others at the
        start.
    """
    values = {name: control.steps for name, control in controls.items()}
    if math.prod(map(len, values.values())) <= (WORDS if still else WHOLE):
        return values, True
    start = {name: control.start for name, control in controls.items()}
    sliders = [name for name, control in controls.items() if isinstance(control, page.Slider)]
    if math.prod(map(len, values.values())) <= 10 * WHOLE:
        reaching = next(filter(lambda at: goal and goal[1](**at), _grid(values)), start)
        for fewer in range(max(map(len, values.values())), FEWEST - 1, -1):
            thinned = values | {
                name: _thinned(values[name], fewer, {start[name], reaching[name]})
                for name in sliders
            }
            if math.prod(map(len, thinned.values())) <= THINNED:
                return thinned, True
    return values, False


def _grid(values):
    return (dict(zip(values, at, strict=True)) for at in itertools.product(*values.values()))


def _thinned(steps, count, keep):
    """About so many of the steps, evenly, with both ends and those to keep."""
    if len(steps) <= count:
        return steps
    even = {steps[round(k * (len(steps) - 1) / (count - 1))] for k in range(count)}
    return [step for step in steps if step in even | keep]


def states_of(values, together, start):
    """All states that have a frame, in the order in which the browser counts them."""
    if together:
        return list(_grid(values))
    return [{**start, name: value} for name, steps in values.items() for value in steps]


def pack_of(draw, goal, controls):
    """All frames of an explorer, as the browser takes them."""
    start = {name: control.start for name, control in controls.items()}
    values, together = values_of(goal, controls, stands_still(draw, start))
    pack = {
        "together": together,
        "controls": [_front(name, control, values[name]) for name, control in controls.items()],
        "start": start,
        "goal": goal[0] if goal else "",
        "reached": [],
        "frames": [],
        "words": [],
        "said": [],
        "texts": [],
        "facts": [],
    }
    pools = {"texts": {}, "facts": {}, "said": {}}
    base = fig = None
    for state in states_of(values, together, start):
        before, (fig, caption) = fig, draw(**state)
        if fig is not before:
            svg, width, height, facts = written(fig)
        lines = svg.split("\n")
        if base is None:
            base = lines
            pack |= {"base": svg, "width": width, "height": height}
        changes = [
            (at, drop, _pooled(pools["texts"], pack["texts"], text))
            for at, drop, text in _differences(base, lines)
        ]
        pack["frames"].append([number for change in changes for number in change])
        listed = [_pooled(pools["facts"], pack["facts"], fact) for fact in facts]
        said = typeset(caption), *listed
        pack["words"].append(_pooled(pools["said"], pack["said"], said))
        pack["reached"].append(int(bool(goal and goal[1](**state))))
    return pack


def _front(name, control, values):
    """What the browser makes of a control; a slider moves over places in the list of values."""
    front = control.front(name) | {"values": list(values)}
    if isinstance(control, page.Slider):
        front["attributes"] |= {"min": 0, "max": len(values) - 1, "step": 1}
    return front


def stands_still(draw, start):
    """Whether what is drawn is always the same figure, under words that change."""
    figures = [draw(**start)[0] for _ in range(2)]
    for fig in figures:
        plt.close(fig)
    return figures[0] is figures[1]


def written(fig):
    """A figure as a frame has it: its SVG, its size on the page, and its description."""
    text = io.StringIO()
    # Ids made from nothing but this, so that the same figure is the same text.
    with matplotlib.rc_context({"svg.hashsalt": "lesson"}):
        fig.savefig(text, format="svg", metadata={"Date": None})
    facts = describe(fig)
    width, height = (round(inches * 96) for inches in fig.get_size_inches())
    plt.close(fig)
    return lean(text.getvalue()), width, height, facts


def lean(svg):
    """The SVG without its preamble, a path a line, and places to a hundredth of a point."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r" ?\n(?=[MLQCz])", " ", svg)
    # Not in scale(…), where a hundredth is a quarter of it.
    return re.sub(r'(?<= )(d|x|y)="[^"]*"|translate\([^)]*\)', _rounded, svg)


def _rounded(match):
    return re.sub(
        r"-?\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}".rstrip("0").rstrip("."), match[0]
    )


def _differences(base, lines):
    """What of the base is dropped and put in its place: (line, how many, text)."""
    same = 0
    while same < min(len(base), len(lines)) and base[same] == lines[same]:
        same += 1
    tail = 0
    while tail < min(len(base), len(lines)) - same and base[-1 - tail] == lines[-1 - tail]:
        tail += 1
    old, new = base[same : len(base) - tail], lines[same : len(lines) - tail]
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield same + a, b - a, "\n".join(new[c:d])


def _pooled(places, pool, text):
    """Where a text stands in its pool."""
    if text not in places:
        places[text] = len(pool)
        pool.append(text)
    return places[text]


if __name__ == "__main__":
    matplotlib.use("agg")
    found = explorers_of(json.load(sys.stdin))
    json.dump([pack_of(*one) for one in found], sys.stdout, ensure_ascii=False)
