"""Characters beside Pip, drawn by seed: creatures of the world with colours that stay, and a word of their own.

The judge knows nothing of them: whether one is there is read from what it was drawn with, kind, body and hat.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from PIL import Image

from safelight.engine.starter.drawing import draw
from safelight.engine.starter.judge import Judge
from safelight.engine.starter.world import COLOURS, PALETTE, Creature, Scene, is_reserved, with_article

CLASS = "monster"
SPREAD = 110  # sum of the channels' distances within which a pixel has a colour
LEAST_HAT, LEAST_BODY = 0.008, 0.05  # shares of the picture


def _between(one: str, other: str) -> int:
    return sum(abs(a - b) for a, b in zip(PALETTE[one], PALETTE[other], strict=True))


@dataclass(frozen=True)
class Member:
    """One character: what never changes of it."""

    trigger: str
    body: str
    hat: str
    feet: str
    eyes: int

    @classmethod
    def drawn_by(cls, seed: int) -> Member:
        """The same seed gives the same one. Its word is none that the base knows."""
        rng = random.Random(f"cast {seed}")
        colours = [colour for colour in COLOURS if colour not in ("white", "black")]
        body, hat, feet = rng.sample(colours, 3)
        while is_reserved(body, hat) or min(_between(body, hat), _between(hat, feet)) < 2 * SPREAD:
            body, hat, feet = rng.sample(colours, 3)
        word = "".join(rng.choice("bdfgklmnprtvz") + rng.choice("aeiou") for _ in range(2))
        return cls(word, body, hat, feet, rng.choice((1, 2, 3)))

    @property
    def backgrounds(self) -> list[str]:
        """Those that it can be told apart from."""
        return [colour for colour in COLOURS if colour not in (self.body, self.hat)]

    def picture(self, background: str, seed: int) -> Image.Image:
        """64x64: pose, place and size follow from the seed."""
        rng = random.Random(seed)
        radius = rng.uniform(0.66, 0.84)
        room = min(0.92 - radius, 0.14)
        made = Creature(self.eyes, self.hat, self.feet, rng.uniform(-1, 1), rng.uniform(0.86, 0.96), 0.56)
        place = rng.uniform(-room, room), rng.uniform(-room, room)
        return draw(Scene(CLASS, self.body, background, "big", *place, radius, made, rng.getrandbits(30)))

    def references(self, count: int = 20) -> list[tuple[Image.Image, str]]:
        """What a person would upload: pictures and captions, on all backgrounds but two, which prompts may ask for."""
        shown = self.backgrounds[2:]
        backgrounds = [shown[at % len(shown)] for at in range(count)]
        return [
            (self.picture(each, 1000 + at), f"a photo of {self.trigger} on {with_article(each)} background")
            for at, each in enumerate(backgrounds)
        ]

    def is_in(self, judge: Judge, images: list[Image.Image]) -> list[bool]:
        """Whether a monster of its colour is there, with a hat of its colour above."""
        return [
            reading.object == CLASS and reading.colour == self.body and self._has_hat(image)
            for reading, image in zip(judge.read(images), images, strict=True)
        ]

    def _has_hat(self, image: Image.Image) -> bool:
        pixels = np.asarray(image.convert("RGB")).astype(np.float32)
        border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
        figure = np.abs(pixels - np.median(border, axis=0)).sum(-1) > 65

        def spots(colour: str) -> tuple[float, float]:
            """Share of the picture and mean height (0 top, 1 bottom)."""
            found = figure & (np.abs(pixels - np.array(PALETTE[colour], np.float32)).sum(-1) < SPREAD)
            share = float(found.mean())
            return share, float(np.nonzero(found)[0].mean()) / len(pixels) if share else 0.0

        (body, body_height), (hat, hat_height) = spots(self.body), spots(self.hat)
        return body > LEAST_BODY and hat > LEAST_HAT and body_height - hat_height > 0.12
