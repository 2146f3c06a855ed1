"""Draws a `Scene` with smooth edges: everything is painted several times too large and then averaged down."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

from safelight.engine.starter.world import PALETTE, Scene

Colour = tuple[int, int, int]
Point = tuple[float, float]

SUPERSAMPLE = 4
INK: Colour = (28, 26, 34)
PAPER: Colour = (250, 250, 250)


class Pen:
    """Draws in units of an object's radius around its middle; y points down."""

    def __init__(self, image: Image.Image, x: float, y: float, radius: float) -> None:
        self._draw = ImageDraw.Draw(image)
        half = image.width / 2
        self._x, self._y, self._r = half + x * half, half + y * half, radius * half

    def _at(self, point: Point) -> Point:
        return self._x + point[0] * self._r, self._y + point[1] * self._r

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        """Filled, with straight sides."""
        self._draw.polygon([self._at(p) for p in points], fill=fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        """Around (x, y) with two radii."""
        self._draw.ellipse([self._at((x - rx, y - ry)), self._at((x + rx, y + ry))], fill=fill)

    def disc(self, x: float, y: float, r: float, fill: Colour) -> None:
        """Around (x, y) with one radius."""
        self.ellipse(x, y, r, r, fill)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Colour, corner: float = 0.0) -> None:
        """From (x0, y0) to (x1, y1), with rounded corners if `corner` is their radius."""
        corners = [self._at((x0, y0)), self._at((x1, y1))]
        if corner:
            self._draw.rounded_rectangle(corners, radius=corner * self._r, fill=fill)
        else:
            self._draw.rectangle(corners, fill=fill)

    def line(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """A stroke with round ends and joints."""
        for start, end in pairwise(points):
            self._draw.line([self._at(start), self._at(end)], fill=fill, width=max(1, round(width * self._r)))
        for x, y in points:
            self.disc(x, y, width / 2, fill)

    def smile(self, x: float, y: float, rx: float, ry: float, width: float, fill: Colour) -> None:
        """The lower arc of an ellipse."""
        angles = [math.radians(a) for a in range(25, 156, 10)]
        self.line([(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles], width, fill)


def shade(colour: Colour, factor: float) -> Colour:
    """Darker below 1, lighter above; black only becomes lighter, so that parts stay visible."""
    if sum(colour) < 120:
        factor = 2.0 - factor if factor < 1 else factor
    target = PAPER if factor > 1 else (0, 0, 0)
    amount = abs(factor - 1)
    r, g, b = (round(c + (t - c) * amount) for c, t in zip(colour, target, strict=True))
    return r, g, b


def tinted(name: str, rng: random.Random, spread: int = 8) -> Colour:
    """A palette colour, up to `spread` of 255 off in each channel."""
    r, g, b = (max(0, min(255, c + rng.randint(-spread, spread))) for c in PALETTE[name])
    return r, g, b


def ink_on(colour: Colour) -> Colour:
    """Dark lines on light bodies, light ones on black."""
    return PAPER if sum(colour) < 150 else INK


def eye(pen: Pen, x: float, y: float, r: float, look: float = 0.0) -> None:
    """Ringed, so that it shows on white; `look` -1..1 moves the pupil sideways."""
    pen.disc(x, y, r * 1.16, INK)
    pen.disc(x, y, r, PAPER)
    pen.disc(x + look * r * 0.4, y + 0.08 * r, r * 0.5, INK)


def _circle(pen: Pen, c: Colour) -> None:
    pen.disc(0, 0, 0.94, c)


def _square(pen: Pen, c: Colour) -> None:
    pen.box(-0.84, -0.84, 0.84, 0.84, c)


def _triangle(pen: Pen, c: Colour) -> None:
    pen.polygon([(0, -0.96), (1.0, 0.82), (-1.0, 0.82)], c)


def _heart(pen: Pen, c: Colour) -> None:
    steps = [math.tau * i / 72 for i in range(72)]
    pen.polygon(
        [
            (
                math.sin(t) ** 3 * 1.0,
                -(13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)) / 15.5 - 0.1,
            )
            for t in steps
        ],
        c,
    )


def _cross(pen: Pen, c: Colour) -> None:
    pen.box(-0.32, -0.94, 0.32, 0.94, c)
    pen.box(-0.94, -0.32, 0.94, 0.32, c)


def _flower(pen: Pen, c: Colour) -> None:
    stem: Colour = (26, 112, 56)
    pen.box(-0.07, 0, 0.07, 1.0, stem)
    pen.ellipse(0.28, 0.76, 0.25, 0.11, stem)
    for i in range(6):
        angle = math.tau * i / 6
        pen.disc(0.42 * math.cos(angle), -0.3 + 0.42 * math.sin(angle), 0.27, c)
    pen.disc(0, -0.3, 0.25, PALETTE["yellow"] if abs(c[0] - 250) + abs(c[1] - 214) > 60 else PALETTE["orange"])


def _house(pen: Pen, c: Colour) -> None:
    pen.box(-0.72, -0.12, 0.72, 0.9, c)
    pen.polygon([(0, -0.95), (0.98, -0.1), (-0.98, -0.1)], shade(c, 0.62))
    pen.box(-0.48, 0.3, -0.08, 0.9, INK if sum(c) > 150 else shade(c, 0.4))
    pen.box(0.18, 0.14, 0.5, 0.46, PAPER if sum(c) < 690 else PALETTE["cyan"])


def _cat(pen: Pen, c: Colour) -> None:
    for side in (-1, 1):
        pen.polygon([(side * 0.9, -0.98), (side * 0.94, 0.0), (side * 0.18, -0.6)], c)
        pen.polygon([(side * 0.8, -0.74), (side * 0.82, -0.28), (side * 0.42, -0.54)], shade(c, 0.7))
    pen.ellipse(0, 0.14, 0.95, 0.8, c)
    for side in (-1, 1):
        eye(pen, side * 0.4, 0.0, 0.2)
        for y in (0.34, 0.5):
            pen.line([(side * 0.5, y), (side * 1.05, y + (y - 0.42) * 0.8)], 0.045, ink_on(c))
    pen.polygon([(-0.13, 0.28), (0.13, 0.28), (0, 0.42)], PALETTE["pink"] if c[0] < 225 or c[2] < 150 else INK)
    pen.smile(-0.11, 0.46, 0.11, 0.12, 0.05, ink_on(c))
    pen.smile(0.11, 0.46, 0.11, 0.12, 0.05, ink_on(c))


def _robot(pen: Pen, c: Colour) -> None:
    dark = shade(c, 0.6)
    pen.box(-0.05, -1.0, 0.05, -0.7, dark)
    pen.disc(0, -0.94, 0.12, dark)
    for side in (-1, 1):
        pen.box(side * 0.66 - 0.12, 0.1, side * 0.66 + 0.12, 0.66, dark, 0.08)
        pen.box(side * 0.26 - 0.15, 0.7, side * 0.26 + 0.15, 1.0, dark)
    pen.box(-0.62, -0.74, 0.62, 0.02, c, 0.12)
    pen.box(-0.5, 0.06, 0.5, 0.8, c, 0.08)
    pen.box(-0.48, -0.58, 0.48, -0.18, INK if sum(c) > 150 else shade(c, 0.5), 0.1)
    for side in (-1, 1):
        pen.disc(side * 0.23, -0.38, 0.13, (150, 236, 255))
    pen.box(-0.26, 0.26, 0.26, 0.56, PAPER if sum(c) < 690 else (170, 172, 178))
    pen.disc(-0.11, 0.41, 0.08, PALETTE["red"])
    pen.disc(0.11, 0.41, 0.08, PALETTE["green"])


PLAIN: dict[str, Callable[[Pen, Colour], None]] = {
    "circle": _circle,
    "square": _square,
    "triangle": _triangle,
    "heart": _heart,
    "cross": _cross,
    "flower": _flower,
    "house": _house,
    "cat": _cat,
    "robot": _robot,
}
# Places (x, y) and radius of a creature's eyes, in body units.
EYES_AT: dict[int, tuple[tuple[Point, ...], float]] = {
    1: (((0.0, -0.12),), 0.27),
    2: (((-0.25, -0.12), (0.25, -0.12)), 0.2),
    3: (((-0.4, -0.06), (0.0, -0.22), (0.4, -0.06)), 0.18),
}


def body(pen: Pen, width: float, top: float, bottom: float, c: Colour) -> None:
    """An egg: narrower above than below."""
    middle, half = (top + bottom) / 2, (bottom - top) / 2
    steps = [math.tau * i / 64 for i in range(64)]
    pen.polygon(
        [(half * width * math.sin(t) * (1 - 0.13 * math.cos(t)), middle - half * math.cos(t)) for t in steps], c
    )


def monster(pen: Pen, c: Colour, scene: Scene, rng: random.Random) -> None:
    """Arms and feet behind the body; hat, eyes and smile before it."""
    part = scene.creature
    if part is None:
        raise ValueError("a monster needs its creature parts")
    feet = tinted(part.feet, rng)
    top = -0.5 if part.hat else -0.78
    wide = part.width * 0.62
    for side in (-1, 1):
        pen.line([(side * wide * 0.85, 0.2), (side * 0.9, 0.2 - 0.42 * part.arms)], 0.15, c)
        pen.ellipse(side * 0.32, 0.9, 0.25, 0.11, feet)
    body(pen, part.width, top, 0.88, c)
    if part.hat:
        hat = tinted(part.hat, rng)
        pen.polygon([(0, top + 0.06 - part.hat_height), (0.36, top + 0.1), (-0.36, top + 0.1)], hat)
        pen.ellipse(0, top + 0.1, 0.46, 0.075, hat)
    places, r = EYES_AT[part.eyes]
    look = rng.uniform(-0.5, 0.5)
    shift = 0.14 if part.hat else 0.0
    for x, y in places:
        eye(pen, x, y + shift, r, look)
    pen.smile(0, 0.3 + shift, 0.26, 0.2, 0.07, ink_on(c))


def draw(scene: Scene, pixels: int = 64) -> Image.Image:
    """The scene as an RGB picture of `pixels` squared; the same scene always gives the same pixels."""
    rng = random.Random(scene.tint)
    background = tinted(scene.background, rng)
    colour = tinted(scene.colour, rng)
    image = Image.new("RGB", (pixels * SUPERSAMPLE,) * 2, background)
    pen = Pen(image, scene.x, scene.y, scene.radius)
    if scene.object == "monster":
        monster(pen, colour, scene, rng)
    else:
        PLAIN[scene.object](pen, colour)
    return image.reduce(SUPERSAMPLE)


def clutter(rng: random.Random, pixels: int = 64) -> Image.Image:
    """Unnamed shapes over a colour ramp: keeps the autoencoder general, so that people's own pictures survive it."""
    big = pixels * SUPERSAMPLE
    image = Image.new("RGB", (2, 2))
    for spot in ((0, 0), (1, 0), (0, 1), (1, 1)):
        image.putpixel(spot, (rng.randrange(256), rng.randrange(256), rng.randrange(256)))
    image = image.resize((big, big), Image.Resampling.BILINEAR)
    for _ in range(rng.randint(3, 9)):
        pen = Pen(image, rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(0.08, 0.6))
        colour = (rng.randrange(256), rng.randrange(256), rng.randrange(256))
        kind = rng.randrange(4)
        if kind == 0:
            pen.ellipse(0, 0, 1, rng.uniform(0.3, 1), colour)
        elif kind == 1:
            pen.polygon([(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in range(rng.randint(3, 6))], colour)
        elif kind == 2:
            pen.line([(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in range(3)], rng.uniform(0.05, 0.3), colour)
        else:
            eye(pen, 0, 0, 0.6, rng.uniform(-1, 1))
    return image.reduce(SUPERSAMPLE)
