"""The environment in which pages are run: nothing that its owner has set changes what they show."""

import os
import re
import tempfile
from contextlib import contextmanager

# Settings of the language, of figures and of warnings.
_BROUGHT = re.compile(
    r"LC_\w+|LANG|LANGUAGE|MATPLOTLIBRC|MPLBACKEND|JUPYTER_PATH"
    r"|PYTHON(?:IOENCODING|WARNINGS|STARTUP|UTF8)"
)
# Where programs look for settings, and write what they keep.
_FOLDERS = (
    *("MPLCONFIGDIR", "IPYTHONDIR"),
    *("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"),
)


@contextmanager
def own_environment():
    """Within it, os.environ holds no settings of the owner's, and folders for them that are empty.

    Kernels inherit it. Not thread-safe, as os.environ is one for all.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name in [name for name in os.environ if _BROUGHT.fullmatch(name)]:
            del os.environ[name]
        for name in _FOLDERS:
            os.environ[name] = os.path.join(folder, name.lower())
            os.mkdir(os.environ[name])
        os.environ["PYTHONUTF8"] = "1"
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
