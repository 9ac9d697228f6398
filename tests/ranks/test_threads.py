"""Ranks as threads: their collectives, and what is said when one fails.

No test file imports torch before it runs, and `ranks` does.
"""

import re
import threading
import time

import numpy as np
import pytest

SOON = 50  # seconds: not after the limit of 60, and far enough for a machine that is busy


def failing(work, **options):
    """The sentence, and how long it took."""
    from lessonlib import ranks

    start = time.monotonic()
    with pytest.raises(ranks.RankError) as raised:
        ranks.run(2, work, **options)
    return str(raised.value), time.monotonic() - start


def reduced(group, size=3):
    import torch

    return group.all_reduce(torch.ones(size))


@pytest.mark.parametrize("world", [1, 2, 3, 4])
def test_sum_and_maximum_are_numpys(world):
    import torch

    from lessonlib import ranks

    x = np.random.default_rng(4).normal(size=(world, 5))

    def work(group):
        mine = torch.tensor(x[group.rank])
        both = [group.all_reduce(mine, how).numpy() for how in ("sum", "max")]
        return *both, group.given

    for total, largest, given in ranks.run(world, work):
        np.testing.assert_allclose(total, x.sum(axis=0), rtol=1e-14)
        np.testing.assert_array_equal(largest, x.max(axis=0))
        assert given == 10


def test_what_is_handed_in_stays_as_it_is():
    import torch

    from lessonlib import ranks

    x = torch.ones(2)
    ranks.run(2, lambda group: group.all_reduce(x))
    assert x.tolist() == [1, 1]


def test_a_rank_that_is_done_early_spoils_nothing():
    from lessonlib import ranks

    def work(group):
        answer = reduced(group)
        time.sleep(0.2 * group.rank)
        return answer.tolist()

    assert ranks.run(3, work) == [[3, 3, 3]] * 3


def test_the_error_of_a_rank_is_told_before_those_that_follow_from_it():
    def work(group):
        if group.rank == 1:
            raise ValueError("no labels\nin this file")
        return reduced(group)

    said, taken = failing(work)
    assert said == "rank 1 raised ValueError: no labels in this file"
    assert taken < SOON


@pytest.mark.parametrize(
    "work",
    [
        lambda group: group.rank == 1 or reduced(group),
        lambda group: reduced(group, 3 + group.rank),
        lambda group: time.sleep(0.8 * group.rank) or reduced(group),
    ],
    ids=["stops", "another shape", "late"],
)
def test_a_rank_that_is_waited_for_in_vain_is_told(work):
    said, taken = failing(work, seconds=0.3)
    assert re.match(r"rank \d (waited 0.3 s for another rank, which is late|lost another)", said)
    assert taken < SOON


def test_a_rank_that_never_comes_is_told():
    said, taken = failing(reduced, seconds=0.3, absent=[1])
    assert said == ("rank 0 waited 0.3 s for ranks that never came; start as many as `world` says")
    assert taken < SOON


def test_a_rank_that_does_not_end_is_told():
    stop = threading.Event()
    said, taken = failing(lambda group: stop.wait(20), limit=0.3)
    stop.set()
    assert said == "rank 0 is not back after 0.3 s; look for a loop in it"
    assert taken < SOON


def test_nothing_is_left_behind():
    from lessonlib import ranks

    before = {*threading.enumerate()}
    ranks.run(4, reduced)
    failing(lambda group: 1 / (1 - group.rank))
    assert {*threading.enumerate()} <= before
