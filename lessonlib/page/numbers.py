"""How numbers are written on a page."""


def written(value, digits=8, zero=1e-12):
    """A number with so many significant digits, and a minus sign in place of the hyphen.

    What is smaller than `zero` is taken for rounding, and written as 0.
    """
    value = float(value)
    return "0" if abs(value) < zero else f"{value:.{digits}g}".replace("-", "−")
