"""Helpers of the lesson series on the cross-entropy loss.

The notebooks write every formula by hand first and import it from here afterwards.

===================  ==============================================================
`recorded`           the arrays and results that the original lesson printed; a text
`pmf`                on probabilities: normalize, one_hot, entropy, cross_entropy, ...
`losses`             on logits: softmax, cross_entropy, ..., called as in PyTorch
`metrics`            perplexity, calibration error, temperature
`regression`         softmax regression: whether weights are best, and how sure they are
`coder`              an arithmetic coder: a sequence becomes bits, as its loss says
`clinic`             diagnose: likely causes of a loss
`arguments`          what these six accept, and what they say to anything else
`torch_reference`    the same questions answered by PyTorch, as NumPy
`ranks`              several ranks, as threads or as processes that torchrun starts
`plotting`           one function per kind of picture: numbers and `ax` in, `ax` out
`style`              use_style: the look of every page
`page`               what a page puts out: claim, show, compare, ask, explore
`checks`             exercises that answer back
`authoring`          for authors: run and store pages, what changed, the page rules
===================  ==============================================================

Importing `lessonlib` loads none of them; only `torch_reference` and `ranks` import torch.
"""
