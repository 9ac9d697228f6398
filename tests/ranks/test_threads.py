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


def test_a_rank_that_has_returned_and_one_that_is_late_are_told_apart():
    said, taken = failing(lambda group: group.rank == 1 or reduced(group), seconds=20)
    assert said.startswith("rank 0 waits for rank 1, which has returned; all must make the same")
    assert taken < SOON
    said, taken = failing(lambda group: time.sleep(group.rank) or reduced(group), seconds=0.3)
    assert said.startswith("rank 0 waited 0.3 s for rank 1, which is late: it has not returned")
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


def of_each(tensors, operation="sum"):
    """What each rank gets if it hands in its own of the tensors."""
    from lessonlib import ranks

    return ranks.run(len(tensors), lambda g: g.all_reduce(tensors[g.rank], operation), seconds=5)


def layouts():
    """The same numbers, laid out otherwise in memory."""
    import torch

    x = torch.arange(24.0).reshape(2, 3, 2, 2)
    yield x, x.contiguous(memory_format=torch.channels_last)
    yield x[0, :, 0], x[0, :, 0].T.contiguous().T
    yield x[0, 0], torch.arange(24.0).reshape(2, 3, 2, 2).flip(3)[0, 0].flip(1)
    yield torch.ones(4), torch.ones(1).expand(4)
    yield x[:, ::2, 0, 0], x[:, ::2, 0, 0].clone()


@pytest.mark.parametrize("swapped", [False, True])
def test_numbers_are_summed_in_their_places_however_they_lie_in_memory(swapped):
    for pair in layouts():
        for got in of_each(pair[::-1] if swapped else pair):
            np.testing.assert_array_equal(got, 2 * pair[0])


@pytest.mark.parametrize("rank", [0, 1, 2])
@pytest.mark.parametrize("operation", ["sum", "max"])
def test_a_nan_of_any_rank_is_a_nan(rank, operation):
    import torch

    tensors = [torch.tensor([1.0, 5.0 - i, -np.inf]) for i in range(3)]
    tensors[rank][0] = torch.nan
    expected = np.array([t.numpy() for t in tensors])
    expected = {"sum": expected.sum, "max": expected.max}[operation](axis=0)
    for got in of_each(tensors, operation):
        np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize(
    ("of_rank_0", "of_rank_1", "said"),
    [
        ((1000,), (1001,), "float32, shape (1001,), rank 0 at sum of float32, shape (1000,)"),
        ((1,), (100_000,), "float32, shape (100000,), rank 0 at sum of float32, shape (1,)"),
        ((2, 3), (3, 2), "float32, shape (3, 2), rank 0 at sum of float32, shape (2, 3)"),
        ((), (1,), "float32, shape (1,), rank 0 at sum of float32, shape ()"),
        ((3, "float32"), (3, "float64"), "float64, shape (3,), rank 0 at sum of float32"),
        ((3, "float32"), (3, "int32"), "int32, shape (3,), rank 0 at sum of float32"),
        ((3, "int64"), (3, "bool"), "bool, shape (3,), rank 0 at sum of int64"),
    ],
)
def test_ranks_that_hand_in_unlike_tensors_are_told(of_rank_0, of_rank_1, said):
    import torch

    def made(*given):
        sizes = [size for size in given if isinstance(size, int)]
        dtype = next((name for name in given if isinstance(name, str)), "float32")
        return torch.ones(sizes, dtype=getattr(torch, dtype))

    tensors = [made(*of_rank_0), made(*of_rank_1)]
    told, taken = failing(lambda group: group.all_reduce(tensors[group.rank]))
    assert told.startswith(f"rank 1 is at sum of {said}")
    assert told.endswith("so look for unequal parts, and pad or convert them")
    assert taken < SOON


def test_ranks_at_different_operations_are_told():
    import torch

    told, _ = failing(lambda g: g.all_reduce(torch.ones(2), ("sum", "max")[g.rank]))
    assert told.startswith("rank 1 is at max of float32, shape (2,), rank 0 at sum of float32")


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError("timed out while reading labels"),
        RuntimeError("connection reset by peer of the database"),
        ValueError("wait timeout must be positive"),
        KeyError("interface: unable to find interface"),
        OSError("EADDRINUSE"),
        AssertionError(),
    ],
)
def test_a_ranks_own_words_are_not_taken_for_the_transports(error):
    def work(group):
        if group.rank == 1:
            raise error
        return reduced(group)

    said = f": {error}" if str(error) else ""
    assert failing(work)[0] == f"rank 1 raised {type(error).__name__}{said}"


@pytest.mark.parametrize(("code", "said"), [((), ""), (("a word",), "'a word'"), ((0,), "0")])
def test_a_rank_that_exits_is_told(code, said):
    import sys

    told, _ = failing(lambda group: sys.exit(*code) if group.rank else reduced(group))
    assert told == f"rank 1 left by sys.exit({said}); return what it has instead"


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"world": 0}, ValueError, "world must be at least 1, got 0; 2 ranks are enough"),
        ({"world": -1}, ValueError, "world must be at least 1, got -1"),
        ({"world": 1.5}, TypeError, "world must be an integer, got 1.5"),
        ({"world": "2"}, TypeError, "world must be an integer, got '2'"),
        ({"world": 1, "seconds": 0}, ValueError, "seconds must be a number above 0 and finite"),
        ({"world": 1, "limit": "60"}, ValueError, "limit must be a number above 0 and finite"),
    ],
)
def test_what_is_no_number_of_ranks_or_seconds_is_refused(options, error, said):
    from lessonlib import ranks

    with pytest.raises(error, match=re.escape(said)):
        ranks.run(work=reduced, **options)


def test_what_is_no_tensor_and_no_operation_is_refused():
    import torch

    told, _ = failing(lambda group: group.all_reduce(1.5))
    assert "raised TypeError: x must be a tensor, got 1.5; make one with torch.tensor" in told
    told, _ = failing(lambda group: group.all_reduce(torch.ones(1), "mean"))
    assert 'operation must be "sum" or "max", got \'mean\'' in told
