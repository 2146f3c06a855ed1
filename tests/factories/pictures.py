"""Pictures to upload: small, all different, made on the spot."""

import io
import random

from PIL import Image, ImageDraw


def picture(number: int = 0, *, side: int = 96, picture_format: str = "PNG") -> bytes:
    """A picture that differs from every other number's: a coloured shape on a coloured ground."""
    draw_from = random.Random(number)
    colour = tuple(draw_from.randrange(256) for _ in range(3))
    image = Image.new("RGB", (side, side), colour)
    pen = ImageDraw.Draw(image)
    for _ in range(6):
        left, top = draw_from.randrange(side - 20), draw_from.randrange(side - 20)
        fill = tuple(draw_from.randrange(256) for _ in range(3))
        pen.ellipse((left, top, left + draw_from.randrange(8, 40), top + draw_from.randrange(8, 40)), fill=fill)
    buffer = io.BytesIO()
    image.save(buffer, format=picture_format)
    return buffer.getvalue()


def uploads(count: int, *, start: int = 0) -> list[tuple[str, tuple[str, bytes, str]]]:
    """`count` pictures as the multipart field `images` of an httpx request."""
    return [("images", (f"{number:03}.png", picture(number), "image/png")) for number in range(start, start + count)]
