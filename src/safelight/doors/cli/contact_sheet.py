"""Sheets of pictures with titles, for people to compare by eye."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

CELL = 192  # pixels: three times what the starter model draws
GAP = 12
MARGIN = 36
PAPER, INK, QUIET, FRAME = (250, 249, 246), (28, 28, 32), (112, 112, 120), (222, 220, 214)


@dataclass(frozen=True)
class Row:
    """One line of pictures under a title; `note` stands beside it in grey."""

    title: str
    note: str
    images: Sequence[Image.Image]


def contact_sheet(title: str, subtitle: str, columns: Sequence[str], rows: Sequence[Row]) -> Image.Image:
    """Rows of pictures that share their columns."""
    large, medium, small = font(34), font(22), font(16)
    head, band, foot = 100, 44, 34
    width = 2 * MARGIN + len(columns) * (CELL + GAP) - GAP
    height = head + len(rows) * (band + CELL + foot) + MARGIN
    page = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((MARGIN, 26), title, INK, large)
    pen.text((MARGIN, 68), subtitle, QUIET, small)
    y = head
    for row in rows:
        pen.text((MARGIN, y + 12), row.title, INK, medium)
        pen.text((MARGIN + pen.textlength(row.title, medium) + 14, y + 18), row.note, QUIET, small)
        y += band
        for number, image in enumerate(row.images[: len(columns)]):
            _place(page, pen, image, MARGIN + number * (CELL + GAP), y)
        y += CELL
        for number, text in enumerate(columns):
            if row is not rows[0]:
                pen.text((MARGIN + number * (CELL + GAP) + CELL / 2, y + 6), text, QUIET, small, anchor="ma")
        y += foot
    return page


def grid(title: str, pictures: Sequence[tuple[Image.Image, str]], columns: int = 8) -> Image.Image:
    """Pictures with their captions, in lines of `columns`."""
    large, small = font(28), font(12)
    foot = 40
    lines = -(-len(pictures) // columns)
    width = 2 * MARGIN + columns * (CELL + GAP) - GAP
    page = Image.new("RGB", (width, 88 + lines * (CELL + foot) + MARGIN), PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((MARGIN, 28), title, INK, large)
    for number, (image, caption) in enumerate(pictures):
        x, y = MARGIN + number % columns * (CELL + GAP), 88 + number // columns * (CELL + foot)
        _place(page, pen, image, x, y)
        for at, line in enumerate(wrapped(pen, caption, small, CELL)[:2]):
            pen.text((x + CELL / 2, y + CELL + 5 + at * 15), line, QUIET, small, anchor="ma")
    return page


def pictures_at(paths: Sequence[Path]) -> list[Image.Image]:
    """Loaded pictures."""
    found = []
    for path in paths:
        with Image.open(path) as image:
            found.append(image.convert("RGB"))
    return found


def wrapped(pen: ImageDraw.ImageDraw, text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Text in lines that fit."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, face) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def font(size: int) -> ImageFont.FreeTypeFont:
    """The face that Pillow carries, so that a sheet looks alike everywhere."""
    face = ImageFont.load_default(size)
    assert isinstance(face, ImageFont.FreeTypeFont)  # noqa: S101  with a size it always is
    return face


def _place(page: Image.Image, pen: ImageDraw.ImageDraw, image: Image.Image, x: int, y: int) -> None:
    # Lanczos keeps small drawings round; nearest would show their pixels.
    page.paste(image.convert("RGB").resize((CELL, CELL), Image.Resampling.LANCZOS), (x, y))
    pen.rectangle((x - 1, y - 1, x + CELL, y + CELL), outline=FRAME)
