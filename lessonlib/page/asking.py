"""Questions that a reader answers before the page does."""

import math
import re

from lessonlib.marks import OURS
from lessonlib.page.alive import Alive, in_a_script, put_out
from lessonlib.page.numbers import written
from lessonlib.page.typed import read

_CLOSE = 0.05  # of the answer
_ENOUGH = 3  # significant digits that make a rounded number an answer


def ask(question, choices=None, *, answer, because="", unit=""):
    """Ask the reader, who chooses or types a number and is answered at once.

    Before running, on a code host and on paper, the same cell shows the question, the choices and
    a folded answer. Texts are in plain characters, as those of claims.

    Parameters
    ----------
    question : str
    choices : dict of str to str, optional
        Each choice, with its reply: for the right one why it is right, for a wrong one what belief
        leads there. Without choices a number is asked for.
    answer : str or float
        The right choice, or the number; computed by the page, so that it cannot drift.
    because, unit : str
        For a number: where it comes from, and in what it is measured.

    Raises
    ------
    ValueError
        If there are fewer than two choices, one has no reply, the answer is not among them, or the
        number is not finite.

    Taught in: 00
    """
    if choices is None:
        answer = _checked_number(answer)
        told = [f"{_measured(answer, unit)}. {because}".strip()]
    else:
        _check_choices(choices, answer)
        told = [f"{answer}. {choices[answer]}"]
        told += [f"Not {choice}. {why}" for choice, why in choices.items() if choice != answer]

    def reply(widget, sent):
        if choices is None:
            said = reply_to_number(sent["guess"], answer, unit, because)
        else:
            said = reply_to_choice(sent["guess"], answer, choices)
        widget.show({"reply": said, "answered": sent["count"]})

    names = [*choices] if choices else []
    listed = "".join(f"- {name}\n" for name in names)
    shown = {"text": question, "choices": names, "unit": unit, "reply": ""}
    put_out(
        None if in_a_script() else Alive("question", shown, reply),
        {
            "text/markdown": f"**{question}**\n\n{listed}\n<details><summary>Answer</summary>\n\n"
            # A number with a point at the beginning of a line would begin a list.
            + "\n\n".join(re.sub(r"^(\d+)\.(?= |$)", r"\1\\.", line) for line in told)
            + "\n\n</details>",
            "text/plain": f"{question}\n{listed}Answer: " + "\n".join(told),
        },
        # A page without a kernel judges by it, as it is told to fewer digits.
        {OURS: {"answer": answer}} if choices is None else None,
    )


def reply_to_choice(guess, answer, choices):
    return f"{'✓ Yes,' if guess == answer else '✗ Not'} {guess}. {choices[guess]}"


def reply_to_number(guess, answer, unit, because):
    """What is said to a typed number: the answer, and how far away the number is.

    It is right if the answer, rounded to the digits that were typed, is that number, and close if
    these are fewer than three.
    """
    typed = read(guess, unit)
    if isinstance(typed, str):
        return typed
    number = typed.value
    gap = written(abs(number - answer), 4)
    rounded = number != 0 and abs(number - answer) <= typed.half * (1 + 1e-12)
    shown = written(number, 4) == written(answer, 4)  # as the answer is told
    if gap == "0" or shown or (rounded and typed.digits >= _ENOUGH):
        return f"✓ Yes, {_measured(answer, unit)}. {because}".strip()
    close = rounded or abs(number - answer) <= _CLOSE * abs(answer)
    more = "too much" if number > answer else "too little"
    return (
        f"{'✓ Close:' if close else '✗ Not quite:'} it is {_measured(answer, unit)}, and your "
        f"{written(number, 4)} is {f'{gap} {unit}'.strip()} {more}. {because}"
    ).strip()


def _measured(number, unit):
    return f"{written(number, 4)} {unit}".strip()


def _checked_number(answer):
    try:
        number = float(answer)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(
            f"answer must be a finite number, got {answer!r}; if it is a word, give choices"
        )
    return float(f"{number:.10g}")  # as many digits as machines agree in


def _check_choices(choices, answer):
    if len(choices) < 2:
        raise ValueError(f"choices must be two at least, got {len(choices)}; add a wrong one")
    for choice, why in choices.items():
        if not why:
            raise ValueError(f"choices must have a reply each, got none for {choice!r}")
    if answer not in choices:
        raise ValueError(f"answer must be one of {', '.join(choices)}, got {answer!r}")
