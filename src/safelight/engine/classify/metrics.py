"""What a model is worth on one part of a dataset: torchmetrics does the maths, on what is written down.

Probabilities are the softmax of the logits, whatever the loss was, rounded to nine digits; all figures are made of the
rounded ones, so that anybody finds the same from the file.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from safelight.specs.classify import ClassMetrics, Evaluation, Metrics, Prediction, Split

BINS = 15
"""Of confidence, in the calibration error."""
DIGITS = 9
LEAST = float(np.finfo(np.float64).eps)
"""A probability below this counts as this in the loss, as in scikit-learn's log_loss."""


def probabilities_of(logits: Tensor) -> Tensor:
    """(N, K) float64 on the CPU, of DIGITS significant digits."""
    exact = logits.detach().double().cpu().softmax(1).numpy()
    scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(np.maximum(exact, 1e-290))))
    return torch.from_numpy(np.round(exact * scale) / scale)


def judge(split: Split, probabilities: Tensor, labels: Tensor, *, names: Sequence[str], top_k: int) -> Evaluation:
    """(N, K) probabilities and (N,) labels, N > 0, to all that is said of the part."""
    # Here, because importing torchmetrics takes seconds.
    from torchmetrics.functional import classification as tm  # noqa: PLC0415  it takes seconds to load

    classes, found = len(names), probabilities.argmax(1)
    of: dict[str, Any] = {"num_classes": classes, "validate_args": False}
    confusion = tm.multiclass_confusion_matrix(found, labels, **of)
    taken, filed, right = confusion.sum(0), confusion.sum(1), confusion.diagonal()
    precision, recall, f1 = (
        measure(found, labels, average="none", **of).tolist()
        for measure in (tm.multiclass_precision, tm.multiclass_recall, tm.multiclass_f1_score)
    )
    macro = {
        name: float(measure(found, labels, average="macro", **of))
        for name, measure in (
            ("macro_precision", tm.multiclass_precision),
            ("macro_recall", tm.multiclass_recall),
            ("macro_f1", tm.multiclass_f1_score),
        )
    }
    metrics = Metrics(
        split=split,
        count=len(labels),
        loss=float(losses_of(probabilities, labels).mean()),
        accuracy=int(right.sum()) / len(labels),
        top_k=float(
            tm.multiclass_accuracy(probabilities, labels, top_k=min(top_k, classes), average="micro", **of).double()
        ),
        **macro,
        auroc=float(tm.multiclass_auroc(probabilities, labels, average="macro", **of)) if (filed > 0).all() else None,
        ece=float(tm.multiclass_calibration_error(probabilities, labels, n_bins=BINS, norm="l1", **of)),
    )
    per_class = [
        ClassMetrics(
            label=name,
            support=int(filed[index]),
            precision=precision[index] if taken[index] else None,
            recall=recall[index] if filed[index] else None,
            f1=f1[index] if taken[index] or filed[index] else None,
        )
        for index, name in enumerate(names)
    ]
    return Evaluation(metrics=metrics, labels=list(names), per_class=per_class, confusion=confusion.tolist())


def losses_of(probabilities: Tensor, labels: Tensor) -> Tensor:
    """(N,) cross-entropy of each picture, without smoothing or weights: the same for each way of training."""
    return -probabilities.gather(1, labels[:, None])[:, 0].clamp(min=LEAST).log()


def predictions_of(paths: Sequence[str], probabilities: Tensor, labels: Tensor) -> list[Prediction]:
    """One for each picture, as they are written down."""
    losses, found = losses_of(probabilities, labels).tolist(), probabilities.argmax(1).tolist()
    rows = zip(paths, labels.tolist(), found, probabilities.tolist(), losses, strict=True)
    return [
        Prediction(path=path, label=label, predicted=predicted, probabilities=row, loss=loss)
        for path, label, predicted, row, loss in rows
    ]


def monitored(metrics: Metrics, name: str) -> float:
    """The value that picks the best; of what is not known, none is better."""
    value = getattr(metrics, name)
    return math.nan if value is None else float(value)
