"""PyTorch's answers to the questions of `losses` and `pmf`, as NumPy.

The only module of the package that imports torch. Each function makes the call that its docstring
names and converts: arrays in, arrays or floats out.
"""

import numpy as np
import torch
from torch.nn import functional as F


def logsumexp(x, axis):
    """`torch.logsumexp(x, dim=axis)`.

    >>> print(f"{logsumexp([0.0, 0.0], axis=0):.4f}")
    0.6931
    """
    return _numpy(torch.logsumexp(_tensor(x), dim=axis))


def softmax(x, axis):
    """`torch.nn.functional.softmax(x, dim=axis)`.

    >>> softmax([0.0, 0.0], axis=0)
    array([0.5, 0.5])
    """
    return _numpy(F.softmax(_tensor(x), dim=axis))


def log_softmax(x, axis):
    """`torch.nn.functional.log_softmax(x, dim=axis)`.

    >>> log_softmax([0.0, -1000.0], axis=0)
    array([    0., -1000.])
    """
    return _numpy(F.log_softmax(_tensor(x), dim=axis))


def nll_loss(log_q, target, *, weight=None, **options):
    """`torch.nn.functional.nll_loss(log_q, target, weight=weight, **options)`, log_q being ln q.

    >>> print(nll_loss([[-1.0, -2.0]], [1]))
    2.0
    """
    weight = None if weight is None else _tensor(weight)
    return _numpy(F.nll_loss(_tensor(log_q), _tensor(target), weight=weight, **options))


def cross_entropy(logits, target, *, weight=None, **options):
    """`torch.nn.functional.cross_entropy(logits, target, weight=weight, **options)`.

    >>> print(f"{cross_entropy([[0.0, 0.0]], [1]):.4f}")
    0.6931
    """
    weight = None if weight is None else _tensor(weight)
    return _numpy(F.cross_entropy(_tensor(logits), _tensor(target), weight=weight, **options))


def cross_entropy_gradient(logits, target, *, weight=None, **options):
    """The gradient that autograd gives for `cross_entropy` (of its sum for reduction="none").

    >>> cross_entropy_gradient([[0.0, 0.0]], [1])
    array([[ 0.5, -0.5]])
    """
    weight = None if weight is None else _tensor(weight)
    logits = _tensor(logits).requires_grad_()
    F.cross_entropy(logits, _tensor(target), weight=weight, **options).sum().backward()
    return _numpy(logits.grad)


def binary_cross_entropy_with_logits(logits, target, *, reduction="mean", **weights):
    """`torch.nn.functional.binary_cross_entropy_with_logits(logits, target, …)`.

    >>> print(f"{binary_cross_entropy_with_logits([0.0], [1.0]):.4f}")
    0.6931
    """
    return _numpy(_binary(_tensor(logits), target, reduction, weights))


def binary_cross_entropy_with_logits_gradient(logits, target, *, reduction="mean", **weights):
    """The gradient that autograd gives for it (of its sum for reduction="none").

    >>> binary_cross_entropy_with_logits_gradient([0.0], [1.0])
    array([-0.5])
    """
    logits = _tensor(logits).requires_grad_()
    _binary(logits, target, reduction, weights).sum().backward()
    return _numpy(logits.grad)


def kl_div(input, target, *, reduction="mean", log_target=False):
    """`torch.nn.functional.kl_div(input, target, …)`, input being ln q.

    >>> print(f"{kl_div(np.log([0.25, 0.75]), [0.5, 0.5], reduction='sum'):.4f}")
    0.1438
    """
    options = {"reduction": reduction, "log_target": log_target}
    return _numpy(F.kl_div(_tensor(input), _tensor(target), **options))


def entropy(p):
    """Σ `torch.special.entr(p)` over the last axis, in nats.

    >>> print(f"{entropy([0.5, 0.5]):.4f}")
    0.6931
    """
    return _numpy(torch.special.entr(_tensor(p)).sum(dim=-1))


def kl_divergence(p, q):
    """Σ `torch.nn.functional.kl_div(ln q, p, reduction="none")` over the last axis, in nats.

    >>> print(f"{kl_divergence([0.5, 0.5], [0.25, 0.75]):.4f}")
    0.1438
    """
    return _numpy(F.kl_div(_tensor(q).log(), _tensor(p), reduction="none").sum(dim=-1))


def _binary(logits, target, reduction, weights):
    weights = {name: w if w is None else _tensor(w) for name, w in weights.items()}
    target = _tensor(target)
    return F.binary_cross_entropy_with_logits(logits, target, reduction=reduction, **weights)


def _tensor(values):
    # A copy: torch warns about read-only arrays, and must not write into the caller's.
    return torch.tensor(np.asarray(values))


def _numpy(tensor):
    return tensor.detach().numpy()[()]
