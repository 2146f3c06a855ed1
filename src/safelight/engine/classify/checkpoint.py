"""The state of a run in its folder: everything the next step depends on, there whole or not at all.

    state/step-000250/state.safetensors   weights, buffers, optimizer, average
    state/step-000250/state.json          place in the epochs, their results, what is no tensor, a digest of the tensors

No generator state: what is random follows from (seed, place), as in the training of characters. A state is newer than
best/ and epochs/ or as old: whoever resumes at the end of an epoch writes those of this epoch again.
"""

import json
import shutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from safelight.engine.training.ema import Ema
from safelight.engine.training.optimizer_state import optimizer_facts, optimizer_tensors, restore_optimizer
from safelight.kit.files import publish, sha256_of, whole_file
from safelight.kit.logs import get_logger
from safelight.specs.classify import EpochResult

log = get_logger(__name__)

STATE, FACTS = "state.safetensors", "state.json"


@dataclass
class Place:
    """How far a run is."""

    step: int = 0
    """Optimizer steps done."""
    epoch: int = 1
    """The one that is learnt from, from 1."""
    batch: int = 0
    """Batches of it that are done; 0 too where the epoch before has just been judged."""
    loss_sum: float = 0.0
    loss_count: int = 0
    """Of this epoch's pictures."""
    epoch_seconds: float = 0.0
    point_sum: float = 0.0
    point_count: int = 0
    point_seconds: float = 0.0
    """The same since the last point of the curves, and when in the epoch that was."""
    epochs: list[EpochResult] = field(default_factory=list)
    stopped: str | None = None

    @property
    def best(self) -> EpochResult | None:
        """The best epoch so far."""
        return next((result for result in reversed(self.epochs) if result.is_best), None)

    def advance(self, result: EpochResult) -> None:
        """To the first batch of the next epoch."""
        self.epochs.append(result)
        self.epoch, self.batch = self.epoch + 1, 0
        self.loss_sum = self.epoch_seconds = self.point_sum = self.point_seconds = 0.0
        self.loss_count = self.point_count = 0

    def facts(self) -> dict[str, Any]:
        """As JSON has it."""
        return vars(self) | {"epochs": [result.model_dump() for result in self.epochs]}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Place":
        """The inverse of `facts`."""
        return cls(**{**facts, "epochs": [EpochResult.model_validate(one) for one in facts["epochs"]]})


@dataclass
class Learner:
    """What changes while a classifier learns."""

    model: nn.Module
    optimizer: torch.optim.Optimizer
    scaler: torch.amp.GradScaler
    ema: Ema | None
    place: Place = field(default_factory=Place)

    def tensors(self) -> dict[str, Tensor]:
        """All that is a tensor."""
        named = {f"model/{name}": tensor for name, tensor in self.model.state_dict().items()}
        named |= optimizer_tensors(self.optimizer)
        if self.ema is not None:
            named |= {f"ema/{name}": tensor for name, tensor in self.ema.shadow.items()}
        # Copies: tied weights share their memory, which safetensors does not write.
        return {name: tensor.detach().to("cpu", copy=True).contiguous() for name, tensor in named.items()}

    def facts(self) -> dict[str, Any]:
        """The few that are not."""
        return {
            "place": self.place.facts(),
            "scaler": self.scaler.state_dict(),
            "ema_updates": self.ema.updates if self.ema else 0,
            "optimizer": optimizer_facts(self.optimizer),
        }

    @torch.no_grad()
    def restore(self, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
        """The inverse of both."""
        place = Place.of(facts["place"])
        self.model.load_state_dict(_under("model/", tensors))
        restore_optimizer(self.optimizer, tensors, facts["optimizer"])
        if facts["scaler"]:
            self.scaler.load_state_dict(facts["scaler"])
        if self.ema is not None:
            self.ema.load(_under("ema/", tensors), facts["ema_updates"])
        self.place = place


def save_state(folder: Path, learner: Learner, *, fingerprint: str) -> None:
    """`fingerprint`: of all that the run's numbers follow from. The state before is removed."""
    final = folder / f"step-{learner.place.step:08d}-{learner.place.epoch:05d}"

    def write(partial: Path) -> None:
        save_file(learner.tensors(), partial / STATE)
        facts = {"fingerprint": fingerprint, "sha256": sha256_of(partial / STATE), **learner.facts()}
        with whole_file(partial / FACTS) as file:
            file.write(json.dumps(facts).encode())

    whole_folder(final, write)
    for old in _states(folder):
        if old != final:
            shutil.rmtree(old, ignore_errors=True)


def load_state(folder: Path, learner: Learner, *, fingerprint: str) -> bool:
    """Whether there was a whole state of this very run; a broken one is passed over."""
    for found in _states(folder):
        try:
            facts = json.loads((found / FACTS).read_text())
            if facts["fingerprint"] != fingerprint:
                log.info("state_of_another_run", state=found.name)
                continue
            if sha256_of(found / STATE) != facts["sha256"]:
                raise ValueError("the digest does not match")  # noqa: TRY301  told like the others below
            learner.restore(load_file(found / STATE), facts)
        except (OSError, ValueError, KeyError, TypeError, SafetensorError, RuntimeError) as error:
            log.warning("state_unreadable", state=found.name, error=str(error))
            continue
        log.info("classifier_resumed", step=learner.place.step, epoch=learner.place.epoch)
        return True
    return False


def whole_folder(final: Path, write: Callable[[Path], None]) -> None:
    """Write into a neighbour and rename: at any time the old folder is there, or the new one, or for a moment none."""
    final.parent.mkdir(parents=True, exist_ok=True)
    mark = uuid.uuid4().hex[:8]
    partial, old = (final.with_name(f".{final.name}.{mark}.{kind}") for kind in ("part", "old"))
    partial.mkdir()
    try:
        write(partial)
        if final.exists():
            final.rename(old)
        publish(partial, final)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what a killed process left half-written in a folder."""
    for left in [*folder.glob(".*.part"), *folder.glob(".*.old")]:
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _states(folder: Path) -> list[Path]:
    """Newest first."""
    return sorted(folder.glob("step-*"), reverse=True)


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
