"""What a diffusers model folder says of itself, read without torch: class, size, defaults, and our own card.

The card is an optional `safelight.json`: {"family", "name", "defaults": {…}, "training": {…}}. `defaults` are fields
of ModelDefaults and `training` of LoraTrainSpec; who reads them validates them there.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safelight.kit.errors import InvalidInput

CARD_FILE = "safelight.json"


@dataclass(frozen=True)
class ModelCard:
    """A model folder in short."""

    class_name: str
    name: str | None
    family: str | None
    defaults: dict[str, Any]
    training: dict[str, Any]
    parts: dict[str, str]  # component -> library its class comes from
    weight_bytes: int

    @property
    def components(self) -> tuple[str, ...]:
        """Names of the parts: unet, vae, text_encoder and so on."""
        return tuple(self.parts)


def read_model_card(folder: Path) -> ModelCard:
    """Read `model_index.json`, the parts' configs, and `safelight.json` where there is one.

    Raises:
        InvalidInput: the folder is no diffusers pipeline, or one of the files is not valid JSON.
    """
    index = _read(folder / "model_index.json")
    if not index:
        raise InvalidInput(
            f"{folder.name} is no diffusers model folder: it has no model_index.json.",
            hint="Point at the folder that holds model_index.json, unet/ or transformer/, vae/ and so on.",
        )
    card = _read(folder / CARD_FILE)
    return ModelCard(
        class_name=str(index.get("_class_name")),
        name=card.get("name"),
        family=card.get("family"),
        defaults={**_native(folder, index), **(card.get("defaults") or {})},
        training=card.get("training") or {},
        parts={k: str(v[0]) for k, v in index.items() if isinstance(v, list) and len(v) == 2 and v[0] is not None},
        weight_bytes=sum(file.stat().st_size for file in folder.glob("*/*.safetensors")),
    )


def _native(folder: Path, index: dict[str, Any]) -> dict[str, Any]:
    """Size and sampler the model was made for, where its configs tell."""
    defaults: dict[str, Any] = {}
    denoiser = _read(folder / "unet/config.json") or _read(folder / "transformer/config.json")
    vae = _read(folder / "vae/config.json")
    side = denoiser.get("sample_size")
    levels = vae.get("block_out_channels")
    if isinstance(side, int) and isinstance(levels, list):
        pixels = side * 2 ** (len(levels) - 1)  # the VAE halves once between levels
        defaults |= {"width": pixels, "height": pixels}
    scheduler = index.get("scheduler")
    if isinstance(scheduler, list) and str(scheduler[1]).startswith("FlowMatch"):
        defaults["scheduler"] = "euler"  # the only one that flow-matching models take
    return defaults


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidInput(f"{path.parent.name}/{path.name} is not valid JSON: {error}.") from error
    if not isinstance(content, dict):
        raise InvalidInput(f"{path.parent.name}/{path.name} is not a JSON object.")
    return content
