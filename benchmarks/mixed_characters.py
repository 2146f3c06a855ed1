"""Eight requests in flight with four characters on one base model: the hub beside what a loop over diffusers can do.

    python benchmarks/mixed_characters.py [--quick] [--rounds 7] [--json FILE]

Two sizes: one where Python and the launching of kernels are what takes time, as on a GPU with small pictures, and one
where computing is. Ways, run in turn, from prompts to PIL pictures: load and unload each request's LoRA; all LoRAs
resident and `set_adapters` for each; the hub; the hub with one character for all. Times are CPU seconds of the whole
process, on one thread, so that other programs on the machine count less; --wall takes the clock's instead. Ratios are
medians of those within one round. Nobody has met a round's words before, and the hub begins when all eight have
arrived: who of eight threads comes first is chance, and would weigh more than what is compared.
Where overhead counts, Flux reads its words as 16 tokens: its usual 512 alone would make computing of a small picture.
Goals: at least 1.8 times the pictures of resident adapters and 3 times those of load/unload where overhead counts,
never fewer where computing does; a mixed batch takes at most 1.10 of one character's.
"""

import argparse
import functools
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import diffusers
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from safelight.engine.diffusion.drawing import Generated
from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.loading import load
from safelight.kit.files import sha256_of
from safelight.specs.generation import GenerationPlan, LoraUse
from safelight.specs.loading import LoadOptions
from tests.engine import tiny

REQUESTS, CHARACTERS, RANK = 8, 4, 8


@dataclass(frozen=True)
class Case:
    """A model and how it draws."""

    name: str
    build: Callable[[], Any]
    size: int
    steps: int
    tokens: int | None = None  # of words that a transformer reads, if not as many as its pipeline says
    computes: bool = False


@dataclass(frozen=True)
class Place:
    """Where it is drawn, and how the hub's model is loaded."""

    device: str = "cpu"
    dtype: torch.dtype = torch.float32
    options: LoadOptions = field(default_factory=LoadOptions)


def large_sd() -> Any:
    """Some 30 million weights in the UNet."""
    blocks = {"block_out_channels": (64, 128, 256), "layers_per_block": 2, "norm_num_groups": 16}
    kinds = {"down_block_types": ("CrossAttnDownBlock2D",) * 3, "up_block_types": ("CrossAttnUpBlock2D",) * 3}
    return tiny.sd(**blocks, **kinds, attention_head_dim=8)


def large_flux() -> Any:
    """The same for a transformer of Flux' kind."""
    pipeline = tiny.flux()
    shape = {**pipeline.transformer.config, "num_layers": 2, "num_single_layers": 4, "num_attention_heads": 20}
    transformer = diffusers.FluxTransformer2DModel.from_config(shape)
    return diffusers.FluxPipeline(**{**pipeline.components, "transformer": transformer})


CASES = (
    Case("SD, overhead", tiny.sd, 64, 6),
    Case("Flux, overhead", tiny.flux, 64, 6, tokens=16),
    Case("SD, computing", large_sd, 128, 4, computes=True),
    Case("Flux, computing", large_flux, 256, 4, computes=True),
)


@contextmanager
def reading(tokens: int | None) -> Iterator[None]:
    """Flux' pipelines read so many tokens, whatever they are told."""
    encode = diffusers.FluxPipeline.encode_prompt

    @functools.wraps(encode)
    def shorter(*args: Any, **kwargs: Any) -> Any:
        return encode(*args, **(kwargs if tokens is None else {**kwargs, "max_sequence_length": tokens}))

    diffusers.FluxPipeline.encode_prompt = shorter
    try:
        yield
    finally:
        diffusers.FluxPipeline.encode_prompt = encode


def words(number: int, turn: int) -> str:
    """Of a request: as long in every round, and new in each, or remembered words would be compared with read ones."""
    return f"a cat {number} {turn:03}"


class Loop:
    """Plain diffusers, one request after another."""

    def __init__(self, folder: Path, case: Case, files: list[Path], *, resident: bool, place: Place = Place()) -> None:
        self.pipeline = diffusers.DiffusionPipeline.from_pretrained(folder, dtype=place.dtype).to(place.device)
        self.pipeline.set_progress_bar_config(disable=True)
        self.case, self.files, self.resident = case, files, resident
        for number, file in enumerate(files if resident else ()):
            self.pipeline.load_lora_weights(file.parent, weight_name=file.name, adapter_name=f"c{number}")

    def __call__(self, turn: int) -> None:
        for number in range(REQUESTS):
            character = number % len(self.files)
            if self.resident:
                self.pipeline.set_adapters([f"c{character}"])
            else:
                file = self.files[character]
                self.pipeline.load_lora_weights(file.parent, weight_name=file.name)
            self.pipeline(
                prompt=words(number, turn), num_inference_steps=self.case.steps, guidance_scale=4.0,
                height=self.case.size, width=self.case.size, generator=torch.Generator("cpu").manual_seed(number),
            )  # fmt: skip
            if not self.resident:
                self.pipeline.unload_lora_weights()


