"""Training a classifier from JPEGs, beside transformers' Trainer; and what a step costs beyond the network.

    nice python benchmarks/classifier_feed.py [--quick] [--epochs 8] [--pictures 200] [--size 64] [--photo 1024x768]
                                              [--json FILE]

The dataset is made on the spot: JPEGs as the web has them, ten classes, in each a digit of scikit-learn's in some
colour on a piece of a photograph; the larger they are, the more their decoding weighs. Both sides train the same
network from the same weights, with the same batch size, optimizer, learning rates, label smoothing and strength of
augmentation (crops of 50 to 100 % of the area, brightness, contrast and saturation by 20 %), and are judged on the
same pictures. The peer is Trainer with torchvision's transforms on Pillow pictures, as in transformers' own example,
read without and with `--workers` processes. Both judge each epoch. Ours is `run_classifier` from its call to its
return: the scan, decoding all pictures once, checkpoints, predictions and event files are in it too. Of both the steps
alone are told as well: what is left without judging and keeping.

Then the same loop with batches of the feed and with one batch that stays in memory, in turn.
CPU seconds do not count Trainer's workers, and by them ours is held against Trainer without; other programs count less.
"""

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from sklearn.datasets import load_digits, load_sample_images
from torch.utils.data import Dataset
from torchvision.transforms import v2
from transformers import PrinterCallback, Trainer, TrainerCallback, TrainingArguments
from transformers.modeling_outputs import ImageClassifierOutput

from safelight.engine.classify.augment import AugmentPlan
from safelight.engine.classify.cache import build_cache, copy_side
from safelight.engine.classify.feed import Batch, Feed
from safelight.engine.classify.folder import ClassFolder, Item, read_folder
from safelight.engine.classify.loop import Hooks, run_classifier
from safelight.engine.classify.networks import Classifier, open_classifier
from safelight.specs.classify import EpochResult, TrainConfig

JPEG_QUALITY = 90
ROOM = 1.14  # a photograph is so much larger than the pieces of it, each way
CROP_SCALE, JITTER = 0.5, 0.2


