"""PyTorch's answers to the questions of `losses` and `pmf`, as NumPy.

With `ranks` the only one of the package that imports torch. Each function makes the call that its
docstring names and converts: arrays in, arrays or floats out. `peak_bytes` measures a call instead.
"""

import os
from itertools import accumulate

import numpy as np

try:
    import torch
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "lessonlib.torch_reference needs PyTorch, which is not installed; "
        "pip install 'lessonlib[pages]'"
    ) from None
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


def linear_cross_entropy(input, linear_weight, target, *, linear_bias=None, weight=None, **options):
    """`torch.nn.functional.linear_cross_entropy(input, linear_weight, target, …)`.

    >>> print(f"{linear_cross_entropy([[1.0]], [[0.0], [0.0]], [1]):.4f}")
    0.6931
    """
    bias, weight = (w if w is None else _tensor(w) for w in (linear_bias, weight))
    call = F.linear_cross_entropy
    options |= {"linear_bias": bias, "weight": weight}
    return _numpy(call(_tensor(input), _tensor(linear_weight), _tensor(target), **options))


def linear_cross_entropy_gradient(
    input, linear_weight, target, *, linear_bias=None, weight=None, **options
):
    """The gradients that autograd gives for it in input, linear_weight and linear_bias.

    >>> linear_cross_entropy_gradient([[2.0]], [[0.0], [0.0]], [1])[1].tolist()
    [[1.0], [-1.0]]
    """
    layer = [_tensor(input), _tensor(linear_weight)]
    layer += [] if linear_bias is None else [_tensor(linear_bias)]
    x, W, *bias = (values.requires_grad_() for values in layer)
    options |= {"weight": None if weight is None else _tensor(weight)}
    options |= {"linear_bias": bias[0]} if bias else {}
    F.linear_cross_entropy(x, W, _tensor(target), **options).sum().backward()
    return tuple(_numpy(values.grad) for values in (x, W, *bias))


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


def peak_bytes(call):
    """The bytes that PyTorch holds at the peak of a call, beyond those that it held before.

    Parameters
    ----------
    call : callable
        Takes nothing, and computes with tensors on the CPU.

    Returns
    -------
    int
        From the allocations that `torch.profiler` records; the same each time, as nothing else of
        the process counts.

    Examples
    --------
    >>> peak_bytes(lambda: torch.ones(1000) + torch.ones(1000))
    12000
    """
    os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # or it writes its starts and ends to stderr
    with torch.profiler.profile(profile_memory=True) as recorded:
        call()
    # The public events leave most allocations out.
    events = recorded.profiler.kineto_results.events()
    return max(accumulate((e.nbytes() for e in events if e.name() == "[memory]"), initial=0))


def _binary(logits, target, reduction, weights):
    weights = {name: w if w is None else _tensor(w) for name, w in weights.items()}
    target = _tensor(target)
    return F.binary_cross_entropy_with_logits(logits, target, reduction=reduction, **weights)


def _tensor(values):
    # A copy: torch warns about read-only arrays, and must not write into the caller's.
    return torch.tensor(np.asarray(values))


def _numpy(tensor):
    return tensor.detach().numpy()[()]
