"""How many planted faults the doctor finds in the made set, and how many clean pictures it suspects."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from safelight.kit.pictures.doctor import Sheet, Wording, examine, look_at
from tests.kit import doctor_set
from tests.kit.doctor_set import Picture, Plant

RESOLUTION = 512
WORDING = Wording("ohwx", "woman")


@dataclass
class Tally:
    """Of one kind and strength of fault."""

    kind: str
    how: str
    planted: int = 0
    missed: list[int] = field(default_factory=list)

    @property
    def found(self) -> int:
        return self.planted - len(self.missed)


def sheet(key: str, picture: Picture, caption: str | None = None) -> Sheet:
    return Sheet(key, key, look_at(picture), caption)


def clean_alarms(pictures: Iterable[Picture]) -> tuple[int, set[str]]:
    """How many clean pictures there are, and which of them are suspected of what; as one set, repeats counted."""
    sheets = [sheet(str(number), picture) for number, picture in enumerate(pictures)]
    found = examine(sheets, resolution=RESOLUTION)
    return len(sheets), {f"{each.key}: {each.kind}" for each in found if each.key}


def planted(pictures: Sequence[Picture], faults: dict[str, dict[str, Plant]]) -> Iterator[Tally]:
    """Each fault of each strength in each picture that it can be seen in."""
    chance = random.Random(5)
    for kind, ways in faults.items():
        for how, plant in ways.items():
            tally = Tally(kind, how)
            for number, picture in enumerate(pictures):
                # Flat colours of a drawing, lighter or darker, are the colours of another drawing.
                if kind.endswith("exposed") and number % 8 < 3:
                    continue
                tally.planted += 1
                found = {each.kind for each in examine([sheet("a", plant(picture, chance))], resolution=RESOLUTION)}
                if not found & {kind, *({"nearly_uniform"} if kind == "underexposed" else ())}:
                    tally.missed.append(number)
            yield tally


def repeats(pictures: Sequence[Picture]) -> Iterator[Tally]:
    """A repeat of each picture, found beside it and no other."""
    chance = random.Random(6)
    for how, plant in doctor_set.REPEATS.items():
        tally = Tally("near_duplicate", how)
        for number, picture in enumerate(pictures):
            tally.planted += 1
            pair = [sheet("a", picture), sheet("b", plant(picture, chance))]
            if not any(each.kind == "near_duplicate" for each in examine(pair, resolution=RESOLUTION)):
                tally.missed.append(number)
        yield tally


def captions(picture: Picture) -> Iterator[Tally]:
    """Each fault of a caption, among clean ones."""
    one = look_at(picture)
    clean = [Sheet(f"clean {n}", str(n), one, text) for n, text in enumerate(doctor_set.CLEAN_CAPTIONS)]
    for kind, ways in doctor_set.CAPTIONS.items():
        for how, text in ways.items():
            found = examine([*clean, Sheet("a", "a", one, text)], resolution=RESOLUTION, wording=WORDING)
            is_found = any(each.key == "a" and each.kind == kind for each in found)
            yield Tally(kind, how, 1, [] if is_found else [0])


def clean_caption_alarms(picture: Picture) -> set[str]:
    one = look_at(picture)
    clean = [Sheet(str(n), str(n), one, text) for n, text in enumerate(doctor_set.CLEAN_CAPTIONS)]
    found = examine(clean, resolution=RESOLUTION, wording=WORDING)
    return {f"{each.key}: {each.kind}" for each in found if each.kind.startswith("caption")}
