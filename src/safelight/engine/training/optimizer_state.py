"""All that an optimizer remembers, as tensors and plain numbers: every bit comes back."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """Its tensors: "optimizer/<number of the weight>/<name>", and "group/<number>/<name>" where groups hold some."""
    named: dict[str, Tensor] = {}
    for index, values in enumerate(_states(optimizer)):
        named |= {f"optimizer/{index}/{name}": value for name, value in values.items() if isinstance(value, Tensor)}
    for index, group in enumerate(optimizer.param_groups):
        named |= {f"group/{index}/{name}": value for name, value in group.items() if isinstance(value, Tensor)}
    return named


def optimizer_facts(optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    """Its plain numbers, of each weight and of each group; JSON keeps every bit of them."""
    elsewhere = [
        f"optimizer/{index}/{name}"
        for index, (parameter, values) in enumerate(zip(_weights(optimizer), _states(optimizer), strict=True))
        for name, value in values.items()
        if isinstance(value, Tensor) and value.device != parameter.device
    ]
    return {
        "weights": [_plain(values) for values in _states(optimizer)],
        "groups": [_plain(group) for group in optimizer.param_groups],
        "on_cpu": elsewhere,
    }


def restore_optimizer(
    optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]
) -> None:
    """The inverse of both. `load_state_dict` would not be: it casts moments to the type of the weights."""
    weights = _weights(optimizer)
    if len(facts["weights"]) != len(weights) or len(facts["groups"]) != len(optimizer.param_groups):
        raise ValueError("it holds another optimizer")
    optimizer.state.clear()
    for parameter, values in zip(weights, facts["weights"], strict=True):
        if values:
            optimizer.state[parameter] = dict(values)
    for group, values in zip(optimizer.param_groups, facts["groups"], strict=True):
        group.update(values)
    on_cpu = set(facts["on_cpu"])
    for place, tensor in tensors.items():
        kind, _, rest = place.partition("/")
        if kind == "optimizer":
            index, _, name = rest.partition("/")
            parameter = weights[int(index)]
            if place not in on_cpu and tensor.shape == parameter.shape:
                # In the layout of the weight: fused optimizers go through both by one index.
                tensor = torch.empty_like(parameter, dtype=tensor.dtype).copy_(tensor)  # noqa: PLW2901  the same, there
            optimizer.state[parameter][name] = (
                tensor.clone() if place in on_cpu else tensor.to(parameter.device).clone()
            )
        elif kind == "group":
            index, _, name = rest.partition("/")
            group = optimizer.param_groups[int(index)]
            group[name] = tensor.to(group["params"][0].device).clone()


def _weights(optimizer: torch.optim.Optimizer) -> list[Tensor]:
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]


def _states(optimizer: torch.optim.Optimizer) -> list[dict[str, Any]]:
    # Not by indexing, which would make a state for a weight that has none yet.
    return [optimizer.state.get(parameter, {}) for parameter in _weights(optimizer)]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if isinstance(value, bool | int | float | str | None)}
