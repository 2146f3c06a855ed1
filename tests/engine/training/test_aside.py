"""What a training holds leaves a device that is too small for both, and comes back once there is room."""

import pytest
import torch

from safelight.engine.training import aside as module
from safelight.engine.training.aside import Aside
from tests.engine.training.test_checkpoint import learner


@pytest.fixture
def story(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Moves are noted, not made: there is no other device here."""
    noted: list[str] = []
    monkeypatch.setattr(Aside, "_move", lambda self, target: noted.append(f"to {target.type}"))
    monkeypatch.setattr(module, "free_memory", lambda device: noted.append("freed"))
    return noted


def use(story: list[str], monkeypatch: pytest.MonkeyPatch, *, free: int, wanted: int = 100, **more: bool) -> list[str]:
    monkeypatch.setattr(module, "_free", lambda device: free)
    aside = Aside(learner(), torch.device("cuda"), **{"is_movable": True} | more)
    with aside.left(wanted, lambda: story.append("room")):
        story.append("drawn")
    return story


def test_where_both_fit_nothing_moves(story, monkeypatch) -> None:
    assert use(story, monkeypatch, free=1000) == ["drawn"]


def test_where_they_do_not_it_leaves_and_comes_back(story, monkeypatch) -> None:
    assert use(story, monkeypatch, free=120) == ["to cpu", "freed", "drawn", "to cuda"]


def test_what_was_drawn_with_goes_where_the_training_could_not_come_back(story, monkeypatch) -> None:
    assert use(story, monkeypatch, free=1) == ["to cpu", "freed", "drawn", "room", "to cuda"]


def test_packed_weights_stay(story, monkeypatch) -> None:
    assert use(story, monkeypatch, free=1, is_movable=False) == ["drawn"]


def test_a_training_that_ends_meanwhile_does_not_come_back(story, monkeypatch) -> None:
    monkeypatch.setattr(module, "_free", lambda device: 1)
    with pytest.raises(KeyError), Aside(learner(), torch.device("cuda"), is_movable=True).left(100):
        raise KeyError
    assert story == ["to cpu", "freed"]


def test_moves_keep_every_tensor_and_who_knows_it() -> None:
    one = learner()
    loss = one.learned.networks["unet"](torch.ones(1, 2)).sum()
    loss.backward()
    one.optimizer.step()
    before = {name: tensor.clone() for name, tensor in one.tensors().items()}
    known = [id(parameter) for group in one.optimizer.param_groups for parameter in group["params"]]
    Aside(one, torch.device("cpu"), is_movable=True)._move(torch.device("cpu"))
    assert known == [id(parameter) for parameter in one.learned.parameters().values()]
    assert all(torch.equal(tensor, before[name]) for name, tensor in one.tensors().items())
