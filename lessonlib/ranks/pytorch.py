"""What PyTorch has for losses over several ranks, called within them: loss_parallel, and DDP.

Each function runs on every rank of the default group, takes and returns what JSON can hold, and
answers the same on each.
"""

from lessonlib import arguments


def parallel_cross_entropy(logits, target, reduction="mean", weight=None):
    """`cross_entropy` of logits whose columns are shared out, within `loss_parallel`.

    Parameters
    ----------
    logits : list of list of float
        The whole table, the same on each rank.
    target : list of int
    reduction : str
    weight : list of float, optional

    Returns
    -------
    dict
        "loss", and "gradient" in the whole table; or "error", the type of what the backward raised.

    Taught in: 22
    """
    import torch
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.tensor import Shard, distribute_tensor
    from torch.distributed.tensor.parallel import loss_parallel
    from torch.nn import functional as F

    mesh = init_device_mesh("cpu", (torch.distributed.get_world_size(),))
    table = torch.tensor(logits, dtype=torch.float64)
    columns = distribute_tensor(table, mesh, [Shard(1)]).requires_grad_()
    w = None if weight is None else torch.tensor(weight, dtype=torch.float64)
    with loss_parallel():
        loss = F.cross_entropy(columns, torch.tensor(target), weight=w, reduction=reduction)
        answer = {"loss": loss.full_tensor().tolist()}
        try:
            loss.sum().backward()
        except RuntimeError as error:
            return answer | {"error": type(error).__name__}
    return answer | {"gradient": columns.grad.full_tensor().tolist()}


def ddp_gradient(features, labels, weights, how):
    """The gradient that DistributedDataParallel leaves, for a loss that each rank averages so.

    Parameters
    ----------
    features, labels : list
        A part for each rank: (n, F) numbers, and n class indices.
    weights : list of list of float, shape (C, F)
        Of a linear model, the same on each rank.
    how : {"mean", "sum / n", "sum · W / n", "sum"}
        What each rank takes as its loss, with n the tokens of all ranks that have a label.

    Returns
    -------
    list of list of float, shape (C, F)

    Taught in: 22
    """
    import torch
    import torch.distributed as dist
    from torch.nn import functional as F
    from torch.nn.parallel import DistributedDataParallel

    how = arguments.one_of("how", how, ("mean", "sum / n", "sum · W / n", "sum"))
    rank, world = dist.get_rank(), dist.get_world_size()
    model = torch.nn.Linear(len(weights[0]), len(weights), bias=False, dtype=torch.float64)
    with torch.no_grad():
        model.weight.copy_(torch.tensor(weights, dtype=torch.float64))
    x = torch.tensor(features[rank], dtype=torch.float64)
    y = torch.tensor(labels[rank])
    kept = (y != -100).sum()
    dist.all_reduce(kept)
    parallel = DistributedDataParallel(model)  # kept: it must outlive the backward
    logits = parallel(x)
    total = F.cross_entropy(logits, y, reduction="sum")
    losses = {
        "mean": F.cross_entropy(logits, y),
        "sum / n": total / kept,
        "sum · W / n": total * world / kept,
        "sum": total,
    }
    losses[how].backward()
    return model.weight.grad.tolist()
