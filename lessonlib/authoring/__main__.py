"""The commands for authors: `python -m lessonlib.authoring …`."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tqdm import tqdm

from lessonlib.authoring.cells import code_cells, name_of
from lessonlib.authoring.checking import advice, complaints
from lessonlib.authoring.copying import build_wheel, copy
from lessonlib.authoring.differences import changed_prose, changes, read_again
from lessonlib.authoring.moving import move
from lessonlib.authoring.prose import heading_of
from lessonlib.authoring.reading import PageError, Series, find_pages, read_page
from lessonlib.authoring.sentences import is_bold, sentences_of
from lessonlib.authoring.starting import rows_to_add, start_page
from lessonlib.authoring.storing import store
from lessonlib.authoring.versions import committed, last_committed, read_as_committed


def _report(path, sentences):
    print(path.stem)
    for sentence in sentences:
        print(f"  {sentence}")


def _cells_to_run(path):
    try:
        return sum(bool(cell.source.strip()) for cell in code_cells(read_page(path)[0]))
    except PageError:
        return 0  # told when it is to be stored


def _what_was_stored(path, before, after, accidents, dropped):
    said = [f"mended: {accident}" for accident in accidents]
    said += [f"dropped: {metadata}" for metadata in dropped]
    if changed := changes(before, after):
        return said + changed + read_again(before, after)
    head = last_committed(path)
    prose = changed_prose(head, after) if head else []
    differ = f", {len(prose)} prose cells differ from HEAD: {', '.join(prose)}" if prose else ""
    return [*said, f"outputs unchanged{differ}"]


def _store_all(pages, folder, seconds):
    failed = []
    with tqdm(total=sum(map(_cells_to_run, pages)), unit="cell", leave=False) as bar:
        for path in pages:

            def on_cell(name, page=path.stem):
                bar.set_description(f"{page}, {name}")
                bar.update()

            try:
                stored = store(path, on_cell=on_cell, timeout=seconds)
            except (PageError, OSError) as error:
                failed.append(path)
                with bar.external_write_mode():
                    print(f"{error}\n  the stored page stays as it was")
            else:
                with bar.external_write_mode():
                    _report(path, _what_was_stored(path, *stored))
    kept = [path for path in pages if path not in failed]
    wrong = _check_all(kept, folder) if kept else 0
    return 1 if failed or wrong else 0


def _tell_all(pages, since):
    failed = 0
    for path in pages:
        try:
            new, accidents = read_as_committed(path)
            old = committed(path, since, like=lambda new=new: new)
        except PageError as error:
            failed += 1
            print(error)
            continue
        said = [f"to mend: {accident}; store the page" for accident in accidents]
        changed = changes(old, new) or ["nothing changed"] if old else ["the page is new"]
        _report(path, said + changed)
    return 1 if failed else 0


def _start(options):
    path = start_page(Series.in_folder(options.folder), options.number, options.title)
    print(f"{path} is there, and keeps every rule; write your own into it, then store it")
    for where, row in rows_to_add(path, options.title).items():
        print(f"  add to {where}:  {row}")
    print("  and let the last paragraph of the page before it lead here")
    return 0


def _move(options):
    series = Series.in_folder(options.folder)
    names, touched, to_read = move(series, options.old, options.new, options.title)
    for name, now in sorted(names.items()):
        print(f"{name} is called {now} now")
    print(f"{len(touched)} files say so")
    for sentence in to_read:
        print(f"  {sentence}")
    if options.title:
        print("  a title also stands in sentences: read `changes`")
    return 0


def _test(options):
    """What CI runs of some pages: rules, outputs, solutions, explorers; a browser if asked."""
    top = Path(options.folder).resolve().parent
    pages = find_pages(options.pages, options.folder)
    files = [*map(str, pages), "tests/test_notebooks.py", "tests/test_explorers.py"]
    files += ["tests/browser"] if options.browser else []
    chosen = " or ".join(path.stem for path in pages)
    command = [sys.executable, "-m", "pytest", "-q", *files, "-k", chosen]
    print(" ".join(["pytest", *command[3:]]), flush=True)
    return subprocess.run(command, cwd=top, check=False).returncode


def _list_bold(pages):
    """The sentences of pages that say more than one case; each is to be tried to break."""
    for path in pages:
        for cell in read_page(path)[0].cells:
            for sentence in filter(is_bold, sentences_of(cell)):
                print(f"{path.stem[:2]} {name_of(cell)}: {sentence}")
    return 0


def _copy_all(options):
    from lessonlib.authoring.edition import repository_of

    series, root = Series.in_folder(options.folder), Path(options.folder).resolve().parent
    repository = options.repository or repository_of(root)
    with tempfile.TemporaryDirectory() as built:
        offline = options.offline or not repository
        wheel = build_wheel(built) if offline else ""
        package = f"./{wheel}" if offline else f"lessonlib @ git+https://github.com/{repository}"
        copied = copy(
            series,
            options.target,
            solutions=not options.without_solutions,
            answers=not options.without_answers,
            pages=options.pages or None,
            package=package,
        )
        if offline:
            shutil.copy(Path(built) / wheel, options.target)
    left = {"solutions": options.without_solutions, "answers": options.without_answers}
    without = " and ".join(f"their {name}" for name, out in left.items() if out)
    print(f"{len(copied)} pages are in {options.target}{without and f', without {without}'}")
    print(f"they take lessonlib from {package.removeprefix('lessonlib @ git+')}")
    return 0


def _grade(options):
    from lessonlib.authoring import grading
    from lessonlib.authoring.grading.report import table_of

    target = Path(options.into or f"{options.target.rstrip('/')}-graded")
    series = Series.in_folder(options.folder)
    limits = {"seconds": options.seconds, "memory": int(options.gigabytes * 2**30)}
    rows = grading.grade(series, options.target, target, **limits)
    for line in table_of(rows)[1:]:
        print(" | ".join(filter(None, line)))
    students = len({row.student for row in rows})
    print(
        f"{_counted(len(rows), 'page')} of {_counted(students, 'student')}; "
        f"tables are in {target}, open index.html"
    )
    print(grading.protection())
    grading.write_report(rows, target, grading.protection())
    return 0


def _counted(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _write_slides(options):
    from lessonlib.authoring.slides import write_slides

    series = Series.in_folder(options.folder)
    names = [path.stem for path in find_pages(options.pages, options.folder)]
    for path in write_slides(series, names, options.into):
        print(path)
    return 0


def _write_html(options):
    # nbconvert takes a while to import
    from lessonlib.authoring.edition import repository_of, write_edition

    series = Series.in_folder(options.folder)
    root = Path(options.folder).resolve().parent
    title, about = heading_of(root / "README.md")
    cover = root / ".github" / "descent.png"
    written = write_edition(
        series,
        options.target,
        title=title,
        about=about,
        frames=not options.no_frames,
        repository=options.repository or repository_of(root),
        cover=cover if cover.exists() else None,
    )
    print(f"{len(written)} files are in {options.target}; open index.html")
    return 0


def _seconds(text):
    """A limit of time: a number above 0."""
    try:
        if 0 < float(text) < float("inf"):
            return float(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"must be a number above 0, got {text!r}; 600 is the default")


def _numbers(text):
    """Numbers of pages, with commas between them."""
    return [number for number in re.split(r"[,\s]+", text) if number]


def _repository(text):
    """OWNER/NAME, of that or of an address on GitHub."""
    from lessonlib.authoring.edition import name_on_github

    if name := name_on_github(text):
        return name
    raise argparse.ArgumentTypeError(
        f"must be OWNER/NAME, or an address on GitHub, got {text!r}; me/lesson is such a name"
    )


def _check_all(pages, folder, with_readme=False):
    names = None if with_readme else [path.stem for path in pages]
    series = Series.in_folder(folder)
    said = complaints(series, names)
    for sentence in said:
        print(sentence)
    for sentence in advice(series, names):
        print(f"advice: {sentence}")
    if not said:
        print(f"nothing is wrong with {', '.join(path.stem for path in pages)}")
    return 1 if said else 0


def _run(options):
    if options.command in ("copy", "html", "grade", "move"):
        find_pages([], options.folder)  # or says that there are none
    if options.command in _OF_SERIES:
        return _OF_SERIES[options.command](options)
    pages = find_pages(options.pages, options.folder)
    if options.command == "bold":
        return _list_bold(pages)
    if options.command == "check":
        return _check_all(pages, options.folder, with_readme=not options.pages)
    if options.command == "store":
        return _store_all(pages, options.folder, options.seconds)
    return _tell_all(pages, options.since)


_OF_SERIES = {
    "new": _start,
    "move": _move,
    "test": _test,
    "copy": _copy_all,
    "slides": _write_slides,
    "grade": _grade,
    "html": _write_html,
}


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m lessonlib.authoring",
        description="Check pages, run them again and store them, say in words what changed.",
    )
    parser.add_argument("--folder", default="notebooks", help="where the pages are")
    commands = parser.add_subparsers(dest="command", required=True)
    look = commands.add_parser("check", help="say what is wrong with pages, without running them")
    run = commands.add_parser("store", help="run pages in a fresh kernel and store them")
    run.add_argument("--seconds", type=_seconds, default=600, help="that one cell may take (600)")
    tell = commands.add_parser("changes", help="say what changed since a commit")
    tell.add_argument("--since", default="HEAD", metavar="REVISION", help="HEAD unless given")
    begin = commands.add_parser("new", help="write a new page that keeps every rule")
    begin.add_argument("number", help="two digits, such as 13")
    begin.add_argument("title", help='such as "A title"')
    rename = commands.add_parser("move", help="renumber or rename a page, and every mention of it")
    rename.add_argument("old", help="its number")
    rename.add_argument("new", help="its new number; a page that has it moves up by one")
    rename.add_argument("title", nargs="?", help="its new title, if it gets one")
    try_out = commands.add_parser("test", help="test pages as CI does, and nothing else")
    try_out.add_argument("--browser", action="store_true", help="in JupyterLab and as HTML, too")
    give = commands.add_parser("copy", help="copy all pages into another folder, for a class")
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
    show = commands.add_parser("slides", help="write pages as slides, a file of HTML each")
    show.add_argument("pages", nargs="*", help="numbers; all without any")
    show.add_argument("--into", metavar="FOLDER", default="slides", help="where to (slides)")
    judge = commands.add_parser("grade", help="run and judge pages that were handed in")
    judge.add_argument("target", metavar="HANDED_IN", help="a folder, or a folder of folders")
    judge.add_argument(
        "--into", metavar="FOLDER", help="for the tables; HANDED_IN-graded by itself"
    )
    judge.add_argument("--seconds", type=int, default=30, help="of computing, for a cell (30)")
    judge.add_argument("--gigabytes", type=float, default=4, help="that a page may take (4)")
    site = commands.add_parser("html", help="write all pages as a website")
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
    bold = commands.add_parser("bold", help="list the sentences that say always, every, only, …")
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
        return _run(options)
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
