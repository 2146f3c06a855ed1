"""What a training writes down of itself: pictures and captions, base, program, packages and device."""

import hashlib
import platform
from collections.abc import Mapping

from safelight import __version__
from safelight.kit import provenance
from safelight.specs.characters import CharacterJobSpec
from safelight.specs.lineage import Environment, LearntPicture, Lineage
from safelight.worker.workshop import Workshop


def of(workshop: Workshop, spec: CharacterJobSpec, captions: Mapping[str, str]) -> Lineage:
    """Taken where it learns. `captions`: by id of the reference."""
    pictures = [
        LearntPicture(
            id=each.id,
            filename=each.filename,
            sha256=each.sha256,
            caption=captions[each.id],
            repeats=each.repeats,
            mask_sha256=hashlib.sha256(workshop.storage.get(each.mask_key)).hexdigest() if each.mask_key else None,
        )
        for each in spec.references
    ]
    return Lineage(
        dataset=fingerprint(pictures),
        pictures=pictures,
        base_sha256=workshop.shelf.info(spec.base_model).sha256,
        environment=environment(workshop),
    )


def environment(workshop: Workshop) -> Environment:
    """What computes here."""
    return Environment(
        safelight=__version__,
        revision=provenance.revision(),
        python=platform.python_version(),
        platform=provenance.system(),
        packages=provenance.packages(),
        device=workshop.device,
        device_name=workshop.device_name,
        threads=workshop.threads,
    )


def fingerprint(pictures: list[LearntPicture]) -> str:
    """The same for the same pictures with the same captions, shown as often through the same masks, in any order."""
    lines = sorted(f"{each.sha256}:{each.repeats}:{each.mask_sha256 or ''}:{each.caption}\n" for each in pictures)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
