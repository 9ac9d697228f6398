"""A bar that moves while a cell computes, and is gone when it is done."""

from IPython.display import clear_output
from ipywidgets import IntProgress

from lessonlib.page.alive import in_a_script, put_out


def progress(steps, label):
    """Go through `steps` with a bar that shows how many of them are done.

    Nothing of it is stored: it goes at the end, and with it whatever the cell has put out before.

    Parameters
    ----------
    steps : sequence
        Such as `range(300)`.
    label : str
        What is going on, one word or two.

    Yields
    ------
    Each of the steps.

    Raises
    ------
    TypeError
        For steps that cannot be counted.

    Examples
    --------
    >>> [step for step in progress(range(3), "training")]
    [0, 1, 2]

    Taught in: 12
    """
    if not hasattr(steps, "__len__"):
        kind = type(steps).__name__
        raise TypeError(f"steps must have a length, got {kind}; list(steps) makes one of them")
    if in_a_script():
        yield from steps
        return
    bar = IntProgress(max=len(steps), description=label)
    put_out(bar, {})
    try:
        shown = max(1, len(steps) // 100)  # each message to the browser takes time
        for done, step in enumerate(steps):
            if done % shown == 0:
                bar.value = done
            yield step
    finally:
        bar.close()
        clear_output()
