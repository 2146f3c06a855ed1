"""The texts that a picture file carries, whatever its format: PNG, WebP or JPEG."""

from typing import BinaryIO

from safelight.kit import exif_text, png_text
from safelight.kit.pictures.sniff import sniff


def texts(file: BinaryIO) -> dict[str, str]:
    """Texts by the names that PNG files use. Pixels are passed over, never read.

    Raises NotAPng for another kind of file, BadPng or BadExif for one that is cut off, damaged, or made to burst.
    """
    start = file.read(512)
    file.seek(0)
    match sniff(start).accepted:
        case "webp":
            return exif_text.webp_texts(file)
        case "jpeg":
            return exif_text.jpeg_texts(file)
    return png_text.texts(file)
