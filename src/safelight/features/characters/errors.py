"""What can go wrong with a character.

SafelightError
├── CharacterNotFound    404
├── ReferenceNotFound    404  of this character, that is
├── VersionNotFound      404
├── CheckpointNotFound   404
├── GridNotFound         404
├── WeightsUnknown       404  no version here has them
├── CharacterNameTaken   409
├── CharacterNotReady    409  its training has not ended well, or still runs
├── WeightsDecided       409  what cannot be changed any more once something was learnt
├── ReferenceThere       409  the very same picture is there already
├── VersionInUse         409
├── CheckpointGone       409  its scores are kept, its weights are not
├── NoCaptioner          409
├── NothingToCaption     409
├── TooFewPictures       400
├── TooManyPictures      400
├── UnusableMask         422  a mask of another shape, or of nothing
└── UnusablePicture      422  a file that cannot be used as a reference
"""

from safelight.kit.errors import Conflict, InvalidInput, NotFound, TooLarge
from safelight.kit.pictures import RefusedPicture


class CharacterNotFound(NotFound):
    """No character has that id."""

    code = "character_not_found"

    def __init__(self, character_id: str) -> None:
        super().__init__(
            f"There is no character {character_id!r}.",
            hint="`GET /api/v1/characters` lists them. A character has an id that begins with char_, or a name.",
        )


class ReferenceNotFound(NotFound):
    """The character has no such picture."""

    code = "reference_not_found"

    def __init__(self, character_name: str, reference_id: str) -> None:
        super().__init__(
            f"{character_name} has no picture {reference_id!r}.", hint="Its pictures are listed with the character."
        )


class VersionNotFound(NotFound):
    """The character has no such version."""

    code = "version_not_found"

    def __init__(self, character_name: str, number: int, known: list[int]) -> None:
        there = f"It has {', '.join(map(str, known))}." if known else "It has none: no training has ended well yet."
        super().__init__(f"{character_name} has no version {number}.", hint=there)


class CharacterNameTaken(Conflict):
    """Another character has that name."""

    code = "character_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is a character named {name!r} already.", hint="Choose another name, or delete that one first."
        )


class CharacterNotReady(Conflict):
    """The character's training has not ended well (yet)."""

    code = "character_not_ready"


class WeightsDecided(Conflict):
    """The weights were trained with it, so it stays."""

    code = "weights_decided"

    def __init__(self, character_name: str, field: str) -> None:
        super().__init__(
            f"{field}: {character_name} has been trained with it, so it cannot be changed any more.",
            hint="Make a new character from the same pictures.",
        )


class ReferenceThere(Conflict):
    """The very same picture is there already."""

    code = "already_there"

    def __init__(self, filename: str, other: str) -> None:
        same = f"“{filename}” is there already" + (f", as “{other}”." if other != filename else ".")
        super().__init__(same, hint="Nothing was added.")


class VersionInUse(Conflict):
    """The version draws the pictures at the moment."""

    code = "version_in_use"

    def __init__(self, character_name: str, number: int) -> None:
        super().__init__(
            f"Version {number} of {character_name} is in use.",
            hint="Use another version first, or delete the character.",
        )


class CheckpointNotFound(NotFound):
    """That training has no checkpoint of this step."""

    code = "checkpoint_not_found"

    def __init__(self, character_name: str, number: int, step: int, known: list[int]) -> None:
        there = f"It has {', '.join(map(str, known))}." if known else "It has none."
        super().__init__(f"Version {number} of {character_name} has no checkpoint of step {step}.", hint=there)


class CheckpointGone(Conflict):
    """Only its scores and samples were kept."""

    code = "checkpoint_gone"

    def __init__(self, number: int, step: int, kept: list[int]) -> None:
        there = f"Kept are {', '.join(map(str, kept))}." if kept else "None of its checkpoints were kept."
        super().__init__(f"step: the weights of step {step} of version {number} were not kept.", hint=there)


class GridNotFound(NotFound):
    """No grid of this version was drawn by that job."""

    code = "grid_not_found"

    def __init__(self, job_id: str) -> None:
        super().__init__(
            f"There is no grid of the job {job_id!r} here.", hint="GET …/versions/{number}/grids lists them."
        )


class NoCaptioner(Conflict):
    """No model that captions pictures is installed."""

    code = "no_captioner"

    def __init__(self) -> None:
        super().__init__(
            "No captioner is installed.",
            hint="Download an image-to-text model: safelight models download Salesforce/blip-image-captioning-base. "
            "Or write captions by hand, or by a template.",
        )


class NothingToCaption(Conflict):
    """Every picture that was asked for has a caption."""

    code = "nothing_to_caption"

    def __init__(self, character_name: str) -> None:
        super().__init__(
            f"Every picture of {character_name} has a caption already.",
            hint="Send only_empty: false to write them anew.",
        )


class TooFewPictures(InvalidInput):
    """Not enough usable pictures came."""

    code = "too_few_pictures"


class TooManyPictures(TooLarge):
    """More pictures came than a character may have."""

    status = 400
    code = "too_many_pictures"


class UnusablePicture(InvalidInput):
    """The file was received in order, but cannot be used as a picture; the code says why."""

    status = 422

    @classmethod
    def because(cls, refused: RefusedPicture) -> "UnusablePicture":
        """The same, as the answer to a request that brought this file alone."""
        return cls(refused.message, hint=refused.hint, code=refused.code, fields=refused.fields)


class UnusableMask(InvalidInput):
    """The mask does not go with its picture."""

    status = 422
    code = "unusable_mask"


class WeightsUnknown(NotFound):
    """No training here has made these weights, or its version is deleted."""

    code = "weights_unknown"

    def __init__(self, asked: str) -> None:
        super().__init__(
            f"No version of a character here has the weights {asked[:16]!r}.",
            hint="They were imported from elsewhere, or the version was deleted.",
        )
