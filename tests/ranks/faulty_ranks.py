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


def never_ends():
    while True:
        time.sleep(0.1)
