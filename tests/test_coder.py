"""The coder loses nothing, and takes as many bits as the loss says."""

from fractions import Fraction

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from lessonlib import coder, losses

counts = st.lists(st.integers(1, 2**20), min_size=1, max_size=40)


def ideal_bits(symbols, q):
    """Σ −log₂ q(x), with q divided by its sum."""
    whole = np.array(q, np.longdouble)
    return float(-np.log2(whole[list(symbols)] / whole.sum()).sum()) if len(symbols) else 0.0


def check(symbols, q):
    symbols = list(symbols)
    bits = coder.encoded_bits(symbols, q)
    data = coder.encode(symbols, q)
    assert len(data) == -(-len(bits) // 8)
    assert coder.decode(data, q, len(symbols)) == symbols
    assert ideal_bits(symbols, q) - 1e-6 <= len(bits) <= ideal_bits(symbols, q) + 2 + 1e-6


@hypothesis.settings(max_examples=200, deadline=None, derandomize=True, database=None)
@hypothesis.given(data=st.data(), counts=counts)
def test_any_sequence_comes_back_under_any_counts(data, counts):
    check(data.draw(st.lists(st.integers(0, len(counts) - 1), max_size=60)), counts)


@hypothesis.settings(max_examples=100, deadline=None, derandomize=True, database=None)
@hypothesis.given(data=st.data(), counts=counts)
def test_any_sequence_comes_back_under_any_pmf(data, counts):
    q = np.array(counts) / sum(counts)
    check(data.draw(st.lists(st.integers(0, len(counts) - 1), max_size=60)), q.tolist())


@pytest.mark.parametrize("symbols", [[], [0], [2], [1] * 50])
def test_short_and_monotonous_sequences(symbols):
    check(symbols, [0.9, 0.05, 0.05])
    check(symbols, [1, 2**47, 3])


@pytest.mark.parametrize(("n_classes", "length"), [(2, 20_000), (256, 20_000), (50_000, 100_000)])
def test_long_sequences_and_large_alphabets(n_classes, length):
    rng = np.random.default_rng(4)
    q = rng.dirichlet(np.ones(n_classes))
    check(rng.choice(n_classes, size=length, p=q).tolist(), q.tolist())


def test_a_model_may_look_at_the_symbols_before():
    """A count of those seen so far, so that the reader learns what the writer has learned."""
    symbols = np.random.default_rng(4).choice(3, size=500, p=[0.7, 0.2, 0.1]).tolist()

    def seen(before):
        return np.bincount(before, minlength=3) + 1

    bits = coder.encoded_bits(symbols, seen)
    ideal = sum(ideal_bits([c], seen(symbols[:n]).tolist()) for n, c in enumerate(symbols))
    assert ideal <= len(bits) <= ideal + 2
    assert coder.decode(coder.encode(symbols, seen), seen, 500) == symbols


def rare_words():
    """The fifty least likely words of a softmax over 50,257."""
    q = losses.softmax(3 * np.random.default_rng(4).normal(size=50_257), 0)
    return q, np.argsort(q)[:50].tolist()


def half_precision():
    q = losses.softmax(np.random.default_rng(4).normal(size=1000), 0).astype(np.float16)
    return q, np.random.default_rng(4).integers(0, 1000, size=500).tolist()


@pytest.mark.parametrize(
    ("q", "symbols"),
    [
        ([1e-9, 1 - 1e-9], [0] * 1000),
        ([1e-9, 1 - 1e-9], [1] * 1000 + [0]),
        ([5e-324, 1.0], [0, 1] * 20),
        ([1e-300, 0.25, 0.75], [0] * 30 + [1, 2] * 30),
        (np.full(3, 1 / 3, np.float32), [0, 1, 2] * 100),
        rare_words(),
        half_precision(),
    ],
)
def test_the_promise_holds_for_small_entries_and_for_few_digits(q, symbols):
    check(symbols, q)


@pytest.mark.parametrize("counts", [[1, 2**48 - 1], [1, 2**63], [1, 2**200, 3], [2**64 - 1, 1]])
def test_the_promise_holds_for_counts_of_any_size(counts):
    check([0] * 200 + [1, 0] * 50, counts)


def test_counts_are_in_the_proportions_of_the_floats_exactly():
    q = [0.1, 0.2, 0.7]
    counts = coder.counts_of(q)
    ratios = {Fraction(count) / Fraction(x) for count, x in zip(counts, q, strict=True)}
    assert len(ratios) == 1
    assert coder.counts_of([0.5, 0, 0.5]) == [1, 0, 1]


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_are_a_sequence_of_integers(kind):
    text = "Größe".encode()
    q = np.full(256, 1 / 256)
    bits = coder.encoded_bits(kind(text), q)
    assert bits == coder.encoded_bits([*text], q)
    assert bytes(coder.decode(coder.encode(kind(text), q), q, len(text))) == text


def test_a_model_may_give_a_pmf_for_each_place():
    rows = np.random.default_rng(4).dirichlet(np.ones(10), size=40)
    labels = [int(row.argmin()) for row in rows]
    bits = coder.encoded_bits(labels, lambda before: rows[len(before)])
    ideal = -np.log2(rows.min(axis=1)).sum()
    assert ideal - 1e-5 <= len(bits) <= ideal + 2  # the rows are rounded to counts
    data = coder.encode(labels, lambda before: rows[len(before)])
    assert coder.decode(data, lambda before: rows[len(before)], 40) == labels


def test_a_sequence_of_the_model_costs_its_cross_entropy():
    rng = np.random.default_rng(4)
    p, q = np.array([0.7, 0.2, 0.1]), np.array([0.2, 0.5, 0.3])
    symbols = rng.choice(3, size=50_000, p=p)
    mean = len(coder.encoded_bits(symbols, q)) / len(symbols)
    assert mean == pytest.approx(-(p * np.log2(q)).sum(), rel=0.01)


def test_bytes_that_were_lost_or_added_are_told_or_decode_to_something_else():
    symbols = np.random.default_rng(4).choice(3, size=500, p=[0.5, 0.3, 0.2]).tolist()
    q = [0.5, 0.3, 0.2]
    data = coder.encode(symbols, q)
    with pytest.raises(ValueError, match="data must go on to the last symbol, got"):
        coder.decode(data[:-2], q, 500)
    with pytest.raises(ValueError, match="data must end with the last symbol, got"):
        coder.decode(data + b"\0\0", q, 500)
    with pytest.raises(ValueError, match="data must go on"):
        coder.decode(b"", q, 500)
    with pytest.raises(ValueError, match="data must end with the last symbol, got 1 bytes where 0"):
        coder.decode(b"\0", q, 0)
    for place in range(0, len(data), 7):
        damaged = bytearray(data)
        damaged[place] ^= 16
        try:
            assert coder.decode(bytes(damaged), q, 500) != symbols
        except ValueError as error:
            assert str(error).startswith("data must ")


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: coder.encode([3], [0.5, 0.5]), IndexError, "symbols must be from 0 to 1"),
        (lambda: coder.encode([0.5], [0.5, 0.5]), TypeError, "symbols must hold integers"),
        (lambda: coder.encode([[0]], [0.5, 0.5]), ValueError, "symbols must be one sequence"),
        (lambda: coder.encode([1], [1.0, 0.0]), ValueError, "q must be above 0 for each symbol"),
        (lambda: coder.encode([0], [0.5, 0.4]), ValueError, "q must sum to 1"),
        (lambda: coder.encode([0], lambda before: [0.5, 0.4]), ValueError, "q must sum to 1"),
        (lambda: coder.encode([-1], lambda before: [1, 1]), IndexError, "symbols must be from 0"),
        (lambda: coder.encode([0], [[0.5, 0.5]]), ValueError, "q must be one pmf of shape (C,)"),
        (lambda: coder.encode([0], [[1, 2]]), ValueError, "q must be counts of shape (C,)"),
        (lambda: coder.encode([0], [3, -1]), ValueError, "q must hold counts from 0 on"),
        (lambda: coder.encode([0], [0, 0]), ValueError, "q must hold counts from 0 on"),
        (lambda: coder.decode("ab", [1, 1], 1), TypeError, "data must be bytes, got str"),
        (lambda: coder.decode(b"a", [1, 1], -1), ValueError, "length must be at least 0"),
        (lambda: coder.decode(b"a", [1, 1], 0.5), TypeError, "length must be an integer"),
    ],
)
def test_bad_input_gets_a_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(words)
