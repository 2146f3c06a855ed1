"""From any accepted file to a plain one: upright, sRGB, three channels, no metadata. Runs in the decoder process.

What was stored without loss (PNG, lossless WebP) becomes PNG; what was lossy (JPEG, HEIC, lossy WebP) becomes JPEG at
quality 95 without chroma subsampling: as PNG a camera picture takes four to seven times the bytes and twenty times as
long to write. A file that is already in our own form comes back byte for byte.
"""

import io
import re
from dataclasses import dataclass, field
from typing import Any

import pi_heif
from PIL import Image, ImageChops, ImageCms

from safelight.kit.pictures import png_rows
from safelight.kit.pictures.doctor.look import look_at
from safelight.kit.pictures.sniff import sniff, webp_canvas, webp_is_lossless

JPEG_QUALITY = 95
PNG_COMPRESSION = 3  # zlib-ng: 7 % larger than level 6, a third of the time
JPEG_MAX_SIDE = 65_500
MAX_FRAMES = 1000
"""A picture that moves is kept as its first; what has more is a film."""
ORIENTATION = 0x0112

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By the number in EXIF, how a picture is turned upright; what is not there is upright."""
_PILLOW_FORMAT = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
_COLOUR_SPACE = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}

Image.MAX_IMAGE_PIXELS = None  # the limit is ours, checked before decoding
pi_heif.register_heif_opener(decode_threads=1, thumbnails=False)


class Refusal(Exception):
    """The file is not accepted; `code` and `details` are put into words by the parent."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True)
class Normalized:
    """The plain file; `notes` say what a person may want to know of the change."""

    data: bytes
    format: str
    width: int
    height: int
    original_format: str
    notes: list[str] = field(default_factory=list)
    look: dict[str, Any] | None = None


def normalize(
    data: bytes, *, max_pixels: int, min_side: int, as_mask: bool = False, with_look: bool = False
) -> Normalized:
    """Decode, straighten and encode anew; `as_mask`: white where it is transparent. Raises Refusal.

    `with_look` measures it for the dataset doctor, while its pixels are at hand.
    """
    kind = sniff(data)
    if kind.picture:
        raise Refusal("picture_format_unsupported", format=kind.picture)
    if kind.accepted is None:
        raise Refusal("picture_not_an_image", reason=kind.other)
    if kind.accepted == "webp" and (canvas := webp_canvas(data)):
        _check_size(canvas, max_pixels, min_side)
    notes: list[str] = []
    try:
        # The header alone: Pillow decodes at load().
        image: Image.Image = Image.open(io.BytesIO(data), formats=[_PILLOW_FORMAT[kind.accepted]])
        _check_size(image.size, max_pixels, min_side)
        frames = getattr(image, "n_frames", 1)
        _check_whole(data, kind.accepted, frames)
        if frames > 1 and image.format != "MPO":
            notes.append("It holds several pictures; only the first was kept.")
        image.load()
        image = _upright(image)
        image = _holes(image) if as_mask and image.has_transparency_data else _to_srgb(image, notes)
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # decoders raise anything on damaged files; whichever it is, the file is the reason
        raise Refusal("picture_truncated") from error
    image.info = {}  # the encoders would write comments and profiles they find here
    look = look_at(image).dumped() if with_look else None
    lossless = as_mask or kind.accepted == "png" or (kind.accepted == "webp" and webp_is_lossless(data))
    if lossless or max(image.size) > JPEG_MAX_SIDE:
        return Normalized(_png(image), "png", image.width, image.height, kind.accepted, notes, look)
    return Normalized(_jpeg(image, data), "jpeg", image.width, image.height, kind.accepted, notes, look)


def _check_size(size: tuple[int, int], max_pixels: int, min_side: int) -> None:
    width, height = size
    if width * height > max_pixels:
        raise Refusal("picture_too_many_pixels", width=width, height=height, limit_mp=max_pixels / 1e6)
    if min(size) < min_side:
        raise Refusal("picture_too_small", width=width, height=height, min_side=min_side)


def _check_whole(data: bytes, accepted: str, frames: int) -> None:
    if frames > MAX_FRAMES:
        raise Refusal("picture_too_many_frames", frames=frames, most=MAX_FRAMES)
    if accepted == "png" and png_rows.are_missing(data):
        raise Refusal("picture_truncated")


def _upright(image: Image.Image) -> Image.Image:
    try:
        orientation = image.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - damaged EXIF raises anything, and a picture without it is still a picture
        return image
    turn = UPRIGHT.get(orientation)
    if turn is None:
        return image
    turned = image.transpose(turn)
    turned.info = image.info
    return turned


def _holes(image: Image.Image) -> Image.Image:
    return ImageChops.invert(image.convert("RGBA").getchannel("A")).convert("RGB")


def _to_srgb(image: Image.Image, notes: list[str]) -> Image.Image:
    """RGB in the sRGB colour space, transparency flattened onto white."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I") or image.mode == "F":
        image = sixteen_to_eight_bits(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    elif image.mode not in _COLOUR_SPACE:
        image = image.convert("RGB")
    if profile:
        image = _apply_profile(image, profile, notes)
    return image if image.mode == "RGB" else image.convert("RGB")


def _apply_profile(image: Image.Image, profile: bytes, notes: list[str]) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space
        if image.mode == "L" and space == "RGB ":
            image = image.convert("RGB")
        if space != _COLOUR_SPACE[image.mode]:
            return image
        if "sRGB" in (source.profile.profile_description or ""):
            return image
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        notes.append("Its colour profile is damaged and was left out.")
        return image
    return converted or image


def sixteen_to_eight_bits(image: Image.Image) -> Image.Image:
    """The high byte: Pillow's own conversion clips at 255 for some of these modes."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=PNG_COMPRESSION)
    return target.getvalue()


def _jpeg(image: Image.Image, original: bytes) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    encoded = target.getvalue()
    return original if _is_our_own(original, encoded) else encoded


def _is_our_own(original: bytes, encoded: bytes) -> bool:
    """Whether `original` has exactly our headers, and behind them the picture's own bits and nothing else.

    Then it is kept as it is: encoding it once more would change single values, and a picture that is downloaded and
    uploaded again would no longer be the same.
    """
    scan = encoded.index(b"\xff\xda")
    scan += 2 + int.from_bytes(encoded[scan + 2 : scan + 4], "big")
    if original[:scan] != encoded[:scan]:
        return False
    marker = re.compile(rb"\xff[^\x00]").search(original, scan)
    return marker is not None and marker.group() == b"\xff\xd9" and marker.end() == len(original)
