"""What a batch is worth: steps per second of one denoiser by size, rows and way of running it. E1 of the GPU set.

    python benchmarks/gpu_batch_curve.py [--models sdxl flux] [--sizes 512 768 1024] [--rows 1 2 4 8 16]
                                         [--ways eager compiled graph] [--seconds 2] [--json FILE] [--quick] [--tiny]

The networks are the real ones in shape, with random weights made on the device: SDXL's UNet whole, Flux's transformer
at a third of its depth. Rows are those of the call: a picture with guidance takes two. `× 1 row` is the throughput over
that of one row in the same way; where it stops rising the device is full, and a larger batch only makes everyone wait.
TFLOP/s are counted by torch on the call of one row. `graph` is the compiled network recorded as a CUDA graph.
With --tiny small networks run on the CPU: it shows that the program works, and nothing else.
"""

import argparse
import contextlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import FluxTransformer2DModel, UNet2DConditionModel
from diffusers.utils import logging
from torch.utils.flop_counter import FlopCounterMode

WAYS = ["eager", "compiled", "graph"]
Call = Callable[[], torch.Tensor]
CELL = 8  # pixels of a latent cell

SDXL: dict[str, Any] = {
    "sample_size": 128, "in_channels": 4, "out_channels": 4, "block_out_channels": (320, 640, 1280),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), "layers_per_block": 2,
    "transformer_layers_per_block": (1, 2, 10), "attention_head_dim": (5, 10, 20), "cross_attention_dim": 2048,
    "use_linear_projection": True, "addition_embed_type": "text_time", "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 2816,
}  # fmt: skip
SDXL_TINY = SDXL | {
    "block_out_channels": (32, 64, 64), "transformer_layers_per_block": (1, 1, 1), "attention_head_dim": (2, 4, 4),
    "cross_attention_dim": 64, "projection_class_embeddings_input_dim": 64 + 6 * 256, "layers_per_block": 1,
}  # fmt: skip
FLUX: dict[str, Any] = {
    "patch_size": 1, "in_channels": 64, "num_layers": 6, "num_single_layers": 13, "attention_head_dim": 128,
    "num_attention_heads": 24, "joint_attention_dim": 4096, "pooled_projection_dim": 768, "guidance_embeds": True,
}  # fmt: skip
FLUX_TINY = FLUX | {
    "num_layers": 1, "num_single_layers": 1, "attention_head_dim": 16, "num_attention_heads": 2,
    "joint_attention_dim": 32, "pooled_projection_dim": 32, "axes_dims_rope": (4, 4, 8),
}  # fmt: skip


@dataclass
class Figure:
    """One point of the curve."""

    model: str
    size: int
    rows: int
    way: str
    step_ms: float
    rows_per_second: float
    tflops: float
    gib: float | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", choices=["sdxl", "flux"], default=["sdxl", "flux"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[512, 768, 1024])
    parser.add_argument("--rows", nargs="+", type=int, default=[1, 2, 4, 8, 16])
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each point is measured")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="fewer points")
    parser.add_argument("--tiny", action="store_true", help="small networks on the CPU")
    chosen = parser.parse_args()
    if chosen.tiny:
        chosen.sizes, chosen.rows, chosen.ways, chosen.seconds = [64, 128], [1, 2, 4], ["eager"], 0.2
        torch.set_num_threads(1)
    elif chosen.quick:
        chosen.sizes, chosen.rows, chosen.seconds = [512, 1024], [1, 4, 16], 1.0
    if not chosen.tiny and not torch.cuda.is_available():
        sys.exit("This needs a CUDA device; --tiny shows on a CPU that the program works.")
    device, dtype = ("cpu", torch.float32) if chosen.tiny else ("cuda", torch.bfloat16)
    name = torch.cuda.get_device_name() if device == "cuda" else "CPU, tiny networks"
    print(f"{name}, {dtype}, torch {torch.__version__}")
    logging.set_verbosity_error()
    found: list[Figure] = []
    for model in chosen.models:
        found += curve(model, chosen, device, dtype)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(one) for one in found], indent=2) + "\n", encoding="utf-8")


