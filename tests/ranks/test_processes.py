"""Ranks as processes: what torchrun starts, and what is said when one fails."""

import contextlib
import os
import re
import signal
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

    def one(name, *arguments, **options):
        with pytest.raises(ranks.RankError) as raised:
            ranks.launch(2, [(f"faulty_ranks:{name}", *arguments)], **options)
        return str(raised.value)

    return one


@pytest.fixture
def returned(monkeypatch):
    """What a function in `faulty_ranks` returns on two ranks."""
    from lessonlib import ranks

    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    return lambda name: ranks.launch(2, [(f"faulty_ranks:{name}",)])


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


def test_a_rank_that_has_returned_and_one_that_is_late_are_told_apart(launch):
    said = launch("stops_early", seconds=50)
    assert said.startswith("rank 0 waits for rank 1, which has returned; all must make the same")
    said = launch("is_late", seconds=2)
    assert said.startswith("rank 0 waited 2 s for rank 1, which is late: it has not returned")


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


UNLIKE = {
    "sizes": ([[1000], "float32"], [[1001], "float32"], "float32, shape (1001,), rank 0 at"),
    "far apart": ([[1], "float32"], [[100_000], "float32"], "float32, shape (100000,), rank 0"),
    "shapes": ([[2, 3], "float32"], [[3, 2], "float32"], "float32, shape (3, 2), rank 0 at"),
    "strides": ([[2, 3], "float32"], [[3, 2], "float32", "T"], "float32, shape (2, 3), strides"),
    "dtypes": ([[3], "float32"], [[3], "float64"], "float64, shape (3,), rank 0 at all_reduce"),
}


@pytest.mark.parametrize(
    "name", ["sizes", *(pytest.param(n, marks=pytest.mark.everything) for n in [*UNLIKE][1:])]
)
def test_ranks_that_hand_in_unlike_tensors_are_told(launch, name):
    *pair, said = UNLIKE[name]
    assert launch("hands_in", *pair).startswith(f"rank 1 is at all_reduce (op SUM) of {said}")


def test_a_ranks_own_words_are_not_taken_for_the_transports(launch):
    said = "timed out, wait timeout, reset by peer, no interface"
    assert launch("says", said) == f"rank 1 raised TimeoutError: {said}"


@pytest.mark.parametrize(
    ("code", "said"),
    [(["a word"], "'a word'"), pytest.param([], "", marks=pytest.mark.everything)],
)
def test_a_rank_that_exits_is_told(launch, code, said):
    told = launch("exits", *code)
    assert told == f"rank 1 left by sys.exit({said}); return what it has instead"


def test_a_result_that_json_cannot_hold_is_told(launch):
    told = launch("returns_a_tensor")
    assert "what faulty_ranks:returns_a_tensor returns must be what JSON can hold" in told
    assert "Tensor" in told


@pytest.mark.everything
def test_a_rank_may_print_without_a_line_end(returned):
    assert returned("prints_without_line_end") == [[7], [7]]


@pytest.mark.everything
def test_a_child_process_holds_nothing_up(returned):
    start = time.monotonic()
    children = returned("leaves_a_child")
    assert time.monotonic() - start < 30
    for ((pid),) in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.everything
def test_a_dotted_name_leads_to_a_function_and_nested_lists_come_back(returned):
    assert returned("Inside.nested") == [[[[1, [2.5, "three"]], {"four": None}]]] * 2


NO_SUCH_HOST = """
import socket
from lessonlib import ranks
socket.sethostname("no-such-host-anywhere")
print(ranks.launch(2, [("lessonlib.ranks.worker:hello",)], limit=40))
"""


@pytest.mark.everything
def test_the_name_of_the_machine_need_not_lead_anywhere():
    command = ["unshare", "--user", "--map-root-user", "--uts"]
    if subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("no namespace can be made here")
    command += [sys.executable, "-c", NO_SUCH_HOST]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90)
    assert done.stdout.strip() == "[[3.0], [3.0]]", done.stderr


@pytest.mark.parametrize(
    ("arguments", "options", "error", "said"),
    [
        ((0, []), {}, ValueError, "world must be at least 1, got 0"),
        ((1.5, []), {}, TypeError, "world must be an integer, got 1.5"),
        (("2", []), {}, TypeError, "world must be an integer, got '2'"),
        ((2, []), {"seconds": 0.5}, ValueError, "seconds must be at least 1, got 0.5"),
        ((2, []), {"limit": 0}, ValueError, "limit must be a number above 0 and finite, got 0"),
        ((2, [("hello",)]), {}, ValueError, "calls must begin with where the function is"),
        ((2, [(len, [1])]), {}, ValueError, "calls must begin with where the function is"),
        ((2, [("a:b", {1, 2})]), {}, TypeError, "calls must hold what JSON can hold"),
    ],
)
def test_arguments_that_no_rank_could_use_are_refused(arguments, options, error, said):
    from lessonlib import ranks

    with pytest.raises(error, match=re.escape(said)):
        ranks.launch(*arguments, **options)


@pytest.mark.parametrize(
    ("own", "said", "told"),
    [
        (
            [],
            "rank : 0 (local_rank: 0)\n exitcode : 1 (pid: 5)\n"
            "rank : 1 (local_rank: 1)\n exitcode : 3 (pid: 6)",
            "rank 1 left with exit code 3",
        ),
        ([], "rank : 1 (local)\n exitcode : -6 (pid: 6)", "ended by signal 6 (SIGABRT)"),
        ([[True, "rank 0 lost another"]], "rank : 1 (l)\n exitcode : -9 (p)", "killed by signal 9"),
        ([[True, "rank 0 lost another"]], "much else", "rank 0 lost another"),
        ([[True, "rank 0 lost another"], [False, "rank 1 raised"]], "", "rank 1 raised"),
        ([], "torchrun: no such option", "its last words were: torchrun: no such option"),
        ([], "", "its last words were: nothing"),
    ],
)
def test_what_torchrun_says_becomes_a_sentence(own, said, told):
    from lessonlib.ranks import processes

    assert told in str(processes._what_failed(own, said, 3))
