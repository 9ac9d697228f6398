"""How long the test command takes, beside its floor, measured in turn in one run.

    python tests/by_hand/speed.py [rounds]

The floor is the same pytest command on as many notebooks, each with its first cell (the imports)
and nothing else, and no tests. It pays for pytest, its workers, every kernel's start and every
import. Both keep their bytecode, as Python does unless told not to; a first round does not count.
Nothing is asserted; timings depend on the machine.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import nbformat

ROOT = Path(__file__).parents[2]


def seconds_of(folder):
    """The wall time of `pytest` in a folder, and the last lines that it printed."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"the tests fail; times mean nothing\n{done.stdout[-3000:]}")
    return time.perf_counter() - start, done.stdout.splitlines()[-2:]


def make_floor(folder):
    """The pages with their imports alone, and pytest's settings."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in ("notebooks", "tests", "lessonlib"):
        (folder / name).mkdir()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        page = nbformat.read(path, as_version=4)
        page.cells = [cell for cell in page.cells if cell.cell_type == "code"][:1]
        nbformat.write(page, folder / "notebooks" / path.name)


def main(rounds=3):
    floors, commands = [], []
    with tempfile.TemporaryDirectory() as folder:
        make_floor(Path(folder))
        seconds_of(Path(folder)), seconds_of(ROOT)
        for number in range(1, rounds + 1):
            floors.append(seconds_of(Path(folder))[0])
            command, last_lines = seconds_of(ROOT)
            commands.append(command)
            print(
                f"round {number}: floor {floors[-1]:.1f} s, tests {command:.1f} s, "
                f"ratio {command / floors[-1]:.2f}",
                flush=True,
            )
    print(f"median ratio: {median(c / f for c, f in zip(commands, floors, strict=True)):.2f}")
    print("\n".join(last_lines))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
