"""What git knows of a page and its folder: former versions, and where on GitHub it came from."""

import os
import re
import subprocess

from lessonlib.notebook.reading import PageError, give_ids, parse_page, read_page


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


def repository_of(folder):
    """OWNER/NAME of the repository on GitHub that a folder came from, or None."""
    said = _git(folder, "config", "--get", "remote.origin.url")
    return name_on_github(said) if "github.com" in said else None


def head_of(folder):
    """The commit that is checked out in a folder; empty where there is none."""
    return _git(folder, "rev-parse", "--verify", "--quiet", "HEAD")


def day_of(folder):
    """The day of the commit that is checked out, as 2026-11-30; empty where there is none."""
    return _git(folder, "log", "-1", "--format=%cs")


def unpublished(folder, part):
    """What of a part of a repository others do not get, as far as git can tell: sentences."""
    said = []
    if _git(folder, "status", "--porcelain", "--", part):
        said.append(f"{part} has changes that are not committed; nobody else gets them")
    if not _git(folder, "branch", "--remotes", "--contains", "HEAD"):
        said.append("this commit is on no branch that was pushed; push it before others install it")
    return said


def _git(folder, *arguments):
    """What git says; nothing where it is not installed, or refuses."""
    try:
        command = ["git", "-C", str(folder), *arguments]
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def name_on_github(text):
    """OWNER/NAME, of that or of any address of a repository on GitHub; None if it is neither."""
    address = r"(?:(?:(?:https?|ssh|git)://)?(?:[^@/]+@)?(?:www\.)?github\.com[:/])?"
    found = re.fullmatch(rf"{address}([\w.-]+)/([\w.-]+?)(?:\.git)?/*", text.strip())
    return f"{found[1]}/{found[2]}" if found else None
