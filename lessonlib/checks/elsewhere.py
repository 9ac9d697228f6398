"""An answer that is tried in another process than the one that judges it.

There `given_by` writes down what it gives for each of `trials_of` a check; here the check is handed
what was `Replayed`, and its verdict is the same.
"""

import builtins

import numpy as np

from lessonlib.checks.verdict import drawn_by, handed_over_by, numbers_of, unchanged


def trials_of(check):
    """The arguments of all trials of a check, the fixed ones and then the drawn.

    Examples
    --------
    >>> from lessonlib import checks
    >>> label, n_classes = trials_of(checks.check_one_hot)[0]

    Taught in: 00
    """
    cases, _, _, drawn = handed_over_by(check)
    return [*cases, *drawn_by(drawn)]


def given_by(answer, arguments, before):
    """What a function gives for the arguments of a trial.

    Parameters
    ----------
    answer : callable
    arguments, before : tuple
        Twice the same, since a function may change what it is handed.

    Returns
    -------
    dict
        Of one or two entries: "numbers", an array of them; "error", the names of its classes, with
        its "words"; or "reply", where there is none: "None", "...", "changed", or "kind" with what
        "kind" of thing was given.

    Examples
    --------
    >>> given_by(abs, (-2.0,), (-2.0,))
    {'numbers': array(2.)}
    >>> given_by(print, (), ())["reply"]
    <BLANKLINE>
    'None'

    Taught in: 00
    """
    try:
        with np.errstate(all="ignore"):
            result = answer(*arguments)
    except (Exception, SystemExit) as error:  # whatever it raises is told, not raised
        names = [kind.__name__ for kind in type(error).__mro__]
        return {"error": names, "words": " ".join(str(error).split())}
    if result is None or result is ...:
        return {"reply": "None" if result is None else "..."}
    numbers = numbers_of(result)
    if numbers is None:
        return {"reply": "kind", "kind": type(result).__name__}
    return {"numbers": numbers} if unchanged(arguments, before) else {"reply": "changed"}


class Replayed:
    """A function that gives, in their order, what another has given elsewhere.

    Parameters
    ----------
    given : list of dict
        As `given_by` returns them.

    Raises
    ------
    Lost
        When it is called more often than there are.

    Examples
    --------
    >>> from lessonlib import checks
    >>> def one_hot(label, n_classes):
    ...     return np.eye(n_classes)[label]
    >>> given = [given_by(one_hot, case, case) for case in trials_of(checks.check_one_hot)]
    >>> checks.check_one_hot(Replayed(given)).correct
    ✓ correct
    True

    Taught in: 00
    """

    def __init__(self, given):
        self._given = iter(given)

    def __call__(self, *arguments):
        given = next(self._given, None)
        if given is None:
            raise Lost
        if "numbers" in given:
            return given["numbers"]
        if "error" in given:
            raise _error_like(*given["error"])(given["words"])
        if given["reply"] == "changed":
            _change(arguments)
            return 0.0
        known = {"None": None, "...": ...}
        reply = given["reply"]
        return known[reply] if reply in known else type(given["kind"], (), {})()


class Lost(BaseException):
    """There is no more of what was given elsewhere. No check takes it for an error of the answer.

    Taught in: 00
    """


def _error_like(name, *others):
    """A class of errors of this name, and of the kind that Python knows among all its names."""
    own = (getattr(builtins, one, None) for one in (name, *others))
    known = next(k for k in [*own, Exception] if isinstance(k, type) and issubclass(k, Exception))
    if known.__name__ == name and known not in (UnicodeDecodeError, UnicodeEncodeError):
        return known
    return type(name, (Exception,), {})


def _change(arguments):
    for argument in arguments:
        if isinstance(argument, np.ndarray):
            argument[...] = ~argument if argument.dtype == bool else argument + 1
        elif isinstance(argument, list):
            argument.append(0)
