"""A single .safetensors file by its keys and shapes.

Sources: diffusers/loaders/single_file_utils.py (CHECKPOINT_KEY_NAMES), spandrel's architectures, and the layouts of
the original code of each family.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from safelight.kit.errors import InvalidInput
from safelight.kit.identify import checkpoints, loras, parts, upscalers
from safelight.kit.identify.identity import Identity, UnknownModel, weights_of
from safelight.kit.safetensors_header import CONVERT, Header, PickledWeights, read_header

PICKLES = (".ckpt", ".pt", ".pth", ".bin", ".pkl")
SUFFIX = ".safetensors"

# The most telling first: a checkpoint holds what the smaller kinds hold alone, and a LoRA names the layers of all.
_KINDS: tuple[Callable[[Header], Identity | None], ...] = (
    loras.lora,
    checkpoints.controlnet,
    checkpoints.checkpoint,
    parts.embedding,
    parts.vae,
    upscalers.upscaler,
    parts.component,
)


def identify_file(path: Path) -> Identity:
    """See `identify`."""
    if path.suffix.lower() in PICKLES and path.is_file():
        raise PickledWeights(
            f"{path.name} is a file type for pickled weights; they are not loaded because they can run code.",
            hint=CONVERT,
        )
    header = read_header(path)
    if path.suffix.lower() != SUFFIX:
        raise InvalidInput(
            f"{path.name} holds safetensors under another name.", hint=f"Rename it to {path.stem}{SUFFIX}."
        )
    return identify_header(header, name=path.name)


def identify_header(header: Header, *, name: str = "The file") -> Identity:
    """The same from a header alone. Raises UnknownModel."""
    if not header.tensors:
        raise UnknownModel(f"{name} holds no weights.", hint="Download or copy it again.")
    found = next((found for kind in _KINDS if (found := kind(header))), None)
    if found is None:
        some = ", ".join(list(header.tensors)[:3])
        raise UnknownModel(
            f"{name} is of no kind that is known here: its {len(header.tensors)} tensors are named {some} …",
            hint="Use its diffusers folder if there is one, or say where it belongs in a bug report.",
        )
    weights = weights_of(header)
    return replace(
        found,
        dtype=weights.dtype,
        parameters=weights.parameters,
        size_bytes=weights.size_bytes,
        title=header.metadata.get("modelspec.title") or header.metadata.get("ss_output_name"),
    )
