"""What one picture has that will be learnt badly: too small, blurred, wrongly exposed, empty, of an odd shape."""

from collections.abc import Sequence

from safelight.kit.pictures.buckets import bucket_of
from safelight.kit.pictures.doctor.findings import Box, Finding
from safelight.kit.pictures.doctor.look import Look

SHARP = 0.48
"""Of `Look.sharpness`. Measured: clean pictures 0.6 and more, blurs from sigma 3 of 512 pixels on 0.35 and less."""
LOST = 0.3
"""Share of a picture that may fall to the crop. Buckets lose a few per cent; without them 3:2 loses a third."""
CLIPPED = 0.25
"""Share that is pure white or black, the backdrop left out."""
FLAT = 0.6
"""Of `Look.flat`: above it a picture is a drawing, whose colours are as light as they were chosen."""
FLAT_DARK = 0.95
"""The same of a dark one: few levels are left of a photograph in the dark, so more must be the same."""
FACE_MARGIN = 0.02
"""Of a picture's side: a face that comes nearer to the border is cut off by it."""


def faults_of(key: str, look: Look, *, resolution: int, aspect_buckets: bool) -> list[Finding]:
    """Everything to say of one picture that is learnt at this resolution."""
    found = [_size(key, look, resolution, aspect_buckets=aspect_buckets)]
    if look.is_uniform:
        found.append(Finding("nearly_uniform", key, "It is nearly one colour.", value=look.spread))
    else:
        found += [_blur(key, look, resolution), _exposure(key, look)]
    found.append(_shape(key, look, resolution, aspect_buckets=aspect_buckets))
    return [each for each in found if each is not None]


def cut_off_faces(key: str, size: tuple[int, int], faces: Sequence[Box]) -> list[Finding]:
    """Faces that reach the border of a picture; `faces` are boxes in its pixels, of whichever detector there is."""
    width, height = size
    mx, my = FACE_MARGIN * width, FACE_MARGIN * height
    cut = [box for box in faces if box[0] <= mx or box[1] <= my or box[2] >= width - mx or box[3] >= height - my]
    if not cut:
        return []
    whole = "A face is cut off" if len(cut) == 1 else f"{len(cut)} faces are cut off"
    return [Finding("face_cut_off", key, f"{whole} by the border of the picture.", value=float(len(cut)))]


def lost_to_crop(size: tuple[int, int], resolution: int, *, aspect_buckets: bool) -> float:
    """Share of a picture's area that is cut away when it is brought into its bucket."""
    bucket = bucket_of(size, resolution, aspect_buckets=aspect_buckets)
    have, want = size[0] / size[1], bucket[0] / bucket[1]
    return 1 - min(have, want) / max(have, want)


def best_crop(look: Look, resolution: int, *, aspect_buckets: bool) -> Box:
    """The largest part in the bucket's shape that keeps most of the detail."""
    bucket = bucket_of((look.width, look.height), resolution, aspect_buckets=aspect_buckets)
    want = bucket[0] / bucket[1]
    if look.width / look.height > want:
        side = min(look.width, round(look.height * want))
        start = _busiest(look.across, side / look.width, look.width - side)
        return start, 0, start + side, look.height
    side = min(look.height, round(look.width / want))
    start = _busiest(look.down, side / look.height, look.height - side)
    return 0, start, look.width, start + side


def _busiest(profile: Sequence[int], share: float, room: int) -> int:
    """Where a window of this share of a side begins, in pixels, so that most detail is in it; else in the middle."""
    length = max(1, round(share * len(profile)))
    places = range(len(profile) - length + 1)
    middle = (len(profile) - length) / 2
    best = max(places, key=lambda at: (sum(profile[at : at + length]), -abs(at - middle)))
    return min(room, round(room * best / max(1, len(profile) - length)))


def _size(key: str, look: Look, resolution: int, *, aspect_buckets: bool) -> Finding | None:
    width, height = bucket_of((look.width, look.height), resolution, aspect_buckets=aspect_buckets)
    if look.width >= width and look.height >= height:
        return None
    message = f"{look.width} x {look.height} pixels are fewer than the {width} x {height} it is trained at."
    scale = max(width / look.width, height / look.height)
    return Finding("too_small", key, message, value=round(scale, 2))


def _blur(key: str, look: Look, resolution: int) -> Finding | None:
    sharpness = look.sharpness_at(resolution)
    if sharpness >= SHARP:
        return None
    message = (
        f"It looks blurred: its fine detail is {sharpness:.0%} as strong as its coarse detail; {SHARP:.0%} is sharp."
    )
    return Finding("blurred", key, message, value=sharpness)


def _exposure(key: str, look: Look) -> Finding | None:
    low, middle, high = look.levels
    white, black = look.light, look.dark
    # Flat colours of a drawing are white or black alone; light that was cut off leaves much that nearly is.
    washed_out = low >= 130 and middle >= 188 and look.flat < FLAT
    if washed_out or (white >= CLIPPED and look.near_light >= 0.04) or (white >= 0.08 and middle >= 200):
        message = f"It looks overexposed: {white:.0%} is pure white, half of it is brighter than {middle} of 255."
        return Finding("overexposed", key, message, value=white)
    is_dark = high <= 80 and not (look.flat >= FLAT_DARK and high > 40)
    if (black >= CLIPPED and look.near_dark >= 0.04) or is_dark or (middle <= 14 and high <= 120):
        message = f"It looks underexposed: {black:.0%} is pure black, half of it is darker than {middle} of 255."
        return Finding("underexposed", key, message, value=black)
    return None


def _shape(key: str, look: Look, resolution: int, *, aspect_buckets: bool) -> Finding | None:
    lost = lost_to_crop((look.width, look.height), resolution, aspect_buckets=aspect_buckets)
    if lost < LOST:
        return None
    message = f"{look.width} x {look.height} pixels lose {lost:.0%} when they are cropped for the training."
    box = best_crop(look, resolution, aspect_buckets=aspect_buckets)
    return Finding("odd_aspect", key, message, value=round(lost, 3), box=box)
