"""LoRA layers in the networks that learn: put in, listed, read out in PEFT's own key names."""

from collections.abc import Sequence
from typing import Any

import torch
from peft import LoraConfig, get_peft_model_state_dict, inject_adapter_in_model
from peft.tuners.tuners_utils import BaseTunerLayer
from torch import Tensor, nn

from safelight.specs.training import TrainSpec

NAME = "default"


class Adapters:
    """The LoRAs of one training, by the prefix their network has in the saved file ("unet", "text_encoder")."""

    def __init__(self) -> None:
        self.networks: dict[str, nn.Module] = {}

    def attach(self, prefix: str, network: nn.Module, targets: Sequence[str], spec: TrainSpec) -> None:
        """New LoRA layers, fp32, drawn from the seed on the CPU: the first starts random, the second at zero."""
        config = LoraConfig(r=spec.rank, lora_alpha=spec.scaling_alpha, target_modules=list(targets))  # type: ignore[arg-type]  # PEFT declares int and takes any number
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(spec.seed)
            inject_adapter_in_model(config, network, NAME)
        for parameter in network.parameters():
            if parameter.requires_grad:
                parameter.data = parameter.data.float()
        for layer in network.modules():
            if isinstance(layer, BaseTunerLayer):
                # Autocast does it, and once rather than to fp32 and back.
                layer.cast_input_dtype_enabled = False  # type: ignore[assignment]  # declared for every layer of a tuner, typed as a module
        self.networks[prefix] = network

    def parameters(self, prefix: str | None = None) -> dict[str, nn.Parameter]:
        """Those that learn, named "unet.down_blocks...", of one network or of all."""
        return {
            f"{own}.{name}": parameter
            for own, network in self.networks.items()
            if prefix in (None, own)
            for name, parameter in network.named_parameters()
            if parameter.requires_grad
        }

    def state(self) -> dict[str, Tensor]:
        """The file's tensors. PEFT's raw names: converted ones reload broken where target kinds are mixed."""
        return {
            f"{prefix}.{name}": tensor.detach().cpu().contiguous()
            for prefix, network in self.networks.items()
            for name, tensor in get_peft_model_state_dict(network, adapter_name=NAME).items()
        }

    def configs(self) -> dict[str, Any]:
        """The file's metadata. Without it loaders take alpha = rank, and the LoRA comes back at another strength."""
        settings: dict[str, Any] = {}
        for prefix, network in self.networks.items():
            config: LoraConfig = network.peft_config[NAME]  # type: ignore[index, assignment]  # put there by inject_adapter_in_model
            for key, value in config.to_dict().items():
                settings[f"{prefix}.{key}"] = sorted(value) if isinstance(value, set) else value
        return settings
