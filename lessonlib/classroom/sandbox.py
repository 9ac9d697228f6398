"""Runs a program alone: no network, and no writing to what is not its own, as far as can be."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from lessonlib.notebook.code import LESSONLIB

# Where bubblewrap is not installed, in namespaces of its own: the loopback is brought up, the
# program's folder stays writable, what is to be read is mounted read-only, and what is to stay
# unseen is covered. Whoever may mount may also undo it; so the program itself runs in a second user
# namespace within, where it has no say over the first, whose mounts are locked.
_ENTER = r"""
import fcntl, json, os, socket, struct, subprocess, sys
own, only_read, unseen = json.loads(sys.argv[1])
command = sys.argv[2:]
with socket.socket() as one:
    fcntl.ioctl(one, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))
mount = lambda *words: subprocess.run(["mount", *words], check=True)
mount("--bind", own, own)
for folder in only_read:
    mount("--rbind", folder, folder)
    mount("-o", "remount,bind,ro", folder)
for folder in unseen:
    mount("-t", "tmpfs", "-o", "ro", "none", folder)
os.chdir(own)  # as it is mounted now
os.execvp(command[0], command)
"""
_UNSHARE = (
    "unshare",
    "--user",
    "--map-root-user",
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
)
_WITHIN = ("unshare", "--user", "--map-current-user", "--mount")
_BUBBLE = (
    *("bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
    *("--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"),
)
_NEEDED = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")
_CAN_READ = "Not protected: they can read your other files."
PROTECTED = (
    "Pages ran without a network, wrote nowhere but in a folder of their own, and saw neither each "
    f"other nor the pages with the solutions. {_CAN_READ}"
)
PARTLY = (
    "Pages ran without a network, could not change the repository or your home, and saw neither "
    "each other nor the pages with the solutions. Not protected: they can read your other files, "
    "and write where you can outside of both; install bubblewrap (apt-get install bubblewrap)."
)
EXPOSED = (
    "Not protected on this system: pages could reach the network, and read and write whatever you "
    "can; install bubblewrap, or grade in a container."
)


@cache
def protection():
    """What a page that is graded can reach, in one line: the strictest that this system has."""
    for kind, program in ((PROTECTED, "bwrap"), (PARTLY, "unshare")):
        if shutil.which(program) and shutil.which("mount"):
            with tempfile.TemporaryDirectory() as own, tempfile.TemporaryDirectory() as folder:
                command = _command(["true"], own, [], [folder], kind)
                if subprocess.run(command, capture_output=True).returncode == 0:
                    return kind
    return EXPOSED


def _cover(folder):
    return "--tmpfs", str(folder), "--remount-ro", str(folder)


def _command(command, own, only_read, unseen, kind):
    # What lies in a folder that is covered is covered with it.
    unseen = [f for f in map(Path, unseen) if not {*map(Path, unseen)} & {*f.parents}]
    if kind == PROTECTED:
        covered = [word for folder in unseen for word in _cover(folder)]
        return [*_BUBBLE, *covered, "--bind", str(own), str(own), "--chdir", str(own), *command]
    if kind == PARTLY:
        folders = json.dumps([str(own), [*map(str, only_read)], [*map(str, unseen)]])
        return [*_UNSHARE, sys.executable, "-c", _ENTER, folders, *_WITHIN, *command]
    return command


def run_alone(module, task, *, seconds, only_read=(), unseen=()):
    """The JSON that a module prints for a task, run in an empty folder of its own.

    Parameters
    ----------
    module : str
    task : dict
        What it reads as JSON.
    seconds : float
        After which all of it is ended.
    only_read, unseen : sequence of pathlib.Path
        Folders that it may not change, where it could change others, and that it may not see.

    Returns
    -------
    dict, or str
        What it printed; or a sentence of what became of it.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-m", module]
        command = _command(command, folder, only_read, unseen, protection())
        own = {
            "HOME": folder,
            "TMPDIR": folder,
            "IPYTHONDIR": folder,
            "JUPYTER_RUNTIME_DIR": folder,
        }
        # Of the teacher's environment no more than programs need: it may hold passwords.
        own |= {name: os.environ[name] for name in _NEEDED if name in os.environ}
        own |= {"PYTHONPATH": str(LESSONLIB.parent), "OMP_NUM_THREADS": "1"}
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=folder,
            env=own,
            start_new_session=True,
        ) as process:
            try:
                said, _ = process.communicate(json.dumps(task), timeout=seconds)
            except subprocess.TimeoutExpired:
                return f"took more than {seconds:g} seconds in all"
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
    try:
        return json.loads(said.splitlines()[-1])
    except (IndexError, ValueError):
        return "ended without a word; perhaps it took too much memory"
