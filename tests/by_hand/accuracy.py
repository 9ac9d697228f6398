"""How exact sums over many classes are in float32, here and in PyTorch, beside float64.

    python tests/by_hand/accuracy.py

For each number of classes C and for both layouts in memory (the classes along the last axis, or
along the first) the largest relative error of log-sum-exp, of the loss, and of a softmax's sum.
Nothing is asserted; the tests hold ours to 5e-7.
"""

import numpy as np

from lessonlib import losses, torch_reference

CLASSES = (10, 100, 1000, 10_000, 100_000, 1_000_000)
ROWS = 2


def errors(logits, axis, library):
    """The largest relative errors of three quantities, from float32 logits."""
    exact = logits.astype(float)
    top = exact.max(axis=axis, keepdims=True)
    lse = (top + np.log(np.exp(exact - top).sum(axis=axis, keepdims=True))).squeeze(axis)
    first = np.take(exact, 0, axis)
    batch = logits if axis == 1 else logits.T
    labels = np.zeros(ROWS, int)
    given = {
        "log-sum-exp": (library.logsumexp(logits, axis), lse),
        "loss": (library.cross_entropy(batch, labels, reduction="none"), lse - first),
        "sum of softmax": (library.softmax(logits, axis).sum(axis=axis, dtype=float), 1.0),
    }
    return {name: np.max(np.abs(value / right - 1)) for name, (value, right) in given.items()}


def main():
    print(f"{'C':>9}  {'classes along':14}  {'quantity':15}  {'lessonlib':>9}  {'PyTorch':>9}")
    for n_classes in CLASSES:
        rng = np.random.default_rng(4)
        for axis, where in ((1, "the last axis"), (0, "the first axis")):
            shape = (ROWS, n_classes) if axis == 1 else (n_classes, ROWS)
            logits = rng.normal(size=shape).astype(np.float32)
            ours, torchs = (errors(logits, axis, each) for each in (losses, torch_reference))
            for name in ours:
                figures = f"{ours[name]:9.1e}  {torchs[name]:9.1e}"
                print(f"{n_classes:9}  {where:14}  {name:15}  {figures}")


if __name__ == "__main__":
    main()
