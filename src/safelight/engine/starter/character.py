"""The sample character: Pip, whom the base model has never seen, as the reference pictures a person would upload."""

from __future__ import annotations

import json
import random
from pathlib import Path

from PIL import Image

from safelight.engine.starter.drawing import INK, PAPER, SUPERSAMPLE, Colour, Pen, body, eye, shade
from safelight.engine.starter.world import COLOURS, PALETTE, with_article

TRIGGER = "pip"
COUNT = 20
SEED = 7
PIXELS = 256
# Backgrounds that Pip can be told apart from; the others are left for prompts that no reference shows.
SHOWN_ON = tuple(c for c in COLOURS if c not in ("purple", "yellow", "green", "white"))

PURPLE: Colour = (142, 62, 188)
YELLOW: Colour = (250, 208, 52)
GREEN: Colour = (62, 178, 88)


def paint(image: Image.Image, x: float, y: float, radius: float, rng: random.Random) -> None:
    """Pip at (x, y) in shares of half the picture: purple egg, three eyes, yellow cone hat, green feet, two arms."""
    pen = Pen(image, x, y, radius)
    top = -0.44
    width = rng.uniform(0.92, 0.98)
    left, right = rng.uniform(-0.4, 1.0), rng.uniform(-0.4, 1.0)
    lean = rng.uniform(-0.1, 0.1)
    for side, lift in ((-1, left), (1, right)):
        pen.line(
            [(side * 0.54, 0.22), (side * 0.78, 0.2 - 0.18 * lift), (side * 0.92, 0.2 - 0.46 * lift)], 0.14, PURPLE
        )
        pen.ellipse(side * 0.3, 0.9, 0.25, 0.11, GREEN)
    body(pen, width, top, 0.88, PURPLE)
    pen.ellipse(0, 0.64, 0.32, 0.17, shade(PURPLE, 1.14))
    pen.polygon([(lean, top - 0.56), (0.36, top + 0.12), (-0.36, top + 0.12)], YELLOW)
    pen.disc(lean, top - 0.54, 0.08, shade(YELLOW, 1.5))
    pen.ellipse(0, top + 0.12, 0.47, 0.08, shade(YELLOW, 0.9))
    look = rng.uniform(-0.6, 0.6)
    for ex, ey in ((-0.37, 0.1), (0.0, -0.06), (0.37, 0.1)):
        eye(pen, ex, ey, 0.175, look)
        pen.disc(ex + look * 0.07 - 0.04, ey - 0.05, 0.03, PAPER)
    for side in (-1, 1):
        pen.ellipse(side * 0.38, 0.38, 0.09, 0.055, PALETTE["pink"])
    pen.smile(0, 0.36, 0.22, 0.17, 0.06, INK)


def reference(background: str, seed: int, pixels: int = PIXELS) -> Image.Image:
    """One picture of Pip; pose, place and size follow from the seed."""
    rng = random.Random(seed)
    r, g, b = (max(0, min(255, c + rng.randint(-8, 8))) for c in PALETTE[background])
    image = Image.new("RGB", (pixels * SUPERSAMPLE,) * 2, (r, g, b))
    radius = rng.uniform(0.62, 0.84)
    room = min(0.94 - radius, 0.14)
    paint(image, rng.uniform(-room, room), rng.uniform(-room, room), radius, rng)
    return image.reduce(SUPERSAMPLE)


def reference_caption(background: str) -> str:
    """The words a person would write under it: the trigger and the background."""
    return f"a photo of {TRIGGER} on {with_article(background)} background"


def references(count: int = COUNT, seed: int = SEED) -> list[tuple[Image.Image, str]]:
    """Pictures with their captions; backgrounds take turns."""
    backgrounds = [SHOWN_ON[i % len(SHOWN_ON)] for i in range(count)]
    return [(reference(b, seed * 1000 + i), reference_caption(b)) for i, b in enumerate(backgrounds)]


def draw_references(folder: Path, count: int = COUNT, seed: int = SEED) -> list[Path]:
    """Writes `pip-01.png` ... and `captions.json` (file name to caption); the same seed gives the same files."""
    folder.mkdir(parents=True, exist_ok=True)
    captions, paths = {}, []
    for i, (image, text) in enumerate(references(count, seed), start=1):
        path = folder / f"{TRIGGER}-{i:02d}.png"
        image.save(path, optimize=True)
        captions[path.name] = text
        paths.append(path)
    (folder / "captions.json").write_text(json.dumps(captions, indent=2) + "\n")
    return paths
