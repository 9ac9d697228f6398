"""Each check accepts a right answer and names the wrong ones that learners really write.

The wrong answers stand here as a learner would type them, apart from the ones in `checks`.
"""

import ast
import inspect

import numpy as np
import pytest

from lessonlib import checks

# check, the answer as typed (the body of a lambda), a part of the sentence that names the mistake
WRONG = [
    ("uniform_loss", "n, c: -n * np.log(c)", "the sign is lost"),
    ("uniform_loss", "n, c: n * np.log(1 / c)", "the sign is lost"),
    ("uniform_loss", "n, c: -np.log(1 / c)", "that is one image"),
    ("uniform_loss", "n, c: n * np.log2(c)", "in bits"),
    ("uniform_loss", "n, c: n * np.log10(c)", "that is log10"),
    ("uniform_loss", "n, c: n / c", "the probability itself"),
    ("uniform_loss", "n, c: c * np.log(n)", "swapped"),
    ("typical_probability", "total, n: np.exp(total / n)", "a minus is missing"),
    ("typical_probability", "total, n: np.exp(-total)", "divide the loss by n"),
    ("typical_probability", "total, n: 2.0 ** -(total / n)", "undoes log2"),
    ("typical_probability", "total, n: 10.0 ** -(total / n)", "undoes log10"),
    ("typical_probability", "total, n: -np.log(total / n)", "undo −ln instead"),
    ("typical_probability", "total, n: 1 - total / n", "tiny losses only"),
    ("sum_log", "p, q: np.sum(p * np.log(q), axis=1)", "the minus before the sum is lost"),
    ("sum_log", "p, q: -np.sum(p * np.log(q))", "all rows were added up"),
    ("sum_log", "p, q: -np.sum(p * np.log(q), axis=0)", "the columns were summed"),
    ("sum_log", "p, q: -(q @ np.log(p))", "swapped"),
    ("sum_log", "p, q: -(np.log2(q) @ p)", "that is log2"),
    ("sum_log", "p, q: -(np.log10(q) @ p)", "that is log10"),
    ("sum_log", "p, q: -np.mean(p * np.log(q), axis=1)", "the mean over entries"),
    ("sum_log", "p, q: -np.log(q @ p)", "the log was taken of the sum"),
    ("sum_log", "p, q: -p * np.log(q)", "their sum is asked for"),
    ("sum_log", "p, q: -np.log(q).sum(axis=1)", "p is missing"),
    ("sum_log", "p, q: -(q @ p)", "the logarithm is missing"),
    (
        "best_rest",
        "p, first: np.r_[first, [(p.sum() - first) / (len(p) - 1)] * (len(p) - 1)]",
        "spread evenly",
    ),
    (
        "best_rest",
        "p, first: np.r_[first, p[1:] + (p[0] - first) / (len(p) - 1)]",
        "the same extra",
    ),
    ("best_rest", "p, first: INTO_COPY(p, first)", "p holds integers"),
    (
        "best_rest",
        "p, first: np.r_[first, p[1:] * (p.sum() - first) / p.sum()]",
        "divides by the sum of all p",
    ),
    ("best_rest", "p, first: np.r_[first, p[1:]]", "must take up the rest"),
    ("best_rest", "p, first: p", "not the value that was fixed"),
    ("best_rest", "p, first: p[1:] * (p.sum() - first) / p[1:].sum()", "first entry is missing"),
    ("one_hot", "y, c: np.eye(c)[y - 1]", "one place early"),
    ("one_hot", "y, c: np.eye(c)[(y + 1) % c]", "one place late"),
    ("one_hot", "y, c: np.eye(c)", "all labels"),
    ("one_hot", "y, c: 1 - np.eye(c)[y]", "swapped"),
    ("one_hot", "y, c: y * np.eye(c)[y]", "the label itself"),
    ("one_hot", "y, c: np.eye(c)[y].reshape(c, 1)", "(C, 1)"),
    ("one_hot", "y, c: np.eye(c)[[y]]", "(1, C)"),
    ("pmf_cross_entropy", "p, q: -np.sum(np.log(q[p > 0]))", "counts every class alike"),
    ("pmf_cross_entropy", "p, q: -np.sum(p * np.log(q))", "came out as nan"),
    ("pmf_cross_entropy", "p, q: -np.sum(p[q > 0] * np.log(q[q > 0]))", "came out free"),
    (
        "pmf_cross_entropy",
        "p, q: np.sum(p[p > 0] * np.log(p[p > 0] / q[p > 0]))",
        "the KL divergence",
    ),
    ("pmf_cross_entropy", "p, q: -p * np.log(q)", "their sum is asked for"),
    ("pmf_cross_entropy", "p, q: np.sum(p[p > 0] * np.log(q[p > 0]))", "the minus"),
    ("pmf_cross_entropy", "p, q: -np.sum(p[p > 0] * np.log2(q[p > 0]))", "in bits"),
    ("pmf_cross_entropy", "p, q: -np.sum(p[p > 0] * np.log10(q[p > 0]))", "that is log10"),
    (
        "pmf_cross_entropy",
        "p, q: -np.sum(p[p > 0] * np.log(q[p > 0])) / len(p)",
        "the mean over classes",
    ),
    ("pmf_cross_entropy", "p, q: -np.sum(q[q > 0] * np.log(p[q > 0]))", "swapped"),
    ("pmf_cross_entropy", "p, q: -np.log(q[np.argmax(p)])", "only the likeliest class"),
    ("normalize_rows", "raw: raw / raw.sum(axis=0)", "the columns were normalised"),
    ("normalize_rows", "raw: raw / raw.sum()", "the whole matrix"),
    ("normalize_rows", "raw: raw / raw.sum(axis=1)", "keepdims=True"),
    (
        "normalize_rows",
        "raw: np.exp(raw) / np.exp(raw).sum(axis=1, keepdims=True)",
        "that is a softmax",
    ),
    ("normalize_rows", "raw: raw / raw.max(axis=1, keepdims=True)", "divided by the largest"),
    ("mean_loss", "q, y: -np.log(q[np.arange(len(y)), y]).sum()", "that is the sum"),
    ("mean_loss", "q, y: -np.log(q[:, y]).mean()", "takes those columns"),
    ("mean_loss", "q, y: np.log(q[np.arange(len(y)), y]).mean()", "the minus is lost"),
    ("mean_loss", "q, y: -q[np.arange(len(y)), y].mean()", "the logarithm is missing"),
    ("mean_loss", "q, y: -np.log2(q[np.arange(len(y)), y]).mean()", "in bits"),
    ("mean_loss", "q, y: -np.log10(q[np.arange(len(y)), y]).mean()", "that is log10"),
    ("mean_loss", "q, y: -np.log(q[np.arange(len(y)), y]).sum() / q.shape[1]", "number of classes"),
    ("mean_loss", "q, y: -np.log(q[np.arange(len(y)), y].mean())", "the log was taken of the mean"),
    ("mean_loss", "q, y: -np.log(q[np.arange(len(y)), y]).sum() / q.size", "all N · C"),
    ("mean_loss", "q, y: -np.log(q.max(axis=1)).mean()", "the likeliest class"),
    ("mean_loss", "q, y: -np.log(q).mean()", "every class was counted"),
    ("softmax", "x: np.exp(x) / np.exp(x).sum(axis=0)", "you normalised over the batch"),
    ("softmax", "x: np.exp(x) / np.exp(x).sum()", "the whole matrix"),
    ("softmax", "x: np.exp(x)", "not divided"),
    ("softmax", "x: x / x.sum(axis=1, keepdims=True)", "the exp is missing"),
    ("softmax", "x: np.log(S(x))", "the logarithm of the softmax"),
    ("softmax", "x: S(S(x))", "applied twice"),
    ("softmax", "x: S(-x)", "the sign is turned"),
    ("softmax", "x: x**2 / (x**2).sum(axis=1)[:, None]", "blind to the sign"),
    ("softmax", "x: 2.0**x / (2.0**x).sum(axis=1, keepdims=True)", "2 to the logits"),
    (
        "softmax",
        "x: np.exp(x) / np.exp(x - x.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)",
        "below the line only",
    ),
    ("logits_loss", "x, y: -S(x)[range(len(y)), y].sum()", "the ln is missing"),
    ("logits_loss", "x, y: np.log(S(x)[range(len(y)), y]).sum()", "the minus is lost"),
    ("logits_loss", "x, y: -np.log(S(x)[range(len(y)), y]).mean()", "that is the mean"),
    ("logits_loss", "x, y: -np.log(S(S(x))[range(len(y)), y]).sum()", "applied twice"),
    ("logits_loss", "x, y: -x[range(len(y)), y].sum()", "without a softmax"),
    ("logits_loss", "x, y: -np.log(S(x)[range(len(y)), y].sum())", "swap them"),
    ("logits_loss", "x, y: -np.log(S(x)).sum()", "every class was counted"),
    (
        "logits_loss",
        "x, y: -np.log((np.exp(x) / np.exp(x).sum())[range(len(y)), y]).sum()",
        "the whole matrix",
    ),
    ("logits_loss", "x, y: -np.log(S(x.T).T[range(len(y)), y]).sum()", "over the batch"),
    ("logits_loss", "x, y: -np.log(S(x)[:, y]).sum()", "takes those columns"),
    ("loss_without_softmax", "x, y: -np.log(T(S(x), y)).mean()", "that forms the softmax"),
    ("loss_without_softmax", "x, y: (LSE(x) - T(x, y)).sum()", "that is the sum"),
    ("loss_without_softmax", "x, y: (T(x, y) - LSE(x)).mean()", "the sign is turned"),
    ("loss_without_softmax", "x, y: (T(x, y) + LSE(x)).mean()", "subtracted, not added"),
    ("loss_without_softmax", "x, y: LSE(x).mean()", "not subtracted yet"),
    ("loss_without_softmax", "x, y: (x.max(axis=1) - T(x, y)).mean()", "the hard maximum"),
    (
        "loss_without_softmax",
        "x, y: (np.exp(x).sum(axis=1) - T(x, y)).mean()",
        "still needs its logarithm",
    ),
    ("loss_without_softmax", "x, y: (LSE(x) - T(x, y)).sum() / x.size", "all N · C"),
    ("loss_without_softmax", "x, y: (LSE(S(x)) - T(S(x), y)).mean()", "applied twice"),
    ("gradient", "x, y: S(x) - P(x, y)", "that belongs to the sum"),
    ("gradient", "x, y: (P(x, y) - S(x)) / len(y)", "the sign is turned"),
    ("gradient", "x, y: S(x) / len(y)", "p is not subtracted"),
    ("gradient", "x, y: (S(x) - P(x, y)) / x.size", "all N · C"),
    ("gradient", "x, y: (S(x.T).T - P(x, y)) / len(y)", "over the batch"),
    ("gradient", "x, y: (x - P(x, y)) / len(y)", "from the logits"),
    ("gradient", "x, y: -P(x, y) / S(x) / len(y)", "with respect to q"),
    ("gradient", "x, y: P(x, y) - S(x)", "the sign is turned, and"),
    ("gradient", "x, y: (S(x) - P(x, y)) / x.shape[1]", "number of classes"),
    ("logsumexp", "x: LSE(x)", "large logits overflow"),
    ("logsumexp", "x: np.log(np.sum(np.exp(x - TOP(x)), axis=1))", "not added back"),
    ("logsumexp", "x: x.max(1) - np.log(np.exp(x - TOP(x)).sum(1))", "the sign of the logarithm"),
    (
        "logsumexp",
        "x: x.max() + np.log(np.exp(x - x.max()).sum(axis=1))",
        "one maximum for all rows",
    ),
    ("logsumexp", "x: x.max(0) + np.log(np.exp(x - x.max(0)).sum(0))", "the columns were summed"),
    ("logsumexp", "x: x.max() + np.log(np.exp(x - x.max()).sum())", "the whole matrix"),
    ("logsumexp", "x: np.max(x, axis=1)", "the maximum itself"),
    ("logsumexp", "x: np.sum(x, axis=1)", "the logits were summed"),
    ("logsumexp", "x: x.max(1) + np.exp(x - TOP(x)).sum(1)", "the logarithm is missing"),
    ("softmax_jacobian", "z: np.diag(Q(z))", "take the products away"),
    ("softmax_jacobian", "z: -Q(z)[:, None] * Q(z)", "lacks its own q"),
    ("softmax_jacobian", "z: np.diag(Q(z) - Q(z) ** 2)", "the diagonal alone"),
    ("softmax_jacobian", "z: np.diag(Q(z)) + Q(z)[:, None] * Q(z)", "the products are added"),
    ("softmax_jacobian", "z: Q(z)[:, None] * (Q(z) - np.eye(len(z)))", "the sign is turned"),
    ("softmax_jacobian", "z: np.eye(len(z)) - np.outer(Q(z), Q(z))", "1 in place of q"),
    ("softmax_jacobian", "z: np.eye(len(z)) - Q(z)[None]", "the derivative of ln q"),
    ("softmax_jacobian", "z: np.diag(z) - np.outer(z, z)", "made from the logits"),
    ("central_difference", "f, x, h: (f(x + h) - f(x)) / h", "the error is h, not h squared"),
    ("central_difference", "f, x, h: (f(x) - f(x - h)) / h", "backwards"),
    ("central_difference", "f, x, h: (f(x + h) - f(x - h)) / h", "2 h apart"),
    ("central_difference", "f, x, h: f(x + h) - f(x - h)", "divided by a distance"),
    ("central_difference", "f, x, h: (f(x - h) - f(x + h)) / 2 / h", "the sign is turned"),
    ("central_difference", "f, x, h: (f(x + 1e-17) - f(x - 1e-17)) / 2e-17", "the same float"),
    ("central_difference", "f, x, h: (f(x + h) - 2 * f(x) + f(x - h)) / h**2", "second deriv"),
    ("sequence_bits", "s, q: -np.sum(np.log(q[s]))", "in nats"),
    ("sequence_bits", "s, q: np.sum(np.log2(q[s]))", "the minus is lost"),
    ("sequence_bits", "s, q: -np.mean(np.log2(q[s]))", "for one symbol"),
    ("sequence_bits", "s, q: -np.log2(np.sum(q[s]))", "the log was taken of the sum"),
    ("sequence_bits", "s, q: -len(s) * np.log2(np.mean(q[s]))", "the log was taken of the average"),
    ("sequence_bits", "s, q: sum(np.ceil(-np.log2(q[x])) for x in s)", "rounded up"),
    ("sequence_bits", "s, q: -len(s) * (q @ np.log2(q))", "has its own price"),
    ("sequence_bits", "s, q: len(s) * np.log2(len(q))", "all symbols alike"),
    ("wasted_bits", "p, q: p @ np.log(p / q)", "in nats"),
    ("wasted_bits", "p, q: q @ np.log2(q / p)", "exchanged"),
    ("wasted_bits", "p, q: -(p @ np.log2(q))", "the whole price"),
    ("wasted_bits", "p, q: -(p @ np.log2(p))", "what the truth costs"),
    ("wasted_bits", "p, q: p @ np.log2(p) - q @ np.log2(q)", "two entropies"),
    ("wasted_bits", "p, q: p @ np.log2(q / p)", "never saves"),
    ("standard_error", "x: np.std(x, ddof=1)", "spreads √n times less"),
    ("standard_error", "x: np.std(x)", "needs ddof=1"),
    ("standard_error", "x: np.std(x) / len(x) ** 0.5", "give it ddof=1"),
    ("standard_error", "x: np.std(x, ddof=1) / len(x)", "not as 1/n"),
    ("standard_error", "x: np.var(x, ddof=1) / len(x)", "take the root"),
    ("standard_error", "x: sum(x) / len(x)", "its error was asked for"),
    ("timid_answer", "p: p", "that is what is believed"),
    ("timid_answer", "p: p**0.5", "divide by its sum"),
    ("timid_answer", "p: p**2 / np.sum(p**2)", "that boasts"),
    ("timid_answer", "p: (1 / p) / np.sum(1 / p)", "least likely"),
    ("timid_answer", "p: np.eye(len(p))[p.argmax()]", "the mode"),
    ("timid_answer", "p: np.ones(len(p)) / len(p)", "too timid"),
    ("smoothed_answer", "p, eps: p", "honest to p"),
    ("smoothed_answer", "p, eps: (1 - eps) * p + eps", "each of the C classes"),
    ("smoothed_answer", "p, eps: (1 - eps) * p", "sums to 1 − ε"),
    ("smoothed_answer", "p, eps: p + eps / p.size", "sums to 1 + ε"),
    ("smoothed_answer", "p, eps: SMOOTH_MODE(p, eps)", "smooths the mode alone"),
    ("smoothed_answer", "p, eps: OTHERS_ONLY(p, eps)", "the most likely one too"),
    ("brier_score", "q, c: (1 - q[c]) ** 2", "not honest"),
    ("brier_score", "q, c: np.mean((q - np.eye(len(q))[c]) ** 2)", "the mean over the classes"),
    ("brier_score", "q, c: np.linalg.norm(q - np.eye(len(q))[c])", "that is the distance"),
    ("brier_score", "q, c: sum((1 - q) ** 2)", "1 belongs to class c alone"),
    ("brier_score", "q, c: q @ q", "1 is missing"),
    ("brier_score", "q, c: -np.log(q)[c]", "the logarithm's price"),
    ("breaking_logits", "n: [-np.inf] + [0.0] * (n - 1)", "must be finite"),
    ("breaking_logits", "n: [1000.0] + [0.0] * (n - 1)", "what if it is low"),
    ("breaking_logits", "n: [0.0] * (n - 1) + [700.0]", "further below"),
]


