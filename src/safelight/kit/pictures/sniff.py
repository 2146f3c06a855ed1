"""What a file is, by its first bytes; its name and declared type are never asked."""

import struct
from dataclasses import dataclass

ACCEPTED = ("jpeg", "png", "webp", "heic")
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"}
_TEXT = frozenset(range(32, 256)) | frozenset(b"\t\n\r\f")


@dataclass(frozen=True)
class Kind:
    """`accepted` is one of ACCEPTED or None; then `picture` names another picture format, or `other` what it is."""

    accepted: str | None = None
    picture: str | None = None
    other: str = "its content is of no known picture format"


_MAGIC = [
    (b"\xff\xd8\xff", Kind("jpeg")),
    (b"\x89PNG\r\n\x1a\n", Kind("png")),
    # Pictures that are not accepted, to say so by name.
    *((magic, Kind(picture="GIF")) for magic in (b"GIF87a", b"GIF89a")),
    *((magic, Kind(picture="TIFF")) for magic in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
    *((magic, Kind(picture="JPEG XL")) for magic in (b"\xff\x0a", b"\0\0\0\x0cJXL \r\n")),
    (b"\0\0\0\x0cjP  \r\n", Kind(picture="JPEG 2000")),
    (b"BM", Kind(picture="BMP")),
    (b"8BPS", Kind(picture="Photoshop")),
    (b"\0\0\1\0", Kind(picture="icon")),
    (b"<svg", Kind(picture="SVG")),
    (b"%PDF", Kind(other="it is a PDF document")),
    (b"\x7fELF", Kind(other="it is a program")),
    (b"\x1aE\xdf\xa3", Kind(other="it is a video")),
    *((magic, Kind(other="it is an archive")) for magic in (b"PK\3\4", b"PK\5\6", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")),
]


def sniff(data: bytes) -> Kind:
    """The kind of a file by its content."""
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind("webp")
    if data[4:8] == b"ftyp":
        return _sniff_container(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    start = data[:512]
    if b"<svg" in start:
        return Kind(picture="SVG")
    return Kind(other="it is a text file") if _TEXT.issuperset(start) else Kind()


def webp_canvas(data: bytes) -> tuple[int, int] | None:
    """Width and height of a WebP from its header, or None: libwebp takes memory for the canvas as soon as it opens."""
    chunk, body = data[12:16], data[20:30]
    if len(body) < 10:
        return None
    if chunk == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    return None


def webp_is_lossless(data: bytes) -> bool:
    """Whether the first picture in a WebP is stored without loss."""
    lossless, lossy = data.find(b"VP8L", 12), data.find(b"VP8 ", 12)
    return lossless >= 0 and (lossy < 0 or lossless < lossy)


def _sniff_container(data: bytes) -> Kind:
    # MIAF files may say only "mif1" first and name their real kind among the compatible brands.
    size = min(int.from_bytes(data[:4], "big"), 256)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, size, 4))]
    if brands[0] in _HEIC_BRANDS:
        return Kind("heic")
    if any(brand in {b"avif", b"avis"} for brand in brands):
        return Kind(picture="AVIF")
    if any(brand in _HEIC_BRANDS for brand in brands):
        return Kind("heic")
    return Kind(picture="HEIF") if brands[0] in {b"mif1", b"msf1"} else Kind(other="it is a video")
