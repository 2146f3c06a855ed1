import pytest
import torch
from torch.nn import functional as F

from safelight.engine.classify.losses import class_weights, criterion_of
from safelight.specs.classify import TrainConfig

CPU = torch.device("cpu")


@pytest.fixture
def logits() -> torch.Tensor:
    return torch.randn(6, 3, generator=torch.Generator().manual_seed(0)) * 3


LABELS = torch.tensor([0, 1, 2, 0, 0, 1])
COUNTS = [30, 20, 10]


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_cross_entropy_is_torchs(smoothing: float, logits: torch.Tensor) -> None:
    criterion = criterion_of(TrainConfig(label_smoothing=smoothing), COUNTS, CPU)
    expected = F.cross_entropy(logits, LABELS, label_smoothing=smoothing, reduction="none")
    torch.testing.assert_close(criterion(logits, LABELS, None), expected)
    mixed = torch.softmax(logits.flip(0), 1)
    expected = F.cross_entropy(logits, mixed, label_smoothing=smoothing, reduction="none")
    torch.testing.assert_close(criterion(logits, LABELS, mixed), expected)


def test_weights_are_torchs_too(logits: torch.Tensor) -> None:
    weights = class_weights("balanced", COUNTS)
    assert weights is not None
    criterion = criterion_of(TrainConfig(class_weights="balanced"), COUNTS, CPU)
    expected = F.cross_entropy(logits, LABELS, weight=weights, label_smoothing=0.1, reduction="none")
    torch.testing.assert_close(criterion(logits, LABELS, None), expected)


@pytest.mark.parametrize("kind", ["balanced", "effective"])
def test_rare_classes_count_more_and_all_pictures_as_much_as_before(kind: str) -> None:
    weights = class_weights(kind, COUNTS)
    assert weights is not None
    assert weights[2] > weights[1] > weights[0]
    assert float((weights * torch.tensor(COUNTS)).sum()) == pytest.approx(sum(COUNTS))
    if kind == "balanced":  # as scikit-learn has it: n / (classes * n of the class)
        assert weights.tolist() == pytest.approx([60 / 3 / n for n in COUNTS])


def test_focal_is_cross_entropy_where_gamma_is_zero_and_less_where_it_is_sure(logits: torch.Tensor) -> None:
    plain = criterion_of(TrainConfig(label_smoothing=0), COUNTS, CPU)(logits, LABELS, None)
    focal = {
        gamma: criterion_of(TrainConfig(loss="focal", focal_gamma=gamma, label_smoothing=0), COUNTS, CPU)
        for gamma in (0.0, 2.0)
    }
    torch.testing.assert_close(focal[0.0](logits, LABELS, None), plain)
    p = logits.softmax(1).gather(1, LABELS[:, None])[:, 0]
    torch.testing.assert_close(focal[2.0](logits, LABELS, None), (1 - p) ** 2 * plain)


def test_bce_asks_each_class_by_itself(logits: torch.Tensor) -> None:
    found = criterion_of(TrainConfig(loss="bce", label_smoothing=0), COUNTS, CPU)(logits, LABELS, None)
    shares = F.one_hot(LABELS, 3).float()
    torch.testing.assert_close(found.mean(), F.binary_cross_entropy_with_logits(logits, shares))


def test_half_precision_logits_are_judged_in_full(logits: torch.Tensor) -> None:
    assert criterion_of(TrainConfig(), COUNTS, CPU)(logits.bfloat16(), LABELS, None).dtype == torch.float32
