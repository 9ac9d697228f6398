"""Time and memory of the loss of a large vocabulary, from features to gradients, side by side.

    python tests/by_hand/vocabulary.py [rounds]

The same features, weights and labels in float32 go to `losses.linear_cross_entropy_and_gradient`,
to PyTorch's plain product and loss, and to its `linear_cross_entropy` with its default options and
with blocks of 64 tokens. What is printed are medians over rounds as multiples of plain PyTorch's,
and the growth of the process at its peak during one call (on Linux), in a process of its own.

Nothing is asserted; timings depend on the machine. It takes about three minutes.
"""

import platform
import sys
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from benchmark import STATUS, THREADS, memory, seconds

from lessonlib import losses
from lessonlib.losses import blocks

SIZES = [(2048, 128, 50257), (1024, 128, 128256)]  # tokens, features, words
NAMES = ["lessonlib", "PyTorch, plain", "PyTorch, default options", "PyTorch, 64 tokens"]


def data(size):
    rng = np.random.default_rng(4)
    n, h, v = size
    x, weights = rng.normal(size=(n, h)), rng.normal(size=(v, h)) / np.sqrt(h)
    return x.astype(np.float32), weights.astype(np.float32), rng.integers(0, v, n)


def contender(name, x, weights, y):
    """The function to call, which takes nothing and returns the loss and both gradients."""
    blocks.WORKERS = THREADS
    if name == "lessonlib":
        return lambda: losses.linear_cross_entropy_and_gradient(x, weights, y)
    import torch
    from torch.nn import functional as F

    torch.set_num_threads(THREADS)
    options = {
        "PyTorch, default options": torch.nn.LinearCrossEntropyOptions(),
        "PyTorch, 64 tokens": torch.nn.LinearCrossEntropyOptions(batch_chunk_size=64),
    }.get(name)
    labels = torch.from_numpy(y)

    def both():
        leaves = [torch.from_numpy(a).detach().requires_grad_() for a in (x, weights)]
        if options is None:
            loss = F.cross_entropy(F.linear(*leaves), labels)
        else:
            loss = F.linear_cross_entropy(*leaves, labels, options=options)
        loss.backward()
        return loss, *(leaf.grad for leaf in leaves)

    return both


def extra_bytes(name, size):
    x, weights, y = data(size)
    contender(name, x[:64], weights[:100], y[:64] % 100)()  # what is loaded or started once
    call = contender(name, x, weights, y)
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before = memory("VmRSS")
    call()
    return memory("VmHWM") - before


def main(rounds=3):
    print(f"{platform.machine()}, {THREADS} threads; times as multiples of plain PyTorch's")
    for size in SIZES:
        n, _, v = size
        print(f"{size}: logits of {n * v * 4 / 2**20:.0f} MiB")
        taken = seconds({name: contender(name, *data(size)) for name in NAMES}, int(rounds))
        for name in NAMES:
            grown = ""
            if STATUS.exists():
                with get_context("spawn").Pool(1) as pool:
                    grown = f"{pool.apply(extra_bytes, (name, size)) / 2**20:8.0f} MiB"
            print(f"  {name:26} {taken[name] / taken[NAMES[1]]:6.2f} {grown}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
