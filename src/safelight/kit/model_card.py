"""What a diffusers model folder says of itself, read without torch: class, size, defaults, and our own card.

The card is an optional `safelight.json`: {"family", "name", "description", "licence", "defaults": {…}, "training":
{…}}. `defaults` are fields of ModelDefaults and `training` of TrainSpec; who reads them validates them there. What
it does not say of description and licence, the README of the Hugging Face hub may.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safelight.kit.errors import InvalidInput

CARD_FILE = "safelight.json"

_README_BYTES = 64 << 10
_DESCRIPTION_LENGTH = 300
_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_LICENCE = re.compile(r"^(license|license_name):[ \t]*[\"']?([^\"'\n#]+)", re.MULTILINE)
_PROSE = re.compile(r"^[`*_]{0,3}[^\W\d_]")  # not a heading, list, table, picture, badge or HTML
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


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
    description: str | None = None
    licence: str | None = None

    @property
    def components(self) -> tuple[str, ...]:
        """Names of the parts: unet, vae, text_encoder and so on."""
        return tuple(self.parts)


@dataclass(frozen=True)
class Paper:
    """What a folder's makers and owner say of it, beyond its weights; of a single file nothing."""

    name: str | None = None
    family: str | None = None
    description: str | None = None
    licence: str | None = None
    defaults: dict[str, Any] = field(default_factory=dict)
    training: dict[str, Any] = field(default_factory=dict)


def read_paper(folder: Path | None) -> Paper:
    """Read `safelight.json`, the README, and the sizes that configs name. Raises InvalidInput for broken JSON."""
    if folder is None:
        return Paper()
    card, readme = _read(folder / CARD_FILE), _readme(folder)
    return Paper(
        name=card.get("name"),
        family=card.get("family"),
        description=card.get("description") or _description(readme),
        licence=card.get("licence") or _licence(readme),
        defaults={**_native(folder, _read(folder / "model_index.json")), **(card.get("defaults") or {})},
        training=card.get("training") or {},
    )


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
    paper = read_paper(folder)
    return ModelCard(
        class_name=str(index.get("_class_name")),
        name=paper.name,
        family=paper.family,
        defaults=paper.defaults,
        training=paper.training,
        parts={k: str(v[0]) for k, v in index.items() if isinstance(v, list) and len(v) == 2 and v[0] is not None},
        weight_bytes=sum(file.stat().st_size for file in folder.glob("*/*.safetensors")),
        description=paper.description,
        licence=paper.licence,
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


def _readme(folder: Path) -> str:
    path = folder / "README.md"
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return file.read(_README_BYTES).decode("utf-8", "replace").replace("\r\n", "\n")


def _licence(readme: str) -> str | None:
    """`license` of the hub's front matter, or `license_name` where it is one of the owner's."""
    front = _FRONT_MATTER.match(readme)
    lines = _LICENCE.findall(front[1]) if front else []
    said = {field: value.strip() for field, value in lines}
    licence = said.get("license")
    return said.get("license_name", licence) if licence == "other" else licence


def _description(readme: str) -> str | None:
    """The first paragraph of prose."""
    body = _FRONT_MATTER.sub("", readme, count=1)
    for paragraph in re.split(r"\n\s*\n", body):
        if _PROSE.match(paragraph.lstrip()):
            text = " ".join(_LINK.sub(r"\1", paragraph).replace("**", "").replace("`", "").split())
            return text if len(text) <= _DESCRIPTION_LENGTH else f"{text[:_DESCRIPTION_LENGTH].rstrip()} …"
    return None
