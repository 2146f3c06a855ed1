"""Pictures that a request names: what was brought (img_…), or what hangs in the gallery (pic_…)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from safelight.features.generations.tables import Picture
from safelight.features.inputs import service as inputs
from safelight.features.inputs.errors import InputNotFound
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import ImageUse


@dataclass(frozen=True)
class NamedImage:
    """The file in storage, and its pixels."""

    use: ImageUse
    width: int
    height: int


def named(session: Session, image_id: str, *, field: str) -> NamedImage:
    """The picture that a request names in `field`. Raises InvalidInput."""
    if image_id.startswith("pic_"):
        picture = session.get(Picture, image_id)
        if picture is None:
            raise InvalidInput.of(field, image_id, "there is no such picture in the gallery")
        key = picture.poster_key if picture.kind == "video" else picture.key
        if key is None or picture.kind == "video":
            raise InvalidInput.of(field, image_id, "this is a video", hint="Name a picture.")
        use = ImageUse(key=key, sha256=picture.sha256, picture_id=picture.id)
        return NamedImage(use, picture.width, picture.height)
    try:
        found = inputs.use(session, image_id)
    except InputNotFound as error:
        hint = "Upload the picture first (POST /api/v1/inputs), or name a picture of the gallery (pic_…)."
        raise InvalidInput.of(field, image_id, "there is no such input", hint=hint) from error
    return NamedImage(ImageUse(key=found.key, sha256=found.sha256), found.width, found.height)
