"""Collectives of `torch.distributed` that compare what the ranks hand in before they begin.

Gloo ends the process where sizes differ, adds up the bits where dtypes do, and memory in its order
where strides do. (PyTorch's own comparison, TORCH_DISTRIBUTED_DEBUG=DETAIL, ends the process in
DistributedDataParallel.)
"""

import functools
import inspect
import itertools
import time

from lessonlib.ranks.sentences import late, returned, unequal

COLLECTIVES = ("all_reduce", "reduce", "broadcast", "all_gather")


def compare_collectives(store, rank, world, seconds):
    """Let the collectives compare, over all ranks, by telling each other in the store."""
    import torch.distributed as dist

    steps = itertools.count()
    for name in COLLECTIVES:
        comparing = _comparing(getattr(dist, name), name, store, rank, world, seconds, steps)
        setattr(dist, name, comparing)


def _comparing(collective, name, store, rank, world, seconds, steps):

    signature = inspect.signature(collective)

    @functools.wraps(collective)
    def compared(*args, **options):
        given = signature.bind(*args, **options)
        given.apply_defaults()
        if given.arguments["group"] is None:
            step = next(steps)
            store.set(f"{step}/{rank}", contribution(name, given.arguments))
            end = time.monotonic() + seconds
            of_ranks = [_said_by(other, step, store, rank, seconds, end) for other in range(world)]
            for other, differs in enumerate(of_ranks):
                if differs != of_ranks[0]:
                    raise unequal((0, of_ranks[0]), (other, differs))
        return collective(*args, **options)

    return compared


def _said_by(other, step, store, rank, seconds, end):
    """What another rank hands in at this step, as soon as it is there, or why it is not."""
    key = f"{step}/{other}"
    while not store.check([key]):
        # It may have come and returned since the last look.
        if store.check([f"returned/{other}"]) and not store.check([key]):
            raise returned(rank, other)
        if time.monotonic() > end:
            raise late(rank, other, seconds)
        time.sleep(0.005)
    return store.get(key).decode()


def tell_the_end(store, rank):
    """Tell those who may wait for this rank that it has returned."""
    store.set(f"returned/{rank}", "")


def contribution(name, arguments):
    """In words: the operation, and the dtype, shape and strides of the tensor."""
    x = arguments["tensor"]
    which = {key: arguments[key] for key in ("op", "src", "dst") if arguments.get(key) is not None}
    options = ", ".join(f"{key} {str(value).rpartition('.')[2]}" for key, value in which.items())
    strides = "" if x.is_contiguous() else f", strides {x.stride()}"
    return f"{name}{options and f' ({options})'} of {described(x)}{strides}"


def described(tensor):
    """Its dtype and shape, such as "float32, shape (3,)"."""
    return f"{str(tensor.dtype).removeprefix('torch.')}, shape {tuple(tensor.shape)}"
