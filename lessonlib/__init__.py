"""Helpers of the lesson series on the cross-entropy loss.

The notebooks write every formula by hand first and import it from here afterwards.

===================  ==============================================================
`recorded`           the arrays and results that the original lesson printed
`pmf`                on probabilities: normalize, one_hot, entropy, cross_entropy, ...
`losses`             on logits: softmax, cross_entropy, ..., called as in PyTorch
`elementwise`        those of them without a class axis: kl_div, ...
`blocks`             how they are computed: the formula, and the same block by block
`arguments`          what they accept, and what they say to anything else
`metrics`            perplexity, calibration error, temperature
`torch_reference`    the same questions answered by PyTorch, as NumPy
`plotting`           one function per kind of picture: numbers and `ax` in, `ax` out
`page`               what a page puts out: claim, show, compare
`checks`             exercises that answer back
`verdict`            how a check tries an answer and words its reply
`style`              use_style: the look of every page
`authoring`          for authors: run and store pages, say in words what changed
===================  ==============================================================

Importing `lessonlib` loads none of them; only `torch_reference` imports torch.
"""
