"""The losses beside PyTorch's, on inputs that nobody here chose.

    python tests/by_hand/same_as_pytorch.py [cases]

Two sources: the sample inputs of PyTorch's own test suite, and hypothesis (see `drawn_calls`). Each
call is answered by both sides (see `answers`). The command runs 100,000 drawn cases unless told
otherwise, on two cores.
"""

import sys
from collections import Counter
from multiprocessing import get_context
from unittest.mock import patch

import hypothesis
import numpy as np
import torch
from answers import Call, compare
from drawn_calls import CALLS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lessonlib.losses import blocks


def compare_drawn(cases, seed=None):
    """How often each outcome came, over calls drawn by hypothesis; the same ones without a seed."""
    outcomes = Counter()

    @settings(
        max_examples=cases,
        derandomize=seed is None,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(CALLS, st.sampled_from([0, 64]), st.sampled_from([64, 2**22]))
    def agree(call, few_classes, memory):
        # The small arrays drawn here go all ways that large ones go.
        with patch.multiple(blocks, FEW_CLASSES=few_classes, MEMORY_BYTES=memory):
            outcomes[call.name, compare(call)] += 1

    (agree if seed is None else hypothesis.seed(seed)(agree))()
    return outcomes


OPERATIONS = {
    "logsumexp": "logsumexp",
    "softmax": "softmax",
    "log_softmax": "log_softmax",
    "nn.functional.nll_loss": "nll_loss",
    "nn.functional.cross_entropy": "cross_entropy",
    "nn.functional.binary_cross_entropy_with_logits": "binary_cross_entropy_with_logits",
    "nn.functional.kl_div": "kl_div",
}
MODULES = {
    "nn.NLLLoss": "nll_loss",
    "nn.CrossEntropyLoss": "cross_entropy",
    "nn.BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "nn.KLDivLoss": "kl_div",
}


def sample_calls():
    """What PyTorch's own tests call these operations and modules with: its name there, a call."""
    from torch.testing._internal import common_utils

    common_utils.TEST_SCIPY = False  # it would import much of SciPy, for operations not tested here
    from torch.testing._internal.common_methods_invocations import op_db
    from torch.testing._internal.common_modules import module_db
    from torch.testing._internal.common_utils import noncontiguous_like

    def call_of(name, tensors, options, strided):
        def array(value):
            if not isinstance(value, torch.Tensor):
                return value
            value = value.detach()
            return (noncontiguous_like(value) if strided else value).numpy()

        options = {key: array(value) for key, value in options.items()}
        arrays = [array(tensor) for tensor in tensors]
        if dtype := options.pop("dtype", None):
            arrays[0] = arrays[0].astype(str(dtype).removeprefix("torch."))
        return Call(name, arrays, options)

    for dtype in (torch.float32, torch.float64):
        for strided in (False, True):
            for op in op_db:
                if op.name not in OPERATIONS:
                    continue
                name = OPERATIONS[op.name]
                for sample in op.sample_inputs("cpu", dtype):
                    tensors = [sample.input, *sample.args]
                    options = dict(sample.kwargs)
                    if not isinstance(tensors[-1], torch.Tensor):
                        tensors, numbers = tensors[:1], tensors[1:]
                        options.update(zip(("axis", "keepdims"), numbers, strict=False))
                    yield op.name, call_of(name, tensors, options, strided)
            for module in module_db:
                if module.name not in MODULES:
                    continue
                for given_to in module.module_inputs_func(
                    module, device="cpu", dtype=dtype, requires_grad=False, training=True
                ):
                    options = given_to.constructor_input.kwargs
                    tensors = given_to.forward_input.args
                    yield module.name, call_of(MODULES[module.name], tensors, options, strided)


def compare_samples():
    """How many of PyTorch's sample inputs are answered the same, by their names there."""
    counts = Counter()
    for name, call in sample_calls():
        assert compare(call) == "the same", call
        counts[name] += 1
    return counts


def main(cases=100_000):
    """Draw half of the cases in each of two processes, and print what came out."""
    with get_context("spawn").Pool(2) as pool:
        seeds = np.random.SeedSequence().generate_state(2)
        print("seeds:", *seeds)
        outcomes = sum(
            pool.starmap(compare_drawn, [(cases // 2, int(s)) for s in seeds]), Counter()
        )
    for (name, outcome), times in sorted(outcomes.items()):
        print(f"{name}: {outcome} {times} times")
    print(f"{sum(outcomes.values())} calls, no disagreement")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
