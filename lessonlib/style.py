"""The look of every page."""

import warnings

import matplotlib.pyplot as plt
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


def use_style():
    """Set the look of figures and of printed floats for a page.

    Figures get SciencePlots' ["science", "notebook"], which draws its own text and so looks the
    same with and without LaTeX, at a size that suits a page. A float at the end of a cell is
    printed with 8 significant digits and without its type.

    Taught in: 00
    """
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
    shell = get_ipython()
    if shell is not None:
        shell.run_line_magic("precision", "%.8g")
