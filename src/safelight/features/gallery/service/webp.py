"""A picture as WebP: the same pixels and the same recipe in a smaller file."""

import io

from PIL import Image

from safelight.db import Database
from safelight.features.gallery.errors import PictureNotFound
from safelight.features.generations.tables import Picture
from safelight.kit import exif_text, png_text
from safelight.kit.errors import InvalidInput
from safelight.storage import Storage


def of(db: Database, storage: Storage, *, picture_id: str) -> bytes:
    """Lossless, with the recipe in its EXIF; about two thirds of the PNG. Raises PictureNotFound, InvalidInput."""
    with db.reading() as session:
        picture = session.get(Picture, picture_id)
        if picture is None:
            raise PictureNotFound(picture_id)
        if picture.media_type != "image/png":
            raise InvalidInput.of("picture", picture_id, f"it is {picture.media_type}", hint="Take the file as it is.")
        key = picture.key
    data = storage.get(key)
    with Image.open(io.BytesIO(data)) as image:
        return exif_text.write_webp(image, png_text.read(data))
