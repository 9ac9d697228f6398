"""What the README, the environment files and the package promise about each other."""

import ast
import graphlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from series import LESSON

from lessonlib.notebook.cells import name_of, pictures_of

ROOT = Path(__file__).parent.parent
LESSONLIB = ROOT / "lessonlib"
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / ".github/CONTRIBUTING.md").read_text("utf-8")

# Who imports whom inside lessonlib: a name is a module or a folder. Nothing else may, and what no
# longer does is taken from the table.
IMPORTS = {
    "__init__": set(),
    "marks": set(),
    "recorded": set(),
    "style": set(),
    "plotting": set(),
    "page": {"marks"},
    "arguments": set(),
    "torch_reference": set(),
    "ranks": {"arguments"},
    "pmf": {"arguments"},
    "losses": {"arguments"},
    "metrics": {"arguments", "losses", "pmf"},
    "regression": {"arguments", "losses"},
    "coder": {"arguments"},
    "clinic": {"arguments", "page", "pmf"},
    "checks": {"losses", "marks", "metrics", "pmf", "regression"},
    "notebook": {"marks"},
    "publishing": {"marks", "notebook", "page"},
    "classroom": {"checks", "marks", "notebook"},
    "authoring": {"classroom", "marks", "notebook", "publishing"},
}
# Rooms of the workshop: of `notebook`, whose files are tools, each is taken where it lies, and so
# are the commands' trades. Nothing that a page imports is among them.
WORKSHOP = {"authoring", "classroom", "notebook", "publishing"}
# What a room reaches without importing it: a program that it starts, files that it reads, copies or
# compares ("lessonlib" for the package as a whole).
BY_PATH = {
    "notebook": {"lessonlib"},  # names and docstrings, which pages quote
    "authoring": {"checks", "lessonlib"},  # `checks.retyped` tries exercises; docstrings agree
    "publishing": {"lessonlib"},  # of what frames were made
    "classroom": {"lessonlib"},  # a wheel of it; its code, of which a verdict depends
}
# And what else; none of these imports torch.
WITH_TORCH = {"torch_reference", "ranks"}
OUTSIDE = {
    "numpy",
    "scipy",
    "matplotlib",
    "scienceplots",
    "cycler",
    "IPython",
    "anywidget",
    "ipywidgets",
    "traitlets",
}
FOR_AUTHORS = {
    "numpy",
    "PIL",
    "nbformat",
    "nbclient",
    "jupyter_client",
    "tqdm",
    "nbconvert",
    "jinja2",
    "markupsafe",
    "pygments",
    "latex2mathml",
}

# A longer file has a reason here.
LINES = 400
LONGER = {
    "tests/wrong_answers/late_pages.py": "a table",
    "tests/wrong_answers/early_pages.py": "a table",
}


def room_of(file):
    """The module or folder of lessonlib that a file is, or lies in."""
    return file.relative_to(LESSONLIB).parts[0].removesuffix(".py")


def module_of(package, name):
    """The module that `from package import name` needs: the name itself where it is one."""
    below = LESSONLIB.parent.joinpath(*package.split("."), name)
    is_module = below.with_suffix(".py").exists() or below.is_dir()
    return f"{package}.{name}" if package.startswith("lessonlib") and is_module else package


def imports_of(file):
    """The dotted names in lessonlib, and the outside packages, that a file imports."""
    inside, outside = set(), set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: a relative import; name the package"
            names = [module_of(node.module, alias.name) for alias in node.names]
        else:
            continue
        for name in names:
            root, _, rest = name.partition(".")
            (inside.add(rest) if root == "lessonlib" else outside.add(root))
    return inside, outside


FILES = sorted(LESSONLIB.rglob("*.py"))


def test_imports_are_those_of_the_table():
    drawn = {room_of(file): set() for file in FILES}
    for file in FILES:
        inside, _ = imports_of(file)
        drawn[room_of(file)] |= {name.split(".")[0] for name in inside} - {room_of(file)}
    assert drawn == IMPORTS


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_import_rooms_as_a_whole_and_only_known_packages(file):
    inside, outside = imports_of(file)
    others = [name for name in inside if name.split(".")[0] != room_of(file)]
    inner = [name for name in others if "." in name and name.split(".")[0] not in WORKSHOP]
    assert inner == [], "what lies in another room is its own"
    assert "torch" not in outside or room_of(file) in WITH_TORCH
    known = FOR_AUTHORS | OUTSIDE if room_of(file) in WORKSHOP else OUTSIDE
    assert outside <= known | set(sys.stdlib_module_names) | {"torch"}


def test_no_imports_go_round_in_a_room():
    graph = {}
    for file in FILES:
        parts = file.relative_to(LESSONLIB).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        graph[name] = imports_of(file)[0] - {name}
    graphlib.TopologicalSorter(graph).prepare()  # raises where they do


