import math

import numpy as np
import pytest
import torch
from sklearn import metrics as sk

from safelight.engine.classify.metrics import BINS, judge, predictions_of, probabilities_of


def calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """As Guo et al. 2017 write it, by hand."""
    confidence, found = probabilities.max(1), probabilities.argmax(1)
    bins = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    return sum(
        (bins == each).mean() * abs((found == labels)[bins == each].mean() - confidence[bins == each].mean())
        for each in range(BINS)
        if (bins == each).any()
    )


@pytest.mark.parametrize("classes", [2, 5])
def test_every_figure_is_scikit_learns(classes: int) -> None:
    random = np.random.default_rng(0)
    labels = random.integers(0, classes, 400)
    logits = random.normal(size=(400, classes)) * 2 + 2 * np.eye(classes)[labels]
    shown = probabilities_of(torch.from_numpy(logits))
    evaluation = judge("test", shown, torch.from_numpy(labels), names=[str(n) for n in range(classes)], top_k=2)
    ours, p = evaluation.metrics, shown.numpy()
    found = p.argmax(1)
    macro = sk.precision_recall_fscore_support(labels, found, average="macro", zero_division=0)
    auroc = sk.roc_auc_score(labels, p if classes > 2 else p[:, 1], multi_class="ovr")
    expected = {
        "loss": sk.log_loss(labels, p, labels=range(classes)),
        "accuracy": sk.accuracy_score(labels, found),
        "top_k": sk.top_k_accuracy_score(labels, p, k=2) if classes > 2 else 1.0,
        "macro_precision": macro[0],
        "macro_recall": macro[1],
        "macro_f1": macro[2],
        "auroc": auroc,
        "ece": calibration_error(p, labels),
    }
    for name, value in expected.items():
        assert getattr(ours, name) == pytest.approx(value, abs=1e-6), name
    assert evaluation.confusion == sk.confusion_matrix(labels, found).tolist()
    by_class = sk.precision_recall_fscore_support(labels, found, average=None)
    for row, each in zip(zip(*by_class, strict=True), evaluation.per_class, strict=True):
        assert (each.precision, each.recall, each.f1, each.support) == pytest.approx(row, abs=1e-6)
    assert (ours.split, ours.count) == ("test", 400)


def test_a_class_without_pictures_has_no_recall_and_leaves_no_auroc() -> None:
    probabilities = torch.tensor([[0.7, 0.2, 0.1], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1]], dtype=torch.float64)
    labels = torch.tensor([0, 1, 1])
    evaluation = judge("val", probabilities, labels, names=["a", "b", "c"], top_k=5)
    assert evaluation.metrics.auroc is None
    absent = evaluation.per_class[2]
    assert (absent.support, absent.precision, absent.recall, absent.f1) == (0, None, None, None)
    assert evaluation.metrics.top_k == 1
    found = sk.f1_score(labels.numpy(), [0, 0, 1], average="macro")
    assert evaluation.metrics.macro_f1 == pytest.approx(found, abs=1e-6)


def test_probabilities_are_short_and_keep_their_order() -> None:
    logits = torch.tensor([[30.0, 0.0, -400.0], [0.001, 0.0, -0.001]])
    found = probabilities_of(logits)
    assert found.sum(1).tolist() == pytest.approx([1, 1], abs=1e-8)
    assert (found[:, 0] > found[:, 1]).all()
    exact = logits.double().softmax(1)
    torch.testing.assert_close(found, exact, rtol=1e-8, atol=0)
    assert all(len(repr(value)) < 16 for value in found.flatten().tolist())


def test_the_loss_of_a_picture_is_finite_however_wrong_the_model_is() -> None:
    (row,) = predictions_of(["b/1.png"], probabilities_of(torch.tensor([[1e4, -1e4]])), torch.tensor([1]))
    assert (row.path, row.label, row.predicted) == ("b/1.png", 1, 0)
    assert row.loss == pytest.approx(-math.log(np.finfo(np.float64).eps))
