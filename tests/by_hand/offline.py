"""Run the pages without a network, in a checkout that cannot be written to.

    python tests/by_hand/offline.py [pages]

Linux only: `unshare` makes a namespace in which nothing but the loopback address exists, and the
checkout is mounted read-only. First it is seen that neither a file nor an address can be reached.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Any route will do: with a network this address, of no host, times out; without, it is unreachable.
_CONNECT = """
import errno, socket, sys
try:
    socket.create_connection(('192.0.2.1', 80), 2)
except OSError as error:
    sys.exit(error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH))
"""
_SCRIPT = """
set -e
ip link set lo up
mount --bind {root} {root}
mount -o remount,ro,bind {root}
cd {root}
if touch tests/written 2> /dev/null; then echo "the checkout can be written to"; exit 1; fi
if {python} -c {connect} 2> /dev/null; then echo "there is a network"; exit 1; fi
{python} -m pytest -q -p no:cacheprovider --numprocesses 0 {pages}
"""


def command(pages):
    """What runs the pages so, or None where that cannot be done."""
    if not all(map(shutil.which, ("unshare", "ip", "mount"))):
        return None
    isolated = ["unshare", *([] if os.geteuid() == 0 else ["-r"]), "-mn", "bash", "-c"]
    tried = "ip link set lo up && mount --bind {0} {0}".format(shlex.quote(str(ROOT)))
    if subprocess.run([*isolated, tried], capture_output=True, check=False).returncode:
        return None
    names = {"root": ROOT, "python": sys.executable, "connect": _CONNECT}
    quoted = {name: shlex.quote(str(value)) for name, value in names.items()}
    listed = " ".join(shlex.quote(str(page)) for page in pages)
    return [*isolated, _SCRIPT.format(**quoted, pages=listed)]


def main(pages):
    found = [
        page
        for page in sorted(ROOT.glob("notebooks/*.ipynb"))
        if not pages or page.stem[:2] in pages
    ]
    if (isolated := command(found)) is None:
        print("not possible here: it needs Linux, and unshare, ip and mount with their rights")
        return 2
    return subprocess.run(isolated, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
