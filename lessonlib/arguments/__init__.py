"""What the numerical functions accept, and the sentence for whatever they refuse.

Every function here takes an argument as the caller gave it, and returns it ready to compute with or
raises an error that names the argument, the rule, the value and the remedy. So the same bad input
gets the same sentence in `pmf`, `losses` and `metrics`.
"""

from lessonlib.arguments.arrays import (
    ArrayLike,
    Numbers,
    array,
    broadcast_together,
    broadcasts_to,
    finite,
    floats,
    floats_already,
    quiet,
    same_shape,
    wide,
)
from lessonlib.arguments.options import (
    REDUCTIONS,
    Reduction,
    axes,
    count,
    integer,
    logarithm_base,
    one_of,
    positive,
    smoothing,
)
from lessonlib.arguments.probabilities import (
    batch_of_pmfs,
    non_negative,
    pmf_pair,
    pmfs,
    weights_and_sums,
)
from lessonlib.arguments.targets import (
    among_classes,
    class_axis,
    class_indices,
    class_probabilities,
    class_weight,
    labels,
)

__all__ = [
    "REDUCTIONS",
    "ArrayLike",
    "Numbers",
    "Reduction",
    "among_classes",
    "array",
    "axes",
    "batch_of_pmfs",
    "broadcast_together",
    "broadcasts_to",
    "class_axis",
    "class_indices",
    "class_probabilities",
    "class_weight",
    "count",
    "finite",
    "floats",
    "floats_already",
    "integer",
    "labels",
    "logarithm_base",
    "non_negative",
    "one_of",
    "pmf_pair",
    "pmfs",
    "positive",
    "quiet",
    "same_shape",
    "smoothing",
    "weights_and_sums",
    "wide",
]
