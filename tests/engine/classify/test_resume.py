"""A run that was killed at any batch, and went on, is the run that nobody disturbed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from safelight.engine.classify.hooks import Hooks
from safelight.engine.classify.loop import run_classifier
from safelight.specs.classify import RunResult, TrainConfig
from tests.engine.classify.test_loop import points_of

Config = Callable[..., TrainConfig]
ALL_AT_ONCE = {
    "epochs": 3, "ema_decay": 0.9, "mixup": 0.3, "accumulation_steps": 2, "batch_size": 5, "momentum": 0.8,
    "layer_decay": 0.7, "schedule": "plateau", "augmentation": "light", "monitor_metric": "loss",
}  # fmt: skip


class Cancelled(BaseException):
    """As a worker raises it."""


def figures_of(result: RunResult) -> dict[str, object]:
    """All that must be the same, which is all but the time it took."""
    return result.model_dump(
        include={"epochs", "best_epoch", "stopped", "evaluations", "labels", "counts", "fingerprint"},
    ) | {
        "epochs": [each.model_dump(exclude={"seconds", "images_per_second"}) for each in result.epochs],
    }


def assert_same(home: Path, ours: RunResult, undisturbed: Path, theirs: RunResult) -> None:
    assert figures_of(ours) == figures_of(theirs)
    one, other = (load_file(folder / "best" / "model.safetensors") for folder in (home, undisturbed))
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)
    for name in ("predictions-val.jsonl", "predictions-test.jsonl"):
        assert (home / name).read_bytes() == (undisturbed / name).read_bytes()
    kept, clean = points_of(home / "tb"), points_of(undisturbed / "tb")
    del kept["images_per_second"], clean["images_per_second"]
    assert kept == clean


@pytest.mark.parametrize(
    "kind", [pytest.param("adamw", marks=pytest.mark.slow), pytest.param("sgd", marks=pytest.mark.slow), "batchnorm"]
)
def test_a_run_killed_at_any_batch_ends_as_if_it_had_not_been(
    kind: str, tiny_config: Config, cache: Path, tmp_path: Path
) -> None:
    """States are written after each step; a copy of the folder is what a kill would have left on the disk."""
    model = {"model_flavour": "resnet-small", "image_size": 16} if kind == "batchnorm" else {}
    chosen = ALL_AT_ONCE | model | {"optimizer": "sgd" if kind == "sgd" else "adamw", "checkpoint_seconds": 1e-9}
    undisturbed = tiny_config(ckpt_dir=str(tmp_path / "undisturbed"), **chosen)
    killed_at = {3: tmp_path / "dead-3", 9: tmp_path / "dead-9"}
    steps: set[int] = set()

    def watch(name: str, step: int, value: float) -> None:
        if name == "lr" and step in killed_at and step not in steps:
            steps.add(step)
            shutil.copytree(tmp_path / "undisturbed", killed_at[step])

    theirs = run_classifier(undisturbed, device="cpu", cache=cache, hooks=Hooks(on_metric=watch))
    assert steps == {3, 9}
    for dead in killed_at.values():
        resumed: list[int] = []
        hooks = Hooks(on_metric=lambda name, step, value, told=resumed: told.append(step))
        ours = run_classifier(
            undisturbed.model_copy(update={"ckpt_dir": str(dead)}), device="cpu", cache=cache, hooks=hooks
        )
        assert min(resumed) > 1  # it did not begin anew
        assert_same(dead, ours, tmp_path / "undisturbed", theirs)


def test_a_run_cancelled_wherever_a_hook_is_asked_goes_on_the_same(
    tiny_config: Config, cache: Path, tmp_path: Path
) -> None:
    chosen = ALL_AT_ONCE | {"epochs": 2}
    whole = tiny_config(ckpt_dir=str(tmp_path / "whole"), **chosen)
    theirs = run_classifier(whole, device="cpu", cache=cache)
    config = tiny_config(**chosen)
    ours = None
    for limit in (3, 6, 9, 12, 11, 8, 200):  # a batch, an accumulated one, judging, reading
        left = limit

        def stop() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Cancelled

        try:
            ours = run_classifier(config, device="cpu", cache=cache, hooks=Hooks(check=stop))
        except Cancelled:
            assert limit < 200
    assert ours is not None
    assert_same(Path(str(config.ckpt_dir)), ours, tmp_path / "whole", theirs)


def test_a_cancel_by_any_hook_comes_out_and_loses_nothing(tiny_config: Config, cache: Path, tmp_path: Path) -> None:
    config = tiny_config(epochs=2)

    def stop(*_: object, **__: object) -> None:
        raise Cancelled

    theirs = run_classifier(config, device="cpu", cache=cache)
    again = tiny_config(epochs=2, ckpt_dir=str(tmp_path / "again"))
    for hooks in (Hooks(on_progress=stop), Hooks(on_metric=stop), Hooks(on_epoch=stop), Hooks(check=stop)):
        with pytest.raises(Cancelled):
            run_classifier(again, device="cpu", cache=cache, hooks=hooks)
    ours = run_classifier(again, device="cpu", cache=cache)
    assert figures_of(ours) == figures_of(theirs)


def test_a_broken_state_is_passed_over(tiny_config: Config, cache: Path) -> None:
    config = tiny_config(epochs=1)
    theirs = run_classifier(config, device="cpu", cache=cache)
    (state,) = Path(str(config.ckpt_dir)).glob("state/step-*/state.safetensors")
    state.write_bytes(state.read_bytes()[:-1] + b"x")
    assert figures_of(run_classifier(config, device="cpu", cache=cache)) == figures_of(theirs)


def test_what_does_not_change_the_numbers_does_not_hinder_a_resume(tiny_config: Config, cache: Path) -> None:
    theirs = run_classifier(tiny_config(epochs=1), device="cpu", cache=cache)
    told: list[str] = []
    other = tiny_config(epochs=1, workers=None, cache_gib=1, save_every_epoch=True)
    hooks = Hooks(on_metric=lambda name, step, value: told.append(name))
    ours = run_classifier(other, device="cpu", cache=cache, hooks=hooks)
    assert not told  # nothing was left to learn
    assert figures_of(ours) == figures_of(theirs)
    assert (Path(str(other.ckpt_dir)) / "epochs" / "0001" / "model.safetensors").is_file()
