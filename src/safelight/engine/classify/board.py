"""A run as TensorBoard shows it: curves, the config in words, the confusion as a picture."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from safelight.specs.classify import Evaluation, TrainConfig

CELL = 18
MOST_NAMED = 64
"""Classes whose names are written beside the picture of their confusion."""


class Board:
    """Event files in one folder; close it."""

    def __init__(self, folder: Path, *, resumed_at: int | None = None) -> None:
        """`resumed_at`: steps that count; what a killed process wrote of later ones is hidden by TensorBoard."""
        # Here, because importing it takes a second.
        from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415  loads TensorBoard, a second

        _await_next_second(folder)
        purge = None if resumed_at is None else resumed_at + 1
        self._writer: Any = SummaryWriter(log_dir=str(folder), purge_step=purge)

    def scalars(self, step: int, values: Mapping[str, float]) -> None:
        """Points of curves."""
        for name, value in values.items():
            self._writer.add_scalar(name, value, step)

    def config(self, config: TrainConfig) -> None:
        """As a table of what was chosen."""
        rows = "\n".join(f"| {name} | {value} |" for name, value in config.model_dump().items())
        self._writer.add_text("config", f"| Setting | Value |\n|---|---|\n{rows}", 0)

    def confusion(self, step: int, evaluation: Evaluation) -> None:
        """Of one part: rows are the true classes, columns the predicted ones, dark where many are."""
        drawn = np.asarray(draw_confusion(evaluation.confusion, evaluation.labels))
        self._writer.add_image(f"confusion_{evaluation.metrics.split}", drawn, step, dataformats="HWC")

    def flush(self) -> None:
        """So that the page shows it."""
        self._writer.flush()

    def close(self) -> None:
        """No more is written."""
        self._writer.close()


def _await_next_second(folder: Path) -> None:
    """TensorBoard reads files in the order of the second in their names: two of one second might change places."""
    while any(folder.glob(f"events.out.tfevents.{int(time.time())}.*")):
        time.sleep(0.05)


def draw_confusion(confusion: Sequence[Sequence[int]], labels: Sequence[str]) -> Image.Image:
    """An RGB picture; each row is scaled to its own sum."""
    counts = np.asarray(confusion, dtype=np.float64)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    cell = CELL if len(labels) <= MOST_NAMED else max(1, CELL * MOST_NAMED // len(labels))
    shade = 255 - np.round(shares * np.array([[[225]], [[170]], [[80]]])).astype(np.uint8)  # (3, K, K), white to blue
    grid = Image.fromarray(np.ascontiguousarray(shade.transpose(1, 2, 0)))
    grid = grid.resize((cell * len(labels),) * 2, Image.Resampling.NEAREST)
    if len(labels) > MOST_NAMED:
        return grid
    canvas = Image.new("RGB", (grid.width + 8 * CELL, grid.height + CELL), "white")
    canvas.paste(grid, (8 * CELL, 0))
    pen = ImageDraw.Draw(canvas)
    for index, label in enumerate(labels):
        pen.text((2, index * cell + 3), label.encode("latin-1", "replace").decode("latin-1")[:22], fill="black")
        pen.text((8 * CELL + index * cell + 3, grid.height + 3), str(index), fill="black")
    return canvas
