"""What each command does, and what it prints; each returns the exit status."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tqdm import tqdm

from lessonlib.authoring.complaints import advice, complaints
from lessonlib.authoring.differences import changes, what_was_stored
from lessonlib.authoring.moving import move
from lessonlib.authoring.starting import rows_to_add, start_page
from lessonlib.authoring.storing import store
from lessonlib.classroom.copying import copy, may_answer, package_for
from lessonlib.classroom.grading import grade, protection
from lessonlib.classroom.report import table_of, write_report
from lessonlib.notebook.cells import code_cells, name_of
from lessonlib.notebook.prose import heading_of, licence_of
from lessonlib.notebook.reading import PageError, Series, find_pages, read_page
from lessonlib.notebook.sentences import is_bold, sentences_of
from lessonlib.notebook.versions import (
    committed,
    day_of,
    last_committed,
    read_as_committed,
    repository_of,
)


def _all_pages(options):
    find_pages([], options.folder)  # or says that there are none
    return Series.in_folder(options.folder)


def _report(path, sentences):
    print(path.stem)
    for sentence in sentences:
        print(f"  {sentence}")


def _cells_to_run(path):
    try:
        return sum(bool(cell.source.strip()) for cell in code_cells(read_page(path)[0]))
    except PageError:
        return 0  # told when it is to be stored


def store_pages(options):
    pages = find_pages(options.pages, options.folder)
    failed = []
    with tqdm(total=sum(map(_cells_to_run, pages)), unit="cell", leave=False) as bar:
        for path in pages:

            def on_cell(name, page=path.stem):
                bar.set_description(f"{page}, {name}")
                bar.update()

            try:
                stored = store(path, on_cell=on_cell, timeout=options.seconds)
            except (PageError, OSError) as error:
                failed.append(path)
                with bar.external_write_mode():
                    print(f"{error}\n  the stored page stays as it was")
            else:
                with bar.external_write_mode():
                    _report(path, what_was_stored(last_committed(path), *stored))
    kept = [path for path in pages if path not in failed]
    wrong = _tell_what_is_wrong(kept, options.folder) if kept else 0
    return 1 if failed or wrong else 0


def tell_changes(options):
    failed = 0
    for path in find_pages(options.pages, options.folder):
        try:
            new, accidents = read_as_committed(path)
            old = committed(path, options.since, like=lambda new=new: new)
        except PageError as error:
            failed += 1
            print(error)
            continue
        said = [f"to mend: {accident}; store the page" for accident in accidents]
        changed = changes(old, new) or ["nothing changed"] if old else ["the page is new"]
        _report(path, said + changed)
    return 1 if failed else 0


def start(options):
    series = Series.in_folder(options.folder)
    path = start_page(series, options.number, options.title)
    print(f"{path} is there, and keeps every rule; write your own into it, then store it")
    for where, row in rows_to_add(series, path, options.title).items():
        print(f"  add to {where}:  {row}")
    print("  and let the last paragraph of the page before it lead here")
    return 0


def rename(options):
    series = _all_pages(options)
    names, touched, to_read = move(series, options.old, options.new, options.title)
    for name, now in sorted(names.items()):
        print(f"{name} is called {now} now")
    print(f"{len(touched)} files say so")
    for sentence in to_read:
        print(f"  {sentence}")
    if options.title:
        print("  a title also stands in sentences: read `changes`")
    return 0


def run_tests(options):
    """What CI runs of some pages: rules, outputs, solutions, explorers; a browser if asked."""
    top = Path(options.folder).resolve().parent
    pages = find_pages(options.pages, options.folder)
    files = [*map(str, pages), "tests/test_notebooks.py", "tests/test_explorers.py"]
    files += ["tests/browser"] if options.browser else []
    chosen = " or ".join(path.stem for path in pages)
    command = [sys.executable, "-m", "pytest", "-q", "--everything", *files, "-k", chosen]
    print(" ".join(["pytest", *command[3:]]), flush=True)
    return subprocess.run(command, cwd=top, check=False).returncode


def list_bold(options):
    """The sentences of pages that say more than one case; each is to be tried to break."""
    for path in find_pages(options.pages, options.folder):
        for cell in read_page(path)[0].cells:
            for sentence in filter(is_bold, sentences_of(cell)):
                print(f"{path.stem[:2]} {name_of(cell)}: {sentence}")
    return 0


def copy_for_a_class(options):
    series, root = _all_pages(options), Path(options.folder).resolve().parent
    with tempfile.TemporaryDirectory() as built:
        package, remarks = package_for(root, options.repository, options.offline, built)
        copied = copy(
            series,
            options.target,
            solutions=not options.without_solutions,
            answers=not options.without_answers,
            pages=options.pages or None,
            package=package,
        )
        for wheel in Path(built).glob("*.whl"):
            shutil.copy(wheel, options.target)
    if options.without_solutions:
        for path in copied:
            for check, kind in may_answer(read_page(path)[0]):
                remarks.append(
                    f"page {path.stem[:2]}: {kind} behind {check} stays; is it an answer?"
                )
    left = {"solutions": options.without_solutions, "answers": options.without_answers}
    without = " and ".join(f"their {name}" for name, out in left.items() if out)
    are = f"{_counted(len(copied), 'page')} {'is' if len(copied) == 1 else 'are'}"
    print(f"{are} in {options.target}{without and f', without {without}'}")
    print(f"lessonlib is taken from {package.removeprefix('lessonlib @ git+')}")
    for remark in remarks:
        print(f"  {remark}")
    return 0


def grade_pages(options):
    target = Path(options.into or f"{options.target.rstrip('/')}-graded")
    series = _all_pages(options)
    limits = {"seconds": options.seconds, "memory": int(options.gigabytes * 2**30)}
    rows = grade(series, options.target, target, **limits)
    for line in table_of(rows):
        print(" | ".join(cell or "–" for cell in line))
    pages, students = sum(bool(row.file) for row in rows), len({row.student for row in rows})
    print(
        f"{_counted(pages, 'page')} of {_counted(students, 'student')}; "
        f"tables are in {target}, open index.html"
    )
    print(protection())
    write_report(rows, target, protection())
    return 0


def _counted(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def make_slides(options):
    from lessonlib.publishing.slides import write_slides  # nbconvert takes a while to import

    series = Series.in_folder(options.folder)
    names = [path.stem for path in find_pages(options.pages, options.folder)]
    for path in write_slides(series, names, options.into):
        print(path)
    return 0


def make_website(options):
    from lessonlib.publishing.edition import write_edition

    series = _all_pages(options)
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
        day=day_of(root),
        licence=licence_of(root / "README.md"),
    )
    print(f"{len(written)} files are in {options.target}; open index.html")
    return 0


def check_pages(options):
    pages = find_pages(options.pages, options.folder)
    return _tell_what_is_wrong(pages, options.folder, with_readme=not options.pages)


def _tell_what_is_wrong(pages, folder, with_readme=False):
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
