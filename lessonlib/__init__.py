"""Helpers of the lesson series on the cross-entropy loss.

The notebooks write every formula by hand first and import it from here afterwards.

===================  ==============================================================
`recorded`           the arrays and results that the original lesson printed
`pmf`                on probabilities: normalize, one_hot, entropy, cross_entropy, ...
`losses`             on logits: softmax, cross_entropy, ..., called as in PyTorch
`metrics`            perplexity, calibration error, temperature
`coder`              an arithmetic coder: a sequence becomes bits, as its loss says
`arguments`          what these four accept, and what they say to anything else
`torch_reference`    the same questions answered by PyTorch, as NumPy
`plotting`           one function per kind of picture: numbers and `ax` in, `ax` out
`style`              use_style: the look of every page
`page`               what a page puts out: claim, show, compare, ask, explore
`checks`             exercises that answer back
`authoring`          for authors: run and store pages, what changed, the page rules
===================  ==============================================================

Importing `lessonlib` loads none of them; only `torch_reference` imports torch.
"""
