"""Switches that trade nothing or a little for speed: memory layout, attention, torch.compile, step caches."""

import inspect
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import torch
from diffusers import hooks
from diffusers.models import attention_dispatch
from diffusers.models.attention_dispatch import AttentionBackendName, _AttentionBackendRegistry

from safelight.engine.diffusion.errors import OptionsRefused
from safelight.specs.load_rules import is_denoiser

COMPILER = "inductor"
WARM_UP_STEPS = 2  # one compiles, or fills a cache; one more uses it

# What each step cache costs, for people: they skip work whose result is guessed from the steps before.
STEP_CACHE_COSTS = {
    "first_block": "fine detail may differ; skips the rest of a step when the first block changed by less than 5 %",
    "pyramid_attention": "textures may differ; reuses attention of the step before in the middle of the drawing",
    "faster": "textures and contrast may differ; reuses attention and the unguided half of a step",
    "taylorseer": "detail may differ, most with few steps; guesses four of five steps from the last computed",
}


def denoisers(pipeline: Any) -> Iterator[tuple[str, torch.nn.Module]]:
    """The networks that draw, by name."""
    for name, part in pipeline.components.items():
        if isinstance(part, torch.nn.Module) and is_denoiser(name):
            yield name, part


def tell_signatures(pipeline: Any) -> None:
    """Write down what diffusers asks of its attention processors anew in each call of each layer: their signatures."""
    for _, network in denoisers(pipeline):
        for part in network.modules():
            processor = getattr(part, "processor", None)
            call = vars(type(processor)).get("__call__")
            if isinstance(call, FunctionType) and "__signature__" not in vars(call):
                vars(call)["__signature__"] = inspect.signature(call)


def channels_last(pipeline: Any) -> None:
    """Lay out the weights of convolutions as GPUs like them. Quantized weights are left alone."""
    for part in pipeline.components.values():
        if isinstance(part, torch.nn.Module):
            for weight in part.parameters():
                if weight.dim() == 4 and type(weight.data) is torch.Tensor:
                    weight.data = weight.data.contiguous(memory_format=torch.channels_last)


def why_not_attention(name: str, device: str) -> str | None:
    """Why this machine cannot use an attention back end; None where it can."""
    try:
        backend = AttentionBackendName(name)
    except ValueError:
        return "diffusers knows no attention back end of that name"
    if name.endswith("_hub"):
        return "it is compiled code that would be fetched from a hub; Safelight runs no code that it fetched"
    try:
        attention_dispatch._check_attention_backend_requirements(backend)  # noqa: SLF001  diffusers' own test
        if name.startswith(("native", "_native")):  # torch's own: whether they run here, only running tells
            _try_attention(backend, torch.device(device))
    except Exception as error:  # noqa: BLE001  whatever a back end raises is its reason
        return _first_line(error)
    if device == "cpu" and not name.startswith(("native", "_native", "flex")):
        return "it computes on GPUs only"
    return None


def use_attention(pipeline: Any, name: str) -> None:
    """Set the attention back end of all that draws. Raises OptionsRefused where the model does not go through it."""
    before, was_set = _AttentionBackendRegistry.get_active_backend()[0], False
    try:
        for _, part in denoisers(pipeline):
            if any(hasattr(one, "_attention_backend") for one in _processors(part)):
                part.set_attention_backend(name)  # type: ignore[operator]  # a method of ModelMixin, seen as nn.Module
                was_set = True
    finally:
        # diffusers makes it the default of the whole process as well: other models must keep theirs.
        _AttentionBackendRegistry.set_active_backend(before)
    if not was_set and name != AttentionBackendName.NATIVE.value:
        network = next((type(part).__name__ for _, part in denoisers(pipeline)), type(pipeline).__name__)
        raise OptionsRefused(
            f"attention={name}",
            f"model={network}",
            "its attention always goes through torch, which takes the fastest kernel by itself",
            "Leave attention out.",
        )


def cache_steps(pipeline: Any, kind: str) -> None:
    """Skip computing that changes little from step to step. Raises OptionsRefused where the model has no such cache."""
    for _, part in denoisers(pipeline):
        network = type(part).__name__
        enable = getattr(part, "enable_cache", None)
        if kind == "mag":
            reason = "it needs ratios that were measured with this very model, and there are none"
        elif enable is None:
            reason = "diffusers has no step cache for this kind of network"
        elif kind in {"pyramid_attention", "faster"} and not hasattr(type(pipeline), "current_timestep"):
            reason = "its pipeline does not tell the time step, by which the cache decides"
        else:
            try:
                enable(_step_cache(pipeline, part, kind))
            except (ValueError, TypeError, AttributeError, KeyError) as error:
                reason = _first_line(error)
            else:
                continue
        raise OptionsRefused(
            f"step_cache={kind}", f"model={network}", reason, "Use step_cache=off, or try first_block or taylorseer."
        )


def compile_network(pipeline: Any, kind: str) -> None:
    """torch.compile what draws; the compiling itself happens at the first use. Raises OptionsRefused."""
    for _, part in denoisers(pipeline):
        if kind == "regional":
            if not getattr(part, "_repeated_blocks", None):
                raise OptionsRefused(
                    "compile=regional",
                    f"model={type(part).__name__}",
                    "diffusers names no repeated blocks of this network",
                    "Use compile=full.",
                )
            part.compile_repeated_blocks(backend=COMPILER)  # type: ignore[operator]  # a method of ModelMixin, seen as nn.Module
        elif kind == "max-autotune":
            part.compile(backend=COMPILER, mode=kind)
        else:
            part.compile(backend=COMPILER)


def _step_cache(pipeline: Any, network: Any, kind: str) -> Any:
    """Diffusers' own defaults, where it has them; the ranges are those of its documentation."""

    def now() -> int:
        return int(pipeline.current_timestep)

    if kind == "first_block":
        return hooks.FirstBlockCacheConfig(threshold=0.05)  # type: ignore[attr-defined]  # exported lazily
    if kind == "taylorseer":
        return hooks.TaylorSeerCacheConfig(taylor_factors_dtype=network.dtype)  # type: ignore[attr-defined]  # exported lazily
    if kind == "pyramid_attention":
        return hooks.PyramidAttentionBroadcastConfig(  # type: ignore[attr-defined]  # exported lazily
            spatial_attention_block_skip_range=2,
            spatial_attention_timestep_skip_range=(100, 800),
            current_timestep_callback=now,
        )
    return hooks.FasterCacheConfig(  # type: ignore[attr-defined]  # exported lazily
        spatial_attention_block_skip_range=2,
        tensor_format="BCHW",
        attention_weight_callback=lambda _: 0.5,
        is_guidance_distilled=bool(getattr(network.config, "guidance_embeds", False)),
        current_timestep_callback=now,
    )


def _processors(network: torch.nn.Module) -> Iterator[Any]:
    for module in network.modules():
        if (processor := getattr(module, "processor", None)) is not None:
            yield processor


def _try_attention(backend: AttentionBackendName, device: torch.device) -> None:
    dtype = torch.float32 if device.type == "cpu" else torch.float16
    one = torch.zeros(1, 8, 2, 32, device=device, dtype=dtype)  # (batch, tokens, heads, width)
    attention_dispatch.dispatch_attention_fn(one, one, one, backend=backend)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200].rstrip(".")
