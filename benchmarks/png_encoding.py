"""A picture as PNG: our writer beside Pillow's levels and, where they are installed, torchvision, OpenCV and fpng.

    python benchmarks/png_encoding.py [--quick] [--sizes 512 1024] [--rounds 7] [--json FILE]

All take turns in one thread over two pictures: one as a camera makes it (noise at every scale) and one that is drawn
(flat areas and edges). Each file is read again and compared. Goal: at most a fifth of Pillow's time at level 1, and at
most a tenth more bytes.
"""

import argparse
import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).parents[1]))
from safelight.kit import png_text
from safelight.kit.pictures import thumbnail, thumbnail_of

Way = Callable[[Image.Image], bytes]
TEXTS = {"safelight": '{"prompt": "a red ball", "seed": 1}', "parameters": "a red ball\nSteps: 20, Seed: 1"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[512, 1024])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    rounds = 3 if chosen.quick else chosen.rounds
    ways: dict[str, Way] = {"ours": lambda image: png_text.write(image, TEXTS)}
    ways |= {f"Pillow {level}": pillow(level) for level in (0, 1, 6)}
    ways |= others()
    found = []
    for size in chosen.sizes:
        for name, image in (("camera", camera(size)), ("drawn", drawn(size))):
            found += measured(f"{name} {size}", image, ways, rounds)
    for size in chosen.sizes:
        image = camera(size)
        data = png_text.write(image, TEXTS)
        small: dict[str, Way] = {"of the picture": thumbnail_of, "of its file": lambda _, data=data: thumbnail(data)}
        found += measured(f"thumbnail {size}", image, small, rounds, check=False)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def measured(title: str, image: Image.Image, ways: dict[str, Way], rounds: int, *, check: bool = True) -> list[dict]:
    times: dict[str, list[float]] = {name: [] for name in ways}
    sizes: dict[str, int] = {}
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.perf_counter()
            data = way(image)
            times[name].append((time.perf_counter() - began) * 1e3)
            sizes[name] = len(data)
            if check:
                with Image.open(io.BytesIO(data)) as again:
                    assert again.convert("RGB").tobytes() == image.tobytes(), name
    print(f"\n{title:26} {'ms':>8} {'kB':>8} {'× ours':>7}")
    first = statistics.median(times[next(iter(ways))])
    for name, taken in times.items():
        usual = statistics.median(taken)
        print(f"{name:26} {usual:8.1f} {sizes[name] / 1e3:8.0f} {usual / first:7.1f}")
    return [
        {"picture": title, "way": name, "ms": round(statistics.median(taken), 2), "bytes": sizes[name]}
        for name, taken in times.items()
    ]


def pillow(level: int) -> Way:
    def write(image: Image.Image) -> bytes:
        buffer = io.BytesIO()
        image.save(buffer, "PNG", compress_level=level)
        return buffer.getvalue()

    return write


def others() -> dict[str, Way]:
    found: dict[str, Way] = {}
    try:
        import torch
        from torchvision.io import encode_png

        torch.set_num_threads(1)
        found["torchvision 1"] = lambda image: bytes(
            encode_png(torch.from_numpy(np.array(image)).permute(2, 0, 1).contiguous(), 1).numpy()
        )
    except ImportError:
        pass
    try:
        import cv2

        cv2.setNumThreads(1)
        found["OpenCV 1"] = lambda image: cv2.imencode(
            ".png", np.asarray(image)[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 1]
        )[1].tobytes()
    except ImportError:
        pass
    try:
        import fpng_py

        found["fpng"] = lambda image: fpng_py.fpng_encode_image_to_memory(image.tobytes(), *image.size)
    except ImportError:
        pass
    return found


def camera(size: int) -> Image.Image:
    """Noise that falls with its frequency, as in photographs, and a little grain."""
    numbers = np.random.default_rng(0)
    frequency = np.fft.fftfreq(size)[:, None] ** 2 + np.fft.fftfreq(size)[None] ** 2
    frequency[0, 0] = 1.0

    def field() -> np.ndarray:
        return np.fft.ifft2(np.fft.fft2(numbers.standard_normal((size, size))) / frequency**0.55).real

    light = field()
    bands = [light + 0.5 * field() for _ in range(3)]
    pixels = np.stack([(band - band.mean()) / band.std() * 50 + 128 for band in bands], axis=-1)
    pixels += numbers.standard_normal((size, size, 1))
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def drawn(size: int) -> Image.Image:
    """Flat areas, edges and a soft sky."""
    image = Image.linear_gradient("L").resize((size, size)).convert("RGB")
    pen = ImageDraw.Draw(image)
    for number in range(40):
        left, top = (number * 97) % size, (number * 53) % size
        pen.ellipse((left, top, left + size // 8, top + size // 6), fill=(number * 6, 90, 160))
    return image


if __name__ == "__main__":
    main()
