"""Predictions for other shares of the classes than those that a model was trained on."""

import numpy as np

from lessonlib import arguments


@arguments.quiet
def reweight(probabilities, factors):
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

    Taught in: 14
    """
    q = arguments.batch_of_pmfs("probabilities", probabilities)
    raised = q * _factors("factors", factors, q.shape[1])
    return raised / raised.sum(axis=1, keepdims=True)


@arguments.quiet
def estimate_shares(probabilities, shares, *, steps=1000):
    """The shares of the classes among unlabelled examples, by expectation and maximisation.

    Begin with the shares in training; reweight the predictions to the shares that are assumed, and
    assume their mean, again and again. Where it ends, the mean of the reweighted predictions is
    what they were reweighted to. It holds if the model is calibrated for the shares in training,
    and if only the shares have changed.

    Parameters
    ----------
    probabilities : array_like, shape (N, C)
        Predictions for the unlabelled examples.
    shares : array_like, shape (C,)
        Of the classes in training; above 0. Only their proportions matter.
    steps : int
        At most so many; it ends before if nothing changes any more.

    Returns
    -------
    ndarray, shape (C,)
        A pmf.

    Raises
    ------
    ValueError, TypeError
        As in `reweight`, or for no examples.

    References
    ----------
    Saerens, Latinne, Decaestecker, "Adjusting the Outputs of a Classifier to New a Priori
    Probabilities", 2002.

    Examples
    --------
    >>> estimate_shares([[0.9, 0.1], [0.1, 0.9]], [0.5, 0.5])
    array([0.5, 0.5])

    Taught in: 14
    """
    q = arguments.batch_of_pmfs("probabilities", probabilities).astype(float)
    if not len(q):
        raise ValueError(
            "probabilities must not be empty to estimate shares, got none; give some examples"
        )
    trained = _factors("shares", shares, q.shape[1])
    trained = now = trained / trained.sum()
    for _ in range(arguments.count("steps", steps, "1000 is usually enough")):
        before, now = now, reweight(q, np.maximum(now, 1e-300) / trained).mean(axis=0)
        if np.abs(now - before).max() <= 1e-15:
            break
    return now


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
