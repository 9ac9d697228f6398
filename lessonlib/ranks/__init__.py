"""Several ranks: as threads of one process, or as processes that torchrun starts."""

from lessonlib.ranks.processes import launch
from lessonlib.ranks.sentences import RankError
from lessonlib.ranks.threads import Group, run

__all__ = ["Group", "RankError", "launch", "run"]
