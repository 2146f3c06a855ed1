"""Showing a network one part of a dataset, and saying what it is worth on it."""

from typing import Any

import torch
from torch import Tensor

from safelight.engine.classify import metrics
from safelight.engine.classify.errors import UnusableDataset
from safelight.engine.classify.run import Run
from safelight.engine.interrupt import interruptible
from safelight.specs.classify import Evaluation, Split


@torch.no_grad()
def evaluate(run: Run, model: Any, split: Split, message: str) -> tuple[Evaluation, Tensor, list[int]]:
    """The judgement, the (N, K) probabilities, and which pictures of the part they belong to."""
    model.eval()
    logits, labels, indices = [], [], []
    for batch in run.feeds[split].epoch(0):
        run.hooks.check()
        with run.precision.kernels(), run.precision.autocast(), interruptible([model], run.hooks.check):
            # Past what is compiled: the last batch is of another size, and would be compiled for.
            logits.append(model.forward(batch.images).logits.float())
        labels.append(batch.labels)
        indices.append(batch.indices)
        run.tell(message)
    if not logits:
        raise UnusableDataset.at(
            run.data.root, f"No picture of {split} can be read.", code="nothing_readable", hint="Look at its files."
        )
    probabilities = metrics.probabilities_of(torch.cat(logits))
    found = metrics.judge(split, probabilities, torch.cat(labels).cpu(), names=run.data.labels, top_k=run.config.top_k)
    return found, probabilities, torch.cat(indices).tolist()
