"""A zip of two classes with faults in it, as a person would bring it."""

import io
import zipfile
from pathlib import Path

from PIL import Image, ImageDraw


def png(shape: str, number: int, side: int = 96) -> bytes:
    """A circle or a square of its own place, size and colour."""
    picture = Image.new("RGB", (side, side), (20 + 30 * number, 230 - 35 * number, 40 * number % 255))
    corner, width = 4 + 5 * number, side // 3 + 4 * number
    box = (corner, 60 - 9 * number, corner + width, 60 - 9 * number + width)
    draw = ImageDraw.Draw(picture)
    (draw.ellipse if shape == "circle" else draw.rectangle)(box, fill=(250 - 40 * number, 60 * number % 255, 90))
    held = io.BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


def shapes_zip(path: Path) -> Path:
    """Thirteen pictures of circles and squares; one that is no picture, and one that is in both parts."""
    with zipfile.ZipFile(path, "w") as held:
        for shape in ("circle", "square"):
            for number in range(5):
                held.writestr(f"shapes/train/{shape}/{shape}-{number}.png", png(shape, number))
            held.writestr(f"shapes/val/{shape}/{shape}-5.png", png(shape, 5))
        held.writestr("shapes/val/circle/again.png", png("circle", 0))
        held.writestr("shapes/train/square/torn.png", png("square", 1)[:200])
    return path
