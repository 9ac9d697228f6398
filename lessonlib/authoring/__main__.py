"""The commands for authors: `python -m lessonlib.authoring …`."""

import argparse
import os
import re
import sys

from lessonlib.authoring import commands
from lessonlib.notebook.reading import PageError
from lessonlib.notebook.versions import name_on_github


def _above_zero(text):
    """A limit."""
    try:
        if 0 < float(text) < float("inf"):
            return float(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(
        f"must be a number above 0, got {text!r}; without the option a usual one is taken"
    )


def _numbers(text):
    """Numbers of pages, with commas between them."""
    return [number for number in re.split(r"[,\s]+", text) if number]


def _repository(text):
    """OWNER/NAME, of that or of an address on GitHub."""
    if name := name_on_github(text):
        return name
    raise argparse.ArgumentTypeError(
        f"must be OWNER/NAME, or an address on GitHub, got {text!r}; me/lesson is such a name"
    )


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m lessonlib.authoring",
        description="Check pages, run them again and store them, say in words what changed.",
    )
    parser.add_argument("--folder", default="notebooks", help="where the pages are")
    known = parser.add_subparsers(dest="command", required=True)
    look = known.add_parser("check", help="say what is wrong with pages, without running them")
    look.set_defaults(run=commands.check_pages)
    run = known.add_parser("store", help="run pages in a fresh kernel and store them")
    run.set_defaults(run=commands.store_pages)
    run.add_argument(
        "--seconds", type=_above_zero, default=600, help="that one cell may take (600)"
    )
    tell = known.add_parser("changes", help="say what changed since a commit")
    tell.set_defaults(run=commands.tell_changes)
    tell.add_argument("--since", default="HEAD", metavar="REVISION", help="HEAD unless given")
    begin = known.add_parser("new", help="write a new page that keeps every rule")
    begin.set_defaults(run=commands.start)
    begin.add_argument("number", help="two digits, such as 13")
    begin.add_argument("title", help='such as "A title"')
    rename = known.add_parser("move", help="renumber or rename a page, and every mention of it")
    rename.set_defaults(run=commands.rename)
    rename.add_argument("old", help="its number")
    rename.add_argument("new", help="its new number; a page that has it moves up by one")
    rename.add_argument("title", nargs="?", help="its new title, if it gets one")
    try_out = known.add_parser("test", help="test pages as CI does, and nothing else")
    try_out.set_defaults(run=commands.run_tests)
    try_out.add_argument("--browser", action="store_true", help="in JupyterLab and as HTML, too")
    give = known.add_parser("copy", help="copy all pages into another folder, for a class")
    give.set_defaults(run=commands.copy_for_a_class)
    give.add_argument("target", metavar="FOLDER", help="where to; it may not hold these pages yet")
    give.add_argument(
        "--without-solutions", action="store_true", help="leave the folded solutions out"
    )
    give.add_argument(
        "--without-answers", action="store_true", help="store questions without their answers"
    )
    give.add_argument("--pages", type=_numbers, metavar="00,02,…", help="these only")
    give.add_argument(
        "--offline", action="store_true", help="put lessonlib into the folder, as a wheel"
    )
    give.add_argument(
        "--repository",
        type=_repository,
        metavar="OWNER/NAME",
        help="on GitHub; found by itself where git knows it",
    )
    show = known.add_parser("slides", help="write pages as slides, a file of HTML each")
    show.set_defaults(run=commands.make_slides)
    show.add_argument("pages", nargs="*", help="numbers; all without any")
    show.add_argument("--into", metavar="FOLDER", default="slides", help="where to (slides)")
    judge = known.add_parser("grade", help="run and judge pages that were handed in")
    judge.set_defaults(run=commands.grade_pages)
    judge.add_argument("target", metavar="HANDED_IN", help="a folder, or a folder of folders")
    judge.add_argument(
        "--into", metavar="FOLDER", help="for the tables; HANDED_IN-graded by itself"
    )
    judge.add_argument(
        "--seconds", type=_above_zero, default=30, help="of computing, for a cell (30)"
    )
    judge.add_argument("--gigabytes", type=_above_zero, default=4, help="that a page may take (4)")
    site = known.add_parser("html", help="write all pages as a website")
    site.set_defaults(run=commands.make_website)
    site.add_argument(
        "target", metavar="FOLDER", help="where to; a new folder, or a former edition"
    )
    site.add_argument(
        "--no-frames", action="store_true", help="leave sliders still; their frames take minutes"
    )
    site.add_argument(
        "--repository",
        type=_repository,
        metavar="OWNER/NAME",
        help="on GitHub; found by itself where git knows it",
    )
    bold = known.add_parser("bold", help="list the sentences that say always, every, only, …")
    bold.set_defaults(run=commands.list_bold)
    for command in (look, run, tell, try_out, bold):
        command.add_argument("pages", nargs="*", help="numbers such as 02; all unless given")
    try:
        try:
            options = parser.parse_args(arguments)
            # In a locale without Unicode a page's words are told as far as it goes.
            sys.stdout.reconfigure(errors="replace")
            return _obey(options, parser)
        finally:
            sys.stdout.flush()  # here, where a reader who has left is no error
    except BrokenPipeError:  # as behind `| head`: who reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _obey(options, parser):
    try:
        return options.run(options)
    except PageError as error:
        print(error)
        return 1
    except ValueError as error:
        parser.error(str(error))
    except (FileExistsError, NotADirectoryError) as error:
        print(f"{error.filename} is a file, and no folder; name another")
        return 1
    except KeyboardInterrupt as stopped:
        print(f"interrupted: {stopped}\n  the stored page stays as it was", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