def curve(model: str, chosen: argparse.Namespace, device: str, dtype: torch.dtype) -> list[Figure]:
    network = made(model, device, dtype, tiny=chosen.tiny)
    parameters = sum(weight.numel() for weight in network.parameters())
    print(f"\n{model}, {parameters / 1e6:.0f} M parameters")
    heads = {"size": 5, "rows": 5, "way": 9, "ms a step": 10, "rows/s": 8, "× 1 row": 8, "TFLOP/s": 8, "GiB": 6}
    print(" ".join(f"{head:>{width}}" for head, width in heads.items()))
    found: list[Figure] = []
    flops = {size: counted(call_of(model, network, size, 1, device, dtype, tiny=chosen.tiny)) for size in chosen.sizes}
    for way in chosen.ways:
        if way == "compiled" or (way == "graph" and "compiled" not in chosen.ways):
            network.compile_repeated_blocks(fullgraph=True)
        for size in chosen.sizes:
            alone = None
            for rows in chosen.rows:
                try:
                    call = call_of(model, network, size, rows, device, dtype, tiny=chosen.tiny)
                    step, peak = measured(as_graph(call) if way == "graph" else call, chosen.seconds, device)
                except torch.OutOfMemoryError:
                    print(f"{size:5} {rows:5} {way:>9} {'out of memory':>10}")
                    torch.cuda.empty_cache()
                    break
                tflops = flops[size] * rows / step / 1e12
                one = Figure(model, size, rows, way, step * 1e3, rows / step, tflops, peak)
                alone = alone or one.rows_per_second
                gib = "" if one.gib is None else f"{one.gib:.1f}"
                print(
                    f"{size:5} {rows:5} {way:>9} {one.step_ms:10.2f} {one.rows_per_second:8.1f} "
                    f"{one.rows_per_second / alone:8.2f} {one.tflops:8.3g} {gib:>6}"
                )
                found.append(one)
    return found


def made(model: str, device: str, dtype: torch.dtype, *, tiny: bool) -> Any:
    """The network with random weights, made where it will run."""
    torch.manual_seed(0)
    with torch.device(device):
        if model == "sdxl":
            network: Any = UNet2DConditionModel(**(SDXL_TINY if tiny else SDXL))
        else:
            network = FluxTransformer2DModel(**(FLUX_TINY if tiny else FLUX))
    return network.to(dtype).eval().requires_grad_(requires_grad=False)


def inputs(model: str, size: int, rows: int, device: str, dtype: torch.dtype, *, tiny: bool) -> dict[str, Any]:
    """What a pipeline hands to the network at each step."""
    side = size // CELL

    def noise(*shape: int) -> torch.Tensor:
        return torch.randn(shape, device=device, dtype=dtype)

    if model == "sdxl":
        config = SDXL_TINY if tiny else SDXL
        pooled = config["projection_class_embeddings_input_dim"] - 6 * 256
        return {
            "sample": noise(rows, 4, side, side),
            "timestep": torch.tensor(500, device=device),
            "encoder_hidden_states": noise(rows, 77, config["cross_attention_dim"]),
            "added_cond_kwargs": {"text_embeds": noise(rows, pooled), "time_ids": noise(rows, 6)},
        }
    config = FLUX_TINY if tiny else FLUX
    tokens = (side // 2) ** 2  # Flux packs 2 x 2 cells into one
    return {
        "hidden_states": noise(rows, tokens, 64),
        "encoder_hidden_states": noise(rows, 512 if not tiny else 16, config["joint_attention_dim"]),
        "pooled_projections": noise(rows, config["pooled_projection_dim"]),
        "timestep": torch.full((rows,), 0.5, device=device, dtype=dtype),
        "guidance": torch.full((rows,), 3.5, device=device, dtype=dtype),
        "img_ids": torch.zeros(tokens, 3, device=device, dtype=dtype),
        "txt_ids": torch.zeros(512 if not tiny else 16, 3, device=device, dtype=dtype),
    }


def call_of(model: str, network: Any, size: int, rows: int, device: str, dtype: torch.dtype, *, tiny: bool) -> Call:
    """One call of the network, as a pipeline makes it."""
    given = inputs(model, size, rows, device, dtype, tiny=tiny)

    @torch.no_grad()
    def call() -> torch.Tensor:
        return network(**given, return_dict=False)[0]

    return call


def measured(call: Call, seconds: float, device: str) -> tuple[float, float | None]:
    """Seconds of a call, the median, and the most memory in GiB."""
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    for _ in range(3):  # compiles, chooses kernels
        call()
    times: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or len(times) < 3:
        began = time.perf_counter()
        call()
        if device == "cuda":
            torch.cuda.synchronize()
        times.append(time.perf_counter() - began)
    return statistics.median(times), torch.cuda.max_memory_allocated() / 2**30 if device == "cuda" else None


def counted(call: Call) -> int:
    with FlopCounterMode(display=False) as counter:
        call()
    return int(counter.get_total_flops())


def as_graph(call: Call) -> Call:
    """The call recorded as one CUDA graph: no launch costs the CPU anything."""
    with apart():
        for _ in range(3):
            call()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        out = call()

    def replay() -> torch.Tensor:
        graph.replay()
        return out

    return replay


@contextlib.contextmanager
def apart() -> Iterator[None]:
    """On a stream of its own, as a recording wants its warm-up."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        yield
    torch.cuda.current_stream().wait_stream(stream)


if __name__ == "__main__":
    main()
