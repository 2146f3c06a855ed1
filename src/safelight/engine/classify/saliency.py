"""What a classifier looked at: a map of a picture, and a transparent PNG of it to lay over the picture."""

import base64
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F

from safelight.engine.classify.predict import Classifier
from safelight.kit.errors import InvalidInput
from safelight.specs.classify import SaliencyMethod
from safelight.specs.predicting import SaliencyAsk

SIDE = 256
"""Longest side of the PNG in pixels: it is smooth, and grows with the picture."""
LEVELS = 64
CLEAREST = 0.7
"""Opacity where the model looked most."""
COARSEST = 4
"""Rows of a feature map that still say where something is."""
_HEAT = ((0, 0, 4), (87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164))
"""Matplotlib's inferno in five steps: dark to bright, also for those who see fewer colours."""
_EXTRA = (1, 0, 2, 5)
"""Tokens before those of the patches: a class token, none, a distillation token too, four registers."""
Heat = NDArray[np.float32]


@dataclass(frozen=True)
class Saliency:
    """One way to see what one classifier looks at."""

    method: SaliencyMethod
    classifier: Classifier

    @classmethod
    def of(cls, classifier: Classifier, ask: SaliencyAsk) -> "Saliency":
        """The way that is asked for; `auto` takes the first that fits. Raises InvalidInput where it does not fit."""
        if ask == "gradient":
            return cls(ask, classifier)
        fitting = _fitting(classifier)
        if ask == "auto":
            return cls(fitting, classifier)
        if ask != fitting:
            raise InvalidInput.of(
                "saliency",
                ask,
                "the model has no attention to look at"
                if ask == "attention"
                else "the model is not made of convolutions",
                hint=f"Use {fitting}, or leave the choice to auto.",
            )
        return cls(ask, classifier)

    def heat(self, pixels: Tensor, index: int) -> Heat:
        """(h, w) from 0 to 1: what in the (C, H, W) input speaks for the class of that index."""
        found = _METHODS[self.method](self.classifier, pixels.to(self.classifier.device)[None], index)
        found = found.clamp(min=0)
        top = torch.quantile(found, 0.99) if found.numel() >= 100 else found.max()  # one odd pixel is no scale
        heat: Heat = (found / top.clamp(min=1e-12)).clamp(max=1).cpu().numpy().astype(np.float32)
        return heat

    def overlay(self, image: Image.Image, index: int) -> str:
        """A PNG of the whole picture's proportions as a data URL; what the model does not get to see stays clear."""
        heat = self.heat(self.classifier.prepare(image), index)
        return (
            "data:image/png;base64,"
            + base64.b64encode(png_of(heat, image.size, self.classifier.seen(image.size))).decode()
        )


