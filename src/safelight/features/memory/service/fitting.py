"""Will it fit? Bytes of weights from the files' headers, what drawing takes from measurements or from the configs."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from safelight.features.memory import repository, service
from safelight.features.memory.errors import OptionsClash
from safelight.features.memory.schemas import Fit, FitOnWorker, PartShown, Remedy
from safelight.features.memory.service.naming import drawing
from safelight.features.memory.tables import Measurement
from safelight.jobs import service as jobs
from safelight.jobs.tables import Worker
from safelight.kit.safetensors_header import BITS, read_header
from safelight.specs.load_rules import (
    BYTES,
    QUANTIZED_BYTES,
    clashes,
    is_denoiser,
    parts_to_quantize,
    precision_on,
    said,
)
from safelight.specs.loading import LoadOptions
from safelight.specs.models import ModelInfo

CONTEXT_BYTES = 500_000_000  # a CUDA context with its kernels, before any weight
GUIDED = 2  # rows per picture of a guided step
LIVE_DENOISER = 24  # feature maps of full width that are alive at once; fits SD at 512 within a quarter
LIVE_VAE = 4
TILE = 512 * 512

# Cheapest first, as (what to set, what one pays).
_REMEDIES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"vae_slicing": True, "vae_tiling": True}, "decoding takes a little longer; tiles may differ faintly at seams"),
    ({"precision": "bf16"}, "half the bytes; faint differences"),
    ({"cpu_offload": True}, "parts wait in main memory; a few seconds more for each picture"),
    ({"quantization": "int8"}, "weights rounded to 8 bits; faint differences"),
    ({"quantization": "int8", "cpu_offload": True}, "weights rounded to 8 bits, and parts wait in main memory"),
    ({"group_offload": True, "vae_tiling": True}, "layers wait in main memory; each step takes longer"),
    ({"quantization": "nf4", "cpu_offload": True, "vae_tiling": True}, "4-bit weights; visible differences"),
    ({"sequential_cpu_offload": True, "vae_tiling": True}, "weights wait in main memory; many times slower"),
)


@dataclass(frozen=True)
class _Part:
    """One part of a model on disk: tensors that could be quantized, and the others."""

    name: str
    wide: int  # parameters of linear layers
    other: int
    file_bytes: int

    @property
    def parameters(self) -> int:
        return self.wide + self.other


@dataclass(frozen=True)
class _Need:
    """Bytes of the device: of all weights, and at the highest moment."""

    weights: int
    peak: int
    parts: dict[str, int]


def fit(
    session: Session,
    *,
    model: ModelInfo,
    options: LoadOptions,
    width: int | None = None,
    height: int | None = None,
    n: int = 1,
    worker: str | None = None,
) -> Fit:
    """Whether a model fits on the live workers (or on one), and what would make it fit. Raises OptionsClash."""
    width, height = width or model.defaults.width, height or model.defaults.height
    parts = read_parts(model.path)
    shape = _Shape(model.path, width=width, height=height, n=n)
    alive = [one for one in jobs.workers(session) if worker is None or worker in (one.name, one.id)]
    kinds = {service.kind_of_device(one.device) for one in alive} or {"cpu"}
    able = sorted(kind for kind in kinds if not clashes(options, kind))
    if not able:
        raise OptionsClash(clashes(options, min(kinds)))
    need = _need(parts, shape, options, able[-1])
    found = [_on(session, one, model.name, parts, shape, options) for one in alive]
    judged = [one for one in found if one is not None]
    fits = any(one.fits for one in judged)
    remedies = [] if fits or not alive else list(_remedies(session, alive, model.name, parts, shape, options))
    return Fit(
        model=model.name,
        options=options,
        weights_bytes=need.weights,
        needed_bytes=max([need.peak, *(one.needed_bytes for one in judged if one.confidence == "measured")]),
        parts=[
            PartShown(
                name=part.name,
                parameters=part.parameters,
                file_bytes=part.file_bytes,
                memory_bytes=need.parts[part.name],
            )
            for part in parts
        ],
        workers=judged,
        fits=fits,
        remedies=remedies,
    )


def weights_bytes(path: Path, options: LoadOptions, device: str) -> int:
    """Bytes of all weights in memory, from the files' headers alone."""
    parts = read_parts(path)
    return sum(_part_bytes(part, options, device, parts) for part in parts)


def read_parts(path: Path) -> list[_Part]:
    """The parts of a diffusers folder, or of a single file by the first word of its keys."""
    if path.is_file():
        return _read_single(str(path), path.stat().st_mtime_ns)
    folders = sorted(child for child in path.iterdir() if child.is_dir() and any(child.glob("*.safetensors")))
    return [_read_folder(str(folder), folder.stat().st_mtime_ns) for folder in folders]


@cache
def _read_folder(folder: str, _changed: int) -> _Part:
    files = sorted(Path(folder).glob("*.safetensors"))
    plain = [file for file in files if ".fp16" not in file.name]
    wide = other = size = 0
    for file in plain or files:
        for name, info in read_header(file).tensors.items():
            count = (info.end - info.start) * 8 // BITS[info.dtype]
            linear = _is_linear(name, info.shape)
            wide, other = wide + count * linear, other + count * (not linear)
            size += info.end - info.start
    return _Part(Path(folder).name, wide, other, size)


@cache
def _read_single(file: str, _changed: int) -> list[_Part]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, info in read_header(Path(file)).tensors.items():
        part = next((part for start, part in _SINGLE if name.startswith(start)), "other")
        count = (info.end - info.start) * 8 // BITS[info.dtype]
        linear = _is_linear(name, info.shape)
        row = counts[part]
        row[0], row[1], row[2] = row[0] + count * linear, row[1] + count * (not linear), row[2] + info.end - info.start
    return [_Part(name, *row) for name, row in sorted(counts.items())]


