"""A page runs without a network, and writes nothing into the checkout (offline.py runs all)."""

import subprocess

import offline
import pytest
from series import LESSON


def test_a_page_needs_no_network_and_writes_nothing():
    if LESSON.damaged:
        pytest.skip("a page cannot be run")
    page = offline.ROOT / "notebooks" / f"{next(iter(LESSON.pages))}.ipynb"
    if (isolated := offline.command([page])) is None:
        pytest.skip("no namespaces here: needs Linux, and unshare, ip and mount with their rights")
    done = subprocess.run(isolated, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("without", "words"),
    [("mount -o remount,ro,bind", "can be written to"), ("unshare", "there is a network")],
)
def test_a_checkout_or_a_network_that_is_open_is_told(without, words):
    if (isolated := offline.command(["--version"])) is None:
        pytest.skip("no namespaces here: needs Linux, and unshare, ip and mount with their rights")
    *start, script = isolated
    if without == "unshare":
        start = [word.replace("-mn", "-m") for word in start]
        script = script.replace("ip link set lo up", "true")
    else:
        script = script.replace(without, "true")
    done = subprocess.run([*start, script], capture_output=True, text=True, check=False)
    (offline.ROOT / "tests/written").unlink(missing_ok=True)
    assert done.returncode == 1
    assert words in done.stdout
