"""Checkpoints: everything step k+1 depends on, in one folder that is there whole or not at all.

    step-000250/state.safetensors   weights that learn, optimizer, EMA, the loss of every step so far
    step-000250/state.json          step, fingerprint of spec and data, what is no tensor, digest of state.safetensors
    step-000250/lora.safetensors    the LoRA as it would be saved now; a whole model is not saved a second time

No generator state: what is random in step k follows from (seed, k), see randomness.py.
"""

import errno
import json
import os
import shutil
import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from safelight.engine.training.adapter import Learned
from safelight.engine.training.ema import Ema
from safelight.engine.training.optimizer_state import optimizer_facts, optimizer_tensors, restore_optimizer
from safelight.kit.files import publish, sha256_of, whole_file
from safelight.kit.logs import get_logger

log = get_logger(__name__)

KEEP = 2
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
STATE, FACTS = "state.safetensors", "state.json"


@dataclass
class Learner:
    """What changes while training: written to a checkpoint, and read back."""

    learned: Learned
    optimizer: torch.optim.Optimizer
    scaler: torch.amp.GradScaler
    ema: Ema | None
    losses: list[float] = field(default_factory=list)
    """Of every step so far; its length is the step to do next."""

    def export(self, path: Path, metadata: Mapping[str, str]) -> None:
        """The LoRA file or the model's folder: the averaged weights where an average is kept."""
        with self.averaged():
            self.learned.export(path, metadata)

    def averaged(self) -> AbstractContextManager[None]:
        """The weights as they are to be used: the average in their place where one is kept."""
        return nullcontext() if self.ema is None else self.ema.applied()

    def tensors(self) -> dict[str, Tensor]:
        """All that is a tensor."""
        named: dict[str, Tensor] = {f"weights/{n}": p.detach() for n, p in self.learned.parameters().items()}
        named |= optimizer_tensors(self.optimizer)
        if self.ema is not None:
            named |= {f"ema/{name}": tensor for name, tensor in self.ema.shadow.items()}
        named["losses"] = torch.tensor(self.losses, dtype=torch.float64)
        return {name: tensor.cpu().contiguous() for name, tensor in named.items()}

    def facts(self) -> dict[str, Any]:
        """The few that are not."""
        return {
            "scaler": self.scaler.state_dict(),
            "ema_updates": self.ema.updates if self.ema else 0,
            "optimizer": optimizer_facts(self.optimizer),
        }

    @torch.no_grad()
    def restore(self, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
        """The inverse of `tensors` and `facts`."""
        strange = {n.split("/", 1)[1] for n in tensors if n.startswith("weights/")} ^ self.learned.parameters().keys()
        if strange:
            raise ValueError(f"it holds other weights: {sorted(strange)[:3]}")
        for name, parameter in self.learned.parameters().items():
            parameter.copy_(tensors[f"weights/{name}"])
        restore_optimizer(self.optimizer, tensors, facts["optimizer"])
        if facts["scaler"]:
            self.scaler.load_state_dict(facts["scaler"])
        if self.ema is not None:
            shadow = {n.removeprefix("ema/"): tensor for n, tensor in tensors.items() if n.startswith("ema/")}
            self.ema.load(shadow, facts["ema_updates"])
        self.losses[:] = tensors["losses"].tolist()


class Checkpoints:
    """The checkpoints of one training, in one folder; the newest `keep` of them stay."""

    def __init__(self, folder: Path, *, fingerprint: str, metadata: Mapping[str, str], keep: int = KEEP) -> None:
        """`fingerprint`: of spec, base and data; a checkpoint of anything else is never resumed from."""
        self.folder, self.fingerprint, self.metadata, self.keep = folder, fingerprint, metadata, keep

    def save(self, learner: Learner) -> Path | None:
        """After a step. Returns the checkpoint's folder.

        None where the disk is full, even after older ones made room: the newest before stays, and nothing of this one.
        """
        for room_was_made in (False, True):
            try:
                return self._save(learner)
            except (OSError, SafetensorError) as error:
                if not _is_full(error):
                    raise
                log.warning("no_room_for_checkpoint", step=len(learner.losses), error=str(error))
                if room_was_made or not self._prune(1):
                    break
        return None

    def resume(self, learner: Learner) -> int:
        """Load the newest whole checkpoint of this training, if any. Returns the step to do next."""
        for folder in newest_first(self.folder):
            try:
                facts = facts_of(folder)
                if facts["fingerprint"] != self.fingerprint:
                    log.info("checkpoint_of_another_training", checkpoint=folder.name)
                    continue
                learner.restore(load_file(folder / STATE), facts)
            except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:  # JSON errors are ValueErrors
                log.warning("checkpoint_unreadable", checkpoint=folder.name, error=str(error))
                continue
            log.info("training_resumed", step=len(learner.losses))
            return len(learner.losses)
        return 0

    def _save(self, learner: Learner) -> Path:
        step = len(learner.losses)
        final = self.folder / name_of(step)
        partial = self.folder / f".{final.name}.{uuid.uuid4().hex[:8]}.part"
        try:
            partial.mkdir(parents=True)
            # Not through bytes in memory: those of a whole model would not fit beside it.
            save_file(learner.tensors(), partial / STATE)
            _sync(partial / STATE)
            if learner.learned.is_small:
                learner.export(partial / learner.learned.file, {**self.metadata, "steps": str(step)})
            facts = {"step": step, "fingerprint": self.fingerprint, "sha256": sha256_of(partial / STATE)}
            with whole_file(partial / FACTS) as file:
                file.write(json.dumps({**facts, **learner.facts()}).encode())
            shutil.rmtree(final, ignore_errors=True)  # one of another training, or a broken one
            publish(partial, final)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        self._prune(self.keep)
        return final

    def _prune(self, keep: int) -> bool:
        """Remove all but the newest; whether there were others."""
        old = newest_first(self.folder)[keep:]
        for folder in old:
            shutil.rmtree(folder, ignore_errors=True)
        return bool(old)


def name_of(step: int) -> str:
    """Of a checkpoint's folder: names sort as steps do."""
    return f"step-{step:06d}"


def newest_first(folder: Path) -> list[Path]:
    """The checkpoints in a folder, whole or not."""
    return sorted(folder.glob("step-*"), reverse=True)


def facts_of(folder: Path) -> dict[str, Any]:
    """What a whole checkpoint says of itself. Raises OSError, ValueError, KeyError or TypeError for a broken one."""
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text())
    if sha256_of(folder / STATE) != facts["sha256"]:
        raise ValueError("the digest does not match")
    return facts


def _is_full(error: OSError | SafetensorError) -> bool:
    # safetensors hands the system's error on as text.
    return error.errno in NO_SPACE if isinstance(error, OSError) else f"os error {errno.ENOSPC}" in str(error)


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
