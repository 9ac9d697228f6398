"""Wrong answers that a few fixed cases let pass, and right ones in other forms.

Each is a check and a function as a reader would write it.
"""

import math
from itertools import pairwise

import numpy as np
import torch

from lessonlib import losses


def columns_as_rows(raw):
    out = np.zeros(raw.shape)
    for row in range(len(raw)):
        for column in range(len(raw)):
            out[row, column] = raw[row, column] / raw[row].sum()
    return out


def with_tile(raw):
    return raw / np.tile(raw.sum(axis=1), (len(raw), 1)).T


def rounded_bins(confidence, right, n_bins):
    bins = np.round(confidence * n_bins).astype(int)
    return np.abs(np.bincount(bins, right - confidence)).sum() / len(right)


def steps(count):
    def answers(x, labels, new, n_classes):
        W = np.zeros((x.shape[1], n_classes))
        for _ in range(count):
            push = losses.softmax(x @ W, axis=1) - np.eye(n_classes)[labels]
            W = W - x.T @ push / len(x)
        return (new @ W).argmax(axis=1)

    return answers


def one_hots_of_labels(labels):
    return np.eye(labels.max() + 1)[labels]


def classes_of_labels(x, labels, new, n_classes):
    return (new @ (one_hots_of_labels(labels).T @ x).T).argmax(axis=1)


def gradient_of_labels(x, labels, W):
    return x.T @ (losses.softmax(x @ W, axis=1) - one_hots_of_labels(labels)) / len(x)


def owner_mixed(label, V, W):
    size, longer = divmod(V, W)
    if label < longer * (size + 1):
        return divmod(label, size + 1)
    return longer + (label - longer * (size + 1)) // size, label % size


def owner_last(label, V, W):
    size, longer = divmod(V, W)
    if label < longer * (size + 1):
        return divmod(label, size + 1)
    return W - 1, (label - longer * (size + 1)) % size


def overflowing_preference(chosen, rejected, chosen_reference, rejected_reference, beta):
    u, v = chosen.sum() - chosen_reference.sum(), rejected.sum() - rejected_reference.sum()
    return np.log1p(np.exp(-beta * (u - v)))


SLIPS = [
    ("softmax_among", lambda x, a: np.exp(x) * a / ((np.exp(x) * a).sum(1, keepdims=True) + 1e-9)),
    ("normalize_rows", columns_as_rows),
    ("normalize_rows", with_tile),
    ("calibration_error", rounded_bins),
    ("first_answers", steps(2)),
    ("first_answers", steps(20)),
    ("first_answers", steps(100)),
    ("first_answers", classes_of_labels),
    ("weight_gradient", gradient_of_labels),
    ("owner", owner_mixed),
    ("owner", owner_last),
    ("preference_loss", overflowing_preference),
]


def looped_columns(raw, labels):
    total = 0.0
    for image, label in enumerate(labels):
        column = raw[:, image]
        total -= math.log(column[label] / sum(column))
    return total / len(labels)


def torch_among(logits, allowed):
    z = torch.tensor(logits).masked_fill(~torch.tensor(allowed), -torch.inf)
    return torch.softmax(z, 1)


def torch_slope(z, y):
    z = torch.tensor(z, requires_grad=True)
    y = torch.tensor(np.asarray(y, float))
    torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="sum").backward()
    return z.grad


def searched_amount(p, q, r, s):
    """Where moving costs least, by halving."""
    low, high = -s, q
    for _ in range(200):
        t = (low + high) / 2
        low, high = (t, high) if r / (s + t) > p / (q - t) else (low, t)
    return t


def fraction_of_one_more(q, n):
    return math.prod([q] * n)


def single_softmax(x, allowed):
    z = torch.tensor(x, dtype=torch.float32).masked_fill(~torch.tensor(allowed), -torch.inf)
    return torch.softmax(z, 1)


def digitized(confidence, right, n_bins):
    total = 0.0
    edges = np.linspace(0, 1, n_bins + 1)
    for low, high in pairwise(edges):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            total += abs(right[inside].mean() - confidence[inside].mean()) * inside.sum()
    return total / len(right)


def trained_one_step(x, labels, new, n_classes):
    W = np.zeros((x.shape[1], n_classes))
    W -= 0.1 * x.T @ (1 / n_classes - np.eye(n_classes)[labels]) / len(x)
    return losses.softmax(new @ W, axis=1).argmax(axis=1)


def searched_owner(label, V, W):
    parts = np.array_split(np.arange(V), W)
    return next((r, list(part).index(label)) for r, part in enumerate(parts) if label in part)


RIGHT = [
    ("softmax_among", single_softmax),
    ("one_more", fraction_of_one_more),
    ("one_more", lambda q, n: math.exp(n * math.log(q))),
    ("best_amount", searched_amount),
    ("best_amount", lambda p, q, r, s: q - (q + s) * p / (p + r)),
    ("loss_of_average", lambda a, b: -math.log((math.exp(-a) + math.exp(-b)) / 2)),
    (
        "share_behind",
        lambda loss, q: 1 - (loss + math.log(q)) / (math.log(q) - math.log(1 - q)),
    ),
    ("loss_of_columns", looped_columns),
    ("softmax_among", torch_among),
    ("softmax_among", lambda x, a: np.exp(x) * a / (np.exp(x) * a).sum(1, keepdims=True)),
    ("slope_of_pair", torch_slope),
    ("slope_of_pair", lambda z, y: [1 / (1 + math.exp(-a)) - b for a, b in zip(z, y, strict=True)]),
    ("calibration_error", digitized),
    ("first_answers", trained_one_step),
    ("owner", searched_owner),
    ("chunked_logsumexp", lambda chunks: [np.logaddexp.reduce(r) for r in np.hstack(chunks)]),
    (
        "joined_mean",
        lambda m, y, w: np.average(m, weights=[sum(w[k] for k in row if k >= 0) for row in y]),
    ),
    ("one_hot", lambda label, n: [int(k == label) for k in range(n)]),
    ("belief_behind", lambda q, b: q / q**b / sum(q / q**b)),
    ("cooled", lambda q, T: losses.softmax(np.log(q) / T, axis=1)),
    ("undone_weight", lambda q, w: 1 / (1 + w * math.exp(-math.log(q / (1 - q))))),
]