# Where the original codes keep their parts. Source: diffusers/loaders/single_file_utils.py.
_SINGLE = (
    ("model.diffusion_model.", "unet"),
    ("first_stage_model.", "vae"),
    ("vae.", "vae"),
    ("cond_stage_model.", "text_encoder"),
    ("conditioner.embedders.0.", "text_encoder"),
    ("conditioner.embedders.1.", "text_encoder_2"),
    ("text_encoders.", "text_encoder"),
    ("joint_blocks.", "transformer"),
    ("double_blocks.", "transformer"),
    ("single_blocks.", "transformer"),
)


def _is_linear(name: str, shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 and name.endswith("weight") and "embed" not in name.rpartition(".")[0].rpartition(".")[2]


class _Shape:
    """What is drawn, and how wide the networks are that draw it."""

    def __init__(self, path: Path, *, width: int, height: int, n: int) -> None:
        self.width, self.height, self.n = width, height, n
        denoiser = _config(path / "unet") or _config(path / "transformer")
        levels = denoiser.get("block_out_channels") or [320]
        heads = denoiser.get("num_attention_heads")
        head = denoiser.get("attention_head_dim")
        if isinstance(heads, int) and isinstance(head, int):  # a transformer: 2x2 latent cells to a token
            self._wide, self._cell = heads * head, 16
        else:
            self._wide, self._cell = int(levels[0]), 8
        vae = _config(path / "vae").get("block_out_channels") or [128, 256]
        self._vae_wide = int(vae[min(1, len(vae) - 1)])

    def denoising(self, number_bytes: float) -> int:
        """Bytes that one guided step takes beside the weights."""
        cells = (self.width // self._cell) * (self.height // self._cell)
        return int(GUIDED * self.n * cells * self._wide * number_bytes * LIVE_DENOISER)

    def decoding(self, options: LoadOptions, number_bytes: float) -> int:
        """Bytes that turning latents into pictures takes beside the weights."""
        pixels = self.width * self.height
        pixels = min(pixels, TILE) if options.vae_tiling else pixels
        count = 1 if options.vae_slicing else self.n
        return int(count * pixels * self._vae_wide * number_bytes * LIVE_VAE)


def _config(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _need(parts: list[_Part], shape: _Shape, options: LoadOptions, device: str) -> _Need:
    sizes = {part.name: _part_bytes(part, options, device, parts) for part in parts}
    number = BYTES[precision_on(options, device)]
    denoising, decoding = shape.denoising(number), shape.decoding(options, number)
    denoiser = max((size for name, size in sizes.items() if is_denoiser(name)), default=0)
    largest, total = max(sizes.values(), default=0), sum(sizes.values())
    if options.sequential_cpu_offload:
        peak = max(denoising, decoding) + largest // 20
    elif options.group_offload:
        peak = max(denoising, decoding) + largest // 8
    elif options.cpu_offload:
        peak = max(largest, denoiser + denoising, sizes.get("vae", 0) + decoding)
    else:
        peak = total + max(denoising, decoding)
    return _Need(total, peak + (CONTEXT_BYTES if device == "cuda" else 0), sizes)


def _part_bytes(part: _Part, options: LoadOptions, device: str, parts: list[_Part]) -> int:
    number = BYTES[precision_on(options, device)]
    if part.name in parts_to_quantize(options, {one.name: one.parameters for one in parts}):
        return int(part.wide * QUANTIZED_BYTES[options.quantization] + part.other * number)
    return int(part.parameters * number)


def _on(
    session: Session, worker: Worker, name: str, parts: list[_Part], shape: _Shape, options: LoadOptions
) -> FitOnWorker | None:
    """Whether it fits on one worker; None where its device cannot do the options."""
    device = service.kind_of_device(worker.device)
    if clashes(options, device):
        return None
    need = _need(parts, shape, options, device).peak
    measured = repository.find(
        session,
        model=name,
        device_name=worker.device_name,
        options=options.mark,
        work=drawing(shape.width, shape.height, shape.n),
    )
    return judged_on(worker, measured, estimated=need, available=available_on(worker))


def judged_on(worker: Worker, measured: Measurement | None, *, estimated: int, available: int) -> FitOnWorker:
    """What was measured counts more than what was estimated."""
    peak = measured.peak_bytes if measured else None
    needed = estimated if peak is None else peak
    return FitOnWorker(
        worker=worker.name,
        device=worker.device,
        available_bytes=available,
        needed_bytes=needed,
        fits=needed <= available,
        confidence="estimated" if peak is None else "measured",
    )


def available_on(worker: Worker) -> int:
    """What a load may take: what is free, and what models that are neither pinned nor running would give back."""
    facts = service.facts_of(worker)
    idle = sum(model.size_bytes for model in facts.models if not model.pinned and not model.running)
    limit = facts.memory_limit_bytes or worker.memory_total
    return max(0, min(worker.memory_free + idle, limit))


def _remedies(
    session: Session, alive: list[Worker], name: str, parts: list[_Part], shape: _Shape, options: LoadOptions
) -> Iterator[Remedy]:
    """Changes, cheapest first, with which it would fit on some worker; three at most."""
    given = 0
    for change, cost in _REMEDIES:
        tried = options.model_copy(update=change)
        if tried == options:
            continue
        judged = [_on(session, worker, name, parts, shape, tried) for worker in alive]
        good = [one for one in judged if one is not None and one.fits]
        if good:
            needed = min(one.needed_bytes for one in good)
            yield Remedy(options=tried, changed=[said(tried, key) for key in change], needed_bytes=needed, cost=cost)
            given += 1
        if given == 3:
            return
