"""Exercises that answer back.

Each `check_…` hands the reader's function to `verdict.print_verdict`, with inputs to try it on, the
right function, and the misconceptions that it can name: a wrong function and a sentence for each.
"""

import numpy as np

from lessonlib import losses, pmf
from lessonlib.verdict import print_verdict

_LOGITS = np.array([[2.0, 1.0, -1.0], [0.5, 3.0, 0.0]])
_LABELS = np.array([2, 1])
_Q = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]])


def check_uniform_loss(answer):
    """Exercise of 00: the summed loss, in nats, of N images when every class gets 1/C.

    `answer(n_images, n_classes)` returns a number.
    """
    print_verdict(
        answer,
        [(4, 10), (3, 5)],
        lambda n, c: n * np.log(c),
        [
            (lambda n, c: -n * np.log(c), "the sign is lost: −ln(1/C) is + ln C"),
            (lambda n, c: np.log(c), "that is one image; the loss is summed over all of them"),
            (lambda n, c: n * np.log2(c), "that is in bits (log2); nats take the natural log"),
            (lambda n, c: n * np.log10(c), "that is log10; nats take the natural log, np.log"),
            (lambda n, c: n / c, "the probability itself was summed; each image costs −ln of it"),
            (lambda n, c: c * np.log(n), "images and classes are swapped"),
        ],
    )


def check_typical_probability(answer):
    """Exercise of 00: the probability whose loss is the mean loss.

    `answer(total_loss, n_images)` returns a number from 0 to 1.
    """
    print_verdict(
        answer,
        [(9.0, 4), (2.0, 5)],
        lambda total, n: np.exp(-total / n),
        [
            (lambda total, n: np.exp(total / n), "a minus is missing: the loss is −ln q"),
            (lambda total, n: np.exp(-total), "that is the product for all; divide the loss by n"),
            (lambda total, n: 2 ** (-total / n), "that undoes log2; ln is undone by np.exp"),
            (lambda total, n: 10 ** (-total / n), "that undoes log10; ln is undone by np.exp"),
            (lambda total, n: -np.log(total / n), "that is −ln of the mean loss; undo −ln instead"),
            (lambda total, n: 1 - total / n, "1 − loss is near exp(−loss) for tiny losses only"),
        ],
    )


def check_sum_log(answer):
    """Exercise of 01: -Σ p ln q for each row of a matrix of candidates.

    `answer(p, many_q)` returns one number for each row.
    """
    p = np.array([1.0, 2.0, 5.0])
    many_q = np.array([[3.0, 4.0, 1.0], [1.0, 2.0, 5.0], [2.0, 2.0, 4.0]])
    print_verdict(
        answer,
        [(p, many_q), (_Q[0], _Q)],
        lambda p, q: -(p * np.log(q)).sum(axis=1),
        [
            (lambda p, q: (p * np.log(q)).sum(axis=1), "the minus before the sum is lost"),
            (lambda p, q: -(p * np.log(q)).sum(), "all rows were added up; sum along each row"),
            (
                lambda p, q: -(p * np.log(q)).sum(axis=0),
                "the columns were summed: there should be one number for each row",
            ),
            (lambda p, q: -(q * np.log(p)).sum(axis=1), "p and q are swapped: the log is of q"),
            (lambda p, q: -(p * np.log2(q)).sum(axis=1), "that is log2; ln is np.log"),
            (lambda p, q: -(p * np.log10(q)).sum(axis=1), "that is log10; ln is np.log"),
            (lambda p, q: -(p * np.log(q)).mean(axis=1), "that is the mean over entries; sum them"),
            (
                lambda p, q: -np.log((p * q).sum(axis=1)),
                "the log was taken of the sum; take it of q, before multiplying by p",
            ),
            (lambda p, q: -p * np.log(q), "these are the terms; their sum is asked for"),
            (lambda p, q: -np.log(q).sum(axis=1), "p is missing: it weighs each logarithm"),
            (lambda p, q: -(p * q).sum(axis=1), "the logarithm is missing"),
        ],
    )


