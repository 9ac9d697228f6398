"""What a rank may do wrong, for `launch` to call."""

import os
import signal
import time


def raises():
    import torch
    import torch.distributed as dist

    if dist.get_rank() == 1:
        raise ValueError("no labels in this file")
    dist.all_reduce(torch.ones(3))


def is_killed():
    import torch
    import torch.distributed as dist

    if dist.get_rank() == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    dist.all_reduce(torch.ones(3))


def leaves():
    import torch
    import torch.distributed as dist

    if dist.get_rank() == 1:
        os._exit(3)
    dist.all_reduce(torch.ones(3))


def is_late():
    import torch
    import torch.distributed as dist

    if dist.get_rank() == 1:
        time.sleep(8)
    dist.all_reduce(torch.ones(3))


def stops_early():
    import torch
    import torch.distributed as dist

    if dist.get_rank() == 0:
        dist.all_reduce(torch.ones(3))


def never_ends():
    while True:
        time.sleep(0.1)


def hands_in(of_rank_0, of_rank_1):
    """Ones of a shape and a dtype, perhaps transposed."""
    import torch
    import torch.distributed as dist

    shape, dtype, *transposed = (of_rank_0, of_rank_1)[dist.get_rank()]
    x = torch.ones(shape, dtype=getattr(torch, dtype))
    x = x.T if transposed else x
    dist.all_reduce(x)
    return x.tolist()


def says(text):
    import torch
    import torch.distributed as dist

    if dist.get_rank() == 1:
        raise TimeoutError(text)
    dist.all_reduce(torch.ones(3))


def exits(*code):
    import sys

    import torch
    import torch.distributed as dist

    if dist.get_rank() == 1:
        sys.exit(*code)
    dist.all_reduce(torch.ones(3))


def prints_without_line_end():
    import sys

    for stream in (sys.stdout, sys.stderr):
        stream.write("so far so good")
        stream.flush()
    return 7


def leaves_a_child():
    """A process that outlives its rank, with the rank's output in its hands."""
    import subprocess
    import sys

    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(40)"])
    return child.pid


def returns_a_tensor():
    import torch

    return torch.ones(2)


class Inside:
    """A function that a dotted name leads to."""

    @staticmethod
    def nested():
        return [[1, [2.5, "three"]], {"four": None}]