def into_copy(p, first):
    q = p.copy()
    q[0] = first
    q[1:] = p[1:] * (p.sum() - first) / p[1:].sum()
    return q


def smooth_mode(p, eps):
    q = np.full(len(p), eps / (len(p) - 1))
    q[p.argmax()] = 1 - eps
    return q


def others_only(p, eps):
    q = (1 - eps) * p + eps / (len(p) - 1)
    q[p.argmax()] = (1 - eps) * p.max()
    return q


NAMES = {
    "SMOOTH_MODE": smooth_mode,
    "OTHERS_ONLY": others_only,
    "INTO_COPY": into_copy,
    "np": np,
    "S": lambda x: np.exp(x) / np.exp(x).sum(axis=1, keepdims=True),
    "LSE": lambda x: np.log(np.exp(x).sum(axis=1)),
    "Q": lambda z: np.exp(z) / np.exp(z).sum(),
    "TOP": lambda x: x.max(axis=1, keepdims=True),
    "T": lambda x, y: x[np.arange(len(y)), y],
    "P": lambda x, y: np.eye(x.shape[1])[y],
}
CHECKS = [name for name in vars(checks) if name.startswith("check_")]


def reply(check, answer, capsys):
    getattr(checks, check)(answer)
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize(("check", "typed", "words"), WRONG)
def test_wrong_answers_are_named(check, typed, words, capsys):
    said = reply(f"check_{check}", eval(f"lambda {typed}", NAMES), capsys)
    assert said.startswith("✗ not yet: ")
    assert words in said