def check_best_rest(answer):
    """Exercise of 01: the best q when its first entry is fixed.

    `answer(p, first)` returns q with q[0] = first, the sum of p, and the smallest -Σ p ln q.
    """

    def right(p, first):
        rest = p[1:] * (p.sum() - first) / p[1:].sum()
        return np.concatenate([[first], rest])

    def even(p, first):
        rest = np.full(len(p) - 1, (p.sum() - first) / (len(p) - 1))
        return np.concatenate([[first], rest])

    def shifted(p, first):
        return np.concatenate([[first], p[1:] + (p[0] - first) / (len(p) - 1)])

    def unchanged(p, first):
        return np.concatenate([[first], p[1:]])

    print_verdict(
        answer,
        [(np.array([5, 1, 4, 6, 2, 4]), 2.0), (np.array([2.0, 1, 3]), 3.0)],
        right,
        [
            (even, "the rest is spread evenly; it should keep the proportions of p"),
            (shifted, "every entry got the same extra; it should be multiplied by the same factor"),
            (
                lambda p, first: right(p, first).astype(p.dtype),
                "p holds integers, and so does a copy of it: decimals are cut; use p.astype(float)",
            ),
            (
                lambda p, first: np.concatenate([[first], p[1:] * (p.sum() - first) / p.sum()]),
                "the factor divides by the sum of all p; only the free entries share the rest",
            ),
            (
                unchanged,
                "the sum is not that of p any more; the other entries must take up the rest",
            ),
            (lambda p, first: p, "q[0] is not the value that was fixed"),
            (lambda p, first: right(p, first)[1:], "the fixed first entry is missing from q"),
        ],
    )


def check_one_hot(answer):
    """Exercise of 02: the one-hot pmf of a label.

    `answer(label, n_classes)` returns an array of length n_classes.
    """
    print_verdict(
        answer,
        [(1, 4), (3, 5), (0, 3), (9, 10)],
        pmf.one_hot,
        [
            (lambda y, c: np.eye(c)[y - 1], "the 1 is one place early: classes count from 0"),
            (
                lambda y, c: pmf.one_hot((y + 1) % c, c),
                "the 1 is one place late: classes count from 0",
            ),
            (lambda y, c: np.eye(c), "those are the pmfs of all labels; pick the row of this one"),
            (lambda y, c: 1 - pmf.one_hot(y, c), "ones and zeros are swapped"),
            (lambda y, c: pmf.one_hot(y, c) * y, "the label itself stands there; a pmf has a 1"),
            (
                lambda y, c: pmf.one_hot(y, c)[:, None],
                "this has shape (C, 1); a pmf has shape (C,)",
            ),
            (lambda y, c: pmf.one_hot(y, c)[None], "this has shape (1, C); a pmf has shape (C,)"),
        ],
    )


def check_pmf_cross_entropy(answer):
    """Exercise of 02: H(p, q) for any two pmfs, p with zeros too.

    `answer(p, q)` returns a number.
    """
    p = np.array([0.7, 0.2, 0.1])
    q = np.array([0.2, 0.5, 0.3])
    print_verdict(
        answer,
        [
            (p, q),
            (np.array([0.0, 1.0, 0.0]), q),
            (np.array([0.5, 0.5, 0.0]), np.array([0.9, 0.1, 0])),
            (np.array([1.0, 0.0]), np.array([0.0, 1.0])),
        ],
        pmf.cross_entropy,
        [
            (
                lambda p, q: -np.log(q[p > 0]).sum(),
                "the mask q[p > 0] counts every class alike; weigh each −ln q by its p",
            ),
            (
                lambda p, q: -(p * np.log(q)).sum(),
                "where p and q are both 0, 0 · ln 0 came out as nan; such classes cost nothing",
            ),
            (
                lambda p, q: -(p[q > 0] * np.log(q[q > 0])).sum(),
                "p > 0 with q = 0 came out free, and it costs infinity; mask with p > 0, not q > 0",
            ),
            (pmf.kl_divergence, "that is the KL divergence; H(p, q) does not subtract H(p)"),
            (lambda p, q: -p * np.log(q), "these are the terms; their sum is asked for"),
            (lambda p, q: -pmf.cross_entropy(p, q), "the minus before the sum is lost"),
            (lambda p, q: pmf.cross_entropy(p, q, base=2), "that is in bits; nats take np.log"),
            (lambda p, q: pmf.cross_entropy(p, q, base=10), "that is log10; nats take np.log"),
            (
                lambda p, q: pmf.cross_entropy(p, q) / len(p),
                "that is the mean over classes; sum them",
            ),
            (lambda p, q: pmf.cross_entropy(q, p), "p and q are swapped: the log is taken of q"),
            (
                lambda p, q: -np.log(q[p.argmax()]),
                "only the likeliest class counts there; all should",
            ),
        ],
    )


def check_normalize_rows(answer):
    """Exercise of 03: divide each row of a matrix by its sum.

    `answer(raw)` returns a new matrix; raw stays as it was.
    """
    print_verdict(
        answer,
        [(np.array([[1.0, 3.0], [2.0, 2.0]]),), (np.array([[1.0, 2, 1], [5, 0, 5], [1, 1, 8]]),)],
        pmf.normalize,
        [
            (lambda x: x / x.sum(axis=0), "the columns were normalised: rows should sum to 1"),
            (lambda x: x / x.sum(), "the whole matrix sums to 1; each row should"),
            (
                lambda x: x / x.sum(axis=1),
                "the row sums have shape (N,) and were laid along the columns; "
                "keepdims=True makes them (N, 1)",
            ),
            (lambda x: losses.softmax(x, 1), "that is a softmax; here each row is only divided"),
            (lambda x: x / x.max(axis=1, keepdims=True), "divided by the largest, not by the sum"),
        ],
    )


