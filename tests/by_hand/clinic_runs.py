"""Training runs, each with one mistake, and healthy ones: does `clinic.diagnose` tell them apart?

    python tests/by_hand/clinic_runs.py [seeds]

prints a confusion table: for each mistake, how often which cause came first. Everything is trained:
points around a centre for each class, a linear classifier or a small network, PyTorch's gradients.
"""

import sys
from collections import Counter

import numpy as np
import torch
from torch.nn import functional as F

from lessonlib.clinic import diagnose

CLASSES = (2, 3, 10, 100)

torch.set_num_threads(1)  # for so small runs the fastest


def points(n_classes, seed, *, spread=0.5, n=200, skewed=False):
    """Points around a centre for each class, and their labels."""
    rng = np.random.default_rng(seed)
    weights = np.arange(1, n_classes + 1) ** -1.0 if skewed else np.ones(n_classes)
    y = rng.choice(n_classes, size=n, p=weights / weights.sum())
    dimensions = max(10, n_classes)
    x = np.eye(n_classes, dimensions)[y] + spread / np.sqrt(dimensions) * rng.normal(
        size=(n, dimensions)
    )
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y)


def trained(
    x, y, n_classes, seed, loss_of, *, steps=150, rate=0.05, hidden=0, batch=None, sgd=0, eps=1e-8
):
    """The losses of a run, one for each step; `loss_of` takes logits and labels."""
    torch.manual_seed(seed)
    layers = [torch.nn.Linear(x.shape[1], hidden or n_classes)]
    if hidden:
        layers += [torch.nn.ReLU(), torch.nn.Linear(hidden, n_classes)]
    net = torch.nn.Sequential(*layers).to(x.dtype)
    parameters = [*net.parameters()]
    optimizer = (
        torch.optim.SGD(parameters, sgd)
        if sgd
        else torch.optim.Adam(parameters, rate, eps=eps, fused=True)
    )
    history = []
    for _ in range(steps):
        chosen = torch.randint(len(x), (batch,)) if batch else slice(None)
        loss = loss_of(net(x[chosen]), y[chosen])
        for weights, slope in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            weights.grad = slope
        optimizer.step()
        history.append(loss.item())
        if not np.isfinite(history[-1]):
            break
    return history


def unshifted(z, y):
    """Cross-entropy by its formula, in the precision of the logits."""
    return -(torch.exp(z) / torch.exp(z).sum(1, keepdim=True)).gather(1, y[:, None]).log().mean()


def softmax_twice(c, seed):
    x, y = points(c, seed, spread=0.2)
    return trained(
        x, y, c, seed, lambda z, y: F.cross_entropy(z.softmax(1), y), steps=600, rate=0.1
    )


def frequencies_only(c, seed):
    x, y = points(c, seed, skewed=True)
    counts = np.bincount(y, minlength=c)
    history = trained(0 * x, y, c, seed, F.cross_entropy, rate=0.1, steps=200)
    return history, {"frequencies": counts}


def nothing_learned(c, seed):
    x, y = points(c, seed)
    return trained(x, y, c, seed, F.cross_entropy, rate=1e-7)


def probabilities_in_nll(c, seed):
    x, y = points(c, seed)
    return trained(x, y, c, seed, lambda z, y: F.nll_loss(z.softmax(1), y))


def lost_minus(c, seed):
    x, y = points(c, seed)
    return trained(x, y, c, seed, lambda z, y: -F.cross_entropy(z, y))


def half_overflow(c, seed):
    x, y = points(c, seed)
    # With Adam's usual eps, which is 0 in half precision, something else would break first.
    history = trained(6 * x.half(), y, c, seed, unshifted, rate=0.2, eps=1e-3, steps=400)
    return history, {"dtype": "float16"}


def large_steps(c, seed):
    x, y = points(c, seed, spread=3)
    return trained(x, y, c, seed, F.cross_entropy, hidden=30, sgd=3e4, steps=300)


def all_ignored(c, seed):
    x, y = points(c, seed)
    return trained(x, torch.full_like(y, -100), c, seed, F.cross_entropy)


