"""From the losses of all examples to one number."""


def reduced(loss, divisor, reduction, dtype):
    """The losses themselves, their sum, or their sum over `divisor`, in the dtype asked for."""
    if reduction == "none":
        return loss.astype(dtype)[()]
    total = loss.sum()
    return (total / divisor if reduction == "mean" else total).astype(dtype)
