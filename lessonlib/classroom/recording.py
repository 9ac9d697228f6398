"""Writes down, in the kernel of a page that was handed in, what its answers answer.

Only numbers go out from here. Who judges them is another process (`judging`), to which nothing that
a page does can reach; so a page that changes what it finds here changes its own answers.
"""

import functools
import json

from lessonlib import checks
from lessonlib.classroom.plain import packed, unpacked

_ATTEMPTS = 20  # for each exercise; more are not written down


class Record:
    """What the functions that are handed to checks give for the judge's cases.

    Parameters
    ----------
    cases, written : str
        Paths of a file with the cases for each check, and of one to which a line is added for each
        attempt as it begins, and as it ends.
    """

    def __init__(self, cases, written):
        with open(cases, encoding="utf-8") as file:
            self._cases = json.load(file)
        self._written, self._counts = written, dict.fromkeys(self._cases, 0)

    def put_on(self):
        """From now on each check that is called writes down first, and then says what it says."""
        for name in self._cases:
            setattr(checks, name, self._recording(name, getattr(checks, name)))

    def _recording(self, name, check):
        @functools.wraps(check)
        def recorded(answer):
            self.take(name, answer)
            return check(answer)

        return recorded

    def take(self, name, answer):
        """Write down what a function gives for each case of a check."""
        self._counts[name] += 1
        if self._counts[name] > _ATTEMPTS:
            return
        if answer is ...:
            return self._write(name, untried=True)
        if not callable(answer):
            return self._write(name, uncallable=True)
        self._write(name, began=True)
        results = []
        for case in self._cases[name]:
            results.append(_result_of(answer, case))
            if "reply" in results[-1]:
                break  # it is told, whatever the others are
        self._write(name, results=results)

    def _write(self, name, **what):
        with open(self._written, "a", encoding="utf-8") as file:
            file.write(json.dumps({"check": name, **what}) + "\n")


def _result_of(answer, case):
    """What a function gives for a case, as plain as it goes out."""
    given = checks.given_by(answer, unpacked(case), unpacked(case))
    if "words" in given:
        given["words"] = given["words"][:500]
    if "numbers" in given:
        numbers = given["numbers"]
        try:
            exact = numbers if numbers.dtype.itemsize <= 8 else numbers.astype(float)
            given["numbers"] = packed(exact)
        except ValueError:
            return {"reply": "kind", "kind": f"array of {numbers.size} numbers"}
    return given
