"""What ComfyUI made, decoded: pictures, and the frames of films. Bounded: it may send anything."""

import io
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageSequence, UnidentifiedImageError

from safelight.engine.video import film as films
from safelight.engine.vision.prepare import on_white
from safelight.jobs.task import JobContext
from safelight.kit.comfyui.client import ComfyClient, Output
from safelight.kit.errors import SafelightError
from safelight.kit.pictures import thumbnail_of

MAX_PIXELS = 100_000_000
MAX_PICTURE_BYTES = 200_000_000
MAX_FRAMES = 1000
MAX_FILM_PIXELS = 4_000_000_000  # all frames together
MAX_LOOK_BYTES = 8_000_000
LOOK_SIDE = 256
_FORMATS = ["PNG", "JPEG", "WEBP"]
_FILMS = (".mp4", ".webm", ".mkv", ".mov")


class BadOutput(SafelightError):
    """What ComfyUI made is no picture or film that can be taken."""

    status = 502
    code = "comfyui_bad_output"


def pictures(client: ComfyClient, outputs: Sequence[Output], job: JobContext) -> list[Image.Image]:
    """Each file as a picture, of a film its first frame. Raises BadOutput, FileTooLarge."""
    return [next(_frames(client, output, job)) for output in outputs]


def frames(client: ComfyClient, outputs: Sequence[Output], job: JobContext) -> list[Image.Image]:
    """All the frames, in their order; those of another size than the first are brought to it. Raises BadOutput."""
    found: list[Image.Image] = []
    pixels = 0
    for output in outputs:
        for image in _frames(client, output, job):
            pixels += image.width * image.height
            if len(found) >= MAX_FRAMES or pixels > MAX_FILM_PIXELS:
                raise BadOutput(
                    f"The film has more than {MAX_FRAMES} frames, or is too large.", hint="Make it shorter."
                )
            found.append(image if not found or image.size == found[0].size else image.resize(found[0].size))
            job.check()
    return found


def look(data: bytes) -> bytes | None:
    """A preview as jobs show it; None for what is no small picture."""
    if len(data) > MAX_LOOK_BYTES:
        return None
    try:
        with _opened(data) as image:
            image.draft("RGB", (LOOK_SIDE, LOOK_SIDE))
            return thumbnail_of(image, side=LOOK_SIDE)
    except (BadOutput, OSError, ValueError):  # a look is never worth a job
        return None


def _frames(client: ComfyClient, output: Output, job: JobContext) -> Iterator[Image.Image]:
    if output.filename.lower().endswith(_FILMS):
        path = job.work_dir / f"output{Path(output.filename).suffix.lower()}"
        path.write_bytes(client.view(output, check=job.check))
        try:
            yield from films.frames_of(path)
        except (OSError, ValueError) as error:  # PyAV's errors are of both kinds
            raise BadOutput(f"The film {output.filename} of ComfyUI cannot be read: {error}") from error
        finally:
            path.unlink(missing_ok=True)
        return
    data = client.view(output, max_bytes=MAX_PICTURE_BYTES, check=job.check)
    try:
        with _opened(data) as image:
            for frame in ImageSequence.Iterator(image) if output.is_animated else [image]:
                yield on_white(frame)
    except (OSError, ValueError, SyntaxError) as error:
        raise BadOutput(f"The picture {output.filename} of ComfyUI is damaged: {error}") from error


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the bound is ours
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadOutput("What ComfyUI made is no PNG, JPEG or WebP picture.") from error
    if image.width * image.height > MAX_PIXELS:
        raise BadOutput(f"What ComfyUI made has {image.width}x{image.height} pixels.", hint="Ask for less.")
    return image
