"""Small pictures of our own pictures."""

import io

from PIL import Image


def thumbnail(data: bytes, *, side: int = 384) -> bytes:
    """A WebP that fits into a square of `side` pixels; for pictures of our own only, it decodes in this process."""
    with Image.open(io.BytesIO(data)) as image:
        image.draft("RGB", (2 * side, 2 * side))  # JPEG only: decodes at a fraction of the size, many times faster
        small = image.convert("RGB")
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
    small.info = {}
    target = io.BytesIO()
    small.save(target, "WEBP", quality=82, method=4)
    return target.getvalue()
