"""Pictures in base64, as requests carry them, taken in as inputs."""

import base64
import binascii
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from safelight.features.access import Studio
from safelight.features.inputs import service as inputs
from safelight.kit.errors import InvalidInput
from safelight.kit.pictures import AcceptedPicture

_ADDRESSES = ("http://", "https://")


@dataclass(frozen=True)
class Taken:
    """A picture that was taken in."""

    id: str
    width: int
    height: int


def decoded(text: str, *, field: str) -> bytes:
    """The bytes of a file in base64. Raises InvalidInput."""
    if text.startswith(_ADDRESSES):
        raise InvalidInput.of(field, text, "it is an address, and none is fetched", hint="Send the file in base64.")
    try:
        plain = "".join((text.partition(",")[2] if text.startswith("data:") else text).split())
        return base64.b64decode(plain, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput.of(field, text, "it is not base64", hint="Send the file in base64.") from error


def take(studio: Studio, text: str, *, field: str) -> Taken:
    """Keep a picture as an input. Raises InvalidInput, InputUnusable, PictureTooLarge."""
    return _keep(studio, _looked_at(studio, decoded(text, field=field), field))


def take_mask(studio: Studio, text: str, *, image: Taken, invert: bool) -> Taken:
    """Keep a mask as an input: as large as its image, white where something is to be drawn.

    As in AUTOMATIC1111, where a mask is transparent in places, what is opaque is the mask.
    """
    data = decoded(text, field="mask")
    picture = _looked_at(studio, data, "mask")
    through = _looked_at(studio, data, "mask", as_mask=True)
    if through.sha256 != picture.sha256 and _shows_something(through):
        picture, invert = through, not invert
    if invert or (picture.width, picture.height) != (image.width, image.height):
        with Image.open(io.BytesIO(picture.data)) as opened:
            mask = opened.convert("L").resize((image.width, image.height))
        target = io.BytesIO()
        (ImageOps.invert(mask) if invert else mask).save(target, "PNG")
        picture = _looked_at(studio, target.getvalue(), "mask")
    return _keep(studio, picture)


def _looked_at(studio: Studio, data: bytes, field: str, *, as_mask: bool = False) -> AcceptedPicture:
    return inputs.look_at(io.BytesIO(data), filename=f"{field}.png", intake=studio.intake, as_mask=as_mask)


def _shows_something(mask: AcceptedPicture) -> bool:
    with Image.open(io.BytesIO(mask.data)) as opened:
        return opened.convert("L").getextrema() != (0, 0)


def _keep(studio: Studio, picture: AcceptedPicture) -> Taken:
    row = inputs.take(studio.db, studio.storage, picture=picture)
    return Taken(row.id, row.width, row.height)
