"""What a classifier's predictions are worth: perplexity, calibration, temperature.

Logits and targets are given as in `losses`. Arguments are never modified.
"""

from lessonlib.metrics.calibration import (
    Reliability,
    calibration_floor,
    expected_calibration_error,
    reliability,
)
from lessonlib.metrics.scores import Decomposition, brier_score, decompose, perplexity
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
    "expected_calibration_error",
    "fit_temperature",
    "perplexity",
    "reliability",
    "temperature_scale",
    "temperature_standard_error",
]
