"""What signatures say of types is what a type checker accepts, and what the functions return."""

import inspect
import subprocess
import sys

import numpy as np
import pytest
import typed_calls
from series import ROOT

from lessonlib import coder, losses, metrics, pmf, regression


def functions():
    for module in (coder, losses, metrics, pmf, regression):
        for name, value in vars(module).items():
            if inspect.isfunction(value) and not name.startswith("_"):
                yield pytest.param(value, id=f"{module.__name__.removeprefix('lessonlib.')}.{name}")


@pytest.mark.parametrize("function", [*functions()])
def test_each_argument_and_what_comes_back_has_a_type(function):
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(each.annotation is not each.empty for each in signature.parameters.values())


def test_mypy_accepts_right_calls_and_refuses_wrong_ones():
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "tests/typed_calls.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_comes_back_is_of_its_type():
    assert all(isinstance(each, np.ndarray) for each in typed_calls.arrays)
    assert all(isinstance(each, np.ndarray | np.floating) for each in typed_calls.numbers)
    assert all(isinstance(each, float) for each in typed_calls.floats)
    assert isinstance(typed_calls.exist, bool)
    assert typed_calls.symbols == [0, 1]
    assert {type(count) for count in typed_calls.counts} == {int}
    assert isinstance(typed_calls.bits, str)
