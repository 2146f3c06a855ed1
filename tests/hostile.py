"""Files that strangers upload: broken, oversized, mislabelled, or merely unusual. For every suite that takes files."""

import base64
import io
import struct
import zipfile
import zlib

from PIL import Image, ImageCms, ImageDraw

RED, BLUE, WHITE = (200, 40, 40), (40, 60, 200), (255, 255, 255)
SECRET = b"SecretCamera 4711"  # what metadata carries here; it must never come out again
TOO_MANY = (30_000, 30_000)


def picture(width: int = 96, height: int = 72) -> Image.Image:
    """Left half red, right half blue."""
    image = Image.new("RGB", (width, height), RED)
    ImageDraw.Draw(image).rectangle((width // 2, 0, width, height), fill=BLUE)
    return image


def encoded(image: Image.Image, picture_format: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, picture_format, **options)
    return target.getvalue()


def text_as_jpg() -> bytes:
    return b"I am a text and only my name ends in .jpg\n"


def zero_bytes() -> bytes:
    return b""


def zip_renamed() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.png", b"x")
    return target.getvalue()


def png_under_jpg_name() -> bytes:
    """A right PNG; hand it over under a wrong name."""
    return encoded(picture(), "PNG")


def truncated_jpeg() -> bytes:
    whole = encoded(Image.effect_noise((300, 200), 60).convert("RGB"), "JPEG")
    return whole[: len(whole) // 2]


def truncated_png() -> bytes:
    whole = encoded(Image.effect_noise((300, 200), 60).convert("RGB"), "PNG")
    return whole[: len(whole) // 2]


def truncated_webp() -> bytes:
    whole = encoded(Image.effect_noise((300, 200), 60).convert("RGB"), "WEBP")
    return whole[: len(whole) // 2]


def truncated_heic() -> bytes:
    return heic()[:-40]


def corrupt_png() -> bytes:
    """One bit of the pixels flipped, so that a checksum is wrong."""
    data = bytearray(encoded(picture(), "PNG"))
    data[data.index(b"IDAT") + 12] ^= 0x10
    return bytes(data)


def png_bomb(width: int = TOO_MANY[0], height: int = TOO_MANY[1], *, real: bool = False) -> bytes:
    """A PNG that unpacks to gigabytes: a huge header over almost nothing, or `real`, over truly deflated zeros."""
    row = bytes(1 + (width + 7) // 8)  # one bit per pixel
    if real:
        packer = zlib.compressobj(9)
        rows = row * 100
        body = b"".join(packer.compress(rows) for _ in range(height // 100)) + packer.flush()
    else:
        body = zlib.compress(row)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg_bomb() -> bytes:
    """A small JPEG whose header claims 30,000 x 30,000 pixels."""
    data = bytearray(encoded(picture(), "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", *TOO_MANY)
    return bytes(data)


def webp_bomb() -> bytes:
    """A WebP with a canvas of 16,384 x 16,384, the most there can be."""
    canvas = b"\x02\0\0\0" + (16_383).to_bytes(3, "little") * 2
    frame = encoded(picture(), "WEBP", lossless=True)[12:]
    body = b"WEBP" + b"VP8X" + struct.pack("<I", len(canvas)) + canvas + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


def heic_bomb() -> bytes:
    """A HEIC whose header claims 30,000 x 30,000 pixels."""
    data = bytearray(heic())
    extent = data.index(b"ispe") + 8
    data[extent : extent + 8] = struct.pack(">II", *TOO_MANY)
    return bytes(data)


def memory_hog() -> bytes:
    """A small file, within the pixel limit of 80 million, that needs hundreds of megabytes to decode."""
    return png_bomb(8000, 8000, real=True)


def exif_rotated_jpeg(orientation: int = 6) -> bytes:
    """Stored lying, with an EXIF orientation, a position on earth, a camera name, XMP and a comment.

    For orientation 6 the upright picture has red above and blue below.
    """
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    return encoded(picture(), "JPEG", quality=95, exif=exif, xmp=xmp, comment=SECRET)


def png_with_text() -> bytes:
    """A PNG with a text chunk, EXIF with orientation 3, and a date."""
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    exif = Image.Exif()
    exif[0x0112] = 3
    exif[0x010F] = SECRET.decode()
    return encoded(picture(), "PNG", pnginfo=info, exif=exif)


def jpeg_with_profile() -> bytes:
    """A JPEG in a colour space of its own, in which red means blue and blue means red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    profile = profile.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
    return encoded(picture(), "JPEG", quality=95, icc_profile=profile)


def jpeg_with_broken_profile() -> bytes:
    return encoded(picture(), "JPEG", quality=95, icc_profile=b"this is no profile" * 20)


def cmyk_jpeg() -> bytes:
    return encoded(picture().convert("CMYK"), "JPEG", quality=95)


def grey_jpeg() -> bytes:
    return encoded(picture().convert("L"), "JPEG", quality=95)


def grey_alpha_png() -> bytes:
    """Grey 100; the right half fully transparent."""
    image = Image.new("LA", (96, 72), (100, 255))
    image.paste((100, 0), (48, 0, 96, 72))
    return encoded(image, "PNG")


def sixteen_bit_png() -> bytes:
    """Grey with 16 bits: 0x4000 left, 0xC000 right."""
    return _png(96, 72, 16, 0, struct.pack(">H", 0x4000) * 48 + struct.pack(">H", 0xC000) * 48)


def sixteen_bit_rgb_png() -> bytes:
    """RGB with 16 bits per channel, all pixels (0x4000, 0x8000, 0xC000)."""
    return _png(96, 72, 16, 2, struct.pack(">HHH", 0x4000, 0x8000, 0xC000) * 96)


def palette_png_with_transparency() -> bytes:
    """A palette picture, red left; right a palette entry that is transparent."""
    image = Image.new("P", (96, 72), 0)
    image.putpalette([*RED, *BLUE])
    image.paste(1, (48, 0, 96, 72))
    return encoded(image, "PNG", transparency=1)


def one_bit_png() -> bytes:
    return encoded(picture().convert("1"), "PNG")


def png_with_chunk(kind: bytes, text: bytes = b"a fox in the snow", key: bytes = b"parameters") -> bytes:
    """A small PNG with one text, plain or packed."""
    body = {
        b"tEXt": key + b"\0" + text,
        b"zTXt": key + b"\0\0" + zlib.compress(text, 9),
        b"iTXt": key + b"\0\1\0\0\0" + zlib.compress(text, 9),
        b"iCCP": key + b"\0\0" + zlib.compress(text, 9),
    }[kind]
    whole = encoded(picture(), "PNG")
    return whole[:33] + chunk(kind, body) + whole[33:]


def animated_webp() -> bytes:
    return encoded(picture(), "WEBP", save_all=True, append_images=[picture().rotate(180)], duration=100, lossless=True)


def animated_png() -> bytes:
    return encoded(picture(), "PNG", save_all=True, append_images=[picture().rotate(180)], duration=100)


def animated_gif() -> bytes:
    return encoded(picture(), "GIF", save_all=True, append_images=[picture().rotate(180)])


def avif() -> bytes:
    return encoded(picture(), "AVIF")


def tiny_png() -> bytes:
    return encoded(picture(8, 8), "PNG")


def polyglot_jpeg() -> bytes:
    """A right JPEG with a ZIP archive behind its end."""
    return encoded(picture(), "JPEG", quality=95, subsampling=0) + zip_renamed()


def heic() -> bytes:
    """`picture()` with a light bar below the red half, made once by libheif's encoder."""
    return base64.b64decode(_HEIC)


def _png(width: int, height: int, bits: int, colour: int, row: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    body = zlib.compress((b"\0" + row) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


_HEIC = """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAUJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAA
AAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFmAAEAAAAAAAAAaQAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAwmlwcnAAAACk
aXBjbwAAAHhodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkAAAAwAA
AwAeoDCBJZbqSSmubgQEDAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAGAAAABIAAAAEHBpeGkAAAAAAwgICAAAABZpcG1h
AAAAAAAAAAEAAQOBAoMAAABxbWRhdAAAAGUoAa9Yjk2cMVMkv//ifP/6NpIfHlh0bv+9KC+wdp/qCIiyxMds0vzJCjl5Vv+IHlaNXmur5T4PI89i
ajHJbq1aaY1zz+stggxyX8JUyvIUw7PV/y/YAJNWICGdr96u2ceSH2qBuQ==
"""
