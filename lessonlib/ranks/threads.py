"""Several ranks in one process: a thread for each, and PyTorch's own collectives between them."""

import threading
import time
from datetime import timedelta

try:
    import torch
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "lessonlib.ranks needs PyTorch, which is not installed; pip install 'lessonlib[pages]'"
    ) from None
import torch.distributed as dist

from lessonlib import arguments
from lessonlib.ranks.comparing import described
from lessonlib.ranks.sentences import RankError, late, lost, returned, told, unequal

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

    def __init__(self, rank, world, store, meeting, seconds):
        self.rank, self.world, self.given = rank, world, 0
        self._meeting, self._seconds = meeting, seconds
        # Exported by torch.distributed, and not documented: nowhere else is it made.
        self._gloo = dist.ProcessGroupGloo(store, rank, world, timedelta(seconds=seconds))

    def all_reduce(self, x, operation="sum"):
        """The sum or the maximum of x over all ranks, a new tensor, the same on each.

        As in PyTorch, a maximum is nan wherever some rank has nan. All ranks hand in the same shape
        and dtype, or each gets a RankError.
        """
        if not isinstance(x, torch.Tensor):
            raise TypeError(f"x must be a tensor, got {x!r}; make one with torch.tensor")
        operation = arguments.one_of("operation", operation, tuple(_OPERATIONS))
        is_nan = torch.isnan(x.detach())
        some_nan = self._agree(f"{operation} of {described(x)}", is_nan)
        # Gloo adds up memory in its order, whatever the strides.
        result = x.detach().clone(memory_format=torch.contiguous_format)
        self.given += result.numel()
        self._allreduce(result, operation)
        if some_nan and operation == "max":  # of which Gloo keeps those of rank 0
            somewhere = is_nan.to(torch.uint8)
            self._allreduce(somewhere, "max")
            result[somewhere > 0] = torch.nan
        return result

    def _allreduce(self, tensor, operation):
        options = dist.AllreduceOptions()
        options.reduceOp = _OPERATIONS[operation]
        self._gloo.allreduce([tensor], options).wait()

    def _agree(self, given, is_nan):
        """Whether some rank has a nan, once all hand in the same: Gloo ends the process if not."""
        of_ranks = self._meeting.of_all(self.rank, (given, bool(is_nan.any())), self._seconds)
        first = of_ranks[0][0]
        for rank, (other, _) in enumerate(of_ranks):
            if other != first:
                raise unequal((0, first), (rank, other))
        return any(has_nan for _, has_nan in of_ranks)

    def leave(self):
        """Close the connections, so that those who wait for this rank learn of it."""
        self._gloo = None


class _Meeting:
    """Where the ranks tell each other what they are about to do, and that they are done."""

    def __init__(self, world):
        self._said = [[] for _ in range(world)]
        self._ended = {}  # rank: the error, for those who wait, of one that comes no more
        self._changed = threading.Condition()

    def of_all(self, rank, said, seconds):
        """What each rank has said at this step, as soon as all have."""
        with self._changed:
            self._said[rank].append(said)
            self._changed.notify_all()
            step = len(self._said[rank])

            def missing():
                return [other for other, all_of in enumerate(self._said) if len(all_of) < step]

            def is_decided():
                return not missing() or any(other in self._ended for other in missing())

            if not self._changed.wait_for(is_decided, seconds):
                raise late(rank, missing()[0], seconds)
            for other in missing():
                if other in self._ended:
                    raise self._ended[other](rank, other)
            return [all_of[step - 1] for all_of in self._said]

    def end(self, rank, error):
        with self._changed:
            self._ended[rank] = error
            self._changed.notify_all()


def run(world, work, *, seconds=10, limit=60, absent=()):
    """Let `world` ranks do the same work at once, and gather what each returns.

    Parameters
    ----------
    world : int
        How many ranks, at least 1.
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
        If a rank raises, hands in another shape or dtype than the others, or has to wait for longer
        than `seconds`; of several, the first. Or if a rank is not back within the limit: what it
        computes then goes on, as no thread can be stopped.
    ValueError, TypeError
        If `world` is no number of ranks, or `seconds` or `limit` is not above 0.

    Examples
    --------
    >>> import torch
    >>> run(2, lambda group: group.all_reduce(torch.tensor(group.rank + 1.0)).item())
    [3.0, 3.0]

    Taught in: 22
    """
    world = arguments.count("world", world, "2 ranks are enough to see what they tell each other")
    seconds = arguments.positive("seconds", seconds, "10 is the default")
    limit = arguments.positive("limit", limit, "60 is the default")
    store = dist.HashStore()
    store.set_timeout(timedelta(seconds=seconds))
    meeting = _Meeting(world)
    results, errors = [None] * world, []
    # Kept to the end: a rank that is done must not close what others still read from.
    groups = [None] * world

    def one(rank):
        try:
            groups[rank] = Group(rank, world, store, meeting, seconds)
            results[rank] = work(groups[rank])
            meeting.end(rank, returned)
        except BaseException as error:
            errors.append((rank, error))
            meeting.end(rank, lost)
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
        why = told(rank, error, seconds)
        raise why from (None if why is error else error)
    return results
