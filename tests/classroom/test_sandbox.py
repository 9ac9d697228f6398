"""What a page that is graded can reach: tried by programs that set out to."""

import json
import shutil
import subprocess
import sys

import pytest
from students import ONE_HOT, ROWS, answered

from lessonlib.classroom import sandbox

AS_ROOT = """
import subprocess
others, mine = {others!r}, {mine!r}
for command in (
    ["umount", others],
    ["umount", "-l", others],
    ["mount", "-o", "remount,bind,rw", mine],
    ["mount", "--bind", "/", others],
    ["unshare", "--user", "--map-root-user", "--mount", "umount", others],
    ["unshare", "--user", "--map-root-user", "--mount", "mount", "-o", "remount,bind,rw", mine],
    ["nsenter", "--target", "1", "--mount", "--user", "umount", others],
):
    subprocess.run(command, capture_output=True)
for name in (others, mine):
    try:
        with open(name + "/kept.txt", "a") as file:
            file.write("changed")
        print("written")
    except OSError as error:
        print(type(error).__name__)
"""


def has(kind):
    """Whether this system has what the kind of protection needs."""
    program = "bwrap" if kind == sandbox.PROTECTED else "unshare"
    if not shutil.which(program):
        return False
    command = sandbox._command(["true"], "/tmp", [], [], kind)
    return subprocess.run(command, capture_output=True).returncode == 0


KINDS = [
    pytest.param(kind, marks=pytest.mark.skipif(not has(kind), reason=f"no {name} here"), id=name)
    for kind, name in ((sandbox.PROTECTED, "bwrap"), (sandbox.PARTLY, "unshare"))
]


@pytest.fixture
def folders(tmp_path):
    """One that may be read, one that may not be seen, and the program's own."""
    made = [tmp_path / name for name in ("mine", "others", "own")]
    for folder in made:
        folder.mkdir()
    for folder in made[:2]:
        (folder / "kept.txt").write_text("kept")
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_knows_how_to_mount_gets_nowhere(folders, kind):
    mine, others, own = folders
    code = AS_ROOT.format(others=str(others), mine=str(mine))
    rest = own, [mine], [others], kind
    command = sandbox._command([sys.executable, "-c", code], *rest)
    said = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.split()
    assert said in (["OSError"] * 2, ["FileNotFoundError", "OSError"]), "neither seen nor written"
    assert {(folder / "kept.txt").read_text() for folder in (mine, others)} == {"kept"}


@pytest.mark.parametrize("kind", KINDS)
def test_alone_a_program_can_neither_write_nor_see_nor_reach_a_network(folders, kind):
    mine, others, own = folders
    code = f"""
import os, socket
for action in (
    lambda: open({str(mine / "kept.txt")!r}, "w"),
    lambda: open({str(others / "kept.txt")!r}),
    lambda: socket.create_connection(("192.0.2.1", 80), timeout=2),
):
    try:
        action()
        print("done")
    except OSError as error:
        print(type(error).__name__)
print(open({str(mine / "kept.txt")!r}).read())
open("here", "w").write("its own folder")
"""
    rest = own, [mine], [others], kind
    command = sandbox._command([sys.executable, "-c", code], *rest)
    said = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.split()
    assert said == ["OSError", "FileNotFoundError", "OSError", "kept"]
    assert (others / "kept.txt").read_text() == "kept"
    assert (own / "here").exists()


def test_what_the_teachers_environment_holds_is_not_handed_on(monkeypatch):
    monkeypatch.setenv("TOKEN_OF_THE_TEACHER", "secret")
    page = answered(ONE_HOT, ROWS, "import os; assert 'TOKEN_OF_THE_TEACHER' not in os.environ")
    task = {"page": json.dumps(page), "seconds": 20, "memory": 4 * 2**30}
    task |= {"cases": {}, "exercises": []}
    found = sandbox.run_alone("lessonlib.classroom.worker", task, seconds=60)
    assert found["page"] == ""
