"""What is this file or folder? Answered from configs, and from the names and shapes of tensors; weights stay unread."""

from pathlib import Path

from safelight.kit.identify.files import identify_file, identify_header
from safelight.kit.identify.folders import identify_folder, is_model_folder
from safelight.kit.identify.identity import Format, Identity, Kind, UnknownModel, Variant

__all__ = [
    "Format",
    "Identity",
    "Kind",
    "UnknownModel",
    "Variant",
    "identify",
    "identify_file",
    "identify_folder",
    "identify_header",
    "is_model_folder",
]


def identify(path: Path) -> Identity:
    """Say what a diffusers or transformers folder, or a single .safetensors file, is.

    Raises:
        UnknownModel: whole, but of no kind that is known.
        BadWeightsFile, PickledWeights, InvalidInput: no model, or a broken one; the message says which file and why.
    """
    if path.is_dir():
        return identify_folder(path)
    return identify_file(path)
