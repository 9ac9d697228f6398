"""What a classifier's predictions are worth: perplexity, calibration, temperature, shares.

Logits and targets are given as in `losses`. Arguments are never modified.
"""

from lessonlib.metrics.calibration import (
    Reliability,
    calibration_floor,
    expected_calibration_error,
    reliability,
)
from lessonlib.metrics.scores import Decomposition, brier_score, decompose, perplexity
from lessonlib.metrics.shares import estimate_shares, reweight
from lessonlib.metrics.temperature import (
    fit_temperature,
    temperature_scale,
    temperature_standard_error,
)

__all__ = [
    "Decomposition",
    "Reliability",
    "brier_score",
    "calibration_floor",
    "decompose",
    "estimate_shares",
    "expected_calibration_error",
    "fit_temperature",
    "perplexity",
    "reliability",
    "reweight",
    "temperature_scale",
    "temperature_standard_error",
]
