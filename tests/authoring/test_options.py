"""Options as people type them, and readers who leave."""

import subprocess
import sys

import pytest
from series import FROZEN, ROOT

from lessonlib.authoring.__main__ import main
from lessonlib.notebook.versions import name_on_github

COMMAND = ["--folder", str(FROZEN.folder)]


@pytest.mark.parametrize(
    "text",
    [
        "me/lesson",
        "me/lesson/",
        " me/lesson.git",
        "https://github.com/me/lesson",
        "https://github.com/me/lesson/",
        "http://www.github.com/me/lesson.git",
        "https://token@github.com/me/lesson",
        "git@github.com:me/lesson.git",
        "ssh://git@github.com/me/lesson.git",
        "github.com/me/lesson",
    ],
)
def test_a_repository_may_be_a_name_or_an_address(text):
    assert name_on_github(text) == "me/lesson"


@pytest.mark.parametrize("text", ["lesson", "", "https://gitlab.com/me/lesson", "a/b/c", "me /x"])
def test_what_names_no_repository_is_refused(text, tmp_path, capsys):
    assert name_on_github(text) is None
    with pytest.raises(SystemExit):
        main([*COMMAND, "copy", "--repository", text, str(tmp_path / "class")])
    said = capsys.readouterr().err
    assert f"must be OWNER/NAME, or an address on GitHub, got {text!r}; me/lesson is such" in said
    assert not (tmp_path / "class").exists()


def test_an_address_leads_requirements_to_the_package(tmp_path):
    address = "git@github.com:me/lesson.git"
    assert main([*COMMAND, "copy", "--repository", address, str(tmp_path / "class")]) == 0
    needed = (tmp_path / "class/requirements.txt").read_text()
    assert "lessonlib @ git+https://github.com/me/lesson\n" in needed


@pytest.mark.parametrize("text", ["00,01", "00, 01", "00,01,", " 01 , 00 ", "00 01"])
def test_numbers_of_pages_may_have_blanks_and_a_last_comma(text, tmp_path):
    command = [*COMMAND, "copy", "--repository", "me/x", "--pages", text, str(tmp_path / "class")]
    assert main(command) == 0
    assert len([*(tmp_path / "class").glob("*.ipynb")]) == 2


@pytest.mark.parametrize(
    "command",
    [
        ["copy", "--repository", "me/x", "FILE"],
        ["html", "--no-frames", "FILE"],
        ["slides", "01", "--into", "FILE"],
    ],
)
def test_a_file_in_the_place_of_a_folder_is_told(command, tmp_path, capsys):
    file = tmp_path / "file"
    file.write_text("mine")
    assert main([*COMMAND, *(str(file) if part == "FILE" else part for part in command)]) == 1
    assert capsys.readouterr().out == f"{file} is a file, and no folder; name another\n"
    assert file.read_text() == "mine"


@pytest.mark.parametrize("command", ["check", "copy there", "html there", "grade there"])
def test_a_folder_without_pages_is_told(command, tmp_path, capsys):
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "a file"):
        (tmp_path / "a file").write_text("")
        with pytest.raises(SystemExit):
            main(["--folder", str(folder), *command.split()])
        assert f"the folder {folder} holds no pages" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "-1", "nan", "inf", "soon"])
@pytest.mark.parametrize("option", ["store --seconds", "grade --seconds", "grade --gigabytes"])
def test_a_limit_that_is_none_is_told(option, limit, capsys):
    with pytest.raises(SystemExit):
        main([*COMMAND, *option.split(), limit, "01"])
    assert f"must be a number above 0, got {limit!r}" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "changes", "bold", "--help"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_leaves_is_no_error(command, unbuffered):
    done = subprocess.run(
        f"PYTHONUNBUFFERED={unbuffered} {sys.executable} -m lessonlib.authoring {command} | true",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stderr == ""