def all_python_files():
    kept = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    ).stdout.split()
    return [ROOT / name for name in kept if (ROOT / name).exists()] or [
        *FILES,
        *(ROOT / "tests").rglob("*.py"),
        ROOT / "conftest.py",
    ]


def test_every_file_says_what_lives_there_and_is_short():
    for file in all_python_files():
        text = file.read_text("utf-8")
        assert ast.get_docstring(ast.parse(text)), f"{file}: no opening sentence"
        name = str(file.relative_to(ROOT))
        assert text.count("\n") <= LINES or name in LONGER, f"{name}: more than {LINES} lines"


@pytest.mark.parametrize("room", [room for room in IMPORTS if room != "__init__"])
def test_every_room_has_tests_and_a_line_where_rooms_are_listed(room):
    assert (ROOT / f"tests/test_{room}.py").exists() or (ROOT / f"tests/{room}").is_dir()
    assert f"| `{room}` |" in (CONTRIBUTING if room in {*WORKSHOP, "marks"} else README)


def test_folders_of_the_package_list_their_public_names_and_nothing_else():
    for file in LESSONLIB.rglob("__init__.py"):
        for node in ast.parse(file.read_text("utf-8")).body:
            lists = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
            says = isinstance(node, ast.Expr | ast.ImportFrom)
            assert lists or says, f"{file}: “{ast.unparse(node)[:60]}” is code; give it a file"


def test_what_a_room_reaches_by_a_path_is_in_the_table():
    """Outside of its own folder: read as text, or started as a program of its own."""
    found = {}
    for file in FILES:
        text, room = file.read_text("utf-8"), room_of(file)
        depth = len(file.relative_to(LESSONLIB).parts)
        outward = re.findall(r"__file__\)\.parents\[(\d)\]", text)
        started = re.findall(r'"(?:-m", ")?lessonlib[./](\w+)', text)
        reached = {name for name in started if (LESSONLIB / name).exists()} - {room}
        whole = any(int(up) + 2 > depth for up in outward) or "LESSONLIB" in text
        reached |= {"lessonlib"} if whole else set()
        if reached:
            found.setdefault(room, set()).update(reached)
    assert found == BY_PATH


def test_each_file_of_rules_is_read():
    """A rule is listed where it stands, once its file is imported."""
    folder = LESSONLIB / "authoring/rules"
    read = {name.rpartition(".")[2] for name in imports_of(folder / "__init__.py")[0]}
    apart = {"__init__", "readme"}  # the latter is on README, and has a call of its own
    assert {file.stem for file in folder.glob("*.py")} - apart == read


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
    used = {}
    for file in (ROOT / ".github/workflows").glob("*.yml"):
        for name, job in yaml.safe_load(file.read_text("utf-8"))["jobs"].items():
            uses = [s for s in job["steps"] if "setup-python" in s.get("uses", "")]
            used[name] = [step["with"]["python-version"] for step in uses]
    newest = used.pop("newest")  # NumPy and SciPy no longer make their newest for the oldest Python
    assert newest[0] > version
    assert used == {"tests": [version], "oldest": [version], "build": [version], "publish": []}
    assert f"Python {version}" in README


def test_workflows_may_do_no_more_than_they_must():
    """What runs the code of pages, and of packages, may read; only what publishes may publish."""
    for file in (ROOT / ".github/workflows").glob("*.yml"):
        workflow = yaml.safe_load(file.read_text("utf-8"))
        assert workflow["permissions"] == {"contents": "read"}, file
        for name, job in workflow["jobs"].items():
            if "permissions" in job:
                assert name == "publish" and not any("run" in step for step in job["steps"]), file


def requirements():
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_every_requirement_is_pinned_and_says_what_it_is_for():
    *pins, package = requirements()
    assert package == "-e ."
    for line in pins:
        assert re.fullmatch(r"[A-Za-z0-9-]+==[\d.]+ +# .+", line), line


def test_what_the_package_needs_is_among_what_ci_runs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = {
        line.split("==")[0].lower().replace("-", "_"): line.split("==")[1].split()[0]
        for line in requirements()[:-1]
    }
    extras = project["optional-dependencies"].values()
    needed = [*project["dependencies"], *(each for extra in extras for each in extra)]
    for requirement in map(Requirement, needed):
        assert pinned[requirement.name.lower().replace("-", "_")] in requirement.specifier, (
            requirement
        )
    names = {requirement.name.lower() for requirement in map(Requirement, project["dependencies"])}
    imported = {name.lower() for name in OUTSIDE} - {"cycler"}  # matplotlib's own
    assert imported == names, "what the package imports is what it says that it needs"
    extra = {
        Requirement(each).name.lower() for each in project["optional-dependencies"]["authoring"]
    }
    called = {"ruff", "codespell"}  # as programs
    imported = {{"PIL": "pillow"}.get(name, name.lower()) for name in FOR_AUTHORS}
    assert imported - names == extra - called


