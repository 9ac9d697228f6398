"""nbformat, imported in half the time.

Of what it needs, jsonschema imports a grammar of internationalized addresses where it finds one.
That takes a second, and no notebook is checked against it.
"""

import sys

_GRAMMAR = "rfc3987_syntax"
_absent = _GRAMMAR not in sys.modules
if _absent:
    sys.modules[_GRAMMAR] = None

import nbformat  # noqa: E402
from nbformat.validator import iter_validate  # noqa: E402

if _absent:
    del sys.modules[_GRAMMAR]

__all__ = ["iter_validate", "nbformat"]
