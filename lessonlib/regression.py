"""Softmax regression as an estimator: whether a best set of weights exists, and how sure it is.

The scores of a row of x are x W, so W has a row for each column of x and a column for each class.
"""

import numpy as np

from lessonlib import arguments, losses
from lessonlib.arguments import ArrayLike

_FOUND, _INFEASIBLE = 0, 2  # of scipy.optimize.linprog


@arguments.quiet
def best_weights_exist(x: ArrayLike, labels: ArrayLike, *, n_classes: int | None = None) -> bool:
    """Whether some finite W has the smallest mean cross-entropy of the scores x W.

    It has not if there is a V by which no example loses and some gains: if, for every example n and
    class c, x(n) · (V(·, y(n)) − V(·, c)) ≥ 0, and > 0 for one of them (separable or
    quasi-separable data). Along such a V the loss falls for ever. A linear program decides.

    Parameters
    ----------
    x : array_like, shape (N, d)
        Finite; a constant has a column of ones.
    labels : array_like of int, shape (N,)
        The true classes.
    n_classes : int, optional
        C, the largest label plus 1 without it. A class that no example has leaves for ever, if x
        has a column of ones.

    Returns
    -------
    bool
        If True, q is the same for all best W; W is so but for one vector that is added to all its
        columns, if the columns of x are independent.

    Raises
    ------
    ValueError
        If x is not a table of finite numbers, there is no example, or not one label for each.
    TypeError, IndexError
        If x holds no real numbers, or labels are no class indices.
    RuntimeError
        If the linear program was given up.

    Notes
    -----
    Columns are scaled to at most 1 before; an overlap below about 1e-9 is taken for none.

    References
    ----------
    Albert and Anderson, "On the existence of maximum likelihood estimates in logistic regression
    models", Biometrika 71, 1984. Konis, "Linear programming algorithms for detecting separated
    data in binary logistic regression models", 2007.

    Examples
    --------
    >>> best_weights_exist([[-2], [-1], [1], [2]], [0, 0, 1, 1])
    False
    >>> best_weights_exist([[-2], [-1], [1], [2]], [0, 1, 0, 1])
    True

    Taught in: 14
    """
    from scipy import optimize, sparse  # take longer to import than all else

    x, y, n_classes = _examples(x, labels, n_classes)
    d = x.shape[1]
    if n_classes == 1 or not d:
        return True
    x = x / np.where(x.any(axis=0), abs(x).max(axis=0), 1)
    # A row for each example and each class that is not its own.
    example, other = np.nonzero(np.arange(n_classes) != y[:, np.newaxis])
    own = y[example]
    rows = np.repeat(np.arange(len(example)), d)
    columns = np.arange(d) * n_classes
    shape = len(example), d * n_classes
    gains = sum(
        sparse.csr_array((sign * x[example].ravel(), (rows, (c[:, None] + columns).ravel())), shape)
        for sign, c in ((1, own), (-1, other))
    )
    # By Stiemke's lemma there is such a V, or there are numbers of at least 1 by which the gains of
    # all V add up to 0; and one linear program is enough.
    found = optimize.linprog(
        np.zeros(len(example)), A_eq=gains.T.tocsr(), b_eq=np.zeros(shape[1]), bounds=(1, None)
    )
    if found.status not in (_FOUND, _INFEASIBLE):
        raise RuntimeError(f"the linear program was given up ({found.message}); scale x otherwise")
    return found.status == _FOUND


@arguments.quiet
def standard_errors(x: ArrayLike, weights: ArrayLike, *, reference: int = 0) -> np.ndarray:
    """How far weights lie from the true ones, as a root mean square, if the model is true.

    The root of the diagonal of (N Q)⁻¹, where Q is the Hessian of the mean cross-entropy without
    the reference class: with q = softmax(x W),
    N Q = Σ_n (diag(q(n)) − q(n) q(n)ᵀ) ⊗ x(n) x(n)ᵀ. No label is in it.

    Parameters
    ----------
    x : array_like, shape (N, d)
    weights : array_like, shape (d, C)
        The best W, without decay.
    reference : int
        The class whose weights are 0: what is estimated is W(·, c) − W(·, reference).

    Returns
    -------
    ndarray of float64, shape (d, C)
        0 for the reference.

    Raises
    ------
    ValueError
        If shapes do not fit, numbers are not finite, or Q has no inverse: a column of x is a sum
        of multiples of others, or the weights are so large that no q but 0 and 1 is left.
    TypeError, IndexError
        If they are no real numbers, or the reference is none of the classes.

    Notes
    -----
    For N far above d (C − 1), and where the true probabilities are softmax(x W) for some W; else
    they are too small or too large. statsmodels' MNLogit and R's multinom give the same.

    Examples
    --------
    >>> x = [[-1, 1], [-1, 1], [1, 1], [1, 1]]  # half of each pair is of class 1
    >>> standard_errors(x, [[0, 0], [0, 0]])
    array([[0., 1.],
           [0., 1.]])

    Taught in: 14
    """
    x = _table("x", x)
    weights = _table("weights", weights)
    if len(weights) != x.shape[1]:
        raise ValueError(
            f"weights must have a row for each of {x.shape[1]} columns of x, got shape "
            f"{weights.shape}; give W of the scores x W"
        )
    n_classes = weights.shape[1]
    reference = arguments.integer("reference", reference)
    arguments.among_classes("reference", np.array(reference), n_classes)
    others = np.delete(np.arange(n_classes), reference)
    q = losses.softmax(x @ weights, axis=1)[:, others]
    between = q[:, :, np.newaxis] * (np.eye(len(others)) - q[:, np.newaxis, :])
    information = np.einsum("nab,ni,nj->iajb", between, x, x, optimize=True)
    information = information.reshape(weights.shape[0] * len(others), -1)
    errors = np.zeros(weights.shape)
    errors[:, others] = np.sqrt(_diagonal_of_inverse(information)).reshape(-1, len(others))
    return errors


def _diagonal_of_inverse(information):
    """In units in which the diagonal is 1: how well columns are told apart has no unit."""
    scale = np.sqrt(np.diagonal(information))
    if np.all(scale > 0):
        scaled = information / np.outer(scale, scale)
        if np.linalg.eigvalsh(scaled)[0] > 1e-12:
            return np.diagonal(np.linalg.inv(scaled)) / scale**2
    raise ValueError(
        "x and weights must tell each weight from the others, but their Hessian has no inverse; "
        "drop columns that are sums of others, and ask best_weights_exist first"
    )


def _examples(x, labels, n_classes):
    x = _table("x", x)
    y = arguments.class_indices("labels", labels)
    if y.shape != x.shape[:1]:
        raise ValueError(
            f"labels must be one for each of {len(x)} rows of x, got shape {y.shape}; give one "
            "class index for each example"
        )
    if not len(x):
        raise ValueError("x must have a row, got none; give at least one example")
    if n_classes is None:
        n_classes = max(int(y.max()) + 1, 1)
    n_classes = arguments.count("n_classes", n_classes, "count the classes")
    arguments.among_classes("labels", y, n_classes)
    return x, y, n_classes


def _table(name, values):
    values = arguments.floats(name, values).astype(float)
    if values.ndim != 2:
        raise ValueError(
            f"{name} must have two axes, got shape {values.shape}; one column has the shape "
            f"({values.size}, 1)"
        )
    arguments.finite(name, values)
    return values
