"""A formula in LaTeX and the words of a claim are brought to one form."""

import pytest

from lessonlib.notebook.plain import plain_equation, plain_words, relations_of


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"H(p, q) = -\sum_{i} p_i \ln q_i", "H(p, q) = −Σ p_i ln q_i"),
        (r"\frac{\partial H}{\partial q_i} = -\frac{p_i}{q_i}", "∂H/∂q_i = −p_i / q_i"),
        (r"\sum_i p_i \Bigl(\frac{q_i}{p_i} - 1\Bigr)", "Σ p_i (q_i/p_i − 1)"),
        (r"-\ln\frac{q}{10} = -\ln q + \ln 10", "−ln(q/10) = −ln q + ln 10"),
        (r"\frac{q(a)}{q(b)} = e^{\hat y(a) - \hat y(b)}", "q(a)/q(b) = exp(ŷ(a) − ŷ(b))"),
        (r"S \, \bigl( H(\hat p, \hat q) - \ln S \bigr)", "S · (H(p̂, q̂) − ln S)"),
        (r"\max_k \hat y(k) \;\le\; \ln \sum_k e^{\hat y(k)}", "max ŷ(k) ≤ ln Σ exp(ŷ(k))"),
        (r"\frac{1 + x}{1 - x^2}", "(1 + x)/(1 − x^2)"),
        (r"-\sum_{n=0}^{3} \ln q_n(c(n))", "−Σ ln q_n(c(n))"),
        (r"\mathrm{KL}(p \| q) \ge 0", "KL(p‖q) ≥ 0"),
        (r"q^{-1/N} + q^2 + q_{i+1}", "q^(−1/N) + q^2 + q_(i+1)"),
        (r"\frac{1}{\sqrt{n}} = \sqrt{p q}^{-1}", "1/√n = √pq^(−1)"),
        (r"\ln x \le x - 1,", "ln x ≤ x − 1"),
    ],
)
def test_an_equation_and_its_words_are_the_same(latex, words):
    assert plain_equation(latex) == plain_words(words)


@pytest.mark.parametrize("latex", [r"\begin{aligned}", r"a \approx b", r"\frac{a}", r"\text{nats}"])
def test_what_has_no_plain_form_is_refused(latex):
    with pytest.raises(ValueError, match=r"\\|argument"):
        plain_equation(latex)


def test_a_chain_is_taken_link_by_link_and_turned_where_it_rises():
    assert relations_of("a=b≤c") == ["a=b", "b≤c"]
    assert relations_of("a≥b>c") == ["b≤a", "c<b"]
    assert relations_of("a") == []
