"""Checkpoints: everything step k+1 depends on, in one folder that is there whole or not at all.

    step-000250/state.safetensors   LoRA weights, optimizer, EMA, the loss of every step so far
    step-000250/state.json          step, fingerprint of spec and data, digest of state.safetensors
    step-000250/lora.safetensors    the LoRA as it would be saved now

No generator state: what is random in step k follows from (seed, k).
"""

import json
import shutil
import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save
from torch import Tensor

from safelight.engine.training.adapter import Adapters
from safelight.engine.training.ema import Ema
from safelight.engine.training.save import save_lora
from safelight.kit.files import publish, sha256_of, whole_file
from safelight.kit.logs import get_logger

log = get_logger(__name__)

KEEP = 2
STATE, FACTS, LORA = "state.safetensors", "state.json", "lora.safetensors"


@dataclass
class Learner:
    """What changes while training: written to a checkpoint, and read back."""

    adapters: Adapters
    optimizer: torch.optim.Optimizer
    scaler: torch.amp.GradScaler
    ema: Ema | None
    losses: list[float] = field(default_factory=list)
    """Of every step so far; its length is the step to do next."""

    def export(self, path: Path, metadata: Mapping[str, str]) -> None:
        """The LoRA file: the averaged weights where an average is kept."""
        with self.averaged():
            save_lora(path, self.adapters, metadata)

    def averaged(self) -> AbstractContextManager[None]:
        """The weights as they are to be used: the average in their place where one is kept."""
        return nullcontext() if self.ema is None else self.ema.applied()

    def tensors(self) -> dict[str, Tensor]:
        """All that is a tensor."""
        named: dict[str, Tensor] = {f"weights/{n}": p.detach() for n, p in self.adapters.parameters().items()}
        for index, values in self.optimizer.state_dict()["state"].items():
            named |= {f"optimizer/{index}/{n}": torch.as_tensor(value) for n, value in values.items()}
        if self.ema is not None:
            named |= {f"ema/{name}": tensor for name, tensor in self.ema.shadow.items()}
        named["losses"] = torch.tensor(self.losses, dtype=torch.float64)
        return {name: tensor.cpu().contiguous() for name, tensor in named.items()}

    def facts(self) -> dict[str, Any]:
        """The few that are not."""
        return {"scaler": self.scaler.state_dict(), "ema_updates": self.ema.updates if self.ema else 0}

    @torch.no_grad()
    def restore(self, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
        """The inverse of `tensors` and `facts`."""
        strange = {n.split("/", 1)[1] for n in tensors if n.startswith("weights/")} ^ self.adapters.parameters().keys()
        if strange:
            raise ValueError(f"it holds other weights: {sorted(strange)[:3]}")
        for name, parameter in self.adapters.parameters().items():
            parameter.copy_(tensors[f"weights/{name}"])
        moments: dict[int, dict[str, Tensor]] = {}
        for name, tensor in tensors.items():
            if name.startswith("optimizer/"):
                _, index, key = name.split("/")
                moments.setdefault(int(index), {})[key] = tensor
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": moments, "param_groups": groups})
        if facts["scaler"]:
            self.scaler.load_state_dict(facts["scaler"])
        if self.ema is not None:
            shadow = {n.removeprefix("ema/"): tensor for n, tensor in tensors.items() if n.startswith("ema/")}
            self.ema.load(shadow, facts["ema_updates"])
        self.losses[:] = tensors["losses"].tolist()


class Checkpoints:
    """The checkpoints of one training, in one folder; the last two are kept."""

    def __init__(self, folder: Path, *, fingerprint: str, metadata: Mapping[str, str]) -> None:
        """`fingerprint`: of spec, base and data; a checkpoint of anything else is never resumed from."""
        self.folder, self.fingerprint, self.metadata = folder, fingerprint, metadata

    def save(self, learner: Learner) -> Path:
        """After a step. Returns the checkpoint's folder."""
        step = len(learner.losses)
        final = self.folder / f"step-{step:06d}"
        partial = self.folder / f".step-{step:06d}.{uuid.uuid4().hex[:8]}.part"
        try:
            with whole_file(partial / STATE) as file:
                file.write(save(learner.tensors()))
            learner.export(partial / LORA, {**self.metadata, "steps": str(step)})
            facts = {"step": step, "fingerprint": self.fingerprint, "sha256": sha256_of(partial / STATE)}
            with whole_file(partial / FACTS) as file:
                file.write(json.dumps({**facts, **learner.facts()}).encode())
            shutil.rmtree(final, ignore_errors=True)  # one of another training, or a broken one
            publish(partial, final)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        for old in self._newest_first()[KEEP:]:
            shutil.rmtree(old, ignore_errors=True)
        return final

    def resume(self, learner: Learner) -> int:
        """Load the newest whole checkpoint of this training, if any. Returns the step to do next."""
        for folder in self._newest_first():
            try:
                facts = json.loads((folder / FACTS).read_text())
                if facts["fingerprint"] != self.fingerprint:
                    log.info("checkpoint_of_another_training", checkpoint=folder.name)
                    continue
                learner.restore(_whole(folder / STATE, facts["sha256"]), facts)
            except (OSError, ValueError, KeyError, TypeError) as error:  # JSON errors are ValueErrors
                log.warning("checkpoint_unreadable", checkpoint=folder.name, error=str(error))
                continue
            log.info("training_resumed", step=len(learner.losses))
            return len(learner.losses)
        return 0

    def _newest_first(self) -> list[Path]:
        return sorted(self.folder.glob("step-*"), reverse=True)


def _whole(path: Path, digest: str) -> dict[str, Tensor]:
    if sha256_of(path) != digest:
        raise ValueError("the digest does not match")
    return load_file(path)
