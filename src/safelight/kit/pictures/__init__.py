"""Pictures from outside: decoded in a bounded process, made plain, named safely; and small pictures of our own."""

from safelight.kit.pictures.errors import PicturesUnavailable, PictureTooLarge, RefusedPicture
from safelight.kit.pictures.intake import AcceptedPicture, PictureIntake, PictureLimits
from safelight.kit.pictures.names import safe_name
from safelight.kit.pictures.thumbnails import thumbnail, thumbnail_of

__all__ = [
    "AcceptedPicture",
    "PictureIntake",
    "PictureLimits",
    "PictureTooLarge",
    "PicturesUnavailable",
    "RefusedPicture",
    "safe_name",
    "thumbnail",
    "thumbnail_of",
]