def check_mean_loss(answer):
    """Exercise of 03: the mean of -ln q of the true classes over a batch.

    `answer(q, labels)` returns a number.
    """
    picked = (_Q, _LABELS)
    more = (np.array([[0.5, 0.3, 0.2], [0.2, 0.2, 0.6], [0.1, 0.8, 0.1]]), np.array([1, 2, 0]))

    def true_ones(q, labels):
        return q[np.arange(len(labels)), labels]

    print_verdict(
        answer,
        [picked, more],
        lambda q, y: -np.log(true_ones(q, y)).mean(),
        [
            (lambda q, y: -np.log(true_ones(q, y)).sum(), "that is the sum; the mean divides by N"),
            (
                lambda q, y: -np.log(q[:, y]).mean(),
                "q[:, labels] takes those columns of every row; pair each row with its own label",
            ),
            (lambda q, y: np.log(true_ones(q, y)).mean(), "the minus is lost"),
            (lambda q, y: -true_ones(q, y).mean(), "the logarithm is missing"),
            (lambda q, y: -np.log2(true_ones(q, y)).mean(), "that is in bits; nats take np.log"),
            (lambda q, y: -np.log10(true_ones(q, y)).mean(), "that is log10; nats take np.log"),
            (
                lambda q, y: -np.log(true_ones(q, y)).sum() / q.shape[1],
                "divided by the number of classes; the mean is over the images",
            ),
            (
                lambda q, y: -np.log(true_ones(q, y).mean()),
                "the log was taken of the mean; swap them",
            ),
            (
                lambda q, y: -np.log(true_ones(q, y)).sum() / q.size,
                "divided by all N · C numbers; only N of them are losses",
            ),
            (
                lambda q, y: -np.log(q.max(axis=1)).mean(),
                "that uses the likeliest class, not the true",
            ),
            (lambda q, y: -np.log(q).mean(), "every class was counted; only the true one is"),
        ],
    )


def check_softmax(answer):
    """Exercise of 04: softmax of each row.

    `answer(logits)` returns a matrix of the same shape; logits stay as they were.
    """

    def minus_max_outside(x):
        return np.exp(x) / np.exp(x - x.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)

    print_verdict(
        answer,
        [(_LOGITS,), (np.array([[0.1, 0.2], [1.0, -1.0], [3.0, 0.0]]),)],
        lambda x: losses.softmax(x, 1),
        [
            (
                lambda x: losses.softmax(x, 0),
                "you normalised over the batch: rows should sum to 1, columns do",
            ),
            (
                lambda x: np.exp(x) / np.exp(x).sum(),
                "the whole matrix sums to 1; each row should",
            ),
            (np.exp, "the exponentials are not divided by their row's sum yet"),
            (
                lambda x: x / x.sum(axis=1, keepdims=True),
                "the exp is missing: negative logits stay negative",
            ),
            (lambda x: losses.log_softmax(x, 1), "that is the logarithm of the softmax"),
            (lambda x: losses.softmax(losses.softmax(x, 1), 1), "softmax was applied twice"),
            (lambda x: losses.softmax(-x, 1), "the sign is turned: a large logit means likely"),
            (
                lambda x: losses.softmax(x * np.log(2), 1),
                "that is 2 to the logits; exp is e to them",
            ),
            (minus_max_outside, "the maximum was subtracted below the line only; do it above too"),
            (
                lambda x: x**2 / (x**2).sum(axis=1, keepdims=True),
                "the square is blind to the sign; use the exponential",
            ),
        ],
    )


