"""Eight requests with eight characters on SDXL's UNet on a GPU: the hub beside loops over diffusers. E2 of the GPU set.

    python benchmarks/gpu_mixed_characters.py [--sizes 512 1024] [--steps 20] [--characters 8] [--rounds 3]
                                              [--ways NAME …] [--json FILE] [--quick] [--tiny]

The UNet is SDXL's whole with random weights in bfloat16, the VAE and the text encoders are small ones of the widths
that it wants; LoRAs are of rank 16 on attention. Ways, in turn, from prompts to PIL pictures, seconds of the clock:
load and unload each request's LoRA; hotswap it into the place of the one before; all resident, `set_adapters` for each;
the same, one call for all requests of a character; the hub, eager and with its repeated blocks compiled; the hub with
one character for all. Then how far the pictures of a mixed batch are from those drawn alone, in steps of 255, beside
how far a batch of plain diffusers is from its own alone. With --tiny small networks run on the CPU: it shows that the
program works, and nothing else.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import diffusers
import torch
from gpu_batch_curve import SDXL
from mixed_characters import REQUESTS, Case, Loop, Place, Together, words
from PIL import Image
from torchvision.transforms.functional import pil_to_tensor

sys.path.insert(0, str(Path(__file__).parents[1]))
from safelight.specs.loading import LoadOptions
from tests.engine import tiny

RANK = 16
Way = Callable[[int], Any]


def sdxl() -> diffusers.StableDiffusionXLPipeline:
    """SDXL's UNet, 2.6 billion weights, made on the device it is made for."""
    with torch.device("cuda"):
        unet = diffusers.UNet2DConditionModel(**SDXL)
    first, second = tiny.clip_text(width=768), tiny.clip_text(projection=True, width=1280)
    return diffusers.StableDiffusionXLPipeline(
        vae=tiny.vae(), text_encoder=first, text_encoder_2=second, tokenizer=tiny.clip_tokenizer(),
        tokenizer_2=tiny.clip_tokenizer(), unet=unet, scheduler=tiny.scheduler(), add_watermarker=False,
    ).to(dtype=torch.bfloat16)  # fmt: skip


class Hotswap(Loop):
    """Plain diffusers with one place for LoRAs, whose weights are replaced."""

    def __init__(self, folder: Path, case: Case, files: list[Path], *, place: Place) -> None:
        super().__init__(folder, case, files, resident=False, place=place)
        self.swap(0, hotswap=False)

    def swap(self, number: int, *, hotswap: bool = True) -> None:
        """Put this request's LoRA into the place."""
        file = self.files[number % len(self.files)]
        self.pipeline.load_lora_weights(file.parent, weight_name=file.name, adapter_name="c0", hotswap=hotswap)

    def __call__(self, turn: int) -> None:
        for number in range(REQUESTS):
            self.swap(number)
            draw(self.pipeline, self.case, [number], turn)


class Grouped(Loop):
    """Plain diffusers with all resident: one call for the requests of each character."""

    def __call__(self, turn: int) -> None:
        for character in range(len(self.files)):
            numbers = range(character, REQUESTS, len(self.files))
            if numbers:
                self.pipeline.set_adapters([f"c{character}"])
                draw(self.pipeline, self.case, numbers, turn)


def draw(pipeline: Any, case: Case, numbers: Sequence[int], turn: int) -> list[Image.Image]:
    """One call of the pipeline for these requests."""
    images: list[Image.Image] = pipeline(
        prompt=[words(number, turn) for number in numbers], num_inference_steps=case.steps, guidance_scale=4.0,
        height=case.size, width=case.size, generator=[torch.Generator("cpu").manual_seed(each) for each in numbers],
    ).images  # fmt: skip
    return images


WAYS = ["load/unload", "hotswap", "set_adapters", "grouped", "hub", "hub, compiled", "one character"]


