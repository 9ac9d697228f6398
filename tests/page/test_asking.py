"""A question answers each choice in words, and holds its answer on paper too."""

import numpy as np
import pytest

from lessonlib.page import asking

CHOICES = {"q1": "It is p itself.", "q2": "It leaves little where p is large."}


@pytest.fixture
def put_out(monkeypatch):
    """What a question puts out: its widget, and the twin beside it."""
    shown = []
    monkeypatch.setattr(asking, "put_out", lambda *parts: shown.append(parts[:2]))
    monkeypatch.setattr(asking, "in_a_script", lambda: False)
    return shown


def guess(widget, text, count=1):
    widget.sent = {"guess": text, "count": count}
    assert widget.shown["answered"] == count
    return widget.shown["reply"]


def test_each_choice_is_answered_with_its_reason(put_out):
    asking.ask("Which is smallest?", CHOICES, answer="q1")
    [(widget, _)] = put_out
    assert widget.shown["reply"] == ""
    assert guess(widget, "q2") == "✗ Not q2. It leaves little where p is large."
    assert guess(widget, "q1", 2) == "✓ Yes, q1. It is p itself."


def test_the_reader_is_not_sent_the_answer_before_asking(put_out):
    asking.ask("Which is smallest?", CHOICES, answer="q1")
    [(widget, _)] = put_out
    assert widget.shown["choices"] == ["q1", "q2"]
    assert "itself" not in str(widget.shown)


def test_on_paper_stand_question_choices_and_a_folded_answer(put_out):
    asking.ask("Which is smallest?", CHOICES, answer="q1")
    [(_, twin)] = put_out
    assert twin["text/plain"] == (
        "Which is smallest?\n- q1\n- q2\nAnswer: q1. It is p itself.\n"
        "Not q2. It leaves little where p is large."
    )
    before, _, folded = twin["text/markdown"].partition("<details><summary>Answer</summary>")
    assert before == "**Which is smallest?**\n\n- q1\n- q2\n\n"
    assert "q1. It is p itself." in folded


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            "0.5",
            "✗ Not quite: it is 0.04588 nats, and your 0.5 is 0.4541 nats too much. −ln 0.9552",
        ),
        ("0.0459", "✓ Yes, 0.04588 nats. −ln 0.9552"),
        ("4.59e-2", "✓ Yes, 0.04588 nats. −ln 0.9552"),
        ("0.046", "✓ Close: it is 0.04588 nats, and your 0.046 is 0.0001162 nats too much."),
        ("0.05", "✓ Close: it is 0.04588 nats"),  # to one digit that is so
        ("0.06", "✗ Not quite: it is 0.04588 nats"),
        ("0.0460", "✓ Close: it is 0.04588 nats, and your 0.046 is 0.0001162 nats too much."),
        (" 0 ", "✗ Not quite: it is 0.04588 nats, and your 0 is 0.04588 nats too little."),
        ("−1", "✗ Not quite: it is 0.04588 nats, and your −1 is 1.046 nats too little."),
        ("0.0458838", "✓ Yes, 0.04588 nats. −ln 0.9552"),
        ("0,5", "✗ Not quite: it is 0.04588 nats, and your 0.5 is 0.4541 nats too much."),
        ("0,0459 nats", "✓ Yes, 0.04588 nats. −ln 0.9552"),
        ("4.59 %", "✓ Yes, 0.04588 nats. −ln 0.9552"),
        ("−ln 0.95516", "✓ Yes, 0.04588 nats. −ln 0.9552"),
        ("1/20", "✗ Not quite: it is 0.04588 nats, and your 0.05 is 0.004116 nats too much."),
        ("0.066 bits", "The answer is asked for in nats, not bits."),
        ("1,234", "Is that 1234 or 1.234? Write it with a point, or without."),
        ("half", "Write a number, such as 0.5, 1/3, 20 %, 1e-3 or −ln 2."),
        ("", "Write a number"),
        ("1e999", "Write a number"),
    ],
)
def test_a_number_is_told_its_gap(put_out, typed, words):
    asking.ask("How much?", answer=0.0458838, unit="nats", because="−ln 0.9552.")
    [(widget, twin)] = put_out
    assert guess(widget, typed).startswith(words)
    assert twin["text/plain"] == "How much?\nAnswer: 0.04588 nats. −ln 0.9552."


@pytest.mark.parametrize(
    ("choices", "answer", "words"),
    [
        ({"a": "x"}, "a", "choices must be two at least, got 1"),
        ({"a": "x", "b": ""}, "a", "choices must have a reply each, got none for 'b'"),
        ({"a": "x", "b": "y"}, "c", "answer must be one of a, b, got 'c'"),
        (None, "q1", "answer must be a finite number, got 'q1'; if it is a word, give choices"),
        (None, float("nan"), "answer must be a finite number, got nan"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(choices, answer, words):
    with pytest.raises(ValueError) as caught:
        asking.ask("Which?", choices, answer=answer)
    assert str(caught.value).startswith(words)


def test_the_answer_is_stored_to_ten_digits(monkeypatch):
    stored = []
    monkeypatch.setattr(asking, "put_out", lambda *parts: stored.append(parts[2]))
    monkeypatch.setattr(asking, "in_a_script", lambda: False)
    asking.ask("How much?", answer=np.log(100), unit="nats")
    asking.ask("Which?", {"a": "one", "b": "two"}, answer="a")
    assert stored == [{"lessonlib": {"answer": 4.605170186}}, None]
