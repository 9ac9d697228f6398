"""How numbers are written on a page."""


def written(value, digits=8):
    """A number with so many significant digits, and a minus sign in place of the hyphen."""
    value = float(value)
    return "0" if abs(value) < 1e-12 else f"{value:.{digits}g}".replace("-", "−")