def png_of(heat: Heat, size: tuple[int, int], box: tuple[int, int, int, int]) -> bytes:
    """The map where it belongs in a picture of that width and height, as a transparent PNG of at most SIDE pixels."""
    scale = min(1.0, SIDE / max(size))
    width, height = (max(1, round(side * scale)) for side in size)
    left, top, right, bottom = (round(edge * scale) for edge in box)
    small = Image.fromarray(heat, "F").resize((max(1, right - left), max(1, bottom - top)), Image.Resampling.BICUBIC)
    levels = np.zeros((height, width), np.uint8)
    inside = np.clip(np.asarray(small) * (LEVELS - 1), 0, LEVELS - 1).astype(np.uint8)
    inside = inside[: height - top, : width - left]
    levels[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    picture = Image.fromarray(levels, "P")
    shades = np.linspace(0, 1, LEVELS)
    steps = np.linspace(0, 1, len(_HEAT))
    colours = np.stack([np.interp(shades, steps, [colour[at] for colour in _HEAT]) for at in range(3)], 1)
    picture.putpalette(colours.round().astype(np.uint8).tobytes())
    out = io.BytesIO()
    alpha = (shades * CLEAREST * 255).round().astype(np.uint8).tobytes()
    picture.save(out, "PNG", transparency=alpha, optimize=True)
    return out.getvalue()


def _fitting(classifier: Classifier) -> SaliencyMethod:
    blank = torch.zeros_like(classifier.prepare(Image.new("RGB", (64, 64))))[None].to(classifier.device)
    with torch.no_grad():
        if _attentions(classifier, blank)[1]:
            return "attention"
        maps: list[Tensor] = []
        with _watched(classifier.model, maps.append):
            classifier.model(pixel_values=blank)
    return "gradcam" if len(maps) > 1 else "gradient"  # one alone cuts the picture into patches


def _gradient(classifier: Classifier, pixels: Tensor, index: int) -> Tensor:
    """Gradient times input (Shrikumar et al. 2016), added up over channels and smoothed over a few pixels."""
    given = pixels.clone().requires_grad_()
    with torch.enable_grad():
        score = classifier.model(pixel_values=given).logits[0, index]
    (slope,) = torch.autograd.grad(score, given)
    found = (slope * pixels).sum(1, keepdim=True).abs()
    width = max(3, pixels.shape[-1] // 16) | 1
    return F.avg_pool2d(found, width, stride=1, padding=width // 2, count_include_pad=False)[0, 0]


def _gradcam(classifier: Classifier, pixels: Tensor, index: int) -> Tensor:
    """Grad-CAM (Selvaraju et al. 2017) at the last feature map that is not too coarse to say where."""
    maps: list[Tensor] = []
    with torch.enable_grad(), _watched(classifier.model, maps.append):
        score = classifier.model(pixel_values=pixels.clone().requires_grad_()).logits[0, index]
    fine = [each for each in maps if min(each.shape[2:]) >= COARSEST]
    chosen = fine[-1] if fine else max(maps, key=lambda each: each.shape[2] * each.shape[3])
    (slope,) = torch.autograd.grad(score, chosen)
    return (slope.mean((2, 3), keepdim=True) * chosen.detach()).sum(1)[0].relu()


def _attention(classifier: Classifier, pixels: Tensor, index: int) -> Tensor:
    """Attention rolled out over the layers (Abnar & Zuidema 2020), weighted by its gradient (Chefer et al. 2021)."""
    with torch.enable_grad():
        logits, attentions = _attentions(classifier, pixels.clone().requires_grad_())
        slopes = torch.autograd.grad(logits[0, index], attentions, allow_unused=True)
    tokens = attentions[0].shape[-1]
    rolled = torch.eye(tokens, device=pixels.device)
    for attention, slope in zip(attentions, slopes, strict=True):
        if slope is not None:
            rolled = rolled + (slope * attention)[0].clamp(min=0).mean(0).detach() @ rolled
    extra, side = _grid(tokens) or (0, 1)
    found = rolled[0, extra:] if extra else rolled.mean(0)
    return found.reshape(side, side)


_METHODS: dict[SaliencyMethod, Callable[[Classifier, Tensor, int], Tensor]] = {
    "gradient": _gradient,
    "gradcam": _gradcam,
    "attention": _attention,
}


def _attentions(classifier: Classifier, pixels: Tensor) -> tuple[Tensor, list[Tensor]]:
    """The logits, and of each layer (1, heads, tokens, tokens); none where the tokens are no grid of patches."""
    model = classifier.model
    before = getattr(model.config, "_attn_implementation", None)
    if before is None or not hasattr(model.config, "num_attention_heads"):
        return torch.empty(0), []
    model.set_attn_implementation("eager")  # the faster ones do not tell what they attended to
    try:
        out: Any = model(pixel_values=pixels, output_attentions=True)
    except (TypeError, ValueError):  # the network has no such output
        return torch.empty(0), []
    finally:
        model.set_attn_implementation(before)
    found = [each for each in out.attentions or () if each is not None]
    is_grid = bool(found) and all(each.dim() == 4 and each.shape == found[0].shape for each in found)
    return out.logits, found if is_grid and _grid(found[0].shape[-1]) else []


def _grid(tokens: int) -> tuple[int, int] | None:
    """Tokens before those of the patches, and patches of a side; None where they are no square."""
    for extra in _EXTRA:
        side = round(max(tokens - extra, 0) ** 0.5)
        if side and side * side == tokens - extra:
            return extra, side
    return None


@contextmanager
def _watched(model: nn.Module, see: Callable[[Tensor], None]) -> Iterator[None]:
    """While the block runs, `see` is shown each feature map (1, C, h, w) with more than one place."""

    def look(_module: nn.Module, _inputs: Any, out: Any) -> None:
        if isinstance(out, Tensor) and out.dim() == 4 and min(out.shape[2:]) > 1:
            see(out)

    hooks = [part.register_forward_hook(look) for part in model.modules()]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