def make_pictures(root: Path, count: int, *, width: int, height: int) -> None:
    """`count` JPEGs of each class and of this size, a quarter as many to judge by."""
    digits, drawn = load_digits(), np.random.default_rng(0)
    photographs = [_large(image, width, height) for image in load_sample_images().images]
    for label in range(10):
        shapes = digits.images[digits.target == label]
        for part, first, last in (("train", 0, 130), ("val", 130, len(shapes))):
            folder = root / part / f"digit {label}"
            folder.mkdir(parents=True)
            for number in range(count if part == "train" else max(1, count // 4)):
                photograph = photographs[drawn.integers(2)]
                top, left = (drawn.integers(photograph.shape[axis] - (height, width)[axis] + 1) for axis in (0, 1))
                ground = photograph[top : top + height, left : left + width]
                side = int(drawn.integers(round(0.64 * height), round(0.88 * height)))
                shape = Image.fromarray((shapes[drawn.integers(first, last)] * 15.9).astype(np.uint8))
                alpha = Image.new("L", (width, height))
                place = (int(drawn.integers(width - side)), int(drawn.integers(height - side)))
                alpha.paste(shape.resize((side, side), Image.Resampling.BICUBIC), place)
                colour = Image.new("RGB", alpha.size, tuple(drawn.integers(150, 256, 3).tolist()))
                picture = Image.composite(colour, Image.fromarray(ground // 3), alpha)
                picture.save(folder / f"{number}.jpg", quality=JPEG_QUALITY)


def _large(photograph: np.ndarray, width: int, height: int) -> np.ndarray:
    """With room to cut pieces of this size out of it."""
    image = Image.fromarray(photograph)
    scale = max(1.0, ROOM * width / image.width, ROOM * height / image.height)
    return np.asarray(image.resize((round(scale * image.width), round(scale * image.height)), Image.Resampling.BICUBIC))


def cpu_seconds() -> float:
    """Of this process and of those it has waited for."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


class Stopwatch:
    """Wall and CPU seconds of what runs under it."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, cpu = time.perf_counter(), cpu_seconds()
        try:
            yield
        finally:
            self.wall += time.perf_counter() - wall
            self.cpu += cpu_seconds() - cpu


def config_of(root: Path, folder: Path, chosen: argparse.Namespace) -> TrainConfig:
    return TrainConfig(
        root=str(root),
        model_flavour=chosen.model,
        image_size=chosen.size,
        epochs=chosen.epochs,
        batch_size=chosen.batch,
        lr=chosen.lr,
        augmentation="light",
        flip=False,
        crop_scale=CROP_SCALE,
        deterministic=False,
        ckpt_dir=str(folder / "run"),
        cache_dir=str(folder / "cache"),
        checkpoint_seconds=3600,
        channels_last=True,
    )


def ours(config: TrainConfig) -> dict[str, Any]:
    watch = Stopwatch()
    told: list[EpochResult] = []
    with watch.running():
        result = run_classifier(config, device="cpu", hooks=Hooks(on_epoch=told.append))
    steady = told[1:] or told
    return {
        "wall": watch.wall,
        "cpu": watch.cpu,
        "accuracy": told[-1].val.accuracy,  # of the last weights, as Trainer's is, not of the best
        "best_accuracy": result.evaluations["val"].metrics.accuracy,
        "steady": sum(each.images_per_second for each in steady) / len(steady),
    }


class Pictures(Dataset):
    """What transformers' example makes of a folder: decoded and transformed at each look."""

    def __init__(self, items: tuple[Item, ...], transform: Callable[[Image.Image], torch.Tensor]) -> None:
        self.items, self.transform = items, transform

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> dict[str, Any]:
        with Image.open(self.items[index].path) as image:
            return {"pixel_values": self.transform(image.convert("RGB")), "labels": self.items[index].label}


class WithLogits(torch.nn.Module):
    """Trainer wants the loss and the logits, whatever the network."""

    def __init__(self, model: torch.nn.Module, smoothing: float) -> None:
        super().__init__()
        self.model, self.loss = model, torch.nn.CrossEntropyLoss(label_smoothing=smoothing)

    def forward(self, pixel_values: torch.Tensor, labels: torch.Tensor) -> ImageClassifierOutput:
        logits = self.model(pixel_values.contiguous(memory_format=torch.channels_last)).logits
        return ImageClassifierOutput(loss=self.loss(logits, labels), logits=logits)


class StepSeconds(TrainerCallback):
    """Seconds from the beginning of each epoch to its end, which is before it is judged."""

    seconds = began = 0.0

    def on_epoch_begin(self, *_: Any, **__: Any) -> None:
        self.began = time.perf_counter()

    def on_epoch_end(self, *_: Any, **__: Any) -> None:
        self.seconds += time.perf_counter() - self.began


def trainer(config: TrainConfig, data: ClassFolder, folder: Path, workers: int) -> dict[str, Any]:
    torch.manual_seed(0)
    network = open_classifier(config, data.labels)
    size, normal = network.size, [v2.ToImage(), v2.ToDtype(torch.float32, scale=True)]
    normal.append(v2.Normalize(network.mean, network.std))
    crop = v2.RandomResizedCrop(size, (CROP_SCALE, 1.0), antialias=True)
    varied = v2.Compose([crop, v2.ColorJitter(JITTER, JITTER, JITTER), *normal])
    plain = v2.Compose([v2.Resize(size, antialias=True), v2.CenterCrop(size), *normal])
    per_epoch = len(data.parts["train"]) // config.batch_size
    arguments = TrainingArguments(
        output_dir=str(folder / f"peer{workers}"),
        num_train_epochs=config.epochs,
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=config.batch_size,
        learning_rate=config.lr,
        weight_decay=config.weight_decay,
        lr_scheduler_type="cosine",
        warmup_steps=round(config.warmup_epochs * per_epoch),
        max_grad_norm=config.max_grad_norm or 0.0,
        dataloader_num_workers=workers,
        dataloader_persistent_workers=workers > 0,
        eval_strategy="epoch",
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        use_cpu=True,
        label_names=["labels"],
        disable_tqdm=True,
        seed=0,
    )
    wrapped = WithLogits(network.model.to(memory_format=torch.channels_last), config.label_smoothing)
    peer = Trainer(
        wrapped,
        arguments,
        train_dataset=Pictures(data.parts["train"], varied),
        eval_dataset=Pictures(data.parts["val"], plain),
        compute_metrics=lambda found: {"accuracy": float((found.predictions.argmax(1) == found.label_ids).mean())},
    )
    peer.remove_callback(PrinterCallback)
    steps = StepSeconds()
    peer.add_callback(steps)
    watch = Stopwatch()
    with watch.running():
        peer.train()
    told = [line["eval_accuracy"] for line in peer.state.log_history if "eval_accuracy" in line]
    del peer  # ends its workers, so that their seconds are counted
    seen = config.epochs * len(data.parts["train"])
    return {
        "seen": seen,
        "wall": watch.wall,
        "cpu": watch.cpu,
        "accuracy": told[-1],
        "best_accuracy": max(told),
        "steady": seen / steps.seconds,
    }


def step_cost(config: TrainConfig, data: ClassFolder, folder: Path, rounds: int, steps: int) -> dict[str, float]:
    """Seconds a step, of the feed's batches and of one batch that stays, `rounds` times `steps` in turn."""
    torch.manual_seed(0)
    network: Classifier = open_classifier(config, data.labels)
    model = network.model.train().to(memory_format=torch.channels_last)
    # It does not learn: one batch learnt by heart has gradients so small that a CPU computes with them slowly.
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.0)
    plan = AugmentPlan.of(config, "cpu")
    side = copy_side(network.size, plan.smallest_crop)
    cache = build_cache(data, folder / "cache", side=side, channels="rgb", budget=20 << 30)
    feed = Feed(
        data.parts["train"], labels=len(data.labels), size=network.size, channels="rgb", mean=network.mean,
        std=network.std, batch_size=config.batch_size, device="cpu", augment=plan, seed=0, side=side, cache=cache,
        drop_last=True,
    )  # fmt: skip
    kept = next(iter(feed.epoch(0)))

    def step(batch: Batch) -> None:
        torch.nn.functional.cross_entropy(model(batch.images).logits, batch.labels).backward()
        optimizer.step()
        optimizer.zero_grad()

    def endless() -> Iterator[Batch]:
        for epoch in range(1 << 30):
            yield from feed.epoch(epoch)

    fed, still = Stopwatch(), Stopwatch()
    for _ in range(3):
        step(kept)
    for _ in range(rounds):
        batches = endless()
        with fed.running():
            for _ in range(steps):
                step(next(batches))
            batches.close()
        with still.running():
            for _ in range(steps):
                step(kept)
    feed.close()
    count = rounds * steps
    return {
        "fed": fed.cpu / count,
        "still": still.cpu / count,
        "ratio": fed.cpu / still.cpu,
        "wall_ratio": fed.wall / still.wall,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few pictures and epochs: shows that it runs, no figures")
    parser.add_argument("--model", default="resnet-small")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--photo", default="1024x768", metavar="WIDTHxHEIGHT", help="size of the JPEGs")
    parser.add_argument("--pictures", type=int, default=200, help="to learn from, of each of ten classes")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path, metavar="FILE")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.pictures, chosen.epochs, chosen.workers = 12, 1, 1
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        root = folder / "pictures"
        width, height = (int(side) for side in chosen.photo.split("x"))
        make_pictures(root, chosen.pictures, width=width, height=height)
        config = config_of(root, folder, chosen)
        found: dict[str, Any] = {"load_before": os.getloadavg()[0]}
        data = read_folder(root)
        seen = chosen.epochs * (len(data.parts["train"]) // chosen.batch) * chosen.batch
        print(f"{len(data.parts['train'])} JPEGs of {chosen.photo}, {chosen.model} at {chosen.size}, ", end="")
        print(f"{chosen.epochs} epochs, on", end=" ")
        print(f"{torch.get_num_threads()} threads at a load of {found['load_before']:.1f}")
        print(f"{'':34}{'images/s':>10}{'steps alone':>13}{'per CPU second':>16}{'accuracy':>10}{'best':>7}")
        rows: list[tuple[str, Callable[[], dict[str, Any]]]] = [
            ("Safelight, with decoding once", lambda: ours(config)),
            ("Trainer, no workers", lambda: trainer(config, data, folder, 0)),
            (f"Trainer, {chosen.workers} workers", lambda: trainer(config, data, folder, chosen.workers)),
        ]
        for name, train in rows:
            one = found[name] = train()
            count = one.get("seen", seen)  # the last, smaller batch is left out by us alone
            one |= {"per_second": count / one["wall"], "per_cpu_second": count / one["cpu"]}
            speeds = f"{one['per_second']:10.0f}{one['steady']:13.0f}{one['per_cpu_second']:16.0f}"
            print(f"{name:34}{speeds}{one['accuracy']:10.3f}{one['best_accuracy']:7.3f}", flush=True)
        mine, *peers = (found[name] for name, _ in rows)
        best = max(peer["per_second"] for peer in peers)
        best_cpu = peers[0]["per_cpu_second"]  # what Trainer's workers take is not told before they end
        found["faster"], found["faster_by_cpu"] = mine["per_second"] / best, mine["per_cpu_second"] / best_cpu
        found["faster_steps"] = mine["steady"] / max(peer["steady"] for peer in peers)
        print(
            f"times the better Trainer: {found['faster']:.2f}; in the steps alone: {found['faster_steps']:.2f};",
            end=" ",
        )
        print(f"by CPU seconds: {found['faster_by_cpu']:.2f}")
        found["step"] = step_cost(config, data, folder, *((2, 2) if chosen.quick else (8, 15)))
        step = found["step"]
        print(f"a step with data over one without: {step['ratio']:.3f} (CPU seconds), {step['wall_ratio']:.3f} (wall)")
        found["load_after"] = os.getloadavg()[0]
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
