"""Runs a program alone: no network, and no writing to what is not its own, as far as can be."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache

from lessonlib.notebook.code import LESSONLIB

# In namespaces of its own: the loopback is brought up, what is to be read is mounted read-only, and
# what is to stay unseen is covered. Whoever may mount may also undo it; so the program itself runs
# in a second user namespace within, where it has no say over the first, whose mounts are locked.
_ENTER = r"""
import fcntl, os, socket, struct, subprocess, sys
only_read, unseen, *command = sys.argv[1:]
with socket.socket() as one:
    fcntl.ioctl(one, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))
for folder in filter(None, only_read.split(os.pathsep)):
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
for folder in filter(None, unseen.split(os.pathsep)):
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "none", folder], check=True)
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
_NEEDED = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")
PROTECTED = (
    "Pages ran without a network, could not change the repository or your home, and did not see "
    "each other. Not protected: they can read your files; and whoever sets out to can change what "
    "your checks compute with, and so their verdict."
)
EXPOSED = (
    "Not protected on this system: pages could reach the network, and read and write whatever you "
    "can; grade in a container."
)


@cache
def can_be_alone():
    """Whether this system lets a program have namespaces of its own."""
    if not shutil.which("unshare") or not shutil.which("mount"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        command = _command(["true"], [folder], [folder])
        return subprocess.run(command, capture_output=True).returncode == 0


def _command(command, only_read, unseen):
    lists = (os.pathsep.join(map(str, folders)) for folders in (only_read, unseen))
    return [*_UNSHARE, sys.executable, "-c", _ENTER, *lists, *_WITHIN, *command]


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
        Folders that it may not change, and that it may not see.

    Returns
    -------
    dict, or str
        What it printed; or a sentence of what became of it.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-m", module]
        if can_be_alone():
            command = _command(command, only_read, unseen)
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
