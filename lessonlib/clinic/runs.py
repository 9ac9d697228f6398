"""A run as its losses show it: how long, how noisy, where it begins and where it rests."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

STEPS, EPOCHS, VALIDATION = "steps", "epochs", "validation"
KINDS = (STEPS, EPOCHS, VALIDATION)
_MANY = 30  # losses of steps; a learning rate that warms up needs about so many to be seen
_START_OF = 20  # values, from which they are taken for steps if that is not told
_SOME = 5  # values, fewer do not tell rest from a slow fall


@dataclass(frozen=True)
class Run:
    """Losses in order, the last one last, and what is known of them.

    Attributes
    ----------
    values : ndarray of float64
        Finite or not.
    n_classes : int
    kind : str or None
        One of KINDS, or unknown.
    untrained : bool or None
        Whether the first value is that of an untrained model, or unknown.
    """

    values: np.ndarray
    n_classes: int
    kind: str | None = None
    untrained: bool | None = None

    @property
    def log_c(self):
        return float(np.log(self.n_classes))

    @cached_property
    def finite(self):
        return self.values[np.isfinite(self.values)]

    @property
    def alone(self):
        return len(self.values) == 1

    @cached_property
    def start(self):
        """The mean of the first three, so that one odd batch does not count for all."""
        return float(self.finite[:3].mean())

    @property
    def begins(self):
        """Whether the first value may be taken for a start.

        Means over epochs are fewer than steps, and the first of them is no start; nor is a single
        value, unless it is said to be.
        """
        if self.untrained is not None:
            return self.untrained
        return self.kind in (None, STEPS) and len(self.values) >= _START_OF

    @cached_property
    def is_steady_at_first(self):
        """Whether the first three are alike, as a fall that has just begun is not."""
        return float(np.ptp(self.finite[:3])) <= 0.1 * abs(self.start)

    @cached_property
    def first_noise(self):
        """The noise of one of the first eight, from neighbours, as a share of the start."""
        steps = np.diff(self.finite[:8])
        return float(steps.std() / np.sqrt(2) / abs(self.start)) if len(steps) > 2 else 0.0

    @cached_property
    def level(self):
        """The mean of the last quarter."""
        return float(self.finite[-self._quarter :].mean())

    @cached_property
    def spread(self):
        """The noise of one value in the second half, from neighbours, so that no trend is in it."""
        half = self.finite[len(self.finite) // 2 :]
        return float(np.diff(half).std() / np.sqrt(2)) if len(half) > 2 else 0.0

    @property
    def rests(self):
        """Whether the last two quarters have one mean, to 1 % and to twice its standard error."""
        return len(self.finite) >= _SOME and self._ends_as(self._quarter_before, 0.01)

    @property
    def settles(self):
        """Whether the last quarter has brought little, at most 4 %."""
        return len(self.finite) >= _SOME and self._ends_as(self._quarter_before, 0.04)

    @property
    def has_not_moved(self):
        """Whether the first quarter has the mean of the last, to 1 % and to its standard error."""
        return self._ends_as(self.finite[: self._quarter], 0.01)

    @property
    def has_moved(self):
        """Whether the losses changed by more than their noise, as where weights are trained."""
        return len(self.finite) >= _SOME and not self.has_not_moved

    @property
    def _quarter_before(self):
        return self.finite[-2 * self._quarter : -self._quarter]

    def _ends_as(self, quarter, share):
        error = self.spread * np.sqrt(2 / self._quarter)
        return bool(abs(quarter.mean() - self.level) <= share * abs(self.level) + 2 * error)

    @property
    def is_quiet(self):
        """Whether batches differ, but by little for the height of the loss.

        Batches that are all the same, as of all data at once, are quiet at any height.
        """
        return len(self.finite) > _MANY and 0.002 * self.level < self.spread <= 0.05 * self.level

    @cached_property
    def is_long(self):
        """Whether a run that has not moved had time to. A few still values are as good as many."""
        if self.kind in (EPOCHS, VALIDATION):
            return len(self.finite) >= 3
        still = len(self.finite) >= _SOME and np.ptp(self.finite) <= 0.01 * self.log_c
        return bool(len(self.finite) >= _MANY or still)

    @cached_property
    def ends_still(self):
        """Whether the last half hardly differs, as where a model says the same of all batches."""
        half = self.finite[-max(_SOME, len(self.finite) // 2) :]
        return len(half) >= _SOME and float(np.ptp(half)) <= 0.004 * self.log_c

    @cached_property
    def is_printed(self):
        """Whether a log rounded the values, to at most three decimals: a 0 is none then."""
        return bool(np.all(self.finite == np.round(self.finite, 3)))

    @property
    def _quarter(self):
        return max(2, len(self.finite) // 4) if len(self.finite) > 3 else 1
