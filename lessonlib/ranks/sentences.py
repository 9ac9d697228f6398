"""What went wrong between ranks, in a sentence that one can act on.

PyTorch's own messages hold ports, addresses and lines of its source.
"""

import re

_LATE = "waited {seconds:g} s for another rank, which is late, has stopped, or is at another step"
_LOST = "lost another rank, which has ended; look for what that one said"
_NEVER_CAME = "waited {seconds:g} s for ranks that never came; start as many as `world` says"
# A part of PyTorch's message, and what it means.
_MEANINGS = {
    "Unable to find interface": "found no network interface to the others, not even the loopback; "
    "bring it up (ip link set lo up)",
    "clients joined": _NEVER_CAME,
    "wait timeout": _NEVER_CAME,
    "Timed out": _LATE,
    "by peer": _LOST,
    "EADDRINUSE": "found the port taken; leave the port out, and a free one is chosen",
}
# How a message of the transport begins: with a line of its source.
_OF_TRANSPORT = re.compile(r"\[(?:enforce fail at )?\S+\.\w+:\d+\]")


class RankError(RuntimeError):
    """A rank failed, or did not get what it needed of another."""


class WaitedInVain(RankError):
    """Another rank did not come, or ended: what that one says is the cause."""


def late(rank, other, seconds):
    """The error of a rank that waited for longer than that for one that still runs."""
    return WaitedInVain(
        f"rank {rank} waited {seconds:g} s for rank {other}, which is late: it has not returned; "
        "look for what takes it so long, or wait longer"
    )


def returned(rank, other):
    """The error of a rank that waits for one that has nothing more to do."""
    return RankError(
        f"rank {rank} waits for rank {other}, which has returned; all must make the same calls, so "
        "look for a condition that one rank alone meets, or for fewer batches there"
    )


def lost(rank, other):
    """The error of a rank that waits for one that has failed."""
    return WaitedInVain(f"rank {rank} lost rank {other}, which failed; look for what that one said")


def unequal(one, other):
    """The error of two ranks that do not fit, each given as its number and what it hands in."""
    (first, given), (second, also) = sorted((one, other), reverse=True)
    return RankError(
        f"rank {first} is at {given}, rank {second} at {also}; all must hand in the same shape "
        "and dtype to the same operation, so look for unequal parts, and pad or convert them"
    )


def told(rank, error, seconds):
    """The error to report for what a rank raised, or what PyTorch raised in it."""
    if isinstance(error, RankError):
        return error
    said = " ".join(str(error).split())
    if isinstance(error, SystemExit):
        code = "" if error.code is None else repr(error.code)
        return RankError(f"rank {rank} left by sys.exit({code}); return what it has instead")
    if _is_of_transport(error, said) and (meaning := meaning_of(said, seconds)):
        kind = WaitedInVain if meaning.startswith(("waited", "lost")) else RankError
        return kind(f"rank {rank} {meaning}")
    return RankError(f"rank {rank} raised {type(error).__name__}{said and ': '}{said}")


def meaning_of(said, seconds):
    """What a message of PyTorch's means, or nothing."""
    found = (means for part, means in _MEANINGS.items() if part.lower() in said.lower())
    return next(found, "").format(seconds=seconds)


def _is_of_transport(error, said):
    """A rank's own error may speak of timeouts and peers as well."""
    import torch.distributed as dist

    if isinstance(error, dist.DistError):
        return True
    return type(error) is RuntimeError and bool(_OF_TRANSPORT.match(said))
