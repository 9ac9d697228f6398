"""The cross-entropy of logits and its gradient, computed block by block.

`by_formula` is what is computed. `loss_and_gradient` gives the same in less time and memory: it
takes a block of examples that fits the processor's cache, works in place with a single exponential
for loss and gradient, and lets threads share the blocks of a large array.

Logits have the shape (N, C, D) here: examples, classes, and places within an example (D = 1
without any). What belongs to an example has the shape (N, D).
"""

import itertools
import os
from dataclasses import dataclass
from threading import Thread

import numpy as np

from lessonlib import arguments
from lessonlib.losses.reduction import precise_sum

FEW_CLASSES = 64  # below it, loops over the examples are longer than loops over the classes
WORTH_THREADS = 2**20  # logits; below it, a thread costs what it saves
# Of the processors that this process may run on: more threads than those only wait.
_ALLOWED = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))
WORKERS = min(4, len(_ALLOWED(0)))
# Of all threads together: more leaves the cache, less makes them wait for each other at every call.
MEMORY_BYTES = 2**22


def by_formula(logits, t):
    """loss = -Σ_c t(c) ln q(c) and ∂loss/∂logits(c) = q(c) Σ_k t(k) - t(c), with q = softmax."""
    z = logits - logits.max(axis=1, keepdims=True)
    log_q = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -(t * log_q).sum(axis=1)
    return loss, np.exp(log_q) * t.sum(axis=1, keepdims=True) - t


def loss_and_gradient(logits, target, loss, gradient=None):
    """Fill `loss` (N, D) and `gradient` (N, C, D); the dtype of `loss` is that computed in.

    `target` is a `Labels` or `Probabilities`, which knows t and by what the gradient is scaled. The
    gradient must be contiguous.
    """
    n, c, d = logits.shape
    # Where a block has its classes: NumPy is fast along the last axis if that is long.
    axis = 0 if c < FEW_CLASSES or d > 1 else -1
    in_place = axis == -1 and logits.dtype == loss.dtype
    rows, places = _block_shape(n, c, d, loss.itemsize * target.arrays)
    starts = itertools.product(range(0, n, rows), range(0, d, places))
    blocks = [(slice(i, i + rows), slice(j, j + places)) for i, j in starts]
    needed = 0 if in_place and gradient is not None else rows * c * places

    @arguments.quiet
    def work(share):
        memory = np.empty(needed, loss.dtype)
        for block in share:
            i, j = block
            x = np.moveaxis(logits[i, :, j], 1, axis)
            g = None if gradient is None else np.moveaxis(gradient[i, :, j], 1, axis)
            z = g if in_place and g is not None else memory[: x.size].reshape(x.shape)
            if not in_place:  # loops run along memory in a copy, and in its precision
                z[...] = x
                x = z
            _fill(loss[block], g, x, target.part(block), z, axis)

    count = WORKERS if logits.size >= WORTH_THREADS else 1
    _in_threads(work, [blocks[k::count] for k in range(count)])


def _in_threads(work, shares):
    """Call `work` for each share in a thread, of which this is one; raise what one raised."""
    raised = []

    def try_work(share):
        try:
            work(share)
        except BaseException as error:
            raised.append(error)

    # Not a pool of concurrent.futures, whose start and end take twice as long.
    others = [Thread(target=try_work, args=(share,)) for share in shares[1:]]
    for thread in others:
        thread.start()
    try_work(shares[0])
    for thread in others:
        thread.join()
    if raised:
        raise raised[0]


def _fill(loss, gradient, x, target, z, axis):
    """One block, in the memory of z, with the classes on the first or the last axis.

    With z = x - max x and s = Σ exp z the formula reads loss = Σt · ln s - Σ t z, and the gradient
    exp z · Σt / s - t.
    """
    np.subtract(x, x.max(axis=axis, keepdims=True), out=z)
    sum_t, sum_tz = target.sums(z, axis)
    np.exp(z, out=z)
    s = _sum(z, axis)
    loss[...] = sum_t * np.log(s) - sum_tz
    if gradient is not None:
        z *= np.expand_dims(sum_t * target.scale / s, axis)
        target.subtract_scaled_from(z, axis)
        if gradient is not z:
            gradient[...] = z


