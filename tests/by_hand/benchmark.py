"""How fast cross-entropy is computed, here and elsewhere, measured in turn in one run.

    python tests/by_hand/benchmark.py [picture.png] [rounds]

For each size and precision the same logits and class indices go to all: to `lessonlib.losses`, to
PyTorch on as many threads, to scipy (`log_softmax`, then indexing) and to scikit-learn (`log_loss`;
it gets probabilities, made beforehand). The floor is `np.exp` into an existing array. In each round
every contender is called several times in a row, and the first two calls do not count: caches still
hold another's data then, and PyTorch's threads stay busy for a while after each of its calls. What
is printed are ratios of medians. Extra memory is the growth of the process at its peak during one
call, beyond its results, each in a process of its own (on Linux).

Nothing is asserted; timings depend on the machine. It takes about three minutes.
"""

import itertools
import platform
import re
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np

from lessonlib import losses
from lessonlib.losses import blocks

SIZES = [(65536, 10), (4096, 1000), (1024, 50257)]
DTYPES = ["float32", "float64"]
THREADS = 2
VALUE = ["lessonlib", "PyTorch", "scipy", "scikit-learn", "floor: exp"]
BOTH = ["lessonlib, with gradient", "PyTorch, with gradient"]
STATUS = Path("/proc/self/status")


def data(size, dtype):
    rng = np.random.default_rng(4)
    return rng.normal(size=size).astype(dtype), rng.integers(0, size[1], size[0])


def contender(name, x, y):
    """The function to call, which takes nothing and returns its results as arrays."""
    blocks.WORKERS = THREADS
    if "PyTorch" in name:
        import torch
        from torch.nn import functional as F

        torch.set_num_threads(THREADS)
        logits, labels = torch.from_numpy(x), torch.from_numpy(y)

        def both():
            leaf = logits.detach().requires_grad_()
            F.cross_entropy(leaf, labels).backward()
            return leaf.grad

        return both if name in BOTH else lambda: F.cross_entropy(logits, labels)
    if name == "scipy":
        from scipy import special

        rows = np.arange(len(y))
        return lambda: -special.log_softmax(x, axis=1)[rows, y].mean()
    if name == "scikit-learn":
        from sklearn.metrics import log_loss

        q, classes = losses.softmax(x, 1), np.arange(x.shape[1])
        return lambda: log_loss(y, q, labels=classes)
    if name == "floor: exp":
        out = np.empty_like(x)
        return lambda: np.exp(x, out=out)
    if name in BOTH:
        return lambda: losses.cross_entropy_and_gradient(x, y)[1]
    return lambda: losses.cross_entropy(x, y)


def seconds(calls, rounds):
    """The median time of each call; rounds go through all, several calls of one in a row."""
    times = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            row = []
            while len(row) < 8 and sum(row) < 3:
                start = time.perf_counter()
                call()
                row.append(time.perf_counter() - start)
            times[name] += row[2:] or row
    return {name: median(row) for name, row in times.items()}


def extra_bytes(name, size, dtype):
    """How much the process grows during one call at its peak, beyond what the call returns."""
    x, y = data(size, dtype)
    contender(name, x[:8], y[:8])()  # what is loaded or started once
    call = contender(name, x, y)
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before = memory("VmRSS")
    call()
    return memory("VmHWM") - before - (x.nbytes if name in BOTH else 0)


def memory(name):
    return 1024 * int(re.search(rf"{name}:\s*(\d+) kB", STATUS.read_text())[1])


def measure(rounds):
    """A row for each size, dtype and contender: ratio of its time to PyTorch's, MiB of memory."""
    rows = []
    for size, dtype in itertools.product(SIZES, DTYPES):
        x, y = data(size, dtype)
        for names, reference in ((VALUE, "PyTorch"), (BOTH, BOTH[1])):
            taken = seconds({name: contender(name, x, y) for name in names}, rounds)
            for name in names:
                extra = None
                if STATUS.exists() and name != VALUE[-1]:
                    with get_context("spawn").Pool(1) as pool:
                        extra = pool.apply(extra_bytes, (name, size, dtype)) / 2**20
                rows.append((size, dtype, name, taken[name] / taken[reference], extra))
                print(line(*rows[-1]), flush=True)
    return rows


def line(size, dtype, name, ratio, extra):
    mebibytes = "" if extra is None else f"{extra:9.1f} MiB"
    return f"{size!s:14} {dtype:8} {name:25} {ratio:7.2f} {mebibytes}"


def draw(rows, path):
    """A panel for each dtype: ratios on a logarithmic axis, a line for each contender."""
    import matplotlib.pyplot as plt

    from lessonlib.style import use_style

    use_style()
    names = [name for name in [*VALUE, *BOTH] if "PyTorch" not in name]
    fig, axes = plt.subplots(1, len(DTYPES), figsize=(10, 4), sharey=True, layout="constrained")
    for ax, dtype in zip(axes, DTYPES, strict=True):
        for size, marker in zip(SIZES, "os^", strict=True):
            points = {n: r for s, d, n, r, _ in rows if (s, d) == (size, dtype) and n in names}
            label = f"{size[0]} × {size[1]}"
            ax.plot(list(points.values()), [names.index(n) for n in points], marker, label=label)
        ax.axvline(1, color="0.3", linewidth=1)
        ax.set(xscale="log", xlabel="time, as a multiple of PyTorch's", title=dtype)
        ax.set_yticks(range(len(names)), names)
        ax.minorticks_off()
        ax.xaxis.set_major_formatter("{x:g}")
        ax.grid(axis="y", alpha=0.3)
    axes[0].invert_yaxis()
    handles, labels = axes[0].get_legend_handles_labels()
    title = "examples × classes"
    fig.legend(
        handles, labels, loc="outside lower center", ncols=3, title=title, title_fontsize="medium"
    )
    fig.savefig(path)


def main(picture="benchmark.png", rounds=5):
    print(f"{platform.machine()}, {THREADS} threads; times as multiples of PyTorch's")
    draw(measure(int(rounds)), picture)
    print(f"drawn: {picture}")


if __name__ == "__main__":
    main(*sys.argv[1:])
