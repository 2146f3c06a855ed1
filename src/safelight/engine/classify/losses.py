"""What counts as wrong, by name: a loss for each picture, from logits and the shares of the classes."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from safelight.specs.classify import ClassifyLoss, ClassWeights, TrainConfig

EFFECTIVE_BETA = 0.9999
"""Of "effective": Cui et al. 2019, "Class-balanced loss based on effective number of samples"."""
Criterion = Callable[[Tensor, Tensor, Tensor | None], Tensor]
"""(B, K) logits, (B,) labels, (B, K) shares or None, to the (B,) losses, in fp32."""


def criterion_of(config: TrainConfig, counts: Sequence[int], device: torch.device) -> Criterion:
    """`counts`: training pictures of each class, by which rare ones can count more."""
    weights = class_weights(config.class_weights, counts)
    weights = None if weights is None else weights.to(device)
    classes, smoothing, loss = len(counts), config.label_smoothing, LOSSES[config.loss]

    def criterion(logits: Tensor, labels: Tensor, targets: Tensor | None) -> Tensor:
        logits = logits.float()
        shares = F.one_hot(labels, classes).to(logits.dtype) if targets is None else targets
        shares = shares * (1 - smoothing) + smoothing / classes
        return loss(logits, shares, weights, config.focal_gamma)

    return criterion


def class_weights(kind: ClassWeights, counts: Sequence[int]) -> Tensor | None:
    """(K,) weights whose mean over all training pictures is 1, so that the learning rate means the same with them."""
    if kind == "none":
        return None
    n = torch.tensor(counts, dtype=torch.float64)
    weights = 1 / n if kind == "balanced" else (1 - EFFECTIVE_BETA) / (1 - EFFECTIVE_BETA**n)
    return (weights * n.sum() / (weights * n).sum()).float()


def cross_entropy(logits: Tensor, shares: Tensor, weights: Tensor | None, _gamma: float) -> Tensor:
    """As torch's, for shares of classes."""
    return -_weighted(shares * logits.log_softmax(1), weights).sum(1)


def focal(logits: Tensor, shares: Tensor, weights: Tensor | None, gamma: float) -> Tensor:
    """Cross-entropy times (1 - p)^gamma: what is known already counts less (Lin et al. 2017)."""
    log_p = logits.log_softmax(1)
    return -_weighted(shares * (1 - log_p.exp()).pow(gamma) * log_p, weights).sum(1)


def bce(logits: Tensor, shares: Tensor, weights: Tensor | None, _gamma: float) -> Tensor:
    """Each class a question of its own; the mean over the classes, as timm has it."""
    return _weighted(F.binary_cross_entropy_with_logits(logits, shares, reduction="none"), weights).mean(1)


LOSSES: dict[ClassifyLoss, Callable[[Tensor, Tensor, Tensor | None, float], Tensor]] = {
    "cross_entropy": cross_entropy,
    "focal": focal,
    "bce": bce,
}


def _weighted(by_class: Tensor, weights: Tensor | None) -> Tensor:
    return by_class if weights is None else by_class * weights
