"""Several ranks as processes, started by torchrun."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from lessonlib import arguments
from lessonlib.ranks.sentences import RankError, meaning_of
from lessonlib.ranks.worker import FAILED, RESULTS


def launch(world, calls, *, seconds=30, limit=60, port=None):
    """Let `world` processes make the same calls at once, and gather what each returns.

    The command is `python -m torch.distributed.run --standalone --nproc-per-node world -m
    lessonlib.ranks.worker calls seconds folder`, with the results in the folder.

    Parameters
    ----------
    world : int
        How many ranks.
    calls : list of tuple
        For each where the function is, such as "lessonlib.ranks.worker:hello", and its arguments.
        It finds the default group of `torch.distributed` ready; what it takes and returns must be
        what JSON can hold.
    seconds : float
        How long a rank waits for the others, at each step; at least 1.
    limit : float
        How long all of it may take; after that every process of it is ended.
    port : int, optional
        Where they meet on this machine; a free one without it.

    Returns
    -------
    list of list
        For each rank, in their order, what its calls returned.

    Raises
    ------
    RankError
        If a rank fails, hands in another shape or dtype than the others, or the limit is over.
    ValueError, TypeError
        If an argument is not as it should be.

    Taught in: 22
    """
    world = arguments.count("world", world, "2 ranks are enough to see what they tell each other")
    limit = arguments.positive("limit", limit, "60 is the default")
    if arguments.positive("seconds", seconds, "30 is the default") < 1:
        raise ValueError(f"seconds must be at least 1, got {seconds}; PyTorch's store counts whole")
    asked = _as_json(calls)
    _check_loopback()
    # The name of this machine need not lead to it.
    meet = ["--standalone", "--local-addr", "127.0.0.1"]
    if port is not None:
        meet = ["--master-addr", "127.0.0.1", "--master-port", str(port)]
    command = [sys.executable, "-m", "torch.distributed.run", *meet, f"--nproc-per-node={world}"]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as said:
        command += ["-m", "lessonlib.ranks.worker", asked, str(seconds), folder]
        # One thread each. A session of their own, so that all can be ended together; and what they
        # write goes into a file, as a process that outlives them would hold a pipe open.
        quiet = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
        started = subprocess.Popen(
            command, stdout=said, stderr=said, env=quiet, start_new_session=True
        )
        try:
            started.wait(limit)
        except subprocess.TimeoutExpired:
            raise RankError(
                f"the ranks are not back after {limit:g} s, and were ended; "
                "look for one that waits, or give them a longer limit"
            ) from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait()
        if (results := Path(folder, RESULTS)).exists():
            return json.loads(results.read_text("utf-8"))
        said.seek(0)
        raise _what_failed(_own_words(folder), said.read(), seconds)


def _as_json(calls):
    """The calls as the ranks are told of them."""
    for where, *_ in calls:
        if not (isinstance(where, str) and re.fullmatch(r"[\w.]+:[\w.]+", where)):
            raise ValueError(
                f'calls must begin with where the function is, got {where!r}; "package.module:name"'
                " is such a place"
            )
    try:
        return json.dumps(calls)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"calls must hold what JSON can hold, got some that do not ({error}); give lists and "
            "numbers, as x.tolist() has them"
        ) from None


def _check_loopback():
    """Without it torchrun waits for ever, and says nothing."""
    try:
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            socket.create_connection(listening.getsockname(), timeout=2).close()
    except OSError as error:
        raise RankError(f"rank 0 {meaning_of('Unable to find interface', 0)}") from error


def _own_words(folder):
    """What the ranks that failed say, the first one first: whether another is the cause, and what.

    Each has left a file.
    """
    files = sorted(Path(folder).glob(FAILED.format("*")), key=lambda path: path.stat().st_mtime_ns)
    return [json.loads(path.read_text("utf-8")) for path in files]


def _what_failed(own, said, seconds):
    """The error of the rank that failed first, or else what torchrun says of it."""
    if first := [words for other_is_cause, words in own if not other_is_cause]:
        return RankError(first[0])
    if "EADDRINUSE" in said:
        return RankError(f"rank 0 {meaning_of('EADDRINUSE', seconds)}")
    # torchrun's list of failures. A rank that leaves with 1 has said why, and -15 is torchrun's own
    # end of those that are left.
    listed = re.findall(r"rank +: (\d+) .*\n +exitcode +: (-?\d+)", said)
    for rank, code in ((rank, int(code)) for rank, code in listed if code not in ("1", "-15")):
        if code == -signal.SIGKILL:
            return RankError(f"rank {rank} was killed by signal 9; if nobody did, memory ran out")
        if code < 0:
            name = signal.Signals(-code).name
            return RankError(f"rank {rank} was ended by signal {-code} ({name}); see what it calls")
        return RankError(
            f"rank {rank} left with exit code {code}, without a word; look for an exit in it"
        )
    if own:
        return RankError(own[0][1])
    last = (said.strip().splitlines() or ["nothing"])[-1]
    return RankError(f"torchrun did not bring the ranks to their end; its last words were: {last}")