def softmax_over_batch(c, seed):
    x, y = points(c, seed, n=150)
    history = trained(x, y, c, seed, lambda z, y: F.nll_loss(z.log_softmax(0), y))
    return history, {"batch_size": 150}


def padding_counted(c, seed):
    x, y = points(c, seed)
    y[: len(y) // 3] = -100
    return trained(x, y, c, seed, lambda z, y: F.cross_entropy(z, y, reduction="none").mean())


def smoothed(c, seed):
    x, y = points(c, seed, spread=0.2)
    smoothing = {"label_smoothing": 0.1}
    history = trained(
        x, y, c, seed, lambda z, y: F.cross_entropy(z, y, **smoothing), steps=600, rate=0.1
    )
    return history, smoothing


def small_constant(c, seed):
    x, y = points(c, seed, spread=0.2)
    loss = lambda z, y: -(z.softmax(1).gather(1, y[:, None]) + 1e-5).log().mean()  # noqa: E731
    return trained(50 * x, y, c, seed, loss, rate=0.2, steps=300)


def rounded(c, seed):
    x, y = points(c, seed, spread=0.2)
    return trained(50 * x, y, c, seed, F.cross_entropy, rate=1.0, steps=300)


def summed(c, seed):
    x, y = points(c, seed, n=32)
    history = trained(x, y, c, seed, lambda z, y: F.cross_entropy(z, y, reduction="sum"))
    return history, {"batch_size": 32}


def log_of_softmax(c, seed):
    x, y = points(c, seed, spread=0.2)
    y = torch.where(torch.rand(len(y)) < 0.1, (y + 1) % c, y)  # some labels are wrong
    return trained(
        300 * x, y, c, seed, lambda z, y: -z.softmax(1).gather(1, y[:, None]).log().mean(), rate=0.5
    )


def other_labels(c, seed):
    """The loss on labels that were shifted by one after training began on the right ones."""
    x, y = points(c, seed)
    kept = []

    def loss_of(z, y):
        kept.append(F.cross_entropy(z.detach(), (y + 1) % c).item())
        return F.cross_entropy(z, y)

    trained(x, y, c, seed, loss_of)
    return kept


def in_bits(c, seed):
    x, y = points(c, seed)
    return trained(x, y, c, seed, lambda z, y: F.cross_entropy(z, y) / np.log(2), rate=0.005)


MISTAKES = {
    "softmax applied twice": softmax_twice,
    "only the label frequencies learned": frequencies_only,
    "learns nothing": nothing_learned,
    "probabilities in NLLLoss": probabilities_in_nll,
    "a lost minus": lost_minus,
    "overflow": half_overflow,
    "the steps are too large": large_steps,
    "an empty mean": all_ignored,
    "softmax over the batch": softmax_over_batch,
    "padding counted": padding_counted,
    "the floor of label smoothing": smoothed,
    "a small constant inside the logarithm": small_constant,
    "rounded to 0": rounded,
    "a sum in place of a mean": summed,
    "a probability of 0": log_of_softmax,
    "confident mistakes": other_labels,
    "bits in place of nats": in_bits,
}


def in_batches(loss_of, c, seed, **options):
    """A noisy run, in batches of 32."""
    x, y = points(c, seed, spread=0.4, n=400)
    return trained(x, y, c, seed, loss_of, batch=32, **{"steps": 600} | options)


def judged(loss_of, c, seed, *, shift=0):
    """The losses of other points, after each epoch of 12 steps, while few are trained on."""
    x, y = points(c, seed, spread=1, n=40)
    other_x, other_y = points(c, seed + 100, spread=1, n=400)
    net = torch.zeros(x.shape[1], c, requires_grad=True)
    optimizer, kept = torch.optim.Adam([net], 0.3), []
    for step in range(240):
        if step % 12 == 0:
            kept.append(loss_of(other_x @ net.detach(), (other_y + shift) % c).item())
        optimizer.zero_grad()
        F.cross_entropy(x @ net, y).backward()
        optimizer.step()
    return kept


def ignored_once(c, seed):
    """A run in which every label of one batch is ignored."""
    history = in_batches(F.cross_entropy, c, seed, steps=100)
    return [*history[:60], float("nan"), *history[61:]]


def resumed(c, seed):
    return in_batches(F.cross_entropy, c, seed)[100:]


# As people show them: noisy, in epochs, on validation. The cause that is right, or None.
SHOWN = {
    "softmax twice, in batches": (
        lambda c, seed: in_batches(
            lambda z, y: F.cross_entropy(z.softmax(1), y), c, seed, rate=0.1, steps=1500
        ),
        {},
        "softmax applied twice",
    ),
    "nothing learned, in batches": (
        lambda c, seed: in_batches(F.cross_entropy, c, seed, rate=1e-7),
        {},
        "learns nothing",
    ),
    "nothing learned, by epochs": (
        lambda c, seed: [
            float(np.mean(part))
            for part in np.split(np.array(in_batches(F.cross_entropy, c, seed, rate=1e-7)), 12)
        ],
        {"kind": "epochs"},
        "learns nothing",
    ),
    "a sum, in batches": (
        lambda c, seed: in_batches(
            lambda z, y: F.cross_entropy(z, y, reduction="sum"), c, seed, steps=100
        ),
        {"batch_size": 32},
        "a sum in place of a mean",
    ),
    "logits in NLLLoss": (
        lambda c, seed: in_batches(F.nll_loss, c, seed, steps=100),
        {},
        "probabilities in NLLLoss",
    ),
    "one batch of ignored labels": (ignored_once, {}, "an empty mean"),
    "judged by other labels": (
        lambda c, seed: judged(F.cross_entropy, c, seed, shift=1),
        {"kind": "validation"},
        "confident mistakes",
    ),
    "few examples": (
        lambda c, seed: judged(F.cross_entropy, c, seed),
        {"kind": "validation"},
        "overfitting",
    ),
    "resumed from a checkpoint": (resumed, {"batch_size": 32}, None),
}


def first_cause(mistake, n_classes, seed):
    """What `diagnose` says first of a run with a mistake."""
    run = MISTAKES[mistake](n_classes, seed)
    history, known = run if isinstance(run, tuple) else (run, {})
    found = diagnose(history, n_classes, kind="steps", untrained=True, **known)
    return found[0].cause if found else "nothing"


def first_as_shown(name, n_classes, seed):
    """What it says first of a run as people show it, or None; and what is right."""
    run, known, right = SHOWN[name]
    found = diagnose(run(n_classes, seed), n_classes, **known)
    return found[0].cause if found else None, right


def healthy(seed):
    """The classes and losses of a run without a mistake, easy or hard, in whole or in batches."""
    rng = np.random.default_rng(seed)
    c = CLASSES[seed % 4]
    x, y = points(c, seed, spread=rng.uniform(0.2, 4), n=400)
    options = {"hidden": int(rng.choice([0, 32])), "batch": rng.choice([None, 64])}
    steps, rate = int(rng.integers(20, 400)), 10 ** rng.uniform(-2.5, -1)
    return c, trained(x, y, c, seed, F.cross_entropy, steps=steps, rate=rate, **options)


def main(seeds=3):
    print("mistake, then what came first and how often")
    right = total = 0
    for mistake in MISTAKES:
        said = Counter(first_cause(mistake, c, seed) for c in CLASSES for seed in range(seeds))
        right, total = right + said[mistake], total + said.total()
        print(f"{mistake:38}", ", ".join(f"{cause} {n}" for cause, n in said.most_common()))
    print(f"right first: {right} of {total}")
    for name in SHOWN:
        said = Counter(first_as_shown(name, c, seed) for c in CLASSES[1:] for seed in range(seeds))
        print(f"{name:30}", ", ".join(f"{first} {n}" for (first, _), n in said.most_common()))
    alarms = {}
    for seed in range(200):
        c, history = healthy(seed)
        if found := diagnose(history, c):
            alarms[seed] = c, found[0].cause, round(history[0], 3), round(history[-1], 3)
    print(f"false alarms: {len(alarms)} of 200 healthy runs", *alarms.items(), sep="\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
