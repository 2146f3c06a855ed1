"""Load options on a device and a pipeline: what can be done is done, what cannot is refused by name.

The pairs are a table in specs/load_rules.py; here is what only the machine or the loaded model can tell.
"""

import shutil
from collections.abc import Iterator
from typing import Any, get_args

import torch
from diffusers.models.attention_dispatch import AttentionBackendName
from diffusers.pipelines.pipeline_utils import SUPPORTED_DEVICE_MAP

from safelight.engine.diffusion import quantize, speed
from safelight.engine.diffusion.devices import best_dtype
from safelight.engine.diffusion.errors import OptionsRefused
from safelight.specs.load_rules import clashes
from safelight.specs.loading import LoadOptions, OptionChoice, OptionShown, StepCache

DTYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
_VALUES: dict[str, tuple[Any, ...]] = {
    "precision": ("auto", "f32", "f16", "bf16"),
    "quantization": ("none", "int8", "int4", "nf4", "fp4", "fp8"),
    "device_map": (None, *dict.fromkeys(SUPPORTED_DEVICE_MAP)),
    "attention": (None, *(one.value for one in AttentionBackendName)),
    "compile": ("off", "regional", "full", "max-autotune"),
    "step_cache": get_args(StepCache),
    "quantize_parts": (),
}


def dtype_of(options: LoadOptions, device: str | torch.device, auto: torch.dtype | None = None) -> torch.dtype:
    """The number type of the weights; `auto` is what that word stands for, or else what suits the device."""
    return DTYPES.get(options.precision) or auto or best_dtype(device)


def check(options: LoadOptions, device: str | torch.device, *, format: str = "folder") -> None:  # noqa: A002  the field's word
    """Refuse what this device, this machine or this format of files cannot do. Raises OptionsRefused."""
    kind = torch.device(device).type
    for clash in clashes(options, kind):
        raise OptionsRefused(clash.first, clash.second, clash.reason, clash.instead)
    for name in ("quantization", "device_map", "attention", "compile", "step_cache"):
        if (reason := _why_not(name, getattr(options, name), kind)) is not None:
            raise OptionsRefused(
                f"{name}={getattr(options, name)}",
                f"device={kind}",
                reason,
                "GET /api/v1/memory/options lists what each worker can do.",
            )
    if format == "file":
        if options.device_map is not None:
            raise OptionsRefused(
                f"device_map={options.device_map}",
                "format=single file",
                "diffusers places parts only of a folder",
                "Convert the model to a folder, or use cpu_offload.",
            )
        if options.quantization in {"nf4", "fp4"}:
            raise OptionsRefused(
                f"quantization={options.quantization}",
                "format=single file",
                "bitsandbytes quantizes only while a folder is read",
                "Convert the model to a folder, or use quantization=int8.",
            )


def choices(device: str | torch.device) -> list[OptionShown]:
    """Every option with what this device can do of it. Takes about 0.1 s."""
    kind = torch.device(device).type
    shown = []
    for name, field in LoadOptions.model_fields.items():
        values = _VALUES.get(name, (False, True))
        default = field.default
        shown.append(
            OptionShown(
                name=name,
                description=field.description or "",
                default=None if isinstance(default, tuple) else default,
                choices=[_choice(name, value, kind) for value in values],
            )
        )
    return shown


def apply(pipeline: Any, options: LoadOptions) -> None:
    """What is set on the parts before they go to their device. Raises OptionsRefused."""
    vae = getattr(pipeline, "vae", None)
    for name, method in (("vae_slicing", "enable_slicing"), ("vae_tiling", "enable_tiling")):
        if getattr(options, name):
            _enable(name, vae, method)
    if options.attention_slicing:
        if not any(hasattr(part, "set_attention_slice") for _, part in speed.denoisers(pipeline)):
            raise OptionsRefused(
                "attention_slicing=on",
                f"model={_network(pipeline)}",
                "diffusers cannot slice this network's attention",
                "Use attention=native, which needs no more memory.",
            )
        pipeline.enable_attention_slicing()
    if options.attention is not None:
        speed.use_attention(pipeline, options.attention)
    if options.channels_last:
        speed.channels_last(pipeline)


def place(pipeline: Any, options: LoadOptions, device: torch.device) -> None:
    """Bring the parts where they compute, or set up who brings them."""
    if options.device_map is not None:
        return  # diffusers placed them while reading
    if options.cpu_offload:
        pipeline.enable_model_cpu_offload(device=device)
    elif options.sequential_cpu_offload:
        pipeline.enable_sequential_cpu_offload(device=device)
    elif options.group_offload:
        pipeline.enable_group_offload(
            onload_device=device,
            offload_device=torch.device("cpu"),
            offload_type="block_level",
            num_blocks_per_group=1,
            use_stream=device.type == "cuda",
        )
    elif device.type != "cpu":  # where it was read to; diffusers would walk through all of it for nothing
        pipeline.to(device)


def speed_up(pipeline: Any, options: LoadOptions) -> bool:
    """Step caches and compiling, on the device; whether a first drawing must show that they work."""
    if options.step_cache != "off":
        speed.cache_steps(pipeline, options.step_cache)
    if options.compile != "off":
        speed.compile_network(pipeline, options.compile)
    return options.compile != "off" or options.step_cache != "off" or options.attention is not None


def _choice(name: str, value: Any, kind: str) -> OptionChoice:
    if isinstance(value, str) or value in {True, False, None}:
        options = LoadOptions.model_validate({name: value})
        found = clashes(options, kind)
        reason = found[0].reason if found else _why_not(name, value, kind)
        if reason is None and name == "step_cache" and value in speed.STEP_CACHE_COSTS:
            return OptionChoice(value=value, possible=True, reason=speed.STEP_CACHE_COSTS[value])
        if reason is None and name == "group_offload" and value and kind == "cpu":
            return OptionChoice(value=value, possible=True, reason="on a CPU it saves nothing")
        return OptionChoice(value=value, possible=reason is None, reason=reason)
    raise TypeError(value)


def _why_not(name: str, value: Any, kind: str) -> str | None:
    """Why this machine cannot do one value of an option; None where it can."""
    if name == "quantization":
        return quantize.missing_for(value)
    if name == "device_map" and value is not None and value not in SUPPORTED_DEVICE_MAP:
        return f"diffusers has the plans {', '.join(dict.fromkeys(SUPPORTED_DEVICE_MAP))}"
    if name == "attention" and value is not None:
        return speed.why_not_attention(value, kind)
    if name == "compile" and value != "off":
        return _why_not_compile(kind)
    if name == "step_cache" and value == "mag":
        return "it needs ratios that were measured with the very model, and there are none"
    return None


def _why_not_compile(kind: str) -> str | None:
    if kind == "cpu" and not any(shutil.which(name) for name in ("g++", "clang++", "c++", "cl")):
        return "torch.compile needs a C++ compiler on a CPU, and there is none on this machine"
    if kind == "mps":
        return "torch.compile is not yet dependable on Apple GPUs"
    return None


def _enable(name: str, part: Any, method: str) -> None:
    if not hasattr(part, method):
        raise OptionsRefused(
            f"{name}=on",
            f"model={type(part).__name__ if part is not None else 'without a VAE'}",
            "diffusers cannot do it for this part",
            "Leave it out.",
        )
    getattr(part, method)()


def _network(pipeline: Any) -> str:
    return next(_names(pipeline), type(pipeline).__name__)


def _names(pipeline: Any) -> Iterator[str]:
    return (type(part).__name__ for _, part in speed.denoisers(pipeline))