@pytest.mark.parametrize("check", CHECKS)
def test_every_misconception_is_tried_above(check, capsys):
    """Each pair (wrong answer, sentence) in the source of the check is reached by some test."""
    tree = ast.parse(inspect.getsource(getattr(checks, check)))
    call = next(
        n
        for n in ast.walk(tree)
        if getattr(n, "func", None) and ast.unparse(n.func) == "print_verdict"
    )
    sentences = {ast.literal_eval(pair.elts[1]) for pair in call.args[3].elts}
    tried = {
        reply(check, eval(f"lambda {typed}", NAMES), capsys)
        for name, typed, _ in WRONG
        if f"check_{name}" == check
    }
    assert {f"✗ not yet: {sentence}" for sentence in sentences} == tried


@pytest.mark.parametrize("check", CHECKS)
def test_a_stub_is_not_tried_yet(check, capsys):
    assert reply(check, lambda *arguments: ..., capsys).startswith("○ not tried yet")


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda *a: None, "your function returned None; end it with return"),
        (lambda *a: 1 / 0, "calling your function raised ZeroDivisionError: division by zero"),
        (lambda *a: exit(), "calling your function raised SystemExit"),
        (lambda: 1, "calling your function raised TypeError"),
        (lambda *a: "text", "an array of real numbers was expected, got str"),
        (lambda *a: 1j, "an array of real numbers was expected, got complex"),
        (lambda *a: 10**400, "an array of real numbers was expected, got int"),
        (lambda *a: np.full((7, 7), 0.5), "yours has (7, 7)"),
        (lambda *a: np.nan, ""),
        (42, "hand over the function itself"),
    ],
)
def test_other_wrong_answers_get_a_plain_reply_and_never_raise(check, answer, words, capsys):
    said = reply(check, answer, capsys)
    assert said.startswith("✗ not yet: ")
    assert words in said
    assert "\n" not in said


