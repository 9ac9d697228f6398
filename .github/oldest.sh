#!/usr/bin/env bash
# The numerical helpers, checks and page parts with the oldest packages that pyproject.toml promises.
# What tests need besides is that of requirements.txt, as far as it does not ask for newer ones.
set -e
python3 -m venv .oldest && .oldest/bin/pip install -q uv
export UV_EXTRA_INDEX_URL=$PIP_EXTRA_INDEX_URL UV_INDEX_STRATEGY=unsafe-best-match VIRTUAL_ENV=.oldest
tools=$(grep -oE '^(pytest|pytest-xdist|hypothesis|expecttest|nbval|PyYAML|packaging|ruff)==[0-9.]+' requirements.txt)
.oldest/bin/uv pip install -q --resolution lowest-direct '.[pages,authoring]' $tools
.oldest/bin/uv pip list
# Old packages call by old names what newer ones brought along.
.oldest/bin/python -m pytest -q -W ignore::DeprecationWarning tests/losses tests/page tests/checks tests/ranks tests/test_pmf.py tests/test_metrics.py \
  tests/test_shares.py tests/test_regression.py tests/test_coder.py tests/test_clinic.py tests/test_arguments.py \
  tests/test_plotting.py tests/test_style.py tests/test_recorded.py tests/test_torch_reference.py
