"""What learns: LoRA layers in the networks, in PEFT's own key names; or whole networks, in `whole.py`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import torch
from peft import LoraConfig, get_peft_model_state_dict, inject_adapter_in_model
from peft.tuners.tuners_utils import BaseTunerLayer
from torch import Tensor, nn

from safelight.engine.training.save import save_lora
from safelight.specs.training import TrainSpec

NAME = "default"


class Learned(Protocol):
    """The weights that learn, by the prefix their network has in the saved file ("unet", "text_encoder")."""

    networks: dict[str, nn.Module]
    file: str
    """What `export` writes is called so: a LoRA file, or a model's folder."""
    is_small: bool
    """Small enough for each checkpoint to hold it as it would be used, beside the state to resume from."""

    def attach(self, prefix: str, network: nn.Module, targets: Sequence[str], spec: TrainSpec) -> None:
        """Let a frozen network learn."""
        ...

    def parameters(self, prefix: str | None = None) -> dict[str, nn.Parameter]:
        """Those that learn, named "unet.down_blocks...", of one network or of all."""
        ...

    def export(self, path: Path, metadata: Mapping[str, str]) -> None:
        """Write what others load, whole or not at all."""
        ...


class Adapters:
    """The LoRAs of one training."""

    file = "lora.safetensors"
    is_small = True

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
        return learning(self.networks, prefix)

    def export(self, path: Path, metadata: Mapping[str, str]) -> None:
        """The LoRA file."""
        save_lora(path, self.state(), self.configs(), metadata)

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


def learning(networks: Mapping[str, nn.Module], prefix: str | None) -> dict[str, nn.Parameter]:
    """The parameters of these networks that ask for gradients, of one or (None) of all."""
    return {
        f"{own}.{name}": parameter
        for own, network in networks.items()
        if prefix in (None, own)
        for name, parameter in network.named_parameters()
        if parameter.requires_grad
    }
