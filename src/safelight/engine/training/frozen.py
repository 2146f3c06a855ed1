"""The frozen denoiser of a LoRA training in 8 or 4 bits: gradients pass through it to the LoRA, which stays fp32."""

from importlib.util import find_spec

import torch
from torch import nn

from safelight.kit.errors import InvalidInput
from safelight.specs.training import BaseQuantization

_LORA = "lora_"  # in the names of the layers that PEFT has put in


def hold_in_fewer_bits(denoiser: nn.Module, quantization: BaseQuantization, device: torch.device) -> None:
    """Quantize its linear layers, one after the other on the device that trains; call it when the LoRA is in place.

    int8: weights alone, one scale for each row (torchao), on any device. nf4: of QLoRA (bitsandbytes), on CUDA.
    Raises InvalidInput where this machine cannot.
    """
    if quantization == "int8":
        _int8(denoiser, device)
    else:
        _nf4(denoiser, device)


def _int8(denoiser: nn.Module, device: torch.device) -> None:
    from torchao.quantization import Int8WeightOnlyConfig, quantize_  # noqa: PLC0415 (slow to import)

    quantize_(denoiser, Int8WeightOnlyConfig(), filter_fn=_is_frozen, device=device)


def _nf4(denoiser: nn.Module, device: torch.device) -> None:
    if device.type != "cuda":
        raise InvalidInput.of("base_quantization", "nf4", "4-bit training needs a CUDA device", hint="Use 'int8'.")
    if find_spec("bitsandbytes") is None:
        raise InvalidInput.of(
            "base_quantization", "nf4", "bitsandbytes is not installed", hint="Install safelight[cuda], or use 'int8'."
        )
    from bitsandbytes.nn import Linear4bit, Params4bit  # noqa: PLC0415 (optional, CUDA only)

    for name, layer in [(name, layer) for name, layer in denoiser.named_modules() if _is_frozen(layer, name)]:
        parent, _, own = name.rpartition(".")
        held = Linear4bit(
            layer.in_features, layer.out_features, bias=layer.bias is not None, quant_type="nf4", device="meta"
        )
        held.weight = Params4bit(layer.weight.data, requires_grad=False, quant_type="nf4")
        held.bias = layer.bias
        setattr(denoiser.get_submodule(parent), own, held.to(device))


def _is_frozen(layer: nn.Module, name: str) -> bool:
    return isinstance(layer, nn.Linear) and _LORA not in name
