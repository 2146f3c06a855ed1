"""A new LoRA, and a switch between two, in the bank and in plain diffusers, in turn, in one process.

    python benchmarks/lora_switch.py [--rounds 7] [--resident 100] [--json FILE]

The model is a Stable Diffusion UNet of 38 M parameters with random weights, the LoRAs rank 16 on its attention.
A new one takes the time from the file to a denoiser that would draw with it. Times are CPU seconds of one thread, so
that other programs on the machine count less, and medians of rounds in which every way has its turn.

Plain diffusers takes a second and more for one when it holds many: it is given at most 10 residents, in its favour.

The goals: a new LoRA in at most a third of `load_lora_weights`, with 1 and with 100 resident alike; a switch in at most
a quarter of load and unload.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from diffusers import StableDiffusionPipeline
from peft import LoraConfig

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.training_step import build_base
from safelight.engine.diffusion.adapters import LoraReader, save_lora
from safelight.engine.diffusion.bank import LoraBank
from safelight.engine.diffusion.mixtures import Voice

RANK = 16
PEERS = 10  # residents of plain diffusers, at most
TARGETS = ["to_q", "to_k", "to_v", "to_out.0"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--resident", type=int, default=100)
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # PEFT finds it odd that there are several
    diffusers.utils.logging.set_verbosity_error()
    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.disable_progress_bar()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), chosen.rounds, chosen.resident)
    for name, figures in found.items():
        print(f"\n{name}")
        for way, figure in figures.items():
            print(f"  {way:42} {figure:8.2f}{' ms' if not way.startswith('ratio') else ''}")
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2) + "\n")


def measure(folder: Path, rounds: int, resident: int) -> dict[str, dict[str, float]]:
    """Milliseconds and ratios, by what was measured and how."""
    base = build_base(folder / "base")
    file = lora_file(base, folder / "lora.safetensors")
    return {
        "a new LoRA, 1 resident": new_one(base, file, rounds, 1),
        f"a new LoRA, {resident} resident": new_one(base, file, rounds, resident),
        "a switch": switch(base, file, rounds),
    }


def lora_file(base: Path, path: Path) -> Path:
    """A LoRA of the base, both halves random."""
    unet = pipeline_of(base).unet
    unet.add_adapter(LoraConfig(r=RANK, lora_alpha=RANK, target_modules=TARGETS, init_lora_weights="gaussian"))
    for name, weight in unet.named_parameters():
        if ".lora_B." in name:
            torch.nn.init.normal_(weight, std=0.02)
    save_lora({"unet": unet}, path)
    return path


def pipeline_of(base: Path) -> Any:
    pipeline = StableDiffusionPipeline.from_pretrained(base, dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def bank_of(pipeline: Any, capacity: int) -> LoraBank:
    return LoraBank(pipeline, LoraReader(pipeline, "base"), device="cpu", dtype=torch.float32, capacity=capacity)


def new_one(base: Path, file: Path, rounds: int, resident: int) -> dict[str, float]:
    """A file that nobody has seen, among `resident` others."""
    bank, pipeline = bank_of(pipeline_of(base), resident + rounds + 1), pipeline_of(base)
    for number in range(resident):
        bank.hold([(f"resident {number}", file)])
    with adapters(pipeline, file, min(resident, PEERS)):
        names = count()

        def ours() -> None:
            name = f"new {next(names)}"
            bank.hold([(name, file)])
            with bank.applied([((name, 0.8),)]):
                pass

        def theirs() -> None:
            name = f"new_{next(names)}"
            pipeline.load_lora_weights(file, adapter_name=name)
            pipeline.set_adapters([name], [0.8])

        took = in_turn({"bank": ours, "load_lora_weights": theirs}, rounds)
    return {**took, "ratio bank / load_lora_weights": took["bank"] / took["load_lora_weights"]}


def switch(base: Path, file: Path, rounds: int) -> dict[str, float]:
    """From one LoRA to another, both in memory where there is a memory."""
    ours, resident, changing = pipeline_of(base), pipeline_of(base), pipeline_of(base)
    bank = bank_of(ours, 4)
    bank.hold([("a", file), ("b", file), ("c", file)])
    turns = count()
    mixtures: list[list[Voice]] = [[((one, 0.8),), ((other, 1.0),), (), (("c", 1.0),)] for one, other in ("ab", "ba")]
    latents, words = torch.zeros(4, 4, 16, 16), torch.zeros(4, 77, 384)
    with adapters(resident, file, 3):

        def in_the_bank() -> None:
            with bank.applied([(("ab"[next(turns) % 2], 0.8),)]):
                pass

        def set_adapters() -> None:
            resident.set_adapters([f"resident_{next(turns) % 2}"], [0.8])

        def load_and_unload() -> None:
            changing.unload_lora_weights()
            changing.load_lora_weights(file, adapter_name=f"one_{next(turns) % 2}")

        def step(mixture: list[Voice]) -> None:
            with bank.applied(mixture), torch.no_grad():
                ours.unet(latents, 500, words)

        def same_mixture() -> None:
            step(mixtures[0])

        def other_mixture() -> None:
            step(mixtures[next(turns) % 2])

        took = in_turn(
            {"bank": in_the_bank, "set_adapters": set_adapters, "load and unload": load_and_unload}, rounds * 3
        )
        steps = in_turn({"a step of 4, the same mixture": same_mixture, "of another": other_mixture}, rounds * 3)
    same, other = steps.values()
    return {
        **took,
        "ratio bank / load and unload": took["bank"] / took["load and unload"],
        "ratio bank / set_adapters": took["bank"] / took["set_adapters"],
        **steps,
        "ratio a step of another mixture / the same": other / same,
    }


@contextmanager
def adapters(pipeline: Any, file: Path, number: int) -> Iterator[None]:
    """So many LoRAs in plain diffusers."""
    for one in range(number):
        pipeline.load_lora_weights(file, adapter_name=f"resident_{one}")
    pipeline.set_adapters(["resident_0"])
    yield
    pipeline.unload_lora_weights()


def in_turn(ways: dict[str, Callable[[], None]], rounds: int) -> dict[str, float]:
    """Median milliseconds of each, after one round that does not count."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            began = time.process_time()
            way()
            if number:
                took[name].append((time.process_time() - began) * 1e3)
    return {name: statistics.median(times) for name, times in took.items()}


if __name__ == "__main__":
    main()
