"""Weights in fewer bits: torchao (int8, int4) and bitsandbytes (nf4, fp4) while they are read, fp8 by diffusers' casts.

It looks afterwards whether it really happened: diffusers passes over a part it does not find.
"""

import importlib.util
from collections.abc import Collection, Mapping
from typing import Any

import diffusers
import torch
import transformers

from safelight.engine.diffusion.errors import OptionsRefused
from safelight.specs.load_rules import BITSANDBYTES
from safelight.specs.loading import LoadOptions

FP8 = torch.float8_e4m3fn


def missing_for(quantization: str) -> str | None:
    """Why this machine's packages cannot do it; None where they can."""
    if quantization in BITSANDBYTES:
        return None if _has("bitsandbytes") else "the package bitsandbytes is not installed (safelight[cuda])"
    if quantization in {"int8", "int4"} and not _has("torchao"):
        return "the package torchao is not installed"
    if quantization == "int4" and not _has("mslk"):
        return "torchao's int4 needs the package mslk, which is not installed"
    return None


def while_loading(options: LoadOptions, parts: Mapping[str, str], wanted: Collection[str], dtype: torch.dtype) -> Any:
    """Diffusers' quantization_config for the wanted parts; None where nothing is quantized while it is read.

    `parts` are libraries by part: each library takes only its own config class.
    """
    if not wanted or options.quantization in {"none", "fp8"}:
        return None
    mapping = {
        name: _config(options.quantization, transformers if parts[name] == "transformers" else diffusers, dtype)
        for name in wanted
    }
    return diffusers.PipelineQuantizationConfig(quant_mapping=mapping)  # type: ignore[attr-defined]  # exported lazily


def after_loading(pipeline: Any, options: LoadOptions, wanted: Collection[str], dtype: torch.dtype) -> None:
    """Quantize parts that were read as they are: fp8 always, int8 of a single file.

    Raises OptionsRefused where a part cannot be.
    """
    for name in wanted:
        part = getattr(pipeline, name)
        if options.quantization == "fp8":
            if not hasattr(part, "enable_layerwise_casting"):
                raise OptionsRefused(
                    "quantization=fp8",
                    f"quantize_parts={name}",
                    f"{type(part).__name__} is not of diffusers, whose layers do the casting",
                    "Leave that part out, or use quantization=int8.",
                )
            part.enable_layerwise_casting(storage_dtype=FP8, compute_dtype=dtype)
        else:
            from torchao.quantization import quantize_  # noqa: PLC0415  optional, and slow to import

            quantize_(part, _torchao(options.quantization))


def verify(pipeline: Any, options: LoadOptions, wanted: Collection[str]) -> None:
    """Make sure that every wanted part has quantized weights. Raises OptionsRefused, naming the part that has none."""
    for name in wanted:
        part = getattr(pipeline, name, None)
        if not isinstance(part, torch.nn.Module) or not any(_is_quantized(one) for one in part.parameters()):
            raise OptionsRefused(
                f"quantization={options.quantization}",
                f"quantize_parts={name}",
                "that part has no layer which can be quantized so",
                "Name other parts, or choose another quantization.",
            )


def is_quantized(module: torch.nn.Module) -> bool:
    """Whether any weight of it is kept in fewer bits by a library, so that it cannot be cast."""
    return any(_is_quantized(one) for one in module.parameters())


def _is_quantized(tensor: torch.Tensor) -> bool:
    inner = tensor.data if isinstance(tensor, torch.nn.Parameter) else tensor
    if type(inner) is not torch.Tensor or type(tensor) not in {torch.Tensor, torch.nn.Parameter}:
        return True  # torchao's and bitsandbytes' weights are classes of their own
    return tensor.dtype in {FP8, torch.int8, torch.uint8}


def _config(quantization: str, library: Any, dtype: torch.dtype) -> Any:
    if quantization in BITSANDBYTES:
        return library.BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type=quantization, bnb_4bit_compute_dtype=dtype
        )
    return library.TorchAoConfig(_torchao(quantization))


def _torchao(quantization: str) -> Any:
    from torchao.quantization import Int4WeightOnlyConfig, Int8WeightOnlyConfig  # noqa: PLC0415  optional, and slow to import

    return Int8WeightOnlyConfig() if quantization == "int8" else Int4WeightOnlyConfig(group_size=64)


def _has(package: str) -> bool:
    return importlib.util.find_spec(package) is not None
