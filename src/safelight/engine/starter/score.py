"""Scores: do pictures hold what the prompt said, and is the character in them?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
from PIL import Image
from torch.nn import functional as F

from safelight.engine.starter.character import PURPLE, YELLOW
from safelight.engine.starter.judge import Judge
from safelight.engine.starter.world import Scene, caption, scenes


@dataclass(frozen=True)
class PromptScore:
    """Shares of pictures (0..1) in which the word was read off right."""

    object: float
    colour: float
    background: float
    all: float
    pictures: int

    def as_dict(self) -> dict[str, float]:
        """For reports and JSON."""
        return asdict(self)


def prompts(n: int, seed: int, *, held_out: bool = True) -> list[tuple[Scene, str]]:
    """Scenes with a caption that names their background; by default of combinations never trained on."""
    rng = random.Random(seed)
    chosen: list[tuple[Scene, str]] = []
    for what in scenes(seed, held_out=held_out):
        text = caption(what, rng)
        if " on " in text or "background" in text:
            chosen.append((what, text))
        if len(chosen) == n:
            break
    return chosen


def generate(
    pipe: StableDiffusionPipeline,
    texts: Sequence[str],
    *,
    seed: int = 0,
    num_inference_steps: int = 8,
    guidance_scale: float = 4.0,
    batch: int = 16,
) -> list[Image.Image]:
    """One 64x64 picture per text, each from its own seed, so that batches do not change them."""
    images: list[Image.Image] = []
    for at in range(0, len(texts), batch):
        part = list(texts[at : at + batch])
        generators = [torch.Generator().manual_seed(seed * 100_003 + at + i) for i in range(len(part))]
        made = pipe(
            part,
            num_inference_steps=num_inference_steps,
            guidance_scale=guidance_scale,
            width=64,
            height=64,
            generator=generators,
        )
        images += made.images
    return images


def score(judge: Judge, wanted: Sequence[Scene], images: list[Image.Image]) -> PromptScore:
    """Reads the pictures and counts the words that agree with the scenes."""
    right = np.array(
        [
            (r.object == s.object, r.colour == s.colour, r.background == s.background)
            for r, s in zip(judge.read(images), wanted, strict=True)
        ]
    )
    thing, colour, background = (float(v) for v in right.mean(0))
    return PromptScore(thing, colour, background, float(right.all(1).mean()), len(images))


def score_prompts(
    pipe: StableDiffusionPipeline,
    n: int = 200,
    seed: int = 0,
    *,
    judge: Judge | None = None,
    held_out: bool = True,
    num_inference_steps: int = 8,
    guidance_scale: float = 4.0,
) -> PromptScore:
    """How often the pipeline obeys `n` prompts, by the judge."""
    wanted = prompts(n, seed, held_out=held_out)
    images = generate(
        pipe,
        [text for _, text in wanted],
        seed=seed,
        num_inference_steps=num_inference_steps,
        guidance_scale=guidance_scale,
    )
    return score(judge or Judge.load(), [s for s, _ in wanted], images)


def likeness(judge: Judge, images: list[Image.Image], references: list[Image.Image]) -> list[float]:
    """Cosine (-1..1) between each picture's features and the references' mean; pictures of other things are near 0."""
    middle = judge.features(references).mean(0, keepdim=True)
    return [float(v) for v in F.cosine_similarity(judge.features(images), middle)]


def has_pip_layout(image: Image.Image) -> bool:
    """Purple (the body) with yellow (the hat) above it, neither being the background. Knows nothing of any network."""
    pixels = np.asarray(image.convert("RGB").resize((64, 64), Image.Resampling.LANCZOS)).astype(np.float32)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    figure = np.abs(pixels - np.median(border, axis=0)).sum(-1) > 65

    def spots(colour: tuple[int, int, int]) -> tuple[float, float]:
        """Share of the picture and mean height (0 top, 1 bottom) of one colour."""
        found = figure & (np.abs(pixels - np.array(colour, np.float32)).sum(-1) < 110)
        share = float(found.mean())
        return share, float(np.nonzero(found)[0].mean()) / 64 if share else 0.0

    (body, body_height), (hat, hat_height) = spots(PURPLE), spots(YELLOW)
    return body > 0.06 and hat > 0.012 and body_height - hat_height > 0.12
