"""What torchrun runs: one rank, its group, some calls, and a clean end.

    python -m torch.distributed.run --standalone --nproc-per-node 2 -m lessonlib.ranks.worker

says hello; behind it may stand what `processes.launch` gives: calls as JSON, and seconds.
"""

import importlib
import json
import os
import sys
import threading
import time
from datetime import timedelta

from lessonlib.ranks.sentences import MARK, sentence


def hello():
    """The sum of 1, 2, … over the ranks.

    Taught in: 18
    """
    import torch
    import torch.distributed as dist

    x = torch.tensor(float(dist.get_rank() + 1))
    dist.all_reduce(x)
    return x.item()


def _called(where, *arguments):
    module, _, name = where.partition(":")
    return getattr(importlib.import_module(module), name)(*arguments)


def _end_with(parent):
    """torchrun gives each rank its own session, in which it would outlive an ended torchrun."""
    while os.getppid() == parent:
        time.sleep(0.3)
    os._exit(1)


def main(calls='[["lessonlib.ranks.worker:hello"]]', seconds="30"):
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    import torch.distributed as dist

    seconds = float(seconds)
    try:
        dist.init_process_group("gloo", timeout=timedelta(seconds=seconds))
        world = dist.get_world_size()
        results = [None] * world
        dist.all_gather_object(results, [_called(*call) for call in json.loads(calls)])
        if dist.get_rank() == 0:
            print(MARK + json.dumps(results))
        dist.barrier()
        dist.destroy_process_group()
        code = 0
    except Exception as error:
        rank = os.environ.get("RANK", "?")
        print(f"✗{MARK}{sentence(rank, error, seconds)}", file=sys.stderr)
        code = 1
    # Gloo's threads and the interpreter's own end get in each other's way now and then
    # (pytorch/pytorch#190489); all is said, so leave at once.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
