"""Predictions for other shares of the classes than those that a model was trained on."""

import numpy as np

from lessonlib import arguments
from lessonlib.arguments import ArrayLike


@arguments.quiet
def reweight(probabilities: ArrayLike, factors: ArrayLike) -> np.ndarray:
    """q(c) f(c) / Σ_k q(k) f(k): each class counts f(c) times as much as before.

    Bayes' rule for another share of each class: f = new shares / shares in training. A model that
    was trained with class weights w says w p / Σ w p where it can; f = 1/w takes them out again.

    Parameters
    ----------
    probabilities : array_like, shape (N, C)
        One pmf for each example.
    factors : array_like, shape (C,)
        Above 0 and finite. Only their proportions matter.

    Returns
    -------
    ndarray, shape (N, C)

    Raises
    ------
    ValueError, TypeError
        If probabilities are no pmfs, or factors are not one for each class, above 0 and finite.

    Examples
    --------
    >>> reweight([[0.5, 0.5]], [1, 3])
    array([[0.25, 0.75]])

    Taught in: 18
    """
    q = arguments.batch_of_pmfs("probabilities", probabilities)
    f = _factors("factors", factors, q.shape[1])
    # Beside the largest factor of a class that can be, so that no product overflows or vanishes.
    f = np.where(q > 0, f, 0)
    raised = q * (f / f.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


@arguments.quiet
def estimate_shares(probabilities: ArrayLike, shares: ArrayLike, *, steps: int = 100) -> np.ndarray:
    """The shares of the classes among unlabelled examples, of largest likelihood.

    The log-likelihood of shares π is, up to a constant, Σ_n ln Σ_c π(c) q(n, c) / shares(c). Where
    it is largest, the mean of the predictions that are reweighted to π is π itself: expectation and
    maximisation go there, slowly where the classes overlap. This takes Newton's steps. It holds if
    the model is calibrated for the shares in training, and if only the shares have changed.

    Parameters
    ----------
    probabilities : array_like, shape (N, C)
        Predictions for the unlabelled examples.
    shares : array_like, shape (C,)
        Of the classes in training; above 0. Only their proportions matter, so counts will do.
    steps : int
        At most so many; ten are usually enough.

    Returns
    -------
    ndarray, shape (C,)
        A pmf. Where several have the largest likelihood, as for predictions that are all equal to
        `shares`, one of them.

    Raises
    ------
    ValueError, TypeError
        As in `reweight`, or for no examples.

    References
    ----------
    Saerens, Latinne, Decaestecker, "Adjusting the Outputs of a Classifier to New a Priori
    Probabilities", 2002; the steps are those of Kim, Carbonetto, Stephens, Anitescu, "A Fast
    Algorithm for Maximum Likelihood Estimation of Mixture Proportions", 2020.

    Examples
    --------
    >>> estimate_shares([[0.9, 0.1], [0.1, 0.9]], [0.5, 0.5])
    array([0.5, 0.5])

    Taught in: 19
    """
    q = arguments.batch_of_pmfs("probabilities", probabilities).astype(float)
    if not len(q):
        raise ValueError(
            "probabilities must not be empty to estimate shares, got none; give some examples"
        )
    trained = _factors("shares", shares, q.shape[1]).astype(float)
    trained /= trained.max()  # counts may be too large to sum
    trained /= trained.sum()
    ratio = q / trained
    ratio /= ratio.max(axis=1, keepdims=True)  # each example's own factor changes nothing
    now = trained
    for _ in range(arguments.count("steps", steps, "100 is usually enough")):
        before, now = now, _towards_likelier(ratio, now)
        if np.abs(now - before).max() <= 1e-15:
            break
    return now


def _towards_likelier(ratio, shares):
    """A step of expectation and maximisation, then one of Newton's if it leads to likelier shares.

    Without the condition that they sum to 1, the shares of largest Σ_n ln Σ_c π(c) r(n, c) / N -
    Σ_c π(c) sum to 1 by themselves, so that only π ≥ 0 is left.
    """
    from scipy import optimize  # takes longer to import than all else

    slope = (ratio / (ratio @ shares)[:, np.newaxis]).mean(axis=0)
    if slope.max() <= 1 + 4 * np.finfo(float).eps:  # no shares are likelier, as far as digits go
        return shares
    shares = shares * slope  # the step of expectation and maximisation
    z = ratio / (ratio @ shares)[:, np.newaxis]
    slope, bend = z.mean(axis=0), z.T @ z / len(z)
    # The quadratic form is largest where |root · x - known| is smallest; where it is flat, stay.
    values, vectors = np.linalg.eigh(bend)
    stay = 10 * len(values) * np.finfo(float).eps * values[-1]
    scale = np.sqrt(np.maximum(values, 0) + stay)
    root = scale[:, np.newaxis] * vectors.T
    known = vectors.T @ (2 * slope - 1 + stay * shares) / scale
    try:
        best = optimize.nnls(root, known)[0]
    except RuntimeError:  # too many iterations
        return shares
    likelihood = np.log(ratio @ shares).mean() - shares.sum()
    for part in (1, 0.5, 0.25, 0.125):
        there = shares + part * (best - shares)
        if np.log(ratio @ there).mean() - there.sum() >= likelihood:
            return there / there.sum()
    return shares


def _factors(name, values, n_classes):
    values = arguments.floats(name, values)
    if values.shape != (n_classes,):
        raise ValueError(
            f"{name} must hold one number for each of {n_classes} classes, got shape "
            f"{values.shape}; give them in the order of the classes"
        )
    if not (np.isfinite(values) & (values > 0)).all():
        raise ValueError(
            f"{name} must be above 0 and finite, got {values.min():g} to {values.max():g}; leave "
            "out a class that cannot occur"
        )
    return values
