"""Probability mass functions over C classes, on the last axis of an array.

A pmf is C numbers that are at least 0 and sum to 1. Every function takes one pmf of shape (C,) or
a stack of them (..., C) and answers one number for each. The truth p comes before the prediction q.

No logarithm here is protected by a small constant: 0 ln 0 counts as 0, its limit, and p > 0 with
q = 0 costs `inf`, as it should. Arguments are never modified.
"""

import math

import numpy as np


def normalize(weights):
    """Divide each row of non-negative numbers by its sum: q(c) = w(c) / Σ_k w(k).

    Parameters
    ----------
    weights : array_like, shape (..., C)
        Finite numbers ≥ 0; at least one of each row is > 0.

    Returns
    -------
    ndarray of float, shape (..., C)
        Each row sums to 1.

    Raises
    ------
    ValueError
        If a weight is negative or not finite, or a row sums to 0 or past the largest float.

    Examples
    --------
    >>> normalize([1, 3])
    array([0.25, 0.75])

    Taught in: 03
    """
    weights = _non_negative("weights", weights)
    with np.errstate(over="ignore"):
        sums = weights.sum(axis=-1, keepdims=True)
    wrong = ~((sums > 0) & np.isfinite(sums))[..., 0]
    if wrong.any():
        raise ValueError(
            f"weights must have a positive, finite sum over the last axis, {_first(wrong)} sums to "
            f"{sums[wrong].flat[0]:g}; give at least one class a weight above 0, none a huge one"
        )
    return weights / sums