def check_logits_loss(answer):
    """Exercise of 04: the summed loss of a batch from its logits.

    `answer(logits, labels)` returns a number.
    """

    def q(x, y):
        return losses.softmax(x, 1)[np.arange(len(y)), y]

    print_verdict(
        answer,
        [
            (_LOGITS, _LABELS),
            (np.array([[1.0, 0.0], [0.3, -2.0], [0.0, 1.5]]), np.array([0, 1, 0])),
        ],
        lambda x, y: losses.cross_entropy(x, y, reduction="sum"),
        [
            (lambda x, y: -q(x, y).sum(), "the ln is missing: that is minus the probabilities"),
            (lambda x, y: np.log(q(x, y)).sum(), "the minus is lost: a loss is not negative"),
            (lambda x, y: -np.log(q(x, y)).mean(), "that is the mean; the sum is asked for"),
            (
                lambda x, y: losses.cross_entropy(losses.softmax(x, 1), y, reduction="sum"),
                "softmax was applied twice",
            ),
            (lambda x, y: -x[np.arange(len(y)), y].sum(), "the logits were used without a softmax"),
            (lambda x, y: -np.log(q(x, y).sum()), "the log was taken of the sum; swap them"),
            (
                lambda x, y: -np.log(losses.softmax(x, 1)).sum(),
                "every class was counted; only the true one is",
            ),
            (
                lambda x, y: -np.log((np.exp(x) / np.exp(x).sum())[np.arange(len(y)), y]).sum(),
                "the softmax ran over the whole matrix: it belongs to each row",
            ),
            (
                lambda x, y: -np.log(losses.softmax(x, 0)[np.arange(len(y)), y]).sum(),
                "the softmax ran over the batch: it belongs to each row",
            ),
            (
                lambda x, y: -np.log(losses.softmax(x, 1)[:, y]).sum(),
                "q[:, labels] takes those columns of every row; pair each row with its own label",
            ),
        ],
    )


def check_loss_without_softmax(answer):
    """Exercise of 05: PyTorch's default loss (the mean), as log-sum-exp minus the true logit.

    `answer(logits, labels)` returns a number.
    """

    def true_logit(x, y):
        return x[np.arange(len(y)), y]

    def lse(x):
        return losses.logsumexp(x, 1)

    print_verdict(
        answer,
        [
            (_LOGITS, _LABELS),
            (np.array([[1.0, 0.0], [0.3, -2.0], [0.0, 1.5]]), np.array([0, 1, 0])),
            (np.array([[0.0, -800.0], [1.0, 0.0]]), np.array([1, 0])),
        ],
        losses.cross_entropy,
        [
            (
                lambda x, y: -np.log(true_logit(losses.softmax(x, 1), y)).mean(),
                "that forms the softmax, which is 0 for a logit far below the others; ln 0 is −inf",
            ),
            (
                lambda x, y: (lse(x) - true_logit(x, y)).sum(),
                "that is the sum; the default is the mean",
            ),
            (
                lambda x, y: (true_logit(x, y) - lse(x)).mean(),
                "the sign is turned: log-sum-exp first",
            ),
            (
                lambda x, y: (lse(x) + true_logit(x, y)).mean(),
                "the true logit is subtracted, not added",
            ),
            (lambda x, y: lse(x).mean(), "the true logit is not subtracted yet"),
            (
                lambda x, y: (x.max(axis=1) - true_logit(x, y)).mean(),
                "that is the hard maximum; the soft one is np.log(np.exp(logits).sum(axis=1))",
            ),
            (
                lambda x, y: (np.exp(x).sum(axis=1) - true_logit(x, y)).mean(),
                "the sum of exponentials still needs its logarithm",
            ),
            (
                lambda x, y: (lse(x) - true_logit(x, y)).sum() / x.size,
                "divided by all N · C numbers; the mean is over the N images",
            ),
            (
                lambda x, y: losses.cross_entropy(losses.softmax(x, 1), y),
                "softmax was applied twice",
            ),
        ],
    )


def check_gradient(answer):
    """Exercise of 05: the gradient of the default loss (the mean) with respect to the logits.

    `answer(logits, labels)` returns an array of the logits' shape.
    """

    def q(x):
        return losses.softmax(x, 1)

    def p(x, y):
        return pmf.one_hot(y, x.shape[1])

    print_verdict(
        answer,
        [
            (_LOGITS, _LABELS),
            (np.array([[1.0, 0.0], [0.3, -2.0], [0.0, 1.5]]), np.array([0, 1, 0])),
        ],
        losses.cross_entropy_gradient,
        [
            (lambda x, y: q(x) - p(x, y), "that belongs to the sum; the mean divides it by N"),
            (lambda x, y: (p(x, y) - q(x)) / len(y), "the sign is turned: q − p points uphill"),
            (lambda x, y: q(x) / len(y), "p is not subtracted yet: rows should sum to 0"),
            (
                lambda x, y: (q(x) - p(x, y)) / x.size,
                "divided by all N · C numbers; the mean is over the N images",
            ),
            (
                lambda x, y: (losses.softmax(x, 0) - p(x, y)) / len(y),
                "the softmax ran over the batch: it belongs to each row",
            ),
            (lambda x, y: (x - p(x, y)) / len(y), "p was subtracted from the logits, not from q"),
            (lambda x, y: -p(x, y) / q(x) / len(y), "that is the gradient with respect to q"),
            (
                lambda x, y: p(x, y) - q(x),
                "the sign is turned, and the mean divides by N: (q − p) / N",
            ),
            (
                lambda x, y: (q(x) - p(x, y)) / x.shape[1],
                "divided by the number of classes; the mean is over the N images",
            ),
        ],
    )
