"""What a model is, as its files tell it."""

from dataclasses import dataclass, field
from typing import Literal

from safelight.kit.errors import InvalidInput
from safelight.kit.safetensors_header import Header

Kind = Literal[
    "base", "video", "lora", "vae", "embedding", "controlnet", "upscaler", "captioner", "classifier", "component"
]
Format = Literal["diffusers", "single-file", "transformers", "timm", "diffusers-lora", "kohya", "upscaler", "embedding"]
Variant = Literal["inpaint", "edit", "depth", "refiner", "upscale", "control", "redux"]

_DTYPES = {
    "F32": "float32", "F16": "float16", "BF16": "bfloat16", "F64": "float64", "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2", "I8": "int8", "U8": "uint8", "F4": "float4",
}  # fmt: skip
_COUNTS = frozenset({"I64", "I32", "I16", "BOOL", "U16", "U32", "U64"})  # position ids and the like, no weights


class UnknownModel(InvalidInput):
    """The file or folder is whole, but of no kind that is known here."""

    code = "model_unknown"


@dataclass(frozen=True)
class Weights:
    """The tensors of some files in short: how many numbers, of which type, in how many bytes."""

    parameters: int = 0
    size_bytes: int = 0
    dtypes: tuple[tuple[str, int], ...] = ()  # (safetensors' name, bytes)

    def __add__(self, other: "Weights") -> "Weights":
        merged = dict(self.dtypes)
        for name, size in other.dtypes:
            merged[name] = merged.get(name, 0) + size
        return Weights(
            self.parameters + other.parameters, self.size_bytes + other.size_bytes, tuple(sorted(merged.items()))
        )

    @property
    def dtype(self) -> str | None:
        """The number type of most of the bytes, by torch's name."""
        found = [(size, name) for name, size in self.dtypes if name not in _COUNTS]
        return _DTYPES.get(max(found)[1], max(found)[1].lower()) if found else None


@dataclass(frozen=True)
class Identity:
    """One model. What its files do not tell is None: nothing here is guessed from a file's name."""

    kind: Kind
    format: Format
    family: str | None = None
    version: str | None = None  # within the family: 1.x, 2.x, 3, 3.5-medium, dev, schnell …; of an upscaler: its kind
    pipeline: str | None = None  # the class of diffusers or transformers that loads it
    variant: Variant | None = None  # it needs more than words, or does something else with them
    prediction_type: str | None = None
    distilled: bool | None = None  # True: made for few steps or no guidance
    dtype: str | None = None
    parameters: int = 0
    size_bytes: int = 0
    rank: int | None = None  # of a LoRA
    network: str | None = None  # of a LoRA: lora, dora, loha, lokr …
    scale: int | None = None  # of an upscaler
    words: tuple[str, ...] = ()  # trigger of a LoRA, where it says so
    title: str | None = None
    notes: tuple[str, ...] = field(default=())


def weights_of(header: Header) -> Weights:
    """What one file holds."""
    sizes: dict[str, int] = {}
    parameters = 0
    for tensor in header.tensors.values():
        sizes[tensor.dtype] = sizes.get(tensor.dtype, 0) + tensor.end - tensor.start
        count = 1
        for side in tensor.shape:
            count *= side
        parameters += count
    return Weights(parameters, header.tensor_bytes, tuple(sorted(sizes.items())))
