"""Datasets on disk for the tests of classifiers: small, all pictures different."""

from pathlib import Path

from PIL import Image

from safelight.engine.classify.folder import ClassFolder, read_folder
from tests.factories.pictures import picture


def write_class(folder: Path, count: int, *, start: int = 0, side: int = 40, picture_format: str = "PNG") -> Path:
    """`count` pictures; each number is another picture."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(start, start + count):
        suffix = picture_format.lower()
        (folder / f"{number}.{suffix}").write_bytes(picture(number, side=side, picture_format=picture_format))
    return folder


def write_dataset(root: Path, counts: dict[str, int], *, side: int = 40) -> Path:
    """A folder per class."""
    for at, (name, count) in enumerate(counts.items()):
        write_class(root / name, count, start=1000 * at, side=side)
    return root


def coloured(root: Path, colours: dict[str, tuple[int, int, int]], count: int, size: tuple[int, int]) -> ClassFolder:
    """Classes that are one colour each, read in."""
    for name, colour in colours.items():
        (root / name).mkdir(parents=True)
        for number in range(count):
            shade = tuple(min(255, part + number) for part in colour)
            Image.new("RGB", size, shade).save(root / name / f"{number}.png")
    return read_folder(root)
