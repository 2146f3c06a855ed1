"""Why a picture was refused: a stable code, the reason with the file's name, and what to do."""

from safelight.kit.errors import FieldProblem, InvalidInput, TooLarge, Unavailable

_CONVERT = "Use JPEG, PNG, WebP or HEIC; any picture viewer can export as PNG or JPEG."

# code → (what is wrong, what to do); the braces are filled with the details of the refusal
_TEXTS = {
    "picture_not_an_image": ("“{name}” is not a picture: {reason}.", _CONVERT),
    "picture_format_unsupported": (
        "“{name}” is {a} {format} file, which is not accepted.",
        "Convert it to PNG or JPEG.",
    ),
    "picture_truncated": (
        "“{name}” is damaged or cut off: it cannot be decoded to the end.",
        "Copy it again from where it came, or open it in a picture viewer and export it as PNG or JPEG.",
    ),
    "picture_too_many_bytes": (
        "“{name}” is larger than the {limit_mb:.4g} MB that are accepted.",
        "Export it smaller, or as a JPEG.",
    ),
    "picture_too_many_pixels": (
        "“{name}” has {width} x {height} pixels; at most {limit_mp:.4g} million pixels are accepted.",
        "Export it smaller; 4000 pixels on the long side are more than enough.",
    ),
    "picture_too_small": (
        "“{name}” has {width} x {height} pixels; each side needs at least {min_side}.",
        "Use a larger original: a picture that was scaled up teaches nothing.",
    ),
    "picture_too_many_frames": (
        "“{name}” holds {frames} pictures one after the other, and more than {most} are a film.",
        "Export the one that is meant as PNG or JPEG.",
    ),
    "picture_decode_timeout": (
        "“{name}” took longer than {seconds:g} seconds to decode and was given up.",
        "Export it smaller, or as a plain JPEG. If the server is just very busy, try again.",
    ),
    "picture_decoder_crashed": (
        "“{name}” made the picture decoder fail: {reason}.",
        "Open it in a picture viewer and export it as PNG or JPEG. Other pictures are not affected.",
    ),
}


class RefusedPicture(InvalidInput):
    """One picture that was not accepted. `name` is the safe form of its file name."""

    code = "picture_refused"

    def __init__(self, code: str, name: str, **details: object) -> None:
        message, hint = _TEXTS[code]
        reason = message.format_map({"name": name, "a": _article(str(details.get("format")))} | details)
        super().__init__(reason, hint=hint, code=code, fields=(FieldProblem("file", reason, name),))
        self.name = name


def _article(spoken: str) -> str:
    """Of a format as it is spoken: a GIF, an AVIF, an SVG."""
    return "an" if spoken.startswith(("A", "I", "i", "SVG")) else "a"


class PictureTooLarge(RefusedPicture, TooLarge):
    """A picture with more bytes or pixels than are accepted."""


class PicturesUnavailable(Unavailable):
    """No picture can be decoded at the moment, whatever is in it."""

    code = "picture_decoder_unavailable"


def refused(code: str, name: str, **details: object) -> RefusedPicture:
    """The error for a code, with the HTTP status that fits it."""
    too_large = code in {"picture_too_many_bytes", "picture_too_many_pixels"}
    return (PictureTooLarge if too_large else RefusedPicture)(code, name, **details)
