"""The files of a generation, in the format that a request wants them in; each keeps its recipe."""

import io
from dataclasses import dataclass
from typing import Literal

from PIL import Image
from sqlalchemy.orm import Session

from safelight.features.generations import service
from safelight.kit import exif_text, png_text
from safelight.storage import Storage, layout

OutputFormat = Literal["png", "jpeg", "webp"]
MAX_JPEG_EXIF = 60_000  # bytes: a JPEG has room for 64 KiB


@dataclass(frozen=True)
class Form:
    """A file format, and of the lossy ones the quality from 0 to 100."""

    format: OutputFormat = "png"
    quality: int = 100


def keys(session: Session, generation_id: str) -> list[str]:
    """Where its pictures lie in the storage, in their order."""
    return [picture.key for picture in service.get(session, generation_id).pictures]


def content(storage: Storage, key: str, form: Form) -> bytes:
    """A stored picture in this form."""
    data = storage.get(key)
    return data if form.format == "png" else encoded(data, form)


def kept(storage: Storage, key: str, form: Form) -> str:
    """The key of a stored picture in this form, which lies beside it from now on and goes with it."""
    if form.format == "png":
        return key
    other = layout.other_form(key, form.format)
    storage.put(other, content(storage, key, form), content_type=f"image/{form.format}")
    return other


def encoded(data: bytes, form: Form) -> bytes:
    """A picture of our own (PNG, WebP) in this form; a PNG's recipe goes with it."""
    with Image.open(io.BytesIO(data), formats=["PNG", "WEBP"]) as image:
        is_png = image.format == "PNG"
        plain = image.convert("RGB")
    target = io.BytesIO()
    if form.format == "png":
        plain.save(target, "PNG")
        return target.getvalue()
    exif = exif_text.exif_for(png_text.read(data)) if is_png else b""
    if form.format == "jpeg" and exif:  # Pillow writes the marker's bytes as they are given
        exif = b"Exif\0\0" + exif if len(exif) <= MAX_JPEG_EXIF else b""
    plain.save(target, form.format.upper(), quality=max(form.quality, 1), exif=exif)
    return target.getvalue()
