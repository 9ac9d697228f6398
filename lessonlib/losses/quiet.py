"""How the losses meet the extremes of floating point: they say nothing."""

import numpy as np

# inf - inf is nan and ln 0 is -inf, as in PyTorch, and no news to the caller. Each thread has its
# own such setting.
quiet = np.errstate(all="ignore")
