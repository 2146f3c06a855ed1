"""What a picture's claim says of how it came about, and whose keys this installation knows."""

from typing import Any

from sqlalchemy.orm import Session

from safelight import __version__
from safelight.features.preferences import service as preferences
from safelight.features.recipes.schemas import Provenance
from safelight.kit import claims
from safelight.kit.claims import Signer
from safelight.specs.generation import ImageUse, Recipe

SIGNERS = "provenance_signers"
"""The preference that keeps public keys, by id: each worker's DATA_DIR may have a key of its own."""


def is_known(session: Session, signer: Signer) -> bool:
    """Whether this installation knows a key."""
    return signer.id in preferences.of_program(session, SIGNERS)


def introduce(session: Session, signer: Signer) -> None:
    """Make a key known to this installation."""
    preferences.keep_for_program(session, SIGNERS, {signer.id: signer.public})


def claim_of(recipe: Recipe) -> dict[str, Any]:
    """What is claimed of a picture. Names of people and prompts are not in it: the recipe beside it has the words."""
    used: list[tuple[str, ImageUse | None]] = [("image", recipe.image), ("mask_image", recipe.mask_image)]
    used += [(f"controls.{at}", each.image) for at, each in enumerate(recipe.controls)]
    return {
        "generator": f"Safelight {__version__}",
        "digital_source_type": "trainedAlgorithmicMedia" if recipe.edit is None else "algorithmicallyEnhanced",
        "kind": recipe.kind,
        "model": {"name": recipe.model, "sha256": recipe.model_hash},
        "loras": [{"name": use.name, "sha256": use.sha256} for use in recipe.loras],
        "character": {"id": recipe.character_id, "consent": recipe.consent} if recipe.character_id else None,
        "ingredients": [{"role": role, "sha256": use.sha256} for role, use in used if use is not None],
        "edit": recipe.edit.model_dump(mode="json") if recipe.edit else None,
    }


def sign(signer: Signer, data: bytes, recipe: Recipe) -> bytes:
    """A picture or film with its claim in it."""
    return signer.sign(data, claim_of(recipe))


def verified(session: Session, data: bytes) -> Provenance:
    """What a file's claim is worth here."""
    known = {str(key) for key in preferences.of_program(session, SIGNERS).values()}
    verdict = claims.verify(data, known=known)
    return Provenance(state=verdict.state, message=_WORDS[verdict.state], signer=verdict.signer, claim=verdict.claim)


_WORDS = {
    "intact": "Made here, and not a byte of it was changed since.",
    "changed": "The picture, its recipe or the claim itself was changed after it was signed.",
    "unknown_signer": "Not changed since it was signed, by a key that this installation does not know.",
    "none": "The file carries no claim: it was made by another program, or saved anew since.",
}
