"""The drawn world: what may be in a picture, which captions say so, and which combinations are never trained on.

Truth first: a `Scene` is chosen, then drawn (`drawing.py`) and described (`caption`), so its words are known.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

OBJECTS = ("circle", "square", "triangle", "heart", "cross", "flower", "house", "cat", "robot", "monster")
PALETTE: dict[str, tuple[int, int, int]] = {
    "red": (218, 44, 48),
    "orange": (246, 138, 34),
    "yellow": (250, 214, 56),
    "green": (48, 164, 76),
    "cyan": (64, 206, 216),
    "blue": (48, 92, 222),
    "purple": (142, 60, 186),
    "pink": (246, 150, 192),
    "brown": (128, 80, 46),
    "black": (24, 24, 30),
    "white": (247, 247, 247),
    "gray": (142, 144, 150),
}
COLOURS = tuple(PALETTE)
BACKGROUNDS = COLOURS
SIZES = ("small", "medium", "big")
# Half the object's height as a share of half the picture.
RADII = {"small": (0.54, 0.60), "medium": (0.66, 0.72), "big": (0.78, 0.84)}
EYES = {1: "one eye", 2: "two eyes", 3: "three eyes"}
# Fine parts come last in training, so detailed objects are drawn more often.
OBJECT_WEIGHTS = (0.7, 0.7, 0.8, 1.0, 0.8, 1.0, 1.0, 1.3, 1.4, 2.2)
TEMPLATES = (
    "{a_thing} on {a_bg} background",
    "a picture of {a_thing} on {a_bg} background",
    "a photo of {a_thing} on {a_bg} background",
    "a drawing of {a_thing}, {bg} background",
    "{a_thing}, {bg} background",
    "{thing} on {bg}",
    "{a_bg} background with {a_thing}",
)
PLAIN_TEMPLATES = tuple(t.replace("{a_bg} background with ", "") for t in ("{a_thing}", "a picture of {a_thing}"))


@dataclass(frozen=True)
class Creature:
    """What only a monster has; `hat` is a colour word or empty."""

    eyes: int
    hat: str
    feet: str
    arms: float
    """Height of the hands, -1 (down) to 1 (up)."""
    width: float
    """Body width over height."""
    hat_height: float


@dataclass(frozen=True)
class Scene:
    """One picture's truth. Lengths are shares of half the picture; (0, 0) is its middle, y points down."""

    object: str
    colour: str
    background: str
    size: str
    x: float
    y: float
    radius: float
    creature: Creature | None
    tint: int
    """Seed of the small shade differences inside one colour word."""


def is_held_out(thing: str, colour: str, background: str) -> bool:
    """A tenth of all (object, colour, background) triples is kept for tests and never drawn in training."""
    return zlib.crc32(f"{thing}/{colour}/{background}".encode()) % 10 == 0


def is_reserved(colour: str, hat: str) -> bool:
    """Purple body with yellow hat belongs to the sample character alone."""
    return colour == "purple" and hat == "yellow"


def triples(*, held_out: bool) -> list[tuple[str, str, str]]:
    """All (object, colour, background) of one side of the split, in a fixed order."""
    return [
        (thing, colour, background)
        for thing in OBJECTS
        for colour in COLOURS
        for background in BACKGROUNDS
        if colour != background and is_held_out(thing, colour, background) == held_out
    ]


def creature(rng: random.Random, colour: str, background: str) -> Creature:
    """Parts in colours that differ from body and background."""
    hats = ["", "", *(c for c in COLOURS if c not in (colour, background) and not is_reserved(colour, c))]
    feet = [c for c in COLOURS if c not in (colour, background)]
    return Creature(
        eyes=rng.choice((1, 2, 3, 3)),
        hat=rng.choice(hats) if rng.random() < 0.8 else "",
        feet=rng.choice(feet),
        arms=rng.uniform(-1, 1),
        width=rng.uniform(0.72, 1.0),
        hat_height=rng.uniform(0.42, 0.62),
    )


def scene(rng: random.Random, *, held_out: bool = False) -> Scene:
    """A random scene of the training side, or of the held-out side."""
    while True:
        thing = rng.choices(OBJECTS, OBJECT_WEIGHTS)[0] if not held_out else rng.choice(OBJECTS)
        colour, background = rng.sample(COLOURS, 2)
        if is_held_out(thing, colour, background) == held_out:
            break
    size = rng.choice(SIZES)
    radius = rng.uniform(*RADII[size])
    room = min(0.92 - radius, 0.16)
    return Scene(
        object=thing,
        colour=colour,
        background=background,
        size=size,
        x=rng.uniform(-room, room),
        y=rng.uniform(-room, room),
        radius=radius,
        creature=creature(rng, colour, background) if thing == "monster" else None,
        tint=rng.getrandbits(30),
    )


def scenes(seed: int, *, held_out: bool = False) -> Iterator[Scene]:
    """An endless, reproducible stream."""
    rng = random.Random(seed)
    while True:
        yield scene(rng, held_out=held_out)


def with_article(words: str) -> str:
    """Puts the right article, a or an, before the words."""
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def describe(what: Scene, rng: random.Random) -> str:
    """The thing itself, without article and background: size and creature parts are said only sometimes."""
    words = [what.colour, what.object]
    if what.size != "medium" and rng.random() < 0.6:
        words.insert(0, what.size)
    parts = []
    if what.creature is not None:
        if rng.random() < 0.35:
            parts.append(EYES[what.creature.eyes])
        if what.creature.hat and rng.random() < 0.8:
            parts.append(f"{with_article(what.creature.hat)} hat")
    if parts:
        words += ["with", " and ".join(parts)]
    return " ".join(words)


def caption(what: Scene, rng: random.Random) -> str:
    """One of many true captions of the scene; redrawn from the templates on every use."""
    thing = describe(what, rng)
    if rng.random() < 0.05:
        return rng.choice(PLAIN_TEMPLATES).format(a_thing=with_article(thing))
    bg = what.background
    return rng.choice(TEMPLATES).format(thing=thing, a_thing=with_article(thing), bg=bg, a_bg=with_article(bg))


def vocabulary() -> list[str]:
    """Every word a caption can hold, most useful first."""
    text = " ".join([*TEMPLATES, *EYES.values(), *COLOURS, *OBJECTS, *SIZES, "with and hat a an"])
    for mark in ("{a_thing}", "{thing}", "{a_bg}", "{bg}"):
        text = text.replace(mark, " ")
    return list(dict.fromkeys(text.replace(",", " , ").split()))
