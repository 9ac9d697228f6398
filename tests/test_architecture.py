"""What the README, the environment files and the package promise about each other."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")

# Who may import whom inside lessonlib, and what else. Only torch_reference imports torch; none of
# the other packages does.
OUTSIDE = {
    "numpy",
    "scipy",
    "matplotlib",
    "scienceplots",
    "cycler",
    "IPython",
    "nbformat",
    "nbclient",
    "tqdm",
}
MAY_IMPORT = {
    "__init__": set(),
    "recorded": set(),
    "pmf": set(),
    "arguments": set(),
    "blocks": set(),
    "elementwise": {"arguments", "blocks"},
    "losses": {"arguments", "blocks", "elementwise"},
    "metrics": {"arguments", "losses", "pmf"},
    "torch_reference": set(),
    "plotting": set(),
    "page": set(),
    "style": set(),
    "authoring": set(),
    "verdict": set(),
    "checks": {"pmf", "losses", "verdict"},
}


def imports_of(module):
    """The modules of lessonlib, and the outside packages, that a module imports."""
    inside, outside = set(), set()
    for node in ast.walk(ast.parse((ROOT / f"lessonlib/{module}.py").read_text("utf-8"))):
        if isinstance(node, ast.Import):
            outside |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            path = (node.module or "").split(".")
            if node.level or path[0] == "lessonlib":
                inside |= set(path[1:2]) or {alias.name for alias in node.names}
            else:
                outside.add(path[0])
    return inside - {"lessonlib"}, outside - {"lessonlib"}


def test_every_module_stands_in_the_import_table():
    assert {path.stem for path in (ROOT / "lessonlib").glob("*.py")} == set(MAY_IMPORT)


@pytest.mark.parametrize("module", MAY_IMPORT)
def test_modules_import_only_what_the_table_allows(module):
    inside, outside = imports_of(module)
    assert inside <= MAY_IMPORT[module]
    assert ("torch" in outside) == (module == "torch_reference")
    assert outside <= OUTSIDE | set(sys.stdlib_module_names) | {"torch"}


@pytest.mark.parametrize("module", MAY_IMPORT)
def test_every_module_has_a_test_of_its_name_and_a_line_in_the_readme(module):
    if module != "__init__":
        assert (ROOT / f"tests/test_{module}.py").exists()
        assert f"`{module}`" in README


def test_importing_lessonlib_loads_neither_torch_nor_matplotlib():
    code = "import sys, lessonlib; print({'torch', 'matplotlib', 'numpy'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "set()\n"


def test_python_version_is_the_same_everywhere():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    python = next(d for d in environment["dependencies"] if str(d).startswith("python="))
    version = python.removeprefix("python=")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == f">={version}"
    workflow = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text("utf-8"))
    steps = workflow["jobs"]["tests"]["steps"]
    assert [s["with"]["python-version"] for s in steps if "with" in s] == [version]
    assert f"Python {version}" in README


def requirements():
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_every_requirement_is_pinned_and_says_what_it_is_for():
    *pins, package = requirements()
    assert package == "-e ."
    for line in pins:
        assert re.fullmatch(r"[A-Za-z-]+==[\d.]+ +# .+", line), line


def test_environment_lists_nothing_twice():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    *conda, pip = environment["dependencies"]
    assert [re.split("=", d)[0] for d in conda] == ["python", "pip"]
    assert pip["pip"][-1] == "-r requirements.txt"
    assert len(pip["pip"]) == 2


def readme_commands():
    return re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)


def test_readme_has_two_commands_and_ci_runs_the_second():
    first, second = readme_commands()
    assert first.endswith("jupyter lab notebooks/00_start_here.ipynb")
    ci = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    assert [line for line in ci if not line.startswith(("#", "set"))] == [second]
    workflow = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text("utf-8"))
    assert workflow["jobs"]["tests"]["steps"][-1] == {"run": "bash .ci/run"}


def test_readme_lists_every_page():
    for page in sorted((ROOT / "notebooks").glob("*.ipynb")):
        assert f"(notebooks/{page.name})" in README


def test_readme_picture_is_the_one_stored_in_page_01():
    import base64

    page = nbformat.read(ROOT / "notebooks/01_an_initial_problem.ipynb", as_version=4)
    cell = next(c for c in page.cells if c.id == "walk-picture")
    stored = base64.b64decode(cell.outputs[0].data["image/png"])
    same = (ROOT / ".github/descent.png").read_bytes() == stored
    assert same, "page 01, cell walk-picture: save its PNG as .github/descent.png, for the README"
    alt = cell.outputs[0].metadata["image/png"]["alt"]
    assert f"![{alt}](.github/descent.png)" in README


def test_ruff_finds_nothing_in_code_and_pages():
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "."],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
