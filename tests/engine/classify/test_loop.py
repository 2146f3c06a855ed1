import errno
import json
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn import metrics as sk
from transformers import ViTForImageClassification

from safelight.engine.classify import outputs
from safelight.engine.classify.errors import BatchTooLarge, Diverged
from safelight.engine.classify.fitting import largest
from safelight.engine.classify.hooks import Hooks
from safelight.engine.classify.loop import run_classifier
from safelight.engine.classify.networks import read_classifier
from safelight.kit.errors import InvalidInput, OutOfSpace
from safelight.specs.classify import EpochResult, Prediction, RunResult, TrainConfig

Config = Callable[..., TrainConfig]


def points_of(tb: Path) -> dict[str, list[tuple[int, float]]]:
    """The curves as TensorBoard shows them."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    told = EventAccumulator(str(tb)).Reload()
    return {name: [(point.step, point.value) for point in told.Scalars(name)] for name in told.Tags()["scalars"]}


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_run_leaves_all_that_it_promises(tiny_config: Config, cache: Path) -> None:
    told: list[tuple[str, int, float]] = []
    epochs: list[EpochResult] = []
    said: list[str] = []
    hooks = Hooks(
        on_progress=lambda step, total, *, epoch, loss, message: said.append(message),
        on_metric=lambda *point: told.append(point),
        on_epoch=epochs.append,
    )
    config = tiny_config(save_every_epoch=True, epochs=3, ema_decay=0.9)
    result = run_classifier(config, device="cpu", cache=cache, hooks=hooks)
    home = Path(str(config.ckpt_dir))

    assert result == RunResult.model_validate_json((home / "result.json").read_text())
    assert TrainConfig.model_validate_json((home / "config.json").read_text()) == config
    assert (result.labels, result.counts) == (["0", "1", "2"], {"train": 36, "val": 12, "test": 12})
    assert [EpochResult.model_validate(line) for line in lines_of(home / "metrics.jsonl")] == epochs == result.epochs
    assert result.best_epoch == [each.epoch for each in epochs if each.is_best][-1]
    assert result.stopped is None
    best = epochs[result.best_epoch - 1]
    assert result.evaluations["val"].metrics == best.val
    assert sorted(folder.name for folder in (home / "epochs").iterdir()) == ["0001", "0002", "0003"]
    assert read_classifier(home / "best").labels == ("0", "1", "2")
    assert torch.__version__.startswith(result.environment.packages["torch"])
    assert [message for message in said if message.startswith("Epoch 3")]
    assert not [path for path in home.rglob("*") if path.name.endswith((".part", ".old"))]

    curves = points_of(home / "tb")
    assert curves.keys() == {
        "train_loss", "lr", "images_per_second",
        "val_loss", "val_accuracy", "val_top_k", "val_macro_f1", "val_auroc", "val_ece",
        "val_recall/0", "val_recall/1", "val_recall/2",
    }  # fmt: skip
    assert [step for step, _ in curves["train_loss"]] == list(range(1, 13))
    assert [step for step, _ in curves["val_loss"]] == [4, 8, 12]
    for name, points in curves.items():
        ours = [(step, pytest.approx(value, rel=1e-5)) for metric, step, value in told if metric == name]
        assert points == ours, name

    for split in ("val", "test"):
        rows = [Prediction.model_validate(line) for line in lines_of(home / f"predictions-{split}.jsonl")]
        labels = [row.label for row in rows]
        p = np.array([row.probabilities for row in rows])
        metrics = result.evaluations[split].metrics
        assert metrics.accuracy == pytest.approx(sk.accuracy_score(labels, p.argmax(1)), abs=1e-6)
        assert metrics.loss == pytest.approx(sk.log_loss(labels, p), abs=1e-6)
        assert metrics.loss == pytest.approx(np.mean([row.loss for row in rows]), abs=1e-6)
        assert metrics.auroc == pytest.approx(sk.roc_auc_score(labels, p, multi_class="ovr"), abs=1e-6)
        assert metrics.macro_f1 == pytest.approx(sk.f1_score(labels, p.argmax(1), average="macro"), abs=1e-6)
        assert result.evaluations[split].confusion == sk.confusion_matrix(labels, p.argmax(1)).tolist()
        assert all((Path(str(config.root)) / "train" / row.path).is_file() for row in rows if split == "val")


@pytest.mark.slow
def test_it_learns(tiny_config: Config, cache: Path) -> None:
    config = tiny_config(model_flavour="resnet-small", image_size=16, epochs=12, augmentation="none", lr=1e-3)
    result = run_classifier(config, device="cpu", cache=cache)
    assert result.evaluations["test"].metrics.accuracy >= 0.9


@pytest.mark.parametrize("flavour", ["tiny", "resnet-small"])
def test_a_rate_far_too_high_stops_with_a_reason(flavour: str, tiny_config: Config, cache: Path) -> None:
    chosen = {} if flavour == "tiny" else {"model_flavour": flavour, "image_size": 16}
    with pytest.raises(Diverged) as told:
        run_classifier(tiny_config(lr=1e9, epochs=50, **chosen), device="cpu", cache=cache)
    assert "step" in told.value.message
    assert "1e+09" in str(told.value.hint)


def test_it_ends_when_nothing_gets_better(tiny_config: Config, cache: Path) -> None:
    config = tiny_config(epochs=20, early_stop_patience=2, early_stop_delta=1.0)
    result = run_classifier(config, device="cpu", cache=cache)
    assert len(result.epochs) == 3
    assert result.stopped == "accuracy was not better for 2 epochs"


def test_it_ends_in_the_middle_of_an_epoch_if_told(tiny_config: Config, cache: Path) -> None:
    config = tiny_config(max_steps=6, epochs=5, monitor_metric="loss")
    result = run_classifier(config, device="cpu", cache=cache)
    assert [each.step for each in result.epochs] == [4, 6]
    assert result.stopped == "max_steps 6 was reached in epoch 2"
    assert run_classifier(config, device="cpu", cache=cache).epochs == result.epochs


def test_steps_of_several_batches(tiny_config: Config, cache: Path) -> None:
    result = run_classifier(tiny_config(accumulation_steps=3, epochs=2), device="cpu", cache=cache)
    assert [each.step for each in result.epochs] == [2, 4]  # four batches: three, and one


@pytest.mark.parametrize(
    "fields",
    [
        {"loss": "focal", "optimizer": "sgd", "schedule": "plateau", "class_weights": "effective"},
        {"loss": "bce", "optimizer": "adafactor", "schedule": "one_cycle", "mixup": 0.4, "class_weights": "balanced"},
        {"freeze_backbone": True, "load_pretrained": True, "layer_decay": 0.5, "channels_last": False},
        {"amp_dtype": "bf16", "cache": False, "ema_decay": 0.5, "augmentation": "randaugment", "cutmix": 1.0},
    ],
    ids=lambda fields: next(iter(fields.values())),
)
def test_ways_of_training(fields: dict[str, object], tiny_config: Config, cache: Path) -> None:
    result = run_classifier(tiny_config(epochs=1, **fields), device="cpu", cache=cache)
    assert np.isfinite(result.epochs[0].train_loss)


@pytest.mark.slow
def test_a_batch_too_large_names_the_largest_that_fits(
    tiny_config: Config, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forward = ViTForImageClassification.forward

    def small(self: ViTForImageClassification, pixel_values: torch.Tensor, **how: object) -> object:
        if len(pixel_values) > 5:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(self, pixel_values, **how)

    monkeypatch.setattr(ViTForImageClassification, "forward", small)
    with pytest.raises(BatchTooLarge) as told:
        run_classifier(tiny_config(batch_size=16), device="cpu", cache=cache)
    assert told.value.message == (
        "A batch of 16 pictures of 16 x 16 does not fit into the memory of cpu; the largest that fits is 5."
    )
    assert "accumulation_steps 4" in str(told.value.hint)


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 50, 63, 64])
def test_the_largest_that_fits_is_found_by_trying(limit: int) -> None:
    tried: list[int] = []
    found = largest(lambda count: tried.append(count) or count <= limit, 128)
    assert limit - limit // 8 <= found <= limit
    assert len(tried) < 12


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"root": None}, "root"), ({"amp_dtype": "fp16"}, "amp_dtype"), ({"model_flavour": "nothing"}, "model_flavour")],
)
def test_what_cannot_be_done_is_told_at_once(
    fields: dict[str, object], field: str, tiny_config: Config, cache: Path
) -> None:
    with pytest.raises(InvalidInput) as told:
        run_classifier(tiny_config(**fields), device="cpu", cache=cache)
    assert [each.field for each in told.value.fields] == [field]
    assert told.value.hint


def test_auroc_cannot_pick_the_best_where_val_lacks_a_class(
    digits: Path, tiny_config: Config, cache: Path, tmp_path: Path
) -> None:
    root = tmp_path / "data"
    for label in ("0", "1", "2"):
        pictures = sorted((digits / "train" / label).iterdir())[: 1 if label == "2" else 8]
        (root / label).mkdir(parents=True)
        for picture in pictures:
            (root / label / picture.name).write_bytes(picture.read_bytes())
    with pytest.raises(InvalidInput, match="val has no picture of '2'"):
        run_classifier(tiny_config(root=str(root), monitor_metric="auroc"), device="cpu", cache=cache)
    with warnings.catch_warnings():
        result = run_classifier(tiny_config(root=str(root), epochs=1), device="cpu", cache=cache)
    assert result.epochs[0].val.auroc is None


def test_a_folder_of_another_run_is_begun_anew(tiny_config: Config, cache: Path) -> None:
    first = run_classifier(tiny_config(epochs=2), device="cpu", cache=cache)
    home = Path(str(first.config.ckpt_dir))
    second = run_classifier(tiny_config(epochs=1, lr=1e-3), device="cpu", cache=cache)
    assert len(second.epochs) == len(lines_of(home / "metrics.jsonl")) == 1
    assert [step for step, _ in points_of(home / "tb")["val_loss"]] == [4]


def test_a_run_without_a_folder_has_the_same_one_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    one = TrainConfig(root="/data/my flowers", model_flavour="timm/resnet18.a1_in1k")
    home = outputs.home_of(one)
    assert home.parts[0] == "runs"
    assert home.name.startswith("my-flowers-resnet18.a1_in1k-")
    assert outputs.home_of(one.model_copy(update={"resume": False})) == home
    assert outputs.home_of(one.model_copy(update={"lr": 1.0})) != home
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    assert outputs.usual_cache() == Path("/elsewhere/safelight")


def test_a_full_disk_is_told_and_the_run_goes_on_when_there_is_room(
    tiny_config: Config, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safelight.engine.classify import checkpoint

    config, save, saved = tiny_config(), checkpoint.save_file, []

    def full(tensors: dict[str, torch.Tensor], path: Path) -> None:
        saved.append(path)
        if len(saved) >= 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        save(tensors, path)

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(OutOfSpace, match="goes on from its last state"):
        run_classifier(config, device="cpu", cache=cache)
    home = Path(str(config.ckpt_dir))
    assert not list(home.rglob("*.part"))
    monkeypatch.setattr(checkpoint, "save_file", save)
    told: list[int] = []
    hooks = Hooks(on_epoch=lambda result: told.append(result.epoch))
    assert len(run_classifier(config, device="cpu", cache=cache, hooks=hooks).epochs) == 2
    assert told == [2]