def made(name: str, folder: Path, case: Case, files: list[Path], place: Place) -> Way:
    """A way to draw."""
    if name in {"load/unload", "set_adapters"}:
        return Loop(folder, case, files, resident=name == "set_adapters", place=place)
    if name == "hotswap":
        return Hotswap(folder, case, files, place=place)
    if name == "grouped":
        return Grouped(folder, case, files, resident=True, place=place)
    if name == "hub, compiled":
        place = replace(place, options=LoadOptions(compile="regional"))
    return Together(folder, case, files, 1 if name == "one character" else len(files), place=place)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=[512, 1024])
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--characters", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="512 alone, 8 steps, one round")
    parser.add_argument("--tiny", action="store_true", help="small networks on the CPU")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.sizes, chosen.steps, chosen.rounds = [512], 8, 1
    if chosen.tiny:
        chosen.sizes, chosen.steps, chosen.rounds, chosen.characters = [64], 2, 1, 2
        chosen.ways = [way for way in chosen.ways if way != "hub, compiled"]
        torch.set_num_threads(1)
    elif not torch.cuda.is_available():
        sys.exit("This needs a CUDA device; --tiny shows on a CPU that the program works.")
    place = Place() if chosen.tiny else Place("cuda", torch.bfloat16)
    diffusers.utils.logging.set_verbosity_error()
    print(f"{'CPU, tiny networks' if chosen.tiny else torch.cuda.get_device_name()}, torch {torch.__version__}")
    print(f"{REQUESTS} requests, {chosen.characters} characters, {chosen.steps} steps: s for all; ratios to the hub")
    found: dict[str, dict[str, float | None]] = {}
    with tempfile.TemporaryDirectory() as root:
        folder = tiny.save_pipeline(tiny.sdxl if chosen.tiny else sdxl, Path(root) / "model")
        files = characters(folder, Path(root), chosen.characters, place)
        for size in chosen.sizes:
            case = Case("sdxl", sdxl, size, chosen.steps)
            for name in chosen.ways:
                found.setdefault(f"{size}", {})[name] = timed(name, folder, case, files, place, chosen.rounds)
            told(found[f"{size}"], size)
            found[f"{size}"] |= (apart := differences(folder, case, files, place))
            for name, worst in apart.items():
                print(f"{size:5} {name:24} at most {worst:.0f} of 255")
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def characters(folder: Path, root: Path, count: int, place: Place) -> list[Path]:
    """LoRAs for this model, without text encoders."""
    files = []
    for number in range(count):
        pipeline = diffusers.DiffusionPipeline.from_pretrained(folder, dtype=place.dtype)
        file = root / f"{number}.safetensors"
        files.append(tiny.lora_file(pipeline, file, seed=number, rank=RANK, text=False))
    return files


def timed(name: str, folder: Path, case: Case, files: list[Path], place: Place, rounds: int) -> float | None:
    """Seconds for all requests, the median; one way in memory at a time. None where it cannot be run, which is said."""
    way = made(name, folder, case, files, place)
    try:
        for turn in range(2):  # kernels are chosen, and the hub learns how many rows pay
            way(turn)
        times = []
        for turn in range(2, 2 + rounds):
            began = time.perf_counter()
            way(turn)
            times.append(time.perf_counter() - began)
    except (RuntimeError, ValueError, NotImplementedError) as error:
        print(f"{case.size:5} {name:24} not run: {str(error).strip().splitlines()[0][:100]}")
        return None
    finally:
        close(way)
    return statistics.median(times)


def told(found: dict[str, float | None], size: int) -> None:
    hub = found.get("hub")
    for name, seconds in found.items():
        if seconds is not None:
            ratio = f"{seconds / hub:8.2f}" if hub else ""
            print(f"{size:5} {name:24} {seconds:8.2f} {REQUESTS / seconds:8.2f} pictures/s {ratio}", flush=True)


def differences(folder: Path, case: Case, files: list[Path], place: Place) -> dict[str, float]:
    """The farthest that a picture of a batch is from itself drawn alone: of the hub, and of plain diffusers."""
    hub = Together(folder, case, files, len(files), place=place)
    try:
        hub(0)
        mixed = [made.images[0] for made in hub(1)]
        hub.plans = [plan.model_copy(update={"solo": True}) for plan in hub.plans]
        alone = [made.images[0] for made in hub(1)]
    finally:
        close(hub)
    pipeline = diffusers.DiffusionPipeline.from_pretrained(folder, dtype=place.dtype).to(place.device)
    pipeline.set_progress_bar_config(disable=True)
    batch = draw(pipeline, case, range(REQUESTS), 1)
    each = [draw(pipeline, case, [number], 1)[0] for number in range(REQUESTS)]
    return {"hub from alone": farthest(mixed, alone), "diffusers from alone": farthest(batch, each)}


def farthest(some: Sequence[Image.Image], others: Sequence[Image.Image]) -> float:
    """Of 255, between pictures in the same place."""
    return max(
        (pil_to_tensor(one).int() - pil_to_tensor(other).int()).abs().max().item()
        for one, other in zip(some, others, strict=True)
    )


def close(way: Way) -> None:
    """Give back what it holds."""
    if isinstance(way, Together):
        way.hub.close()
        way.pool.shutdown()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
