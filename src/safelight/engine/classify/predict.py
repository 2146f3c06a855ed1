"""A trained classifier that answers: a model folder loaded once, pictures in, probabilities of each class out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, get_args

import torch
from PIL import Image
from torch import Tensor

from safelight.engine.classify.cache import copy_side
from safelight.engine.classify.crops import cut, middle_boxes
from safelight.engine.classify.decode import copy_of
from safelight.engine.classify.networks import quiet
from safelight.engine.diffusion.devices import free_memory, is_out_of_memory, move
from safelight.engine.diffusion.errors import ModelBroken, OutOfMemory
from safelight.engine.vision.prepare import on_white
from safelight.specs.classify import Channels, TrainConfig
from safelight.specs.predicting import ClassScore

CROP_SCALE: float = TrainConfig.model_fields["crop_scale"].default
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in a picture's pixels, upright."""


@dataclass(frozen=True)
class Preparation:
    """How our own trainings bring a picture to the model: the middle square of a small copy, resized, normalised."""

    size: int
    side: int
    """Short side of the copy that the square is cut from."""
    channels: Channels
    mean: tuple[float, ...]
    std: tuple[float, ...]
    """As many as the model has channels."""

    is_square = True  # what the model sees of a picture

    def __call__(self, image: Image.Image) -> Tensor:
        """(C, size, size) float32, as it was judged in training."""
        copy = copy_of(image, self.side, self.channels)
        sizes = torch.tensor([copy.shape[:2]])
        pixels = cut([copy], middle_boxes(sizes), torch.zeros(1, dtype=torch.bool), self.size)[0].float() / 255
        mean, std = torch.tensor(self.mean)[:, None, None], torch.tensor(self.std)[:, None, None]
        return (pixels.expand(len(self.mean), -1, -1) - mean) / std

    @classmethod
    def of(cls, config: Any, processor: Any) -> "Preparation | None":
        """Of a model's config and its image processor; None of a model that we have not trained."""
        channels: Any = getattr(config, "channels", None)
        crop = getattr(processor, "crop_size", None)
        if channels not in get_args(Channels) or not crop:
            return None
        size = int(crop["height"])
        side = getattr(config, "copy_side", None) or copy_side(size, CROP_SCALE)
        return cls(size, side, channels, tuple(processor.image_mean), tuple(processor.image_std))


class Classifier:
    """One classifier on its device, in float32. `labels` are its classes in their order."""

    def __init__(self, model: Any, prepare: "Preparation | Processor", *, device: torch.device) -> None:
        self.model, self.prepare, self.device = model, prepare, device
        names = model.config.id2label
        self.labels = tuple(str(names[at]) for at in sorted(names))
        self.size_bytes = sum(each.numel() * each.element_size() for each in (*model.parameters(), *model.buffers()))
        # Where each class is a question of its own, as transformers' pipelines see it too.
        self._is_multi = model.config.problem_type == "multi_label_classification"

    @classmethod
    def load(
        cls, path: Path, device: str | torch.device = "cpu", *, make_room: Callable[[], None] = lambda: None
    ) -> Self:
        """Read a folder of transformers or timm. Only safetensors are read, and no code of the folder runs.

        Where the device is full, `make_room` is called once. Raises ModelBroken, OutOfMemory.
        """
        from transformers import AutoModelForImageClassification  # noqa: PLC0415  seconds of importing

        device = torch.device(device)
        try:
            with quiet():
                model, told = AutoModelForImageClassification.from_pretrained(
                    path, local_files_only=True, use_safetensors=True, output_loading_info=True, dtype=torch.float32
                )
                prepare = _preparation(path, model.config)
        except (OSError, ValueError, KeyError, ImportError, TypeError, AttributeError, RuntimeError) as error:
            raise _broken(path, str(error).splitlines()[0] if str(error) else repr(error)) from error
        if missing := sorted(told["missing_keys"]):
            raise _broken(path, f"its weights have no {missing[0]}: it was not trained to tell classes apart")
        move(model, device, make_room=make_room, refusal=_too_large(device, path.name))
        model.eval().requires_grad_(requires_grad=False)
        return cls(model, prepare, device=device)

    def probabilities(self, pixels: Tensor) -> Tensor:
        """(B, K) float32 on the CPU, of (B, C, H, W). A batch that does not fit is parted. Raises OutOfMemory."""
        try:
            with torch.inference_mode():
                logits = self.model(pixel_values=pixels.to(self.device)).logits.float()
                return (logits.sigmoid() if self._is_multi else logits.softmax(-1)).cpu()
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
        free_memory(self.device)  # past the except block: the exception's frames hold the tensors
        if len(pixels) == 1:
            raise _too_large(self.device, "one picture")
        half = len(pixels) // 2
        return torch.cat([self.probabilities(pixels[:half]), self.probabilities(pixels[half:])])

    def top(self, probabilities: Tensor, count: int) -> list[ClassScore]:
        """The likeliest classes of one picture's (K,) probabilities, best first; of equal ones the first."""
        order = torch.argsort(probabilities, descending=True, stable=True)[: min(count, len(self.labels))].tolist()
        return [
            ClassScore(label=self.labels[at], index=at, probability=round(float(probabilities[at]), 7)) for at in order
        ]

    def seen(self, image_size: tuple[int, int]) -> Box:
        """The part of an upright picture of this width and height that the model gets to see."""
        if not self.prepare.is_square:
            return 0, 0, *image_size
        width, height = image_size
        short = min(width, height)
        left, top = (width - short) // 2, (height - short) // 2
        return left, top, left + short, top + short


class Processor:
    """Pictures prepared by the image processor that came with somebody else's model."""

    def __init__(self, processor: Any) -> None:
        self._processor = processor
        self.is_square = bool(getattr(processor, "do_center_crop", False))

    def __call__(self, image: Image.Image) -> Tensor:
        """(C, H, W) float32."""
        pixels: Tensor = self._processor(images=[on_white(image)], return_tensors="pt")["pixel_values"][0]
        return pixels.float()


def judge(classifier: Classifier, images: Sequence[Image.Image], *, batch: int = 16) -> Tensor:
    """(N, K) probabilities of pictures, some at a time."""
    found = []
    for start in range(0, len(images), batch):
        pixels = torch.stack([classifier.prepare(image) for image in images[start : start + batch]])
        found.append(classifier.probabilities(pixels))
    return torch.cat(found) if found else torch.zeros(0, len(classifier.labels))


def _preparation(path: Path, config: Any) -> Preparation | Processor:
    from transformers import AutoImageProcessor  # noqa: PLC0415  seconds of importing

    processor = AutoImageProcessor.from_pretrained(path, local_files_only=True)
    return Preparation.of(config, processor) or Processor(processor)


def _broken(path: Path, reason: str) -> ModelBroken:
    return ModelBroken(
        f"{path.name} cannot be loaded as a classifier: {reason}",
        hint="Use an image classifier of transformers or timm as safetensors, with its preprocessor_config.json.",
    )


def _too_large(device: torch.device, what: str) -> OutOfMemory:
    return OutOfMemory(f"{device} has not enough memory for {what}.", hint="Unload other models.")