def one_hot(labels, n_classes):
    """The pmf that is sure of one class: p(c) = 1 if c is the label, else 0.

    Parameters
    ----------
    labels : int or array_like of int, any shape
        Classes counted from 0, so 0 ≤ label < n_classes.
    n_classes : int
        C, the number of classes.

    Returns
    -------
    ndarray of float, shape labels.shape + (C,)

    Raises
    ------
    TypeError
        If the labels or n_classes are not integers.
    ValueError
        If n_classes is less than 1, or a label is out of range.

    See Also
    --------
    torch.nn.functional.one_hot : the same, as integers.

    Examples
    --------
    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])

    Taught in: 02
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError(
            f"labels must be integers, got dtype {labels.dtype}; convert them with .astype(int)"
        )
    if not isinstance(n_classes, int | np.integer):
        raise TypeError(f"n_classes must be an integer, got {n_classes!r}; count the classes")
    if n_classes < 1:
        raise ValueError(f"n_classes must be at least 1, got {n_classes}; count the classes")
    if not np.all((labels >= 0) & (labels < n_classes)):
        wrong = labels[(labels < 0) | (labels >= n_classes)].flat[0]
        raise ValueError(
            f"labels must be from 0 to {n_classes - 1} for n_classes = {n_classes}, got {wrong}; "
            "classes are counted from 0"
        )
    return (labels[..., np.newaxis] == np.arange(n_classes)).astype(float)


def entropy(p, *, base=None):
    """H(p) = -Σ_c p(c) ln p(c), the smallest cross-entropy that any q reaches against p.

    Parameters
    ----------
    p : array_like, shape (..., C)
        One or more pmfs.
    base : float, optional
        Base of the logarithm: None is e, and the answer in nats; 2 gives bits.

    Returns
    -------
    float, or ndarray of shape (...)
        From 0 (one class is certain) to ln C (all classes alike).

    Raises
    ------
    ValueError
        If p is not a pmf over its last axis.

    See Also
    --------
    scipy.stats.entropy : the same, but it normalises its argument.

    Examples
    --------
    >>> float(entropy([0.5, 0.5], base=2))
    1.0

    Taught in: 01
    """
    p = validated("p", p)
    return _in_base(0 - _p_times_log(p, p).sum(axis=-1), base)  # "0 -": never -0.0


def cross_entropy(p, q, *, base=None):
    """H(p, q) = -Σ_c p(c) ln q(c): the truth p judges the prediction q.

    Parameters
    ----------
    p, q : array_like, shape (..., C)
        The truth, then the prediction; the leading axes broadcast.
    base : float, optional
        Base of the logarithm: None is e, and the answer in nats; 2 gives bits.

    Returns
    -------
    float, or ndarray of shape (...)
        Never below H(p), up to rounding. It is `inf` where a class with p > 0 has q = 0.

    Raises
    ------
    ValueError
        If p or q is not a pmf over its last axis, or they count different classes.

    Examples
    --------
    >>> print(f"{cross_entropy([0, 1, 0], [0.2, 0.5, 0.3]):.4f}")
    0.6931

    Taught in: 02
    """
    p, q = _pmf_pair(p, q)
    return _in_base(0 - _p_times_log(p, q).sum(axis=-1), base)


def kl_divergence(p, q, *, base=None):
    """KL(p‖q) = Σ_c p(c) ln(p(c) / q(c)) = H(p, q) - H(p): what q costs above the best.

    Parameters
    ----------
    p, q : array_like, shape (..., C)
        The truth, then the prediction; the leading axes broadcast.
    base : float, optional
        Base of the logarithm: None is e, and the answer in nats; 2 gives bits.

    Returns
    -------
    float, or ndarray of shape (...)
        At least 0, and 0 only for q = p, up to rounding. It is `inf` where a class with p > 0 has
        q = 0.

    Raises
    ------
    ValueError
        If p or q is not a pmf over its last axis, or they count different classes.

    See Also
    --------
    torch.nn.functional.kl_div : takes ln q first and p second.

    Examples
    --------
    >>> print(f"{kl_divergence([0.5, 0.5], [0.25, 0.75]):.4f}")
    0.1438

    Taught in: 01
    """
    p, q = _pmf_pair(p, q)
    return _in_base((_p_times_log(p, p) - _p_times_log(p, q)).sum(axis=-1), base)


def _p_times_log(p, q):
    """p ln q, elementwise, with 0 ln q = 0 for every q, 0 included."""
    p, q = np.broadcast_arrays(p, q)
    with np.errstate(divide="ignore"):  # ln 0 = -inf is meant
        log_q = np.log(q, where=p > 0, out=np.zeros(p.shape, np.result_type(p, q)))
    return p * log_q


def _in_base(nats, base):
    if base is None:
        return nats
    if not 1 < base < math.inf:
        raise ValueError(
            f"base must be above 1 and finite, got {base}; leave it out for nats, 2 gives bits"
        )
    return nats / math.log(base)


def _pmf_pair(p, q):
    p, q = validated("p", p), validated("q", q)
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(
            f"p and q must have the same number of classes on their last axis, "
            f"got shapes {p.shape} and {q.shape}; check which axis holds the classes"
        )
    try:
        np.broadcast_shapes(p.shape, q.shape)
    except ValueError:
        raise ValueError(
            f"p and q must have leading axes that broadcast, got shapes {p.shape} and {q.shape}; "
            "give both the same number of rows, or one of them a single row"
        ) from None
    return p, q


def validated(name, values):
    """`values` as floats if they are pmfs over the last axis; an error names them by `name`."""
    values = _non_negative(name, values)
    with np.errstate(over="ignore"):
        sums = values.sum(axis=-1)
    # Printed digits and float32 results are off by a little; raw counts and logits by a lot.
    rounding = 4 * np.sqrt(values.shape[-1]) * np.finfo(values.dtype).eps
    wrong = np.abs(sums - 1) > max(1e-6, rounding)
    if np.any(wrong):
        raise ValueError(
            f"{name} must sum to 1 over its last axis, {_first(wrong)} sums to "
            f"{sums[wrong].flat[0]:.8g}; counts go through pmf.normalize first, "
            "logits through losses.softmax"
        )
    return values


def _non_negative(name, values):
    """`values` as a float array with a class axis, or a sentence on what is wrong with them."""
    values = np.asarray(values)
    if values.dtype.kind not in "fiub":
        raise TypeError(
            f"{name} must hold real numbers, got dtype {values.dtype}; "
            "convert it with .astype(float)"
        )
    if values.dtype.kind != "f":
        values = values.astype(float)
    if values.ndim == 0 or values.shape[-1] == 0:
        raise ValueError(
            f"{name} must have at least one class on its last axis, got shape {values.shape}; "
            "give one number for each class"
        )
    if not np.all(np.isfinite(values)):
        place = _first(~np.isfinite(values))
        raise ValueError(
            f"{name} must be finite, {place} is {values[~np.isfinite(values)].flat[0]}; "
            "look for a division by zero or an exp that overflowed"
        )
    if np.any(values < 0):
        raise ValueError(
            f"{name} must not be negative, {_first(values < 0)} is "
            f"{values[values < 0].flat[0]:.4g}; logits go through losses.softmax first"
        )
    return values


def _first(mask):
    """Where `mask` is first true, in words: "entry 4" or "entry (1, 2)"."""
    mask = np.asarray(mask)
    if mask.ndim == 0:
        return "it"
    where = tuple(int(i[0]) for i in np.nonzero(mask))
    return f"entry {where[0]}" if len(where) == 1 else f"entry {where}"