@pytest.mark.parametrize("check", ["check_normalize_rows", "check_softmax"])
def test_an_answer_that_changes_its_argument_is_told(check, capsys):
    def in_place(x):
        if check == "check_softmax":
            np.exp(x, out=x)
        x /= x.sum(axis=1, keepdims=True)
        return x

    assert "your function changed its argument" in reply(check, in_place, capsys)


def test_an_unnamed_wrong_number_is_shown_beside_the_right_one(capsys):
    said = reply("check_uniform_loss", lambda n, c: 1.5, capsys)
    assert said == "✗ not yet: for (4, 10) the answer is 9.2103, yours is 1.5"


def test_an_answer_that_was_rounded_is_shown_with_enough_digits(capsys):
    said = reply("check_uniform_loss", lambda n, c: round(n * np.log(c), 4), capsys)
    assert said == "✗ not yet: for (4, 10) the answer is 9.21034037, yours is 9.2103"


@pytest.mark.parametrize("typed", ["p * np.log(q + 1e-12)", "p * np.log(np.clip(q, 1e-7, 1))"])
def test_a_small_constant_in_the_logarithm_is_told(typed, capsys):
    said = reply("check_pmf_cross_entropy", eval(f"lambda p, q: -np.sum({typed})", NAMES), capsys)
    assert "leave small constants out of the log" in said
