"""Several ranks as processes, started by torchrun."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys

from lessonlib.ranks.sentences import MARK, RankError, sentence


def launch(world, calls, *, seconds=30, limit=60, port=None):
    """Let `world` processes make the same calls at once, and gather what each returns.

    The command is `python -m torch.distributed.run --standalone --nproc-per-node world -m
    lessonlib.ranks.worker calls seconds`.

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
        If a rank fails, or the limit is over.

    Taught in: 18
    """
    _check_loopback()
    meet = ["--standalone"] if port is None else ["--master-port", str(port)]
    command = [sys.executable, "-m", "torch.distributed.run", *meet, f"--nproc-per-node={world}"]
    command += ["-m", "lessonlib.ranks.worker", json.dumps(calls), str(seconds)]
    # One thread each, and a session of their own, so that all can be ended together.
    quiet = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=quiet,
        start_new_session=True,
    ) as started:
        try:
            said, complained = started.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            raise RankError(
                f"the ranks are not back after {limit:g} s, and were ended; "
                "look for one that waits, or give them a longer limit"
            ) from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
    for line in said.splitlines():
        if line.startswith(MARK):
            return json.loads(line.removeprefix(MARK))
    raise RankError(_what_failed(said + complained, seconds))


def _check_loopback():
    """Without it torchrun waits for ever, and says nothing."""
    try:
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            socket.create_connection(listening.getsockname(), timeout=2).close()
    except OSError as error:
        raise RankError(sentence(0, OSError("Unable to find interface"), 0)) from error


def _what_failed(said, seconds):
    """What the rank that failed first says, or else torchrun of it."""
    own = [line.partition(MARK)[2] for line in said.splitlines() if "✗" + MARK in line]
    if first := [line for line in own if "lost another rank" not in line]:
        return first[0]
    if "EADDRINUSE" in said:
        return sentence(0, OSError("EADDRINUSE"), seconds)
    # torchrun's list of failures. A rank that leaves with 1 has said why, and -15 is torchrun's own
    # end of those that are left.
    listed = re.findall(r"rank +: (\d+) .*\n +exitcode +: (-?\d+)", said)
    for rank, code in ((rank, int(code)) for rank, code in listed if code not in ("1", "-15")):
        if code < 0:
            return f"rank {rank} was killed by signal {-code}; if nobody did, memory ran out"
        return f"rank {rank} left with exit code {code}, without a word; look for an exit in it"
    last = (own or said.strip().splitlines() or ["nothing"])[-1]
    return f"torchrun did not bring the ranks to their end; its last words were: {last}"
