"""What each fault between two ranks says, and after how many seconds.

    python tests/by_hand/rank_faults.py

Ranks wait for each other for 3 seconds. It takes about a minute.
"""

import os
import socket
import sys
import time
from pathlib import Path

import torch

from lessonlib import ranks

FAULTY = Path(__file__).parent.parent / "ranks"
HELLO = ("lessonlib.ranks.worker:hello",)


def tell(name, action):
    start = time.monotonic()
    try:
        said = action()
    except ranks.RankError as error:
        said = str(error)
    print(f"{name:28} {time.monotonic() - start:5.1f} s  {said}", flush=True)


def reduced(group):
    return group.all_reduce(torch.ones(3)).tolist()


def main():
    os.environ["PYTHONPATH"] = str(FAULTY)
    print("threads")
    tell("nothing wrong", lambda: ranks.run(2, reduced))
    tell("a rank raises", lambda: ranks.run(2, lambda g: 1 / (1 - g.rank) and reduced(g)))
    tell("stops early", lambda: ranks.run(2, lambda g: g.rank or reduced(g), seconds=3))
    late = lambda g: time.sleep(5 * g.rank) or reduced(g)  # noqa: E731
    tell("is late", lambda: ranks.run(2, late, seconds=3))
    tell("never comes", lambda: ranks.run(2, reduced, seconds=3, absent=[1]))
    print("processes")
    tell("nothing wrong", lambda: ranks.launch(2, [HELLO]))
    for name in ("raises", "is_killed", "leaves", "is_late"):
        tell(name, lambda name=name: ranks.launch(2, [(f"faulty_ranks:{name}",)], seconds=3))
    tell("never ends", lambda: ranks.launch(2, [("faulty_ranks:never_ends",)], limit=10))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        tell("port taken", lambda: ranks.launch(2, [HELLO], port=taken.getsockname()[1]))


if __name__ == "__main__":
    sys.exit(main())