def _block_shape(n, c, d, bytes_each):
    """How many examples, and places within them, make a block of the memory of one thread."""
    columns = max(1, MEMORY_BYTES // WORKERS // (c * bytes_each))
    return min(n, max(1, columns // d)), min(columns, d)


@dataclass
class Labels:
    """t(c) = one · [c = label] + spread · w(c): a class index, weighted and smoothed.

    All arrays have the shape (N, D). An ignored example has any label, and 0 in all the others.
    """

    label: np.ndarray
    one: np.ndarray
    spread: np.ndarray | None  # None without label smoothing
    weight: np.ndarray | None  # w(c); None means 1
    scale: np.ndarray

    @property
    def arrays(self):
        """How many arrays of a block's size are in use at once."""
        return 1 if self.spread is None else 2

    def part(self, block):
        rest = None if self.spread is None else self.spread[block]
        return Labels(self.label[block], self.one[block], rest, self.weight, self.scale[block])

    def sums(self, z, axis):
        """Σ t and Σ t z. A class with t = 0 by its index is not looked at: 0 · inf is nan."""
        sum_t, sum_tz = self.one, self.one * z.reshape(-1)[self._places(z, axis)]
        if self.spread is not None:
            w = _along(np.ones(1, z.dtype) if self.weight is None else self.weight, axis)
            sum_w = z.shape[axis] if self.weight is None else self.weight.sum()
            sum_t, sum_tz = (
                sum_t + self.spread * sum_w,
                sum_tz + self.spread * _sum(w * z, axis),
            )
        return sum_t, sum_tz

    def subtract_scaled_from(self, z, axis):
        """z -= scale · t: at the labels' places and, where they are smoothed, everywhere."""
        z.reshape(-1)[self._places(z, axis)] -= self.scale * self.one
        if self.spread is not None:
            w = 1 if self.weight is None else _along(self.weight, axis)
            z -= np.expand_dims(self.scale * self.spread, axis) * w

    def _places(self, z, axis):
        """Where in the flat z the labels' entries stand."""
        example = np.arange(self.label.size).reshape(self.label.shape)
        if axis == 0:
            return self.label * self.label.size + example
        return example * z.shape[-1] + self.label


@dataclass
class Probabilities:
    """t(c) = w(c) ((1 - ε) p(c) + ε/C): a pmf, smoothed and weighted. p has shape (N, C, D)."""

    p: np.ndarray
    weight: np.ndarray | None
    smoothing: float
    scale: float
    arrays = 3

    def part(self, block):
        rows, places = block
        return Probabilities(self.p[rows, :, places], self.weight, self.smoothing, self.scale)

    def sums(self, z, axis):
        """Σ t and Σ t z."""
        t = self._t(z, axis)
        return _sum(t, axis), _sum(t * z, axis)

    def subtract_scaled_from(self, z, axis):
        """z -= scale · t, where t is as large as z."""
        t = self._t(z, axis)
        t *= self.scale
        z -= t

    def _t(self, z, axis):
        t = np.empty_like(z)
        t[...] = np.moveaxis(self.p, 1, axis)
        if self.smoothing:
            t *= 1 - self.smoothing
            t += self.smoothing / z.shape[axis]
        if self.weight is not None:
            t *= _along(self.weight, axis)
        return t


def _sum(x, axis):
    """Σ x over the classes: in pairs where these are contiguous, else in float64 if many."""
    return precise_sum(x, axis) if axis == 0 and len(x) >= FEW_CLASSES else x.sum(axis=axis)


def _along(w, axis):
    """w(c), to broadcast with z."""
    return w if axis == -1 else w[:, np.newaxis, np.newaxis]
