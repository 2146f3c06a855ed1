"""Single-file checkpoints: what kind one is, and whose configs and tokenizers it is read with."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import diffusers
import torch
from diffusers.loaders import single_file_utils

from safelight.engine.diffusion.errors import ModelBroken
from safelight.kit.errors import InvalidInput
from safelight.kit.model_card import read_model_card
from safelight.kit.safetensors_header import read_header

# Keys that tell the checkpoints of one original code from another, most special first.
# Source: diffusers/loaders/single_file_utils.py, CHECKPOINT_KEY_NAMES.
_KINDS = (
    ("conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias", "StableDiffusionXLPipeline"),
    ("joint_blocks.0.context_block.adaLN_modulation.1.bias", "StableDiffusion3Pipeline"),
    ("model.diffusion_model.joint_blocks.0.context_block.adaLN_modulation.1.bias", "StableDiffusion3Pipeline"),
    ("double_blocks.0.img_attn.norm.key_norm.scale", "FluxPipeline"),
    ("model.diffusion_model.double_blocks.0.img_attn.norm.key_norm.scale", "FluxPipeline"),
    ("model.diffusion_model.input_blocks.1.1.proj_in.weight", "StableDiffusionPipeline"),
)


def read(path: Path, *, dtype: torch.dtype, donors: Sequence[Path] = (), configs: Path | None = None) -> Any:
    """A pipeline from one .safetensors file, with configs of its base or of a donor of the same pipeline class.

    Raises ModelBroken: no known kind, or nobody to take configs from; the hint says what to get.
    """
    header = read_header(path)
    class_name = next((cls for key, cls in _KINDS if key in header.tensors), None)
    if class_name is None:
        raise ModelBroken("this single file is of no kind that is known here.", hint="Use a diffusers folder.")
    base = _base_of(path)
    failures: list[str] = []
    for folder in _candidates(class_name, base, donors, configs):
        try:
            pipeline = call_loader(
                getattr(diffusers, class_name).from_single_file,
                path,
                config=str(folder),
                dtype=dtype,
                use_safetensors=True,
                local_files_only=True,
                **({"safety_checker": None} if class_name == "StableDiffusionPipeline" else {}),
            )
        except ModelBroken as error:
            failures.append(f"with those of {folder.name}: {error.message}")
            continue
        for part in pipeline.components.values():
            if isinstance(part, torch.nn.Module):
                part.eval()  # diffusers leaves T5 in training: it would drop out words, others at each picture
        return pipeline
    tried = f" Tried {'; '.join(failures)}" if failures else ""
    raise ModelBroken(
        f"{path.name} is a {class_name} checkpoint, but the configs and tokenizer that belong to it are not on this "
        f"machine.{tried}",
        hint=f"Download the configs of {base or 'its base model'} (no weights), or put a {class_name} folder of the "
        f"same kind into the models folder.",
    )


def call_loader(loader: Callable[..., Any], path: Path, **options: Any) -> Any:
    """Call diffusers' loader; whatever it raises about the files, in one error that says where."""
    try:
        return loader(str(path), **options)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, ImportError) as error:
        if isinstance(error, torch.OutOfMemoryError):
            raise
        reason = str(error).strip().splitlines()
        raise ModelBroken(
            f"{reason[0][:300] if reason else type(error).__name__}",
            hint="A file may be missing or from another version; download the model again.",
        ) from error


def _candidates(class_name: str, base: str | None, donors: Sequence[Path], configs: Path | None) -> Iterator[Path]:
    if base and configs is not None and (configs / base / "model_index.json").is_file():
        yield configs / base
    for donor in donors:
        try:
            if donor.is_dir() and read_model_card(donor).class_name == class_name:
                yield donor
        except InvalidInput:
            continue


def _base_of(path: Path) -> str | None:
    """The repository whose configs diffusers would take, by the names and shapes of the tensors."""
    shapes = {name: torch.empty(info.shape, device="meta") for name, info in read_header(path).tensors.items()}
    try:
        found = single_file_utils.fetch_diffusers_config(shapes)
    except (KeyError, ValueError, IndexError, AttributeError):
        return None
    return str(found["pretrained_model_name_or_path"]) if found else None
