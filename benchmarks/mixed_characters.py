"""Eight requests in flight with four characters on one base model: the hub beside what a loop over diffusers can do.

    python benchmarks/mixed_characters.py [--quick] [--rounds 7] [--json FILE]

Two sizes: one where Python and the launching of kernels are what takes time, as on a GPU with small pictures, and one
where computing is. Ways, run in turn, from prompts to PIL pictures: load and unload each request's LoRA; all LoRAs
resident and `set_adapters` for each; the hub; the hub with one character for all. Times are CPU seconds of the whole
process, on one thread, so that other programs on the machine count less; --wall takes the clock's instead.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.loading import load
from safelight.kit.files import sha256_of
from safelight.specs.generation import GenerationPlan, LoraUse
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
    Case("SD, computing", large_sd, 128, 4),
    Case("Flux, computing", large_flux, 256, 4),
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


class Loop:
    """Plain diffusers, one request after another."""

    def __init__(self, folder: Path, case: Case, files: list[Path], *, resident: bool) -> None:
        self.pipeline = diffusers.DiffusionPipeline.from_pretrained(folder, safety_checker=None)
        self.pipeline.set_progress_bar_config(disable=True)
        self.case, self.files, self.resident = case, files, resident
        for number, file in enumerate(files if resident else ()):
            self.pipeline.load_lora_weights(file.parent, weight_name=file.name, adapter_name=f"c{number}")

    def __call__(self) -> None:
        for number in range(REQUESTS):
            character = number % CHARACTERS
            if self.resident:
                self.pipeline.set_adapters([f"c{character}"])
            else:
                file = self.files[character]
                self.pipeline.load_lora_weights(file.parent, weight_name=file.name)
            self.pipeline(
                prompt=f"a cat {number}", num_inference_steps=self.case.steps, guidance_scale=4.0,
                height=self.case.size, width=self.case.size, generator=torch.Generator("cpu").manual_seed(number),
            )  # fmt: skip
            if not self.resident:
                self.pipeline.unload_lora_weights()


class Together:
    """The hub, every request from a thread of its own."""

    def __init__(self, folder: Path, case: Case, files: list[Path], characters: int) -> None:
        loaded = load(folder, dtype=torch.float32, device="cpu", name=case.name)
        self.hub, self.pool = Hub(loaded), ThreadPoolExecutor(REQUESTS)
        self.plans = [
            GenerationPlan(
                model=case.name, prompt=f"a cat {number}", negative_prompt="", num_inference_steps=case.steps,
                guidance_scale=4.0, width=case.size, height=case.size, seed=number, n=1,
                scheduler=loaded.defaults.scheduler,
            )
            for number in range(REQUESTS)
        ]  # fmt: skip
        uses = [(file, LoraUse(key=file.name, sha256=sha256_of(file))) for file in files]
        self.loras = [[uses[number % characters]] for number in range(REQUESTS)]

    def __call__(self) -> None:
        for made in [self.pool.submit(self.hub.draw, *asked) for asked in zip(self.plans, self.loras, strict=True)]:
            made.result()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="Three rounds")
    parser.add_argument("--case", help="Only cases whose name begins so")
    parser.add_argument("--wall", action="store_true", help="Seconds of the clock")
    parser.add_argument("--json", type=Path, help="Write the figures to this file")
    chosen = parser.parse_args()
    rounds = 3 if chosen.quick else chosen.rounds
    torch.set_num_threads(1)
    diffusers.utils.logging.set_verbosity_error()
    clock = time.monotonic if chosen.wall else time.process_time
    print(f"{REQUESTS} requests, {CHARACTERS} characters: ms for all, medians of {rounds}; ratios to the hub")
    figures: dict[str, dict[str, float]] = {}
    for case in CASES:
        if case.name.startswith(chosen.case or ""):
            with tempfile.TemporaryDirectory() as folder, reading(case.tokens):
                figures[case.name] = measured(case, Path(folder), rounds, clock)
            hub = figures[case.name]["hub"]
            for way, took in figures[case.name].items():
                print(f"{case.name:16} {way:14} {took * 1000:8.0f}   {took / hub:.2f}")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n")


def measured(case: Case, root: Path, rounds: int, clock: Callable[[], float]) -> dict[str, float]:
    """Seconds of each way, medians."""
    folder = tiny.save_pipeline(case.build, root / "model")
    files = []
    for number in range(CHARACTERS):
        pipeline = diffusers.DiffusionPipeline.from_pretrained(folder, safety_checker=None)
        path = root / f"{number}.safetensors"
        files.append(tiny.lora_file(pipeline, path, seed=number, rank=RANK, text=False))
    ways: dict[str, Callable[[], None]] = {
        "load/unload": Loop(folder, case, files, resident=False),
        "set_adapters": Loop(folder, case, files, resident=True),
        "hub": Together(folder, case, files, CHARACTERS),
        "one character": Together(folder, case, files, 1),
    }
    for way in [*ways.values()] * 3:  # the hub learns how many rows pay
        way()
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        for name in list(ways)[:: 1 if number % 2 else -1]:
            began = clock()
            ways[name]()
            times[name].append(clock() - began)
    for way in ways.values():
        if isinstance(way, Together):
            way.hub.close()
            way.pool.shutdown()
    return {name: statistics.median(found) for name, found in times.items()}


if __name__ == "__main__":
    main()
