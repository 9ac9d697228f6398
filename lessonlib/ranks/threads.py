"""Several ranks in one process: a thread for each, and PyTorch's own collectives between them."""

import threading
import time
from datetime import timedelta

import torch.distributed as dist

from lessonlib.ranks.sentences import RankError, sentence

_OPERATIONS = {"sum": dist.ReduceOp.SUM, "max": dist.ReduceOp.MAX}


class Group:
    """The ranks as one of them sees them.

    Attributes
    ----------
    rank, world : int
        Which one this is, from 0, and how many there are.
    given : int
        How many numbers this rank has handed over so far.
    """

    def __init__(self, rank, world, store, seconds):
        self.rank, self.world, self.given = rank, world, 0
        # Exported by torch.distributed, and not documented: nowhere else is it made.
        self._gloo = dist.ProcessGroupGloo(store, rank, world, timedelta(seconds=seconds))

    def all_reduce(self, x, operation="sum"):
        """The sum or the maximum of x over all ranks, a new tensor, the same on each."""
        options = dist.AllreduceOptions()
        options.reduceOp = _OPERATIONS[operation]
        result = x.detach().clone()
        self.given += result.numel()
        self._gloo.allreduce([result], options).wait()
        return result

    def leave(self):
        """Close the connections, so that those who wait for this rank learn of it."""
        self._gloo = None


def run(world, work, *, seconds=10, limit=60, absent=()):
    """Let `world` ranks do the same work at once, and gather what each returns.

    Parameters
    ----------
    world : int
        How many ranks.
    work : callable
        `work(group)`, with the rank's own `Group`.
    seconds : float
        How long a rank waits for the others, at each step.
    limit : float
        How long all of it may take.
    absent : collection of int
        Ranks that never come, to see what the others say.

    Returns
    -------
    list
        What the ranks returned, in their order.

    Raises
    ------
    RankError
        If a rank raises, or has to wait for longer than `seconds`; of several, the first. Or if a
        rank is not back within the limit: what it computes then goes on, as no thread can be
        stopped.

    Examples
    --------
    >>> import torch
    >>> run(2, lambda group: group.all_reduce(torch.tensor(group.rank + 1.0)).item())
    [3.0, 3.0]

    Taught in: 18
    """
    store = dist.HashStore()
    store.set_timeout(timedelta(seconds=seconds))
    results, errors = [None] * world, []
    # Kept to the end: a rank that is done must not close what others still read from.
    groups = [None] * world

    def one(rank):
        try:
            groups[rank] = Group(rank, world, store, seconds)
            results[rank] = work(groups[rank])
        except BaseException as error:
            errors.append((rank, error))
            if groups[rank] is not None:
                groups[rank].leave()

    threads = {
        rank: threading.Thread(target=one, args=(rank,), daemon=True)
        for rank in range(world)
        if rank not in absent
    }
    for thread in threads.values():
        thread.start()
    end = time.monotonic() + limit
    for rank, thread in threads.items():
        thread.join(max(0, end - time.monotonic()))
        if thread.is_alive() and not errors:
            raise RankError(f"rank {rank} is not back after {limit:g} s; look for a loop in it")
    if errors:
        rank, error = errors[0]
        raise RankError(sentence(rank, error, seconds)) from error
    return results
