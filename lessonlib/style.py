"""The look of every page."""

import warnings

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from IPython import get_ipython
from matplotlib import MatplotlibDeprecationWarning

with warnings.catch_warnings():
    # SciencePlots 2.2.2 registers its styles by functions that matplotlib 3.11 still has.
    warnings.simplefilter("ignore", MatplotlibDeprecationWarning)
    import scienceplots  # noqa: F401  (the import itself registers "science" and "notebook")

# Each colour has a contrast of at least 3:1 on white and stays apart for colour-blind readers;
# the line style changes with it, so that neither has to be seen alone.
COLORS = ("#0072B2", "#D55E00", "#007A5A", "#882255", "#5B5B5B")
_LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))

# How NumPy prints before anybody changes it.
_NUMPYS_OWN = {
    **{"precision": 8, "threshold": 1000, "edgeitems": 3, "linewidth": 75, "suppress": False},
    **{"nanstr": "nan", "infstr": "inf", "sign": "-", "floatmode": "maxprec"},
    **{"formatter": None, "legacy": False, "override_repr": None},
}


def use_style():
    """Set the look of figures and of printed numbers for a page, whatever the reader has set.

    Figures get SciencePlots' ["science", "notebook"], which draws its own text and so looks the
    same with and without LaTeX, at a size that suits a page. A float at the end of a cell is
    printed with 8 significant digits and without its type; only the last line of a cell is shown.

    Taught in: 00
    """
    plt.rcdefaults()  # a matplotlibrc of the reader's would show through
    plt.style.use(["science", "notebook"])
    plt.rcParams.update(
        {
            "text.usetex": False,
            "figure.figsize": (6.4, 3.8),
            "figure.constrained_layout.use": True,
            "savefig.bbox": None,  # "tight" would give every figure another width
            "axes.prop_cycle": cycler(color=COLORS, linestyle=_LINE_STYLES),
            "axes.titlesize": 13,
            "axes.labelsize": 13,
            "xtick.minor.visible": False,
            "ytick.minor.visible": False,
            "xtick.labelsize": 12,
            "ytick.labelsize": 12,
            "legend.fontsize": 12,
            "font.size": 12,
            "lines.linewidth": 2.0,
        }
    )
    np.set_printoptions(**_NUMPYS_OWN)
    shell = get_ipython()
    if shell is not None:
        shell.run_line_magic("precision", "%.8g")
        shell.ast_node_interactivity = "last_expr"
