"""What can go wrong with films."""

from safelight.kit.errors import InvalidInput, SafelightError


class VideoNotInstalled(SafelightError):
    """The library that writes films is not on this worker."""

    status = 503
    code = "video_not_installed"


class CodecUnavailable(InvalidInput):
    """The codec asked for is not part of the installed library."""

    code = "codec_unavailable"


class NoVideoModel(InvalidInput):
    """The model makes no films from pictures."""

    code = "not_a_video_model"


class BrokenFilm(SafelightError):
    """The file that was written does not play as it should; it was thrown away."""

    status = 500
    code = "broken_film"
