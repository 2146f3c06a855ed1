"""What a training leaves: a LoRA file, or a pipeline folder, that plain diffusers loads to the very same result."""

import json
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor, nn

from safelight.engine.training.weights import variant_in, variant_of
from safelight.kit.files import publish, whole_file
from safelight.kit.model_card import CARD_FILE

ADAPTER_METADATA = "lora_adapter_metadata"
"""Where diffusers looks for rank, alpha and targets (diffusers.loaders.lora_base.LORA_ADAPTER_METADATA_KEY)."""
SHARD = "10GB"  # as diffusers' own; one size for the parts of transformers too
_DTYPES = {"F64": torch.float32, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
_KEPT = (".json", ".txt", ".model", ".safetensors")  # of a part: configs, vocabularies, weights; no other framework's


def save_lora(path: Path, state: Mapping[str, Tensor], configs: Mapping[str, Any], metadata: Mapping[str, str]) -> None:
    """Write the file whole. `metadata`: further text for the header, such as the trigger word."""
    header = {
        **metadata,
        "format": "pt",
        ADAPTER_METADATA: json.dumps(configs, sort_keys=True),
    }
    with whole_file(path) as file:
        file.write(save(dict(state), metadata=header))


def save_pipeline(folder: Path, base: Path, networks: Mapping[str, nn.Module], metadata: Mapping[str, str]) -> None:
    """A copy of the pipeline folder `base` with these parts in place of its own, there whole or not at all.

    The others are hard links where the disk allows it. Each part keeps the number format, and the file variant, that
    the base stores it in. `metadata` goes into the card, under "trained".
    """
    partial = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        partial.mkdir(parents=True)
        for path in sorted(base.iterdir()):
            if path.is_dir() and path.name not in networks and not path.name.startswith("."):
                _link_part(path, partial / path.name)
            elif path.name in ("model_index.json", CARD_FILE) or path.name.upper().startswith("LICEN"):
                shutil.copyfile(path, partial / path.name)
        for part, network in networks.items():
            with _stored_as(network, _dtype_of(base / part)):
                network.save_pretrained(  # type: ignore[operator]  # a method of diffusers' and transformers' models
                    partial / part, max_shard_size=SHARD, variant=variant_of(base / part)
                )
        _note(partial / CARD_FILE, metadata)
        shutil.rmtree(folder, ignore_errors=True)  # of an earlier attempt
        publish(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def link_folder(source: Path, target: Path) -> None:
    """A folder's files a second time: hard links where the disk allows it, else copies."""
    shutil.copytree(source, target, copy_function=_link)


def _link_part(part: Path, target: Path) -> None:
    """One part's files: its configs, and its weights in one variant."""
    variant = variant_of(part)
    for path in sorted(part.iterdir()):
        is_other = path.suffix == ".safetensors" and variant_in(path.name) != variant
        if path.is_file() and path.suffix in _KEPT and not is_other:
            target.mkdir(exist_ok=True)
            _link(str(path), str(target / path.name))


def _link(source: str, target: str) -> None:
    try:
        os.link(os.path.realpath(source), target)  # hubs' caches are links to blobs
    except OSError:  # another disk, or one that knows no links
        shutil.copyfile(source, target)


def _dtype_of(part: Path) -> torch.dtype:
    """Of most of its tensors, by the files' headers."""
    count: Counter[str] = Counter()
    variant = variant_of(part)
    for path in part.glob("*.safetensors"):
        if variant_in(path.name) != variant:
            continue
        with safe_open(path, framework="pt") as file:
            count.update(file.get_slice(name).get_dtype() for name in file.keys())  # noqa: SIM118 (no dict)
    most = next((name for name, _ in count.most_common() if name in _DTYPES), "F32")
    return _DTYPES[most]


@contextmanager
def _stored_as(network: nn.Module, dtype: torch.dtype) -> Iterator[None]:
    """The parameters on the CPU in that format for as long as this lasts: a copy of one network is never made whole."""
    kept = {parameter: parameter.data for parameter in network.parameters()}
    for parameter in kept:
        parameter.data = parameter.data.to("cpu", dtype)
    try:
        yield
    finally:
        for parameter, data in kept.items():
            parameter.data = data


def _note(card: Path, metadata: Mapping[str, str]) -> None:
    told = json.loads(card.read_text(encoding="utf-8")) if card.is_file() else {}
    for named in ("name", "description"):  # the base's
        told.pop(named, None)
    with whole_file(card) as file:
        file.write(json.dumps({**told, "trained": dict(metadata)}, indent=2).encode())