class InFlight(Hub):
    """It begins when all requests have arrived."""

    def _has_work(self) -> bool:
        with self._news:
            self._news.wait_for(lambda: self._is_closed or self._members or len(self._arrived) == REQUESTS)
        return super()._has_work()


class Together:
    """The hub, every request from a thread of its own."""

    def __init__(self, folder: Path, case: Case, files: list[Path], characters: int, *, place: Place = Place()) -> None:
        loaded = load(folder, dtype=place.dtype, device=place.device, name=case.name, options=place.options)
        self.hub, self.pool = InFlight(loaded), ThreadPoolExecutor(REQUESTS)
        self.plans = [
            GenerationPlan(
                model=case.name, prompt="", negative_prompt="", num_inference_steps=case.steps,
                guidance_scale=4.0, width=case.size, height=case.size, seed=number, n=1,
                scheduler=loaded.defaults.scheduler,
            )
            for number in range(REQUESTS)
        ]  # fmt: skip
        uses = [(file, LoraUse(key=file.name, sha256=sha256_of(file))) for file in files]
        self.loras = [[uses[number % characters]] for number in range(REQUESTS)]

    def __call__(self, turn: int) -> list[Generated]:
        plans = [plan.model_copy(update={"prompt": words(plan.seed, turn)}) for plan in self.plans]
        drawn = [self.pool.submit(self.hub.draw, *asked) for asked in zip(plans, self.loras, strict=True)]
        return [each.result() for each in drawn]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--quick", action="store_true", help="Three rounds; of computing the two that a goal names, twice"
    )
    parser.add_argument("--case", help="Only cases whose name begins so")
    parser.add_argument("--wall", action="store_true", help="Seconds of the clock")
    parser.add_argument("--json", type=Path, help="Write the figures to this file")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    diffusers.utils.logging.set_verbosity_error()
    clock = time.monotonic if chosen.wall else time.process_time
    print(f"{REQUESTS} requests, {CHARACTERS} characters: ms for all, medians; ratios to the hub")
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for case in CASES:
        if case.name.startswith(chosen.case or ""):
            with tempfile.TemporaryDirectory() as folder, reading(case.tokens):
                figures[case.name] = found = measured(case, Path(folder), chosen, clock)
            for way, one in found.items():
                print(f"{case.name:16} {way:14} {one['seconds'] * 1000:8.0f}   {one['ratio']:.2f}", flush=True)
            if "one character" in found:
                print(
                    f"{case.name:16} a mixed batch takes {1 / found['one character']['ratio']:.2f} of one character's"
                )
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n")


def made(case: Case, root: Path, skipped: set[str]) -> dict[str, Loop | Together]:
    """The ways to draw, on one model and the same LoRAs."""
    folder = tiny.save_pipeline(case.build, root / "model")
    files = []
    for number in range(CHARACTERS):
        pipeline = diffusers.DiffusionPipeline.from_pretrained(folder, safety_checker=None)
        path = root / f"{number}.safetensors"
        files.append(tiny.lora_file(pipeline, path, seed=number, rank=RANK, text=False))
    ways: dict[str, Callable[[], Loop | Together]] = {
        "load/unload": lambda: Loop(folder, case, files, resident=False),
        "set_adapters": lambda: Loop(folder, case, files, resident=True),
        "hub": lambda: Together(folder, case, files, CHARACTERS),
        "one character": lambda: Together(folder, case, files, 1),
    }
    return {name: make() for name, make in ways.items() if name not in skipped}


def measured(
    case: Case, root: Path, chosen: argparse.Namespace, clock: Callable[[], float]
) -> dict[str, dict[str, float]]:
    """Seconds of each way, and its ratio to the hub's, medians."""
    rounds = (2 if case.computes else 3) if chosen.quick else chosen.rounds
    ways = made(case, root, {"load/unload", "one character"} if chosen.quick and case.computes else set())
    for turn in range(1 if chosen.quick and case.computes else 3):  # the hub learns how many rows pay
        for way in ways.values():
            if turn == 0 or isinstance(way, Together):
                way(turn)
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(3, 3 + rounds):
        for name in list(ways)[:: 1 if number % 2 else -1]:
            began = clock()
            ways[name](number)
            times[name].append(clock() - began)
    for way in ways.values():
        if isinstance(way, Together):
            way.hub.close()
            way.pool.shutdown()
    return {
        name: {
            "seconds": statistics.median(found),
            "ratio": statistics.median(one / hub for one, hub in zip(found, times["hub"], strict=True)),
        }
        for name, found in times.items()
    }


if __name__ == "__main__":
    main()
