"""A transparent picture laid over another."""

import io
from pathlib import Path

from PIL import Image, ImageOps


def laid_over(path: Path, overlay: bytes) -> bytes:
    """A PNG of the picture at `path`, upright, with an overlay stretched over the whole of it."""
    with Image.open(path) as picture, Image.open(io.BytesIO(overlay)) as above:
        below = ImageOps.exif_transpose(picture).convert("RGBA")
        layer = above.convert("RGBA").resize(below.size, Image.Resampling.BICUBIC)
    out = io.BytesIO()
    Image.alpha_composite(below, layer).convert("RGB").save(out, "PNG")
    return out.getvalue()
