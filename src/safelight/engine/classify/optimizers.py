"""What moves the weights: which learn at which rate, and the optimizer over them."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from safelight.engine.classify.networks import Classifier
from safelight.specs.classify import ClassifyOptimizer, TrainConfig

NOT_DECAYED = re.compile(r"(cls_token|_tokens?|pos_embed|position_embeddings|relative_position_bias_table|gamma)$")
"""Weights that are no matrices in truth, whatever their shape; timm leaves the same ones alone."""
_NUMBERED = re.compile(r"^(.*?\D)(\d+)\.")


def build_optimizer(config: TrainConfig, classifier: Classifier) -> torch.optim.Optimizer:
    """Groups carry `scale`, the share of the learning rate that theirs is; the last one holds the head."""
    groups: dict[tuple[float, bool], list[nn.Parameter]] = {}
    for name, weight, depth in by_depth(classifier):
        if weight.requires_grad:
            is_decayed = weight.dim() > 1 and not NOT_DECAYED.search(name)
            groups.setdefault((config.layer_decay**depth, is_decayed), []).append(weight)
    settings = [
        {"params": weights, "lr": config.lr, "scale": scale, "weight_decay": config.weight_decay if is_decayed else 0.0}
        for (scale, is_decayed), weights in sorted(groups.items(), key=lambda group: group[0])
    ]
    return OPTIMIZERS[config.optimizer](settings, config)


def by_depth(classifier: Classifier) -> list[tuple[str, nn.Parameter, int]]:
    """Each weight with how many layers it is away from the head.

    A layer is what the outermost number in the names tells apart: a block of a transformer, a stage of a ResNet. What
    comes before the first of them is one more; what comes after the last counts with it.
    """
    head, named = set(classifier.head), list(classifier.model.named_parameters())
    order: list[str] = []
    keys = []
    for name, _ in named:
        match = _NUMBERED.match(name)
        key = match.group(0) if match else (order[-1] if order else "")
        if key not in order:
            order.append(key)
        keys.append(key)
    depths = {key: len(order) - number for number, key in enumerate(order)}
    return [(name, weight, 0 if name in head else depths[key]) for (name, weight), key in zip(named, keys, strict=True)]


OPTIMIZERS: dict[ClassifyOptimizer, Callable[[list[dict[str, Any]], TrainConfig], torch.optim.Optimizer]] = {
    "adamw": lambda groups, config: torch.optim.AdamW(groups, fused=_is_fusable(groups)),
    "adam": lambda groups, config: torch.optim.Adam(groups, fused=_is_fusable(groups)),
    "sgd": lambda groups, config: torch.optim.SGD(groups, momentum=config.momentum, nesterov=config.momentum > 0),
    "rmsprop": lambda groups, config: torch.optim.RMSprop(groups, momentum=config.momentum),
    "adafactor": lambda groups, config: torch.optim.Adafactor(groups),
}


def _is_fusable(settings: Sequence[dict[str, Any]]) -> bool:
    return all(weight.device.type in {"cpu", "cuda"} for group in settings for weight in group["params"])


def set_learning_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """`rate`: that of the head."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["scale"]
