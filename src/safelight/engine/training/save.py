"""The LoRA file: what plain diffusers loads to the very same result."""

import json
from collections.abc import Mapping
from pathlib import Path

from safetensors.torch import save

from safelight.engine.training.adapter import Adapters
from safelight.kit.files import whole_file

ADAPTER_METADATA = "lora_adapter_metadata"
"""Where diffusers looks for rank, alpha and targets (diffusers.loaders.lora_base.LORA_ADAPTER_METADATA_KEY)."""


def save_lora(path: Path, adapters: Adapters, metadata: Mapping[str, str]) -> None:
    """Write the file whole. `metadata`: further text for the header, such as the trigger word."""
    header = {
        **metadata,
        "format": "pt",
        ADAPTER_METADATA: json.dumps(adapters.configs(), sort_keys=True),
    }
    with whole_file(path) as file:
        file.write(save(adapters.state(), metadata=header))
