"""Probability mass functions over C classes, on the last axis of an array.

A pmf is C numbers that are at least 0 and sum to 1. `normalize` and `one_hot` make them; the other
functions take one pmf of shape (C,) or a stack of them (..., C) and answer one number for each. The
truth p comes before the prediction q.

No logarithm here is protected by a small constant: 0 ln 0 counts as 0, its limit, and p > 0 with
q = 0 costs `inf`, as it should. Arguments are never modified.
"""

import numpy as np

from lessonlib import arguments
from lessonlib.arguments import ArrayLike, Numbers


@arguments.quiet
def normalize(weights: ArrayLike) -> np.ndarray:
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
    weights, sums = arguments.weights_and_sums("weights", weights)
    return weights / sums.astype(weights.dtype)


@arguments.quiet
def one_hot(labels: ArrayLike, n_classes: int) -> np.ndarray:
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
        If n_classes is less than 1.
    IndexError
        If a label is out of range.

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
    labels = arguments.class_indices("labels", labels)
    n_classes = arguments.count("n_classes", n_classes, "count the classes")
    arguments.among_classes("labels", labels, n_classes)
    return (labels[..., np.newaxis] == np.arange(n_classes)).astype(float)


@arguments.quiet
def entropy(p: ArrayLike, *, base: float | None = None) -> Numbers:
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
        From 0 (one class is certain) to the logarithm of C in that base (all classes alike).

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
    p, ln_base = arguments.pmfs("p", p), arguments.logarithm_base(base)
    return _total(0 - _p_times_log(p, p), ln_base)


@arguments.quiet
def cross_entropy(p: ArrayLike, q: ArrayLike, *, base: float | None = None) -> Numbers:
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
    (p, q), ln_base = arguments.pmf_pair(p, q), arguments.logarithm_base(base)
    return _total(0 - _p_times_log(p, q), ln_base)


@arguments.quiet
def kl_divergence(p: ArrayLike, q: ArrayLike, *, base: float | None = None) -> Numbers:
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
    (p, q), ln_base = arguments.pmf_pair(p, q), arguments.logarithm_base(base)
    terms = _p_times_log(p, p) - _p_times_log(p, q)
    # Where the two are close, their logarithms are, too, and the difference loses its digits.
    close = np.abs(p - q) < q / 2
    np.multiply(
        p, np.log1p((p - q) / q, where=close, out=np.zeros_like(terms)), where=close, out=terms
    )
    return _total(terms, ln_base)


def _p_times_log(p, q):
    """p ln q, elementwise, with 0 ln q = 0 for every q, 0 included."""
    p, q = np.broadcast_arrays(p, q)
    return p * np.log(q, where=p > 0, out=np.zeros(p.shape, np.result_type(p, q)))


def _total(terms, ln_base):
    """Σ_c over the last axis, added up in float64 at least, in units of the base."""
    sums = terms.sum(axis=-1, dtype=np.result_type(terms, float))
    return (sums / ln_base).astype(terms.dtype)[()]
