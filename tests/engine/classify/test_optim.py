from collections.abc import Callable
from typing import get_args

import pytest
import torch

from safelight.engine.classify.networks import Classifier, open_classifier
from safelight.engine.classify.optimizers import OPTIMIZERS, build_optimizer, by_depth, set_learning_rate
from safelight.engine.classify.schedules import PLATEAU_FACTOR, PLATEAU_PATIENCE, Schedule
from safelight.engine.training.optimizer_state import optimizer_facts, optimizer_tensors, restore_optimizer
from safelight.specs.classify import ClassifyOptimizer, ClassifySchedule, TrainConfig

Config = Callable[..., TrainConfig]


@pytest.fixture
def classifier(tiny_config: Config) -> Classifier:
    torch.manual_seed(0)
    return open_classifier(tiny_config(), ["a", "b", "c"])


@pytest.mark.parametrize("name", get_args(ClassifyOptimizer))
def test_every_optimizer_learns_and_remembers(name: str, classifier: Classifier) -> None:
    assert OPTIMIZERS.keys() == set(get_args(ClassifyOptimizer))
    config = TrainConfig(optimizer=name, lr=1e-2)
    classifier.model.eval().to(memory_format=torch.channels_last)
    optimizer = build_optimizer(config, classifier)
    set_learning_rate(optimizer, config.lr)
    pixels, labels = torch.randn(6, 3, 16, 16), torch.tensor([0, 1, 2, 0, 1, 2])
    losses = []
    for _ in range(12):
        loss = torch.nn.functional.cross_entropy(classifier.model(pixels).logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert min(losses[-3:]) < losses[0]

    tensors = {key: tensor.clone().contiguous() for key, tensor in optimizer_tensors(optimizer).items()}
    again = build_optimizer(config, classifier)
    restore_optimizer(again, tensors, optimizer_facts(optimizer))
    weights = {key: weight.detach().clone() for key, weight in classifier.model.named_parameters()}
    optimizer.step()
    moved = {key: weight.detach().clone() for key, weight in classifier.model.named_parameters()}
    with torch.no_grad():
        for key, weight in classifier.model.named_parameters():
            weight.copy_(weights[key])
    again.step()
    for key, weight in classifier.model.named_parameters():
        assert torch.equal(weight, moved[key]), key


def test_biases_norms_and_places_are_not_decayed(classifier: Classifier) -> None:
    optimizer = build_optimizer(TrainConfig(weight_decay=0.3), classifier)
    free = {id(weight) for group in optimizer.param_groups if not group["weight_decay"] for weight in group["params"]}
    for name, weight in classifier.model.named_parameters():
        is_free = weight.dim() < 2 or "position_embeddings" in name or "cls_token" in name
        assert (id(weight) in free) == is_free, name
    assert {group["weight_decay"] for group in optimizer.param_groups} == {0.0, 0.3}


def test_layers_learn_slower_the_further_they_are_from_the_head(classifier: Classifier) -> None:
    depths = {name: depth for name, _, depth in by_depth(classifier)}
    assert depths["classifier.weight"] == 0
    assert depths["vit.layernorm.weight"] == depths["vit.layers.1.layernorm_before.weight"] == 1
    assert depths["vit.layers.0.layernorm_before.weight"] == 2
    assert depths["vit.embeddings.cls_token"] == 3
    optimizer = build_optimizer(TrainConfig(layer_decay=0.5), classifier)
    set_learning_rate(optimizer, 0.8)
    rates = {id(weight): group["lr"] for group in optimizer.param_groups for weight in group["params"]}
    for name, weight in classifier.model.named_parameters():
        assert rates[id(weight)] == pytest.approx(0.8 * 0.5 ** depths[name]), name
    assert optimizer.param_groups[-1]["scale"] == 1.0


def test_what_is_frozen_is_not_in_the_optimizer(classifier: Classifier) -> None:
    classifier.model.vit.requires_grad_(False)
    optimizer = build_optimizer(TrainConfig(), classifier)
    assert sum(len(group["params"]) for group in optimizer.param_groups) == 2


@pytest.mark.parametrize("kind", get_args(ClassifySchedule))
def test_every_schedule_stays_between_nothing_and_the_highest_rate(kind: str) -> None:
    schedule = Schedule(kind, 100, 10)
    shares = [schedule.share(step) for step in range(100)]
    assert all(0 <= share <= 1 for share in shares)
    assert shares[0] < shares[5] < max(shares)
    assert max(shares) == pytest.approx(1, abs=1e-3)
    if kind not in {"constant", "plateau"}:
        assert shares[-1] < 0.1


def test_shapes_of_schedules() -> None:
    assert [Schedule("linear", 10, 0).share(step) for step in (0, 5)] == [1.0, 0.5]
    assert Schedule("cosine", 10, 0).share(5) == pytest.approx(0.5)
    assert Schedule("polynomial", 10, 0).share(5) == pytest.approx(0.25)
    assert [round(Schedule("step", 9, 0).share(step), 9) for step in (0, 2, 3, 6)] == [1, 1, 0.1, 0.01]
    assert Schedule("one_cycle", 101, 50).share(30) == pytest.approx(1)
    assert Schedule("constant", 10, 4).share(0) == pytest.approx(0.2)
    assert Schedule("constant", 10, 4).share(4) == 1


def test_a_plateau_lowers_the_rate_until_the_metric_rises_again() -> None:
    schedule = Schedule("plateau", 1000, 0)
    flat = [0.5] * (1 + PLATEAU_PATIENCE)
    assert schedule.share(10, flat[:-1]) == 1
    assert schedule.share(10, flat) == PLATEAU_FACTOR
    assert schedule.share(10, [*flat, 0.6, 0.7]) == PLATEAU_FACTOR
    assert schedule.share(10, flat + [0.5] * PLATEAU_PATIENCE) == pytest.approx(PLATEAU_FACTOR**2)
