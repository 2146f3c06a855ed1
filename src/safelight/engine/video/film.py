"""An MP4 from frames: whole or not at all, and played once before it counts."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from safelight.engine.diffusion.errors import Stopped
from safelight.engine.video.errors import BrokenFilm, CodecUnavailable, VideoNotInstalled
from safelight.kit.files import whole_file
from safelight.specs.video import VideoCodec

if TYPE_CHECKING:
    from av import VideoFrame

OnFrame = Callable[[int, int], None]  # frames written, frames in all

# Quality such that a loss is seen by nobody; speed such that writing takes a small part of what drawing took.
_ENCODERS: dict[VideoCodec, tuple[str, dict[str, str]]] = {
    "h264": ("libx264", {"crf": "18", "preset": "medium"}),
    "vp9": ("libvpx-vp9", {"crf": "24", "b": "0", "deadline": "good", "cpu-used": "4", "row-mt": "1"}),
    "av1": ("libsvtav1", {"crf": "28", "preset": "8"}),
}
AUTO: VideoCodec = "vp9"
"""Every browser plays it, and its licence binds nobody: docs/decisions/0016."""
_BT709 = 1  # of FFmpeg's lists of colour primaries, transfer curves and matrices alike


@dataclass(frozen=True)
class Film:
    """What was written: frames that play, and their size, which is even on both sides."""

    codec: VideoCodec
    width: int
    height: int
    num_frames: int
    fps: float


def require() -> None:
    """Raise VideoNotInstalled where no film could be written in the end."""
    _library()


def write_film(
    path: Path,
    frames: Sequence[Image.Image],
    *,
    fps: float,
    codec: VideoCodec = "auto",
    comment: str = "",
    on_frame: OnFrame | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Film:
    """Write frames of one size as MP4 with `comment` in its metadata, ready to play before it is loaded to its end.

    An odd side gets its last row or column twice: these codecs keep colour for two pixels at once. What `on_frame`
    raises ends it and leaves no file.

    Raises VideoNotInstalled, CodecUnavailable, BrokenFilm, Stopped.
    """
    av = _library()
    chosen = AUTO if codec == "auto" else codec
    name, options = _ENCODERS[chosen]
    try:
        av.codec.Codec(name, "w")
    except ValueError as error:
        raise CodecUnavailable.of(
            "codec", chosen, "the installed PyAV has no encoder for it", hint="Choose another codec, or auto."
        ) from error
    rate = Fraction(fps).limit_denominator(1001)  # the container keeps a fraction of small numbers
    width, height = (side + side % 2 for side in frames[0].size)
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = path.with_name(f".{path.name}.film.mp4")  # FFmpeg opens it twice by its name, to put the index first
    try:
        with av.open(str(raw), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            container.metadata["comment"] = comment
            stream = container.add_stream(name, rate=rate, options=options)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            context = stream.codec_context
            context.colorspace = context.color_primaries = context.color_trc = _BT709
            context.color_range = av.video.reformatter.ColorRange.MPEG
            for number, image in enumerate(frames, start=1):
                if should_stop is not None and should_stop():
                    raise Stopped
                container.mux(stream.encode(_frame(av, image, (width, height))))
                if on_frame is not None:
                    on_frame(number, len(frames))
            container.mux(stream.encode(None))
        _check(av, raw, len(frames), (width, height))
        with whole_file(path) as target, raw.open("rb") as written:
            while piece := written.read(1 << 20):
                target.write(piece)
    finally:
        raw.unlink(missing_ok=True)
    return Film(chosen, width, height, len(frames), float(rate))


def frames_of(path: Path) -> Iterator[Image.Image]:
    """The frames of a film, one by one."""
    av = _library()
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield frame.to_image()


def comment_of(path: Path) -> str:
    """The comment in a film's metadata."""
    with _library().open(str(path)) as container:
        return container.metadata.get("comment", "")


def _frame(av: ModuleType, image: Image.Image, size: tuple[int, int]) -> "VideoFrame":
    pixels = np.asarray(image.convert("RGB"))
    beyond = ((0, size[1] - image.height), (0, size[0] - image.width), (0, 0))
    frame: VideoFrame = av.VideoFrame.from_ndarray(np.pad(pixels, beyond, mode="edge"), format="rgb24")
    return frame.reformat(format="yuv420p", dst_colorspace=_BT709, dst_color_range="MPEG")


def _check(av: ModuleType, path: Path, num_frames: int, size: tuple[int, int]) -> None:
    """Decode it all: an index may promise what is not there."""
    with av.open(str(path)) as container:
        found = [(frame.width, frame.height) for frame in container.decode(video=0)]
    if found != [size] * num_frames:
        raise BrokenFilm(
            f"Of {num_frames} frames {len(found)} can be played.", hint="Try again, or choose another codec."
        )


def _library() -> ModuleType:
    os.environ.setdefault("SVT_LOG", "1")  # its AV1 encoder tells the world its settings otherwise
    try:
        import av  # noqa: PLC0415  an extra: its wheel carries GPL encoders, which not everybody may pass on
    except ImportError as error:
        raise VideoNotInstalled(
            "This worker cannot write films: PyAV is not installed.",
            hint="Install it beside the worker: pip install 'safelight[worker,video]'. It is left out by default, "
            "because it carries encoders under the GPL.",
        ) from error
    return av
