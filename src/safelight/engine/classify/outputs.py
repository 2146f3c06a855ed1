"""The files of a run, each there whole or not at all."""

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from safetensors import SafetensorError

from safelight.engine.classify.checkpoint import sweep, whole_folder
from safelight.engine.classify.folder import ClassFolder
from safelight.engine.classify.networks import Classifier
from safelight.kit.errors import OutOfSpace
from safelight.kit.files import whole_file
from safelight.specs.classify import Split, TrainConfig

CONFIG, RESULT, METRICS = "config.json", "result.json", "metrics.jsonl"
STATE, BEST, EPOCHS = "state", "best", "epochs"
PREDICTIONS: dict[Split, str] = {split: f"predictions-{split}.jsonl" for split in ("val", "test")}
WITHOUT_EFFECT = frozenset({
    "root", "ckpt_dir", "tb_root", "resume", "workers", "cache", "cache_gib", "checkpoint_seconds", "save_every_epoch",
})  # fmt: skip
"""Settings that no number of a run follows from: a state is resumed whatever they are."""


def home_of(config: TrainConfig) -> Path:
    """Where the files of a run are; the same for the same config."""
    if config.ckpt_dir:
        return Path(config.ckpt_dir).expanduser()
    told = config.model_dump(exclude={"ckpt_dir", "tb_root", "resume"})
    mark = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:8]
    name = f"{Path(config.root or '').resolve().name}-{Path(config.model_flavour).name}-{mark}"
    return Path("runs") / re.sub(r"[^\w.-]+", "-", name).lstrip(".-")


def usual_cache() -> Path:
    """The user's cache folder, as the XDG base directories have it."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "safelight"


def fingerprint_of(config: TrainConfig, data: ClassFolder) -> str:
    """Of all that the numbers of a run follow from, the machine aside."""
    told: dict[str, Any] = config.model_dump(exclude=set(WITHOUT_EFFECT))
    told["data"] = data.fingerprint
    told["parts"] = {split: [item.name for item in items] for split, items in data.parts.items()}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@contextmanager
def explained_space(home: Path) -> Iterator[None]:
    """A full disk as an error that says what to do."""
    try:
        yield
    except (OSError, SafetensorError) as error:
        # safetensors hands the system's error on as text.
        number = (
            error.errno if isinstance(error, OSError) else errno.ENOSPC * (f"os error {errno.ENOSPC}" in str(error))
        )
        if number not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise OutOfSpace(
            f"The disk is full: {home} has no room for what the run leaves.",
            hint="Make room and start it again: it goes on from its last state.",
        ) from error


def clear(home: Path, tb: Path) -> None:
    """Remove what an earlier run left under our names."""
    for name in (STATE, BEST, EPOCHS):
        shutil.rmtree(home / name, ignore_errors=True)
    for name in (RESULT, METRICS, *PREDICTIONS.values()):
        (home / name).unlink(missing_ok=True)
    for events in tb.glob("events.out.tfevents.*"):
        events.unlink(missing_ok=True)
    for folder in (home, home / STATE, home / EPOCHS):
        sweep(folder)


def keep_model(folder: Path, classifier: Classifier) -> None:
    """A model folder that transformers loads."""
    whole_folder(folder, classifier.save)


def write_json(path: Path, value: BaseModel) -> None:
    """One file of JSON, for people too."""
    with whole_file(path) as file:
        file.write(value.model_dump_json(indent=2).encode())


def write_lines(path: Path, values: Sequence[BaseModel]) -> None:
    """One line of JSON for each."""
    with whole_file(path) as file:
        for value in values:
            file.write(value.model_dump_json().encode() + b"\n")
