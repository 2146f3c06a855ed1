"""Which load options go together, and which a kind of device can do: a table without torch, for server and worker.

What only a look at the machine or at the model tells is in engine/diffusion/options.py.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from safelight.specs.loading import LoadOptions

PLACEMENTS = ("cpu_offload", "sequential_cpu_offload", "group_offload", "device_map")
BITSANDBYTES = frozenset({"nf4", "fp4"})


@dataclass(frozen=True)
class Clash:
    """Two options that cannot both be as they are (the second may be the device), and what would work."""

    first: str
    second: str
    reason: str
    instead: str

    @property
    def message(self) -> str:
        """Both options, and why not."""
        return f"{self.first} does not go with {self.second}: {self.reason}."


@dataclass(frozen=True)
class _Rule:
    first: str
    applies: Callable[[LoadOptions], bool]
    second: str
    meets: Callable[[LoadOptions], bool]
    reason: str
    instead: str


_PAIRS = (
    _Rule(
        "low_cpu_memory",
        lambda o: not o.low_cpu_memory,
        "device_map",
        lambda o: o.device_map is not None,
        "a device map places the weights while they are read",
        "Leave low_cpu_memory on, or give no device_map.",
    ),
    _Rule(
        "low_cpu_memory",
        lambda o: not o.low_cpu_memory,
        "quantization",
        lambda o: o.quantization not in {"none", "fp8"},
        "weights are quantized one by one while they are read",
        "Leave low_cpu_memory on, or use quantization=fp8, which casts after loading.",
    ),
    _Rule(
        "quantization",
        lambda o: o.quantization != "none",
        "sequential_cpu_offload",
        lambda o: o.sequential_cpu_offload,
        "it takes layers apart weight by weight, and quantized weights cannot be",
        "Use cpu_offload or group_offload with quantization, or sequential_cpu_offload without it.",
    ),
    _Rule(
        "quantization",
        lambda o: o.quantization in BITSANDBYTES,
        "group_offload",
        lambda o: o.group_offload,
        "bitsandbytes keeps its scales beside the weights, and groups of layers leave them behind",
        "Use cpu_offload with it, or quantization=int8 with group_offload.",
    ),
    _Rule(
        "quantize_parts",
        lambda o: bool(o.quantize_parts),
        "quantization",
        lambda o: o.quantization == "none",
        "there is nothing to quantize the parts to",
        "Choose a quantization such as int8, or name no parts.",
    ),
    _Rule(
        "attention",
        lambda o: o.attention is not None,
        "attention_slicing",
        lambda o: o.attention_slicing,
        "slicing brings an attention of its own",
        "Use one of them; a memory-efficient attention needs no slicing.",
    ),
    _Rule(
        "compile",
        lambda o: o.compile != "off",
        "sequential_cpu_offload",
        lambda o: o.sequential_cpu_offload,
        "each layer's weights come and go, so nothing can be compiled together",
        "Use cpu_offload with compile=regional, or compile=off.",
    ),
    _Rule(
        "compile",
        lambda o: o.compile in {"full", "max-autotune"},
        "group_offload",
        lambda o: o.group_offload,
        "weights that come and go break a network compiled as a whole",
        "Use compile=regional with group_offload.",
    ),
    _Rule(
        "compile",
        lambda o: o.compile in {"full", "max-autotune"},
        "step_cache",
        lambda o: o.step_cache != "off",
        "a step cache decides at each step what is computed, which breaks a network compiled as a whole",
        "Use compile=regional with a step cache.",
    ),
    _Rule(
        "compile",
        lambda o: o.compile in {"full", "max-autotune"},
        "quantization",
        lambda o: o.quantization == "fp8",
        "weights stored as fp8 are cast layer by layer, which breaks a network compiled as a whole",
        "Use compile=regional with fp8, or quantization=int8.",
    ),
)


def clashes(options: LoadOptions, device: str) -> list[Clash]:
    """Every pair that cannot be, on a kind of device (cpu, cuda, mps); none means that the table allows it."""
    return [*_placements(options), *_pairs(options), *_on_device(options, device)]


def said(options: LoadOptions, name: str) -> str:
    """An option as a person would write it: name=value."""
    value = getattr(options, name)
    if isinstance(value, bool):
        value = "on" if value else "off"
    elif isinstance(value, tuple):
        value = ",".join(value)
    return f"{name}={value}"


def _placements(options: LoadOptions) -> Iterator[Clash]:
    """Each of them decides where the weights are; two cannot."""
    chosen = [name for name in PLACEMENTS if getattr(options, name)]
    for index, first in enumerate(chosen):
        for second in chosen[index + 1 :]:
            yield Clash(
                said(options, first),
                said(options, second),
                "each of them decides where the weights are",
                f"Use {first} or {second}, not both.",
            )


def _pairs(options: LoadOptions) -> Iterator[Clash]:
    for rule in _PAIRS:
        if rule.applies(options) and rule.meets(options):
            yield Clash(said(options, rule.first), said(options, rule.second), rule.reason, rule.instead)


def _on_device(options: LoadOptions, device: str) -> Iterator[Clash]:
    here = f"device={device}"
    if device == "cpu":
        for name in ("cpu_offload", "sequential_cpu_offload"):
            if getattr(options, name):
                yield Clash(
                    said(options, name),
                    here,
                    "everything is in main memory already",
                    "Leave it out, or choose a worker with a GPU.",
                )
        if options.device_map == "balanced":
            yield Clash(
                said(options, "device_map"), here, "there are no GPUs to spread over", "Use device_map=cpu, or none."
            )
        if options.compile == "max-autotune":
            yield Clash(
                said(options, "compile"), here, "only GPU kernels are tuned", "Use compile=regional or compile=full."
            )
    if device != "cuda":
        if options.quantization in BITSANDBYTES:
            yield Clash(
                said(options, "quantization"), here, "bitsandbytes computes on CUDA GPUs only", "Use quantization=int8."
            )
        if options.quantization == "int4":
            yield Clash(said(options, "quantization"), here, "int4 needs a CUDA GPU", "Use quantization=int8.")


_DENOISERS = ("unet", "transformer", "prior")
_LARGE = 500_000_000  # parameters: below that, a text encoder is not worth its loss
BYTES = {"f32": 4.0, "f16": 2.0, "bf16": 2.0}
QUANTIZED_BYTES = {"int8": 1.0, "fp8": 1.0, "int4": 0.5625, "nf4": 0.5625, "fp4": 0.5625}  # scales of groups included


def is_denoiser(part: str) -> bool:
    """Whether a part is what draws: a unet, a transformer, a prior."""
    return part.startswith(_DENOISERS)


def parts_to_quantize(options: LoadOptions, parameters: Mapping[str, int]) -> frozenset[str]:
    """Names of the parts whose weights are quantized, of a model with so many parameters in each part."""
    if options.quantization == "none":
        return frozenset()
    if options.quantize_parts:
        return frozenset(options.quantize_parts) & parameters.keys()
    large = {name for name, count in parameters.items() if name.startswith("text_encoder") and count >= _LARGE}
    denoisers = {name for name in parameters if is_denoiser(name)}
    return frozenset(denoisers if options.quantization == "fp8" else denoisers | large)


def precision_on(options: LoadOptions, device: str) -> str:
    """The number type that `auto` stands for on a kind of device, as far as a table can know."""
    if options.precision != "auto":
        return options.precision
    return {"cuda": "bf16", "mps": "f16"}.get(device, "f32")
