"""Plain numbers between processes: nothing of what is read here can run."""

import base64

import numpy as np

_MOST = 200_000  # numbers in an array; a trial has fewer


def packed(value):
    """An argument or an answer as JSON has it.

    Parameters
    ----------
    value : number, str, list, tuple, set or numpy.ndarray
        Arrays are of booleans, whole or real numbers.

    Raises
    ------
    ValueError
        If it is of another kind, or too large.
    """
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
            raise ValueError(f"value must be an array of real numbers, got dtype {array.dtype}")
        if array.size > _MOST:
            raise ValueError(f"value must have at most {_MOST} numbers, got {array.size}")
        data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
        scalar = isinstance(value, np.generic)
        return {"dtype": array.dtype.str, "shape": array.shape, "data": data, "scalar": scalar}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, list | tuple | set):
        return {type(value).__name__: [packed(part) for part in value]}
    if isinstance(value, bool | int | str):
        return value
    raise ValueError(f"value must be a number, text, or a list or array of them, got {value!r}")


def unpacked(plain):
    """The value again.

    Raises
    ------
    ValueError
        If it was not packed by `packed`.
    """
    try:
        return _unpacked(plain)
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"plain must be what `packed` returned, got {plain!r:.80}") from error


def _unpacked(plain):
    if not isinstance(plain, dict):
        return plain
    if "float" in plain:
        return float(plain["float"])
    if "dtype" in plain:
        dtype = np.dtype(str(plain["dtype"]))
        if dtype.kind not in "biuf":
            raise ValueError(f"dtype must be that of real numbers, got {dtype}")
        array = np.frombuffer(base64.b64decode(plain["data"]), dtype)
        array = array.reshape([int(n) for n in plain["shape"]]).copy()
        return array[()] if plain["scalar"] else array
    [(kind, parts)] = plain.items()
    return {"list": list, "tuple": tuple, "set": set}[kind](map(_unpacked, parts))
