"""PyTorch's classification losses in NumPy, with their gradients.

Names, argument order, defaults and meaning are those of `torch.nn.functional` (and
`torch.logsumexp`); `axis` stands for `dim`, as elsewhere in NumPy, and options are given by
keyword. The class axis is PyTorch's too: axis 0 for one example (C,), axis 1 for a batch (N, C) or
(N, C, d1, …, dK). Where PyTorch computes on from input that makes no sense, so do these functions,
and the docstring says so. What is meant to differ stands in a table in
`tests/by_hand/answers.py`.

float32 and float64 stay what they are, float16 is computed in float32 and rounded once at the end,
and integers become float64. Arguments are never modified; `arguments` says what is refused.
"""

from lessonlib.losses.categorical import (
    cross_entropy,
    cross_entropy_and_gradient,
    cross_entropy_gradient,
    nll_loss,
)
from lessonlib.losses.elementwise import (
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_gradient,
    kl_div,
)
from lessonlib.losses.linear import (
    LinearGradient,
    linear_cross_entropy,
    linear_cross_entropy_and_gradient,
)
from lessonlib.losses.normalization import log_softmax, logsumexp, softmax

__all__ = [
    "LinearGradient",
    "binary_cross_entropy_with_logits",
    "binary_cross_entropy_with_logits_gradient",
    "cross_entropy",
    "cross_entropy_and_gradient",
    "cross_entropy_gradient",
    "kl_div",
    "linear_cross_entropy",
    "linear_cross_entropy_and_gradient",
    "log_softmax",
    "logsumexp",
    "nll_loss",
    "softmax",
]
