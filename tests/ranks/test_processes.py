"""Ranks as processes: what torchrun starts, and what is said when one fails."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.fixture
def launch(monkeypatch):
    """`ranks.launch` of a function in `faulty_ranks`; the sentence, if it fails."""
    from lessonlib import ranks

    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))

    def one(name, **options):
        with pytest.raises(ranks.RankError) as raised:
            ranks.launch(2, [(f"faulty_ranks:{name}",)], **options)
        return str(raised.value)

    return one


def workers_of(parent):
    """The commands of the processes that came from this one."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True).stdout
    return [
        line for line in listed.splitlines() if "lessonlib.ranks.worker" in line and parent in line
    ]


def test_the_calls_of_all_ranks_come_back_in_order():
    from lessonlib import ranks

    hello = ("lessonlib.ranks.worker:hello",)
    assert ranks.launch(2, [hello, hello]) == [[3, 3], [3, 3]]


def test_the_error_of_a_rank_is_told(launch):
    assert launch("raises") == "rank 1 raised ValueError: no labels in this file"


def test_a_killed_rank_is_told(launch):
    assert launch("is_killed") == "rank 1 was killed by signal 9; if nobody did, memory ran out"


@pytest.mark.everything
def test_after_the_limit_all_processes_are_ended(launch):
    said = launch("never_ends", limit=9)
    assert said.startswith("the ranks are not back after 9 s, and were ended")
    end = time.monotonic() + 20
    while (left := workers_of("never_ends")) and time.monotonic() < end:
        time.sleep(0.2)
    assert not left


def test_a_taken_port_is_told():
    from lessonlib import ranks

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ranks.RankError, match="found the port taken; leave the port out"):
            ranks.launch(2, [], port=taken.getsockname()[1])


NO_NETWORK = """
import torch
from lessonlib import ranks
by_threads = lambda: ranks.run(2, lambda group: group.all_reduce(torch.ones(1)))
for start in (lambda: ranks.launch(2, []), by_threads):
    try:
        start()
    except ranks.RankError as error:
        print(error)
"""


def test_without_a_loopback_that_is_told_at_once():
    command = ["unshare", "--user", "--map-root-user", "--net"]
    if subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("no network namespace can be made here")
    done = subprocess.run(
        [*command, sys.executable, "-c", NO_NETWORK],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ,
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert all("found no network interface to the others" in line for line in lines), done.stderr


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "rank : 0 (local_rank: 0)\n exitcode : 1 (pid: 5)\n"
            "rank : 1 (local_rank: 1)\n exitcode : 3 (pid: 6)",
            "rank 1 left with exit code 3",
        ),
        (
            "✗lessonlib.ranks rank 0 lost another rank, which",
            "last words were: rank 0 lost another",
        ),
        ("torchrun: no such option", "its last words were: torchrun: no such option"),
        ("", "its last words were: nothing"),
    ],
)
def test_what_torchrun_says_becomes_a_sentence(said, told):
    from lessonlib.ranks import processes

    assert told in processes._what_failed(said, 3)
