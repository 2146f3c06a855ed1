"""A person's pictures and their captions: kohya-style `.txt` files beside them, or one `captions.json`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from safelight.doors.cli.problems import WrongUsage

PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".heif", ".avif"}
CAPTIONS = "captions.json"


@dataclass
class Collected:
    """Pictures in order, and captions by file name. `skipped` are files that are no pictures."""

    pictures: list[Path] = field(default_factory=list)
    captions: dict[str, str] = field(default_factory=dict)
    skipped: list[Path] = field(default_factory=list)


def collect(places: Sequence[Path], caption_files: Sequence[Path] = ()) -> Collected:
    """Pictures of files and folders, with every caption that is found. Raises WrongUsage."""
    found = Collected()
    for place in places:
        if place.is_dir():
            _add_folder(found, place)
        elif place.is_file():
            _add_picture(found, place)
        else:
            raise WrongUsage(
                f"There is no file or folder {str(place)!r}.", hint="Name a folder with about 20 pictures."
            )
    for path in caption_files:
        _add_captions(found, path)
    names = [path.name for path in found.pictures]
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise WrongUsage(
            f"Two pictures are named {min(doubled)!r}.", hint="Captions go by file name: rename one of them."
        )
    if not found.pictures:
        raise WrongUsage(
            f"There are no pictures in {', '.join(str(place) for place in places)}.",
            hint=f"Pictures end in {', '.join(sorted(PICTURES))}.",
        )
    return found


def _add_folder(found: Collected, folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.suffix.lower() in PICTURES:
            _add_picture(found, path)
        elif path.is_file() and path.name != CAPTIONS and path.suffix.lower() != ".txt":
            found.skipped.append(path)
    if (folder / CAPTIONS).is_file():
        _add_captions(found, folder / CAPTIONS)


def _add_picture(found: Collected, path: Path) -> None:
    found.pictures.append(path)
    beside = path.with_suffix(".txt")
    if beside.is_file():
        found.captions[path.name] = beside.read_text(encoding="utf-8", errors="replace").strip()


def _add_captions(found: Collected, path: Path) -> None:
    """One JSON object of file names and captions, or a text file for the picture of the same name."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise WrongUsage(f"The captions in {path} cannot be read: {error.strerror}.") from error
    if path.suffix.lower() == ".txt":
        pictures = [picture.name for picture in found.pictures if picture.stem == path.stem]
        if not pictures:
            raise WrongUsage(f"No picture goes with {path.name}.", hint="It captions the picture of the same name.")
        found.captions[pictures[0]] = text.strip()
        return
    try:
        content = json.loads(text)
    except ValueError as error:
        raise WrongUsage(f"{path} is no JSON: {error}.", hint='It holds {"file name": "caption"}.') from error
    if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
        raise WrongUsage(f"{path} does not hold captions by file name.", hint='Write {"file name": "caption"}.')
    found.captions |= {Path(name).name: caption for name, caption in content.items()}
