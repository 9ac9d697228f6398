"""What went wrong between ranks, in a sentence that one can act on.

PyTorch's own messages hold ports, addresses and lines of its source.
"""

MARK = "lessonlib.ranks "  # in what a worker writes: before results, and behind ✗ before a sentence

_NEVER_CAME = "waited {seconds:g} s for ranks that never came; start as many as `world` says"
# A part of PyTorch's message, and what it means.
_MEANINGS = (
    (
        "Unable to find interface",
        "found no network interface to the others, not even the loopback; bring it up "
        "(ip link set lo up)",
    ),
    ("clients joined", _NEVER_CAME),
    ("wait timeout", _NEVER_CAME),
    (
        "Timed out",
        "waited {seconds:g} s for another rank, which is late, has stopped, or is at another "
        "step, or at this one with another shape",
    ),
    ("by peer", "lost another rank, which has ended; look for what that one said"),
    ("EADDRINUSE", "found the port taken; leave the port out, and a free one is chosen"),
)


class RankError(RuntimeError):
    """A rank failed, or did not get what it needed of another."""


def sentence(rank, error, seconds):
    """`rank 1 …`, from what it raised."""
    said = str(error)
    for part, meaning in _MEANINGS:
        if part.lower() in said.lower():
            return f"rank {rank} {meaning.format(seconds=seconds)}"
    return f"rank {rank} raised {type(error).__name__}: {' '.join(said.split())}"
