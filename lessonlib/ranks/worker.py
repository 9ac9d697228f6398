"""What torchrun runs: one rank, its group, some calls, and a clean end.

    python -m torch.distributed.run --standalone --nproc-per-node 2 -m lessonlib.ranks.worker

says hello; behind it may stand what `processes.launch` gives: calls as JSON, seconds, and a folder
for what they return.
"""

import importlib
import json
import operator
import os
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from lessonlib.ranks.comparing import compare_collectives, tell_the_end
from lessonlib.ranks.sentences import RankError, WaitedInVain, told

# Files in the folder: what all ranks return, and why one failed.
RESULTS = "results.json"
FAILED = "failed-{}.json"


def hello():
    """The sum of 1, 2, … over the ranks.

    Taught in: 22
    """
    import torch
    import torch.distributed as dist

    x = torch.tensor(float(dist.get_rank() + 1))
    dist.all_reduce(x)
    return x.item()


def _called(where, *arguments):
    """What a call returns, as JSON."""
    module, _, name = where.partition(":")
    returned = operator.attrgetter(name)(importlib.import_module(module))(*arguments)
    try:
        return json.dumps(returned)
    except (TypeError, ValueError) as error:
        raise RankError(
            f"what {where} returns must be what JSON can hold, but {error}; return lists and "
            "numbers, as x.tolist() has them"
        ) from None


def _end_with(parent):
    """torchrun gives each rank its own session, in which it would outlive an ended torchrun."""
    while os.getppid() == parent:
        time.sleep(0.3)
    os._exit(1)


def main(calls='[["lessonlib.ranks.worker:hello"]]', seconds="30", folder=None):
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    import torch.distributed as dist

    seconds, rank = float(seconds), os.environ.get("RANK", "?")
    try:
        store, number, world = next(dist.rendezvous("env://"))
        store.set_timeout(timedelta(seconds=seconds))
        dist.init_process_group(
            "gloo",
            store=dist.PrefixStore("group", store),
            rank=number,
            world_size=world,
            timeout=timedelta(seconds=seconds),
        )
        compared = dist.PrefixStore("compared", store)
        compare_collectives(compared, number, world, seconds)
        own, results = [_called(*call) for call in json.loads(calls)], [None] * world
        tell_the_end(compared, number)
        dist.all_gather_object(results, own)
        if rank == "0":
            every = json.dumps([[json.loads(result) for result in of_rank] for of_rank in results])
            _write(every, folder, RESULTS)
        dist.barrier()
        dist.destroy_process_group()
        code = 0
    except BaseException as error:
        why = told(rank, error, seconds)
        said = json.dumps([isinstance(why, WaitedInVain), str(why)])
        _write(said, folder, FAILED.format(rank), sys.stderr)
        code = 1
    # Gloo's threads and the interpreter's own end get in each other's way now and then
    # (pytorch/pytorch#190489); all is said, so leave at once.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _write(said, folder, name, stream=sys.stdout):
    """Into the folder, whole or not at all; without one, for whoever reads."""
    if folder is None:
        print(said, file=stream)
        return
    part = Path(folder, f".{name}")
    part.write_text(said, "utf-8")
    part.replace(Path(folder, name))


if __name__ == "__main__":
    main(*sys.argv[1:])