def test_what_tests_import_is_named():
    """In requirements.txt or the file for Firefox; not only brought by another package."""
    named = {line.split("==")[0].lower().replace("-", "_") for line in requirements()[:-1]}
    lines = (ROOT / "tests/firefox.txt").read_text("utf-8").splitlines()
    named |= {line.split("==")[0].lower() for line in lines if "==" in line}
    own = {path.stem for path in (ROOT / "tests").rglob("*.py")} | {"tests", "lessonlib"}
    own |= {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    names = {"pyyaml": "yaml", "scikit_learn": "sklearn", "pillow": "PIL", "pytest_xdist": "xdist"}
    known = {names.get(name, name) for name in named} | {"pkg_resources"}
    for file in [*(ROOT / "tests").rglob("*.py"), ROOT / "conftest.py"]:
        _, outside = imports_of(file)
        missing = {name.lower() for name in outside - own - set(sys.stdlib_module_names)}
        assert missing <= {name.lower() for name in known}, file


def test_environment_lists_nothing_twice():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    *conda, pip = environment["dependencies"]
    assert [re.split("=", d)[0] for d in conda] == ["python", "pip"]
    assert pip["pip"][-1] == "-r requirements.txt"
    assert len(pip["pip"]) == 2


def readme_commands():
    return re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)


def test_readme_has_two_commands_and_ci_runs_the_second_and_what_it_leaves_out():
    first, second = readme_commands()
    opened = re.search(r"jupyter lab (\S+)$", first)[1]
    assert (ROOT / opened).exists(), f"README.md's first command opens {opened}, which is not there"
    assert f"lab/tree/{opened}" in README, "README.md's link to Binder opens another page"
    ci = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    *before, command, firefox, rest = [line for line in ci if not line.startswith(("#", "set"))]
    assert command == second
    assert firefox == ".venv/bin/pip install -q -r tests/firefox.txt"
    assert rest == ".venv/bin/pytest -m everything"
    assert ".venv/bin/pytest --everything" in README
    for line, package in zip(before, ("chromium", "firefox-esr", "bubblewrap"), strict=True):
        assert line.endswith(f"apt-get install -y -qq {package}; }}")
    workflow = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text("utf-8"))
    assert {"run": "bash .ci/run"} in workflow["jobs"]["tests"]["steps"]


def test_no_other_projects_code_is_in_the_tree():
    """Code made by a machine, for a machine, has long lines; what others wrote has a licence."""
    for path in [*LESSONLIB.rglob("*.js"), *LESSONLIB.rglob("*.css")]:
        assert max(map(len, path.read_text("utf-8").splitlines())) < 300, path
    assert [*LESSONLIB.rglob("LICEN[CS]E*")] == []


def test_the_edition_is_published_by_the_command_of_the_readme():
    steps = yaml.safe_load((ROOT / ".github/workflows/edition.yml").read_text("utf-8"))
    runs = [step.get("run", "") for step in steps["jobs"]["build"]["steps"]]
    command = "python -m lessonlib.authoring html edition"
    assert command in runs
    assert f".venv/bin/{command}" in README


def test_readme_shows_a_picture_of_a_page():
    """The page may be renamed and its words changed; the picture must be one that it stores."""
    alt, name = re.search(r"!\[(.+)\]\((\S+\.png)\)", README).groups()
    shown = (ROOT / name).read_bytes()
    pictures = [
        (png, f"page {page}, cell {name_of(cell)}", output.metadata["image/png"]["alt"])
        for page, notebook in LESSON.pages.items()
        for cell, output, png in pictures_of(notebook)
    ]
    where = next((place for _, place, caption in pictures if caption == alt), "no page")
    found = shown in [png for png, _, _ in pictures]
    assert found or LESSON.damaged, (
        f"README.md shows {name}, “{alt}”, and {where} stores another picture of it; "
        f"save that one as {name}"
    )


def test_ruff_finds_nothing_in_the_code():
    """What it finds in pages is told in tests/test_notebooks.py."""
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--exclude=*.ipynb", "."],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room", sorted(WITH_TORCH))
def test_where_pytorch_is_missing_it_says_how_to_get_it(room):
    code = f"import sys; sys.modules['torch'] = None; import lessonlib.{room}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    said = f"lessonlib.{room} needs PyTorch, which is not installed; pip install 'lessonlib[pages]'"
    assert said in done.stderr


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_what_is_named_by_its_path_is_there(text):
    named = re.findall(r"`((?:lessonlib|tests|notebooks|\.github)/[\w./]+)", text)
    named += re.findall(r"\]\(((?!http)[^)#]+)\)", text)
    assert named
    home = ROOT if text is README else ROOT / ".github"
    missing = [n for n in named if not (ROOT / n).exists() and not (home / n).exists()]
    assert missing == []


def test_programs_run_by_hand_are_listed():
    for file in (ROOT / "tests/by_hand").glob("*.py"):
        if "__main__" in file.read_text("utf-8"):
            assert file.name in CONTRIBUTING
