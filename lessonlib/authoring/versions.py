"""Versions of a page that git keeps."""

import os
import subprocess

from lessonlib.authoring.reading import PageError, give_ids, parse_page, read_page


def committed(path, revision, like=lambda: None):
    """A page as it stands in a commit; None where the commit has no such page.

    Cells without ids take them from the page that `like` gives.

    Raises
    ------
    ValueError
        If git knows no such revision, or there is no git.
    PageError
        If what was committed is no notebook.
    """
    try:
        done = subprocess.run(
            ["git", "show", f"{revision}:./{path.name}"],
            cwd=path.parent,
            env={**os.environ, "LC_ALL": "C"},  # its answers are read below
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise ValueError("git is not installed, so there is no older version to show") from None
    if done.returncode == 0:
        page = parse_page(done.stdout, f"{path.stem} in {revision}")
        give_ids(page, like)
        return page
    if b"exists on disk, but not in" in done.stderr or b"does not exist in" in done.stderr:
        return None
    said = done.stderr.decode(errors="replace").strip()
    raise ValueError(f"git shows no revision {revision!r} of {path}: {said}")


def last_committed(path):
    """The page as the last commit has it; None where there is none, for whatever reason."""
    try:
        return committed(path, "HEAD")
    except (ValueError, PageError):
        return None


def read_as_committed(path):
    """`read_page`, where cells that lost their ids take them from the last commit, if any."""
    return read_page(path, lambda: last_committed(path))
