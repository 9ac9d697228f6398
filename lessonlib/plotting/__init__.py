"""One function for each kind of picture: numbers (or a callable) and `ax` in, `ax` out.

Nothing here knows a loss: what is drawn comes in as numbers or as a function. All that matters in
a picture carries a label, from which `page.describe` makes its description.
"""

from lessonlib.plotting.charts import plot_bars, plot_curves, plot_logit_gaps, plot_reliability
from lessonlib.plotting.graphs import plot_graph
from lessonlib.plotting.images import plot_images
from lessonlib.plotting.simplex import (
    plot_simplex,
    plot_simplex_outline,
    plot_simplex_path,
    plot_simplex_points,
    plot_simplex_step,
)
from lessonlib.plotting.tables import plot_class_table, plot_matrix

__all__ = [
    "plot_bars",
    "plot_class_table",
    "plot_curves",
    "plot_graph",
    "plot_images",
    "plot_logit_gaps",
    "plot_matrix",
    "plot_reliability",
    "plot_simplex",
    "plot_simplex_outline",
    "plot_simplex_path",
    "plot_simplex_points",
    "plot_simplex_step",
]
