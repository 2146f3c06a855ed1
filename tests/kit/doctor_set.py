"""A made training set with known truth: clean pictures of many kinds, and faults planted into them."""

import io
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from safelight.engine.starter import character
from safelight.engine.starter.drawing import draw
from safelight.engine.starter.world import scene as scene_of

Picture = Image.Image


def pip(number: int) -> Picture:
    """The starter's own character: drawn, smooth, few colours."""
    ground = character.SHOWN_ON[number % len(character.SHOWN_ON)]
    return character.reference(ground, 90_000 + number, 512)


def scene(number: int) -> Picture:
    """Anything else of the starter's world."""
    return draw(scene_of(random.Random(number)), 512)


def _clouds(chance: random.Random, size: tuple[int, int], *, finest: int = 2) -> Picture:
    """Grey noise at every scale, as bark, walls and meadows have it."""
    total = Image.new("L", size, 128)
    grain = max(size)
    while grain >= finest:
        cells = (max(2, size[0] // grain), max(2, size[1] // grain))
        noise = Image.frombytes("L", cells, chance.randbytes(cells[0] * cells[1]))
        total = Image.blend(total, noise.resize(size, Image.Resampling.BICUBIC), 0.3)
        grain //= 2
    return ImageOps.autocontrast(total, cutoff=1)


def _tinted(grey: Picture, chance: random.Random) -> Picture:
    dark, light = ([chance.randrange(*span) for _ in range(3)] for span in ((5, 70), (150, 245)))
    return ImageOps.colorize(grey, tuple(dark), tuple(light))


def photo(number: int, size: tuple[int, int] | None = None, *, ground: str = "any") -> Picture:
    """Like a photograph: textures, light from one side, a subject with details before a soft background, noise."""
    chance = random.Random(number)
    size = size or chance.choice([(640, 640), (800, 600), (600, 800), (960, 640), (720, 960)])
    if ground == "white":
        picture = Image.new("RGB", size, (254, 254, 254))
    elif ground == "black":
        picture = Image.new("RGB", size, (2, 2, 2))
    else:
        picture = _tinted(_clouds(chance, size), chance)
        picture = picture.filter(ImageFilter.GaussianBlur(chance.choice([0, 0, 4, 9])))
    subject = _tinted(_clouds(chance, size), chance)
    mask = Image.new("L", size, 0)
    pen, (width, height) = ImageDraw.Draw(mask), size
    x, y = width * chance.uniform(0.35, 0.65), height * chance.uniform(0.35, 0.65)
    reach = min(size) * chance.uniform(0.22, 0.34)
    pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
    for _ in range(chance.randrange(3, 9)):
        px, py, r = (
            x + chance.uniform(-1, 1) * reach,
            y + chance.uniform(-1, 1.2) * reach,
            reach * chance.uniform(0.1, 0.5),
        )
        pen.rectangle((px, py, px + r, py + r * 1.3), fill=255)
    details = ImageDraw.Draw(subject)
    for _ in range(14):
        px, py, r = x + chance.uniform(-0.8, 0.8) * reach, y + chance.uniform(-0.8, 0.8) * reach, reach * 0.12
        details.ellipse((px, py, px + r, py + r), fill=tuple(chance.randrange(20, 240) for _ in range(3)))
    picture.paste(subject, mask=mask.filter(ImageFilter.GaussianBlur(0.8)))
    noise = Image.effect_noise(size, 8)
    return ImageChops.add(picture, Image.merge("RGB", [noise] * 3), offset=-128)


def clean(number: int) -> Picture:
    """One clean picture; the kinds take turns, a light and a dark backdrop among them."""
    kind = number % 8
    if kind < 2:
        return pip(number)
    if kind == 2:
        return scene(number)
    return photo(number, ground={6: "white", 7: "black"}.get(kind, "any"))


def saved(picture: Picture, *, quality: int | None = None) -> bytes:
    """As a file: PNG, or JPEG of a quality."""
    target = io.BytesIO()
    picture.save(
        target, **({"format": "JPEG", "quality": quality} if quality else {"format": "PNG", "compress_level": 1})
    )
    return target.getvalue()


def decoded(data: bytes) -> Picture:
    return Image.open(io.BytesIO(data)).convert("RGB")


def exposed(picture: Picture, stops: float) -> Picture:
    """As if that many stops more light had fallen on the film, by a gamma of 2.2."""
    factor = 2 ** (stops / 2.2)
    return picture.point(lambda value: min(255, round(value * factor)))


def blurred(picture: Picture, sigma: float) -> Picture:
    """By a standard deviation in pixels of a long side of 512, then a little noise as a camera adds it."""
    soft = picture.filter(ImageFilter.GaussianBlur(sigma * max(picture.size) / 512))
    noise = Image.effect_noise(picture.size, 3)
    return ImageChops.add(soft, Image.merge("RGB", [noise] * 3), offset=-128)


def moved(picture: Picture, share: float) -> Picture:
    """By a camera that moved sideways by this share of the width."""
    steps = max(3, round(share * picture.width))
    total = picture
    for step in range(1, steps):
        total = Image.blend(total, ImageChops.offset(picture, step, 0), 1 / (step + 1))
    return total


def cropped(picture: Picture, share: float, chance: random.Random) -> Picture:
    """Up to this share cut off at each side."""
    left, top, right, bottom = (chance.uniform(0, share) for _ in range(4))
    width, height = picture.size
    return picture.crop(
        (round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height))
    )


def scaled(picture: Picture, factor: float) -> Picture:
    return picture.resize((round(picture.width * factor), round(picture.height * factor)), Image.Resampling.LANCZOS)


def _strip(picture: Picture, ratio: float) -> Picture:
    """A picture this many times as wide as it is high, or the other way round."""
    width, height = (1600, round(1600 / ratio)) if ratio > 1 else (round(1600 * ratio), 1600)
    return ImageOps.fit(picture, (width, height))


Plant = Callable[[Picture, random.Random], Picture]
REPEATS: dict[str, Plant] = {
    "mirrored": lambda p, _: ImageOps.mirror(p),
    "half the size": lambda p, _: scaled(p, 0.5),
    "twice the size": lambda p, _: scaled(p, 2),
    "JPEG 75": lambda p, _: decoded(saved(p, quality=75)),
    "JPEG 30": lambda p, _: decoded(saved(p, quality=30)),
    "cropped 3 %": lambda p, c: cropped(p, 0.03, c),
    "cropped 6 %": lambda p, c: cropped(p, 0.06, c),
    "cropped 10 %": lambda p, c: cropped(p, 0.1, c),
    "brighter by 8 %": lambda p, _: ImageEnhance.Brightness(p).enhance(1.08),
    "mirrored, cropped 6 %, JPEG 60": lambda p, c: decoded(saved(ImageOps.mirror(cropped(p, 0.06, c)), quality=60)),
}
FAULTS: dict[str, dict[str, Plant]] = {
    "blurred": {
        "sigma 3 px": lambda p, _: blurred(p, 3),
        "sigma 4 px": lambda p, _: blurred(p, 4),
        "sigma 8 px": lambda p, _: blurred(p, 8),
        "moved by 3 %": lambda p, _: moved(p, 0.03),
        "moved by 4 %": lambda p, _: moved(p, 0.04),
        "enlarged 8 times": lambda p, _: scaled(p, 0.125).resize(p.size, Image.Resampling.BICUBIC),
    },
    "overexposed": {
        "+2 stops": lambda p, _: exposed(p, 2),
        "+3 stops": lambda p, _: exposed(p, 3),
        "+4 stops": lambda p, _: exposed(p, 4),
    },
    "underexposed": {
        "-4 stops": lambda p, _: exposed(p, -4),
        "-5 stops": lambda p, _: exposed(p, -5),
        "-6 stops": lambda p, _: exposed(p, -6),
    },
    "nearly_uniform": {
        "one colour": lambda p, c: Image.new("RGB", p.size, tuple(c.randbytes(3))),
        "one colour and noise": lambda p, c: ImageChops.add(
            Image.new("RGB", p.size, tuple(c.randbytes(3))),
            Image.merge("RGB", [Image.effect_noise(p.size, 2)] * 3), offset=-128,
        ),
        "a faint picture": lambda p, _: ImageEnhance.Contrast(p).enhance(0.03),
    },
    "too_small": {
        "by a tenth": lambda p, _: ImageOps.fit(p, (460, 460)),
        "by a half": lambda p, _: ImageOps.fit(p, (256, 256)),
        "a thumbnail": lambda p, _: ImageOps.fit(p, (96, 96)),
    },
    "odd_aspect": {
        "1 : 6": lambda p, _: _strip(p, 1 / 6),
        "7 : 1": lambda p, _: _strip(p, 7),
        "10 : 1": lambda p, _: _strip(p, 10),
    },
}  # fmt: skip


CAPTIONS: dict[str, dict[str, str]] = {
    "caption_empty": {"nothing": "", "blanks": "  \n"},
    "caption_not_text": {
        "a file name": "IMG_2041.JPG", "JSON": '{"tags": ["a"]}', "HTML": "<p>a photo of ohwx woman</p>",
        "an address": "https://example.org/a.png", "digits": "20240131_1530", "garbled": "ohwx woman in ZÃ¼rich",
        "no letters": "... !!", "replacement marks": "ohwx wom\ufffd\ufffdn",
    },
    "caption_too_long": {
        "80 words": "ohwx woman " + "red hat " * 39, "200 words": "ohwx woman " + "by the sea, " * 66,
        "tags": "ohwx woman, " + ", ".join(f"tag{n}" for n in range(60)),
    },
    "caption_without_trigger": {"class alone": "a woman reads", "other words": "she reads by a window"},
    "caption_other_class": {"a man": "ohwx, a man with a hat", "men": "ohwx as one of three men", "a boy": "ohwx, boy"},
}  # fmt: skip
CLEAN_CAPTIONS = (
    "ohwx woman reads a book",
    "a photo of ohwx woman, by a window at noon",
    "ohwx woman and a man on a bench",
    "OHWX woman, 3/4 view, studio light",
    "ohwx woman in Zürich, “Café”",
    "portrait of ohwx woman (smiling) & her dog",
    "ohwx woman <3",
    "ohwx woman walks past the sign of www.example.org",
    "ohwx " + "a red hat " * 15,
)
