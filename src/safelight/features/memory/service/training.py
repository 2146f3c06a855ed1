"""Will a training fit? Bytes of each of its phases, from the files' headers, or as the same training was measured.

What a forward pass keeps for the backward one was read off SD, SDXL, SD3 and Flux of their published sizes (saved
tensors on torch's meta device, fused attention): 1.3 to 1.8 times what their linear layers and convolutions put out
where a LoRA learns, 2.1 to 2.3 times where all weights do, and a tenth to a third of it with gradient checkpointing.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sqlalchemy.orm import Session

from safelight.features.memory import repository, service
from safelight.features.memory.schemas import FitOnWorker, Phase, TrainingFit, TrainingRemedy
from safelight.features.memory.service.fitting import CONTEXT_BYTES, LIVE_VAE, judged_on, read_parts
from safelight.jobs import service as jobs
from safelight.jobs.tables import Worker
from safelight.kit.errors import InvalidInput
from safelight.kit.lora_keys import base_modules
from safelight.specs.load_rules import QUANTIZED_BYTES, is_denoiser
from safelight.specs.models import ModelInfo
from safelight.specs.training import TrainSpec

KEPT_LORA, KEPT_FULL, KEPT_CHECKPOINTED = 1.8, 2.3, 0.35
WORDS = 512  # tokens of a prompt at most, where a model reads long ones
LATENT = 8  # pixels of a latent cell's side
STATE = {"adamw": 8.0, "adamw8bit": 2.1, "prodigy": 16.0, "adafactor": 0.1}
"""Bytes that an optimizer keeps of each learning weight, beside the weight and its gradient."""

# Cheapest first, as (what to set, what one pays).
_REMEDIES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"gradient_checkpointing": True}, "each step takes about 1.3 times as long"),
    ({"optimizer": "adamw8bit"}, "the optimizer's state rounded to 8 bits; faint differences"),
    ({"train_batch_size": 1}, "as many pictures to a step, one after the other: slower"),
    ({"base_quantization": "int8"}, "the frozen base rounded to 8 bits; steps a little slower"),
    ({"train_text_encoder": False}, "the trigger word is learnt by the denoiser alone"),
    ({"base_quantization": "nf4"}, "the frozen base in 4 bits; likeness may suffer a little"),
    ({"method": "lora"}, "a LoRA instead of all weights"),
    ({"resolution": 768}, "finer detail is not learnt"),
    ({"resolution": 512}, "detail is not learnt"),
)
MOST_REMEDIES = 3
_CUDA_ONLY = ({"optimizer": "adamw8bit"}, {"base_quantization": "nf4"})

_ATTENTION = re.compile(r"(?:^|\.)(?:to_[qkv]|to_out\.0|add_[qkv]_proj|to_add_out)$")
_OF_WORDS = re.compile(r"attn2\.to_[kv]$|_context|context_embedder|add_[qkv]_proj|to_add_out|encoder_hid")
_ONCE = re.compile(r"time|norm|guidance|add_embedding|label")
_LEVEL = re.compile(r"^(down|up)_blocks\.(\d+)\.")


def fit(session: Session, *, model: ModelInfo, training: TrainSpec) -> TrainingFit:
    """Whether a training of this model fits on a live worker, by phase, and what would make it fit.

    Raises InvalidInput for a base whose files hold no weights that learn.
    """
    alive = jobs.workers(session)
    kinds = {service.kind_of_device(one.device) for one in alive} or {"cpu"}
    phases = phases_of(model, training, max(kinds, key=lambda kind: kind == "cuda"))
    judged = [_on(session, one, model, training) for one in alive]
    fits = any(one.fits for one in judged)
    return TrainingFit(
        phases=[Phase(name=name, bytes=size) for name, size in phases.items()],
        needed_bytes=max([*phases.values(), *(one.needed_bytes for one in judged if one.confidence == "measured")]),
        workers=judged,
        fits=fits,
        remedies=[] if fits or not alive else list(_remedies(session, alive, model, training)),
    )


def work_of(training: TrainSpec) -> str:
    """Names all of a training that its memory depends on: by this name what it took is kept and found again."""
    told = training.model_dump(
        include={
            "method", "base_quantization", "rank", "target", "train_text_encoder", "train_batch_size", "optimizer",
            "resolution", "mixed_precision", "gradient_checkpointing", "ema_decay", "num_processes",
        }
    )  # fmt: skip
    told["prior"] = training.num_prior_images > 0
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return f"train {training.method} {digest[:16]}"


def measured(session: Session, *, model: str, device_name: str, training: TrainSpec, peak: int, seconds: float) -> None:
    """Keep what a training took on a device, for the next one like it."""
    repository.save(
        session,
        model=model,
        device_name=device_name,
        options="",
        work=work_of(training),
        peak_bytes=peak,
        resident_bytes=None,
        seconds=seconds,
    )


def phases_of(model: ModelInfo, training: TrainSpec, device: str) -> dict[str, int]:
    """Bytes of the device at the highest moment of each phase; `device`: cpu, cuda or mps."""
    parts = {part.name: part.parameters for part in read_parts(model.path)}
    denoiser = sum(count for name, count in parts.items() if is_denoiser(name))
    words = sum(count for name, count in parts.items() if name.startswith("text_encoder"))
    number = _number_bytes(training, device)
    side = training.resolution or model.defaults.width
    beside = CONTEXT_BYTES if device == "cuda" else 0
    vae = parts.get("vae", 0) * 4 + side * side * _vae_width(model.path) * 4 * LIVE_VAE // 2
    clip = sum(count for name, count in parts.items() if name in ("text_encoder", "text_encoder_2"))
    learning = _learning(model.path, training, device, side, denoiser, clip if training.train_text_encoder else 0)
    found = {
        "captions": 0 if training.train_text_encoder else words * 4,
        "pictures": vae,
        "learning": learning,
        "samples": learning - _gradients(model.path, training, side, number, device) + vae
        if training.sample_every
        else 0,
    }
    if training.num_prior_images:
        drawn = sum(parts.values()) * number + 4 * side * side * _vae_width(model.path) * number * LIVE_VAE
        found = {"prior pictures": int(drawn), **found}
    return {name: int(size) + beside for name, size in found.items() if size}


def _learning(path: Path, training: TrainSpec, device: str, side: int, denoiser: int, clip: int) -> int:
    number = _number_bytes(training, device)
    if training.method == "full":
        learning, frozen = denoiser + clip, 0.0
    else:
        learning = _lora_parameters(str(path), training.rank, training.target)
        held = QUANTIZED_BYTES[training.base_quantization] if training.base_quantization else number
        frozen = denoiser * held + clip * number
    optimizer = training.optimizer or ("adamw8bit" if device == "cuda" else "adamw")
    each = 4 + 4 + STATE[optimizer] + (4 if training.ema_decay is not None else 0)
    # Under autocast a weight in fp32 is copied in half precision where it is multiplied.
    copies = learning * number if training.method == "full" and number < 4 else 0
    return int(frozen + learning * each + copies + _gradients(path, training, side, number, device))


def _gradients(path: Path, training: TrainSpec, side: int, number: float, device: str) -> int:
    """What the forward pass keeps for the backward one."""
    pictures = training.train_batch_size * (2 if training.num_prior_images else 1)
    out = sum(count * _places(name, path, side) for name, count in _outputs(str(path)))
    saved = KEPT_FULL if training.method == "full" else KEPT_LORA
    wanted = training.gradient_checkpointing
    if device == "cuda" if wanted is None else wanted:
        saved = KEPT_CHECKPOINTED
    return int(pictures * out * number * saved)


@cache
def _outputs(path: str) -> list[tuple[str, int]]:
    """Name and outputs of every linear layer and convolution of the denoiser."""
    return [
        (name, shape[0])
        for part, modules in base_modules(Path(path)).items()
        if is_denoiser(part)
        for name, shape in modules.items()
    ]


def _places(name: str, path: Path, side: int) -> int:
    """In how many places of a picture of this side a module of that name computes its outputs."""
    if _ONCE.search(name):
        return 1
    levels = _levels(str(path))
    if not levels:  # a transformer: 2x2 latent cells to a token, and those of the words
        tokens = (side // (2 * LATENT)) ** 2
        if "single" in name:
            return tokens + WORDS
        return WORDS if _OF_WORDS.search(name) else tokens
    if _OF_WORDS.search(name):
        return 77
    found = _LEVEL.match(name)
    if found is None:
        level = levels - 1 if name.startswith("mid") else 0
    else:
        level = int(found[2]) if found[1] == "down" else levels - 1 - int(found[2])
    return math.ceil(side / LATENT / (1 << level)) ** 2


@cache
def _levels(path: str) -> int:
    """How many resolutions a UNet has; none for a transformer."""
    config = Path(path) / "unet" / "config.json"
    return len(json.loads(config.read_text()).get("block_out_channels", ())) if config.is_file() else 0


@cache
def _vae_width(path: Path) -> int:
    config = path / "vae" / "config.json"
    widths = json.loads(config.read_text()).get("block_out_channels") if config.is_file() else None
    return int((widths or [128])[0])


@cache
def _lora_parameters(path: str, rank: int, target: Literal["attention", "attention+feedforward", "all"]) -> int:
    shapes = [
        (name, shape)
        for part, modules in base_modules(Path(path)).items()
        if is_denoiser(part)
        for name, shape in modules.items()
        if target == "all" or _ATTENTION.search(name) or (target == "attention+feedforward" and ".ff" in name)
    ]
    return sum(rank * (shape[0] + math.prod(shape[1:])) for _, shape in shapes)


def _number_bytes(training: TrainSpec, device: str) -> float:
    mixed = training.mixed_precision or ("no" if device == "cpu" else "bf16")
    return 4.0 if mixed == "no" else 2.0


def _on(session: Session, worker: Worker, model: ModelInfo, training: TrainSpec) -> FitOnWorker:
    device = service.kind_of_device(worker.device)
    known = repository.find(
        session, model=model.name, device_name=worker.device_name, options="", work=work_of(training)
    )
    estimated = max(phases_of(model, training, device).values())
    return judged_on(worker, known, estimated=estimated, available=_available(worker))


def _available(worker: Worker) -> int:
    """A training begins by dropping every model of its worker."""
    facts = service.facts_of(worker)
    held = sum(model.size_bytes for model in facts.models)
    return max(0, min(worker.memory_free + held, facts.memory_limit_bytes or worker.memory_total))


def _remedies(
    session: Session, alive: Sequence[Worker], model: ModelInfo, training: TrainSpec
) -> Iterator[TrainingRemedy]:
    """Changes with which it would fit: single ones first, cheapest first, then all up to the first that is enough."""
    side = training.resolution or model.defaults.width
    singles = [
        (_whole(change, training), cost) for change, cost in _REMEDIES if _applies(training, change, alive, side)
    ]
    tried = [(change, cost, _best(session, alive, model, training, change)) for change, cost in singles]
    enough = [(change, cost, fit) for change, cost, fit in tried if fit is not None and fit.fits]
    for change, cost, fit in enough[:MOST_REMEDIES]:
        yield TrainingRemedy(changes=change, needed_bytes=fit.needed_bytes, cost=cost)
    if enough:
        return
    so_far: dict[str, Any] = {}
    costs: list[str] = []
    least = min(_on(session, worker, model, training).needed_bytes for worker in alive)
    for change, cost in singles:
        together = _best(session, alive, model, training, so_far | change)
        if together is None or together.needed_bytes >= least:  # it costs something, and saves nothing
            continue
        so_far, least = so_far | change, together.needed_bytes
        costs.append(cost)
        if together.fits:
            yield TrainingRemedy(changes=so_far, needed_bytes=least, cost="; ".join(costs))
            return


def _whole(change: dict[str, Any], training: TrainSpec) -> dict[str, Any]:
    """The change with what keeps a step's pictures as many as they were."""
    if "train_batch_size" not in change:
        return change
    return change | {"gradient_accumulation_steps": training.gradient_accumulation_steps * training.train_batch_size}


def _applies(training: TrainSpec, change: dict[str, Any], alive: Sequence[Worker], side: int) -> bool:
    if change in _CUDA_ONLY and not any(service.kind_of_device(one.device) == "cuda" for one in alive):
        return False
    if "base_quantization" in change and training.method == "full":
        return False
    if "optimizer" in change and training.optimizer == "prodigy":
        return False  # the learning rate that is given is Prodigy's
    if "resolution" in change and side <= change["resolution"]:
        return False
    return any(getattr(training, name) != value for name, value in change.items())


def _best(
    session: Session, alive: Sequence[Worker], model: ModelInfo, training: TrainSpec, change: dict[str, Any]
) -> FitOnWorker | None:
    """Where it would do best with this change: where it fits, else where it needs least."""
    try:
        changed = TrainSpec.model_validate({**training.model_dump(), **change})
    except (ValueError, InvalidInput):  # two settings that exclude each other are no way out
        return None
    found = [_on(session, worker, model, changed) for worker in alive]
    return min(found, key=lambda fit: (not fit.fits, fit.needed_bytes))
