"""What wrong answers may call, so that they stay short."""

from math import comb

import numpy as np


def into_copy(p, first):
    q = p.copy()
    q[0] = first
    q[1:] = p[1:] * (p.sum() - first) / p[1:].sum()
    return q


def kept(y):
    return (y >= 0).sum(axis=1)


def means(z, y):
    """The mean loss over the kept tokens of each batch."""
    log_q = z - np.log(np.exp(z).sum(axis=2, keepdims=True))
    picked = np.take_along_axis(log_q, np.maximum(y, 0)[..., np.newaxis], 2)[..., 0]
    return -(picked * (y >= 0)).sum(axis=1) / kept(y)


def next_token(z, t):
    log_q = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return -np.take_along_axis(log_q, t[..., np.newaxis], -1).mean()


def ones_and_zeros(ones, n):
    """What n cases pay, with 0 ln 0 as it comes."""
    q = np.divide(ones, n)
    return -n * (q * np.log(q) + (1 - q) * np.log(1 - q))


def paid(ones, n):
    return 0.0 if ones in (0, n) else ones_and_zeros(ones, n)


def fallen(ones, n, ones_without, n_without):
    both = paid(ones + ones_without, n + n_without)
    return both - paid(ones, n) - paid(ones_without, n_without)


def label_needed(x, labels, place, touching=False):
    left = int(x[labels == 0].max() > x[labels == 1].min())
    low, high = x[labels == left].max(), x[labels != left].min()
    if place < low or (touching and place == low):
        return 1 - left
    return left if place > high or (touching and place == high) else -1


def entropy(t):
    return -(t * np.log(np.where(t > 0, t, 1))).sum(axis=-1)


def pairs(lam, n_classes):
    """Targets of two classes each."""
    return np.outer(lam, np.eye(n_classes)[0]) + np.outer(1 - lam, np.eye(n_classes)[1])


def voted(votes):
    kept = votes[votes.sum(axis=1) > 0]
    return kept / kept.sum(axis=1, keepdims=True)


def wins(r, K, above=1):
    """The chance of a majority, by at least so many more than half of K, rounded down."""
    return sum(comb(K, k) * r**k * (1 - r) ** (K - k) for k in range(K // 2 + above, K + 1))


def two_kl(p, q):
    return p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q))


def spread(p):
    k = np.arange(len(p))
    weights = np.exp(-abs(k[:, np.newaxis] - k) @ p)
    return weights / weights.sum()


def twins(views, s, own=-np.inf, left_out=False):
    """Each view's log-sum-exp, with a cosine for itself, and its mean logit of a twin."""
    (m, n, _), every = views.shape, views.reshape(-1, views.shape[2])
    z, image = every @ every.T, np.arange(m * n) % n
    are = (image[:, None] == image) & ~np.eye(m * n, dtype=bool)
    np.fill_diagonal(z, own)
    z = s * z
    mean = np.where(are, z, 0).sum(axis=1) / (m - 1)
    return np.logaddexp.reduce(np.where(are, -np.inf, z) if left_out else z, axis=1) - mean


def their_ece(confidence, right, n_bins):
    bins = np.ceil(confidence * n_bins)
    inside = [(bins == b) & (confidence < 1) for b in range(1, n_bins + 1)]
    return sum(abs((right - confidence)[mask].sum()) for mask in inside) / len(right)


def bin_gaps(confidence, right, n_bins):
    bins = np.ceil(confidence * n_bins)
    return [abs((right - confidence)[bins == b].mean()) for b in np.unique(bins)]


def first_window(n, T, stride):
    return [i - next(b for b in range(0, n, stride) if b + T > i) for i in range(n)]


def hurried(chunks, late=False):
    """Log-sum-exp in one pass, with the old sum not rescaled, or the new one too."""
    m, s = np.full(len(chunks[0]), -np.inf), 0
    for chunk in chunks:
        new = np.maximum(m, chunk.max(axis=1))
        s = s + np.exp(chunk - new[:, None]).sum(axis=1)
        s = s * np.exp(m - new) if late else s
        m = new
    return m + np.log(s)


def rescaled(chunks):
    m, s = np.full(len(chunks[0]), -np.inf), 0
    for chunk in chunks:
        old, m = m, np.maximum(m, chunk.max(axis=1))
        s = s * np.exp(old - m) + np.exp(chunk - m[:, None]).sum(axis=1)
    return m + np.log(s)


def owner(label, V, W):
    for rank, part in enumerate(np.array_split(np.arange(V), W)):
        if label in part:
            return rank, label - part[0]


def kept_mean(z, t):
    log_q = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(log_q, np.maximum(t, 0)[..., np.newaxis], -1)[..., 0]
    return -(picked * (t >= 0)).sum() / (t >= 0).sum()


def without_prompt(t, n):
    return np.where(np.arange(t.shape[1]) < n[:, np.newaxis], -100, t)


def paid_in_full(costs, words, known, end=1, size=lambda word: len(word.encode())):
    spelled = sum(8 * (size(word) + end) for word in words if word not in known)
    return (np.sum(costs) / np.log(2) + spelled) / len("".join(words).encode())


NAMES = {
    "FULL": paid_in_full,
    "KEPT_MEAN": kept_mean,
    "NEXT_KEPT": lambda z, t: kept_mean(z[:, :-1], t[:, 1:]),
    "PROMPT": without_prompt,
    "OWNER": owner,
    "COLUMNS": lambda raw: raw / raw.sum(axis=0),
    "HURRY": hurried,
    "TWINS": twins,
    "SPREAD": spread,
    "H": entropy,
    "PAIRS": pairs,
    "VOTED": voted,
    "WINS": wins,
    "TWO_KL": two_kl,
    "LABEL_NEEDED": label_needed,
    "FALLEN": fallen,
    "PAID": paid,
    "WITH_ZEROS": ones_and_zeros,
    "RESCALED": rescaled,
    "ROWS": lambda x: np.logaddexp.reduce(x, axis=1),
    "SHARED": lambda own, f: np.hstack([(q.T * g).T for q, g in zip(own, f, strict=True)]),
    "FIRST": lambda n, T, s: np.array(first_window(n, T, s)),
    "SIGMA": lambda x: 1 / (1 + np.exp(-x)),
    "THEIR_ECE": their_ece,
    "BIN_GAPS": bin_gaps,
    "NEXT": next_token,
    "KEPT": kept,
    "MEANS": means,
    "INTO_COPY": into_copy,
    "np": np,
    "S": lambda x: np.exp(x) / np.exp(x).sum(axis=1, keepdims=True),
    "LSE": lambda x: np.log(np.exp(x).sum(axis=1)),
    "SHIFTED": lambda x: x.max(1) + np.log(np.exp(x - x.max(1, keepdims=True)).sum(axis=1)),
    "Q": lambda z: np.exp(z) / np.exp(z).sum(),
    "TOP": lambda x: x.max(axis=1, keepdims=True),
    "T": lambda x, y: x[np.arange(len(y)), y],
    "CLASS_MEANS": lambda x, y: np.array([x[y == k].mean(axis=0) for k in range(y.max() + 1)]),
    "NEAREST": lambda n, m: np.argmin(((n[:, None] - m) ** 2).sum(axis=2), axis=1),
    "SHARES": lambda y, c: np.bincount(y, minlength=c) / len(y),
    "PUSH": lambda x, y, w: np.exp(x @ w) / np.exp(x @ w).sum(1)[:, None] - np.eye(w.shape[1])[y],
    "P": lambda x, y: np.eye(x.shape[1])[y],
}
