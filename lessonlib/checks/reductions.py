"""Exercises on reductions: what a mean is over."""

import numpy as np

from lessonlib import losses
from lessonlib.checks.verdict import print_verdict

_IGNORED = -100


def check_joined_mean(answer):
    """Exercise of 10: the mean over all examples, from the means of batches.

    `answer(means, sizes)` returns a number.
    """
    print_verdict(
        answer,
        [
            (np.array([1.0, 4.0]), np.array([5, 1])),
            (np.array([0.5, 2.0, 1.0]), np.array([8, 8, 3])),
        ],
        lambda means, sizes: np.sum(means * sizes) / np.sum(sizes),
        [
            (
                lambda means, sizes: means.mean(),
                "that is the mean of means: a small batch counts as much as a large one",
            ),
            (
                lambda means, sizes: np.sum(means * sizes),
                "that is the sum over all examples; divide by how many there are",
            ),
            (
                lambda means, sizes: np.sum(means) / np.sum(sizes),
                "each mean stands for its whole batch; multiply it by the size first",
            ),
            (
                lambda means, sizes: np.mean(means * sizes),
                "that is divided by the number of batches; divide by that of the examples",
            ),
        ],
    )


def check_weighted_mean(answer):
    """Exercise of 10: what PyTorch's mean makes of class weights and index targets.

    `answer(costs, labels, weight)` returns a number.
    """
    print_verdict(
        answer,
        [
            (np.array([1.0, 3.0, 0.5]), np.array([0, 2, 2]), np.array([0.5, 1.0, 4.0])),
            (np.array([2.0, 1.0]), np.array([1, 0]), np.array([3.0, 0.25, 1.0])),
        ],
        lambda costs, labels, weight: np.sum(weight[labels] * costs) / np.sum(weight[labels]),
        [
            (
                lambda costs, labels, weight: np.mean(weight[labels] * costs),
                "that is divided by N, as for probability targets; index targets divide by the "
                "sum of their weights",
            ),
            (
                lambda costs, labels, weight: np.sum(weight[labels] * costs),
                "that is the sum; divide by the sum of the weights",
            ),
            (
                lambda costs, labels, weight: np.sum(weight[labels] * costs) / np.sum(weight),
                "the weights of all classes were added; add one per example, that of its label",
            ),
            (lambda costs, labels, weight: np.mean(costs), "the weights are missing"),
            (
                lambda costs, labels, weight: np.sum(costs) / np.sum(weight[labels]),
                "the weights are missing above; multiply the costs by them too",
            ),
        ],
    )


def check_kept_mean(answer):
    """Exercise of 11: the mean loss over the places that are kept.

    `answer(costs, labels, ignored)` returns a number.
    """
    print_verdict(
        answer,
        [
            (np.array([[1.0, 3.0], [0.5, 2.5]]), np.array([[0, 9], [1, 2]]), 9),
            (np.array([[2.0, 1.0, 4.0]]), np.array([[-1, 0, 2]]), -1),
        ],
        lambda costs, labels, ignored: costs[labels != ignored].mean(),
        [
            (
                lambda costs, labels, ignored: np.where(labels != ignored, costs, 0).mean(),
                "the ignored places cost 0 and were still counted; divide by those that are kept",
            ),
            (lambda costs, labels, ignored: costs.mean(), "nothing was ignored"),
            (
                lambda costs, labels, ignored: costs[labels == ignored].mean(),
                "that is over the ignored places; turn the comparison",
            ),
            (
                lambda costs, labels, ignored: costs[labels != ignored].sum(),
                "that is the sum; divide by the number of places kept",
            ),
            (
                lambda costs, labels, ignored: np.mean(
                    [row[y != ignored].mean() for row, y in zip(costs, labels, strict=True)]
                ),
                "that is a mean of means, row by row; all kept places count alike",
            ),
        ],
    )


def check_epoch_loss(answer):
    """Exercise of 11: the mean loss over all kept tokens of micro-batches.

    `answer(logits, labels)` returns a number.
    """
    rng = np.random.default_rng(4)
    labels = np.array([[0, 1, 2, 1], [2, 1, _IGNORED, 0], [1] + [_IGNORED] * 3])
    print_verdict(
        answer,
        [(rng.normal(size=(3, 4, 3)), labels), (rng.normal(size=(2, 4, 3)), labels[1:])],
        lambda z, y: _per_batch(z, y).sum() / _kept(y).sum(),
        [
            (
                lambda z, y: (_means(z, y) * y.shape[1]).sum() / y.size,
                "both mistakes are still there: every micro-batch counts alike",
            ),
            (
                lambda z, y: (_means(z, y) * y.shape[1]).sum() / _kept(y).sum(),
                "the divisor is right; the sum multiplies a mean over kept tokens by all of them",
            ),
            (
                lambda z, y: _per_batch(z, y).sum() / y.size,
                "the sum is right; the divisor still counts padding",
            ),
            (
                lambda z, y: _per_batch(z, y).sum() / len(y),
                "the sum is right; divide it by the number of kept tokens, not of batches",
            ),
        ],
    )


def _kept(labels):
    return (labels != _IGNORED).sum(axis=1)


def _per_batch(logits, labels):
    pairs = zip(logits, labels, strict=True)
    return np.array([losses.cross_entropy(z, y, reduction="sum") for z, y in pairs])


def _means(logits, labels):
    return _per_batch(logits, labels) / _kept(labels)


def check_perplexity(answer):
    """Exercise of 11: the perplexity of a text from the mean losses of its batches.

    `answer(means, sizes)` returns a number.
    """
    print_verdict(
        answer,
        [
            (np.array([1.0, 2.5]), np.array([30, 10])),
            (np.array([0.5, 2.0, 1.0]), np.array([8, 8, 3])),
        ],
        lambda means, sizes: np.exp(np.sum(means * sizes) / np.sum(sizes)),
        [
            (
                lambda means, sizes: np.mean(np.exp(means)),
                "exp was averaged, batch by batch; average the losses, then exp once",
            ),
            (
                lambda means, sizes: np.sum(sizes * np.exp(means)) / np.sum(sizes),
                "exp was averaged; average the losses, then exp once",
            ),
            (
                lambda means, sizes: np.exp(means.mean()),
                "that is a mean of means; a batch counts by its tokens",
            ),
            (
                lambda means, sizes: np.sum(means * sizes) / np.sum(sizes),
                "that is the mean loss in nats; exp makes a number of choices of it",
            ),
            (
                lambda means, sizes: 2 ** (np.sum(means * sizes) / np.sum(sizes)),
                "2 takes losses in bits; these are in nats",
            ),
        ],
    )
