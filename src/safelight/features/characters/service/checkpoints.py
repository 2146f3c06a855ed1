"""The checkpoints of a training: what was learnt at each sample point, how it scored, and which one draws."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from safelight.features.characters import repository
from safelight.features.characters.errors import CheckpointGone, CheckpointNotFound, VersionNotFound
from safelight.features.characters.schemas import SampleShown
from safelight.features.characters.schemas.steps import CheckpointShown, CheckpointsShown
from safelight.features.characters.service import refuse_while_training, showing, use_version, version
from safelight.features.characters.tables import Character, CharacterVersion, Checkpoint, Sample
from safelight.jobs import service as jobs
from safelight.specs.characters import CharacterJobSpec, LikenessScores, best_step

Link = Callable[[str], str]


def best(checkpoints: Sequence[Checkpoint]) -> Checkpoint | None:
    """The one to draw with, by its scores; None where nothing was scored."""
    step = best_step((each.step, LikenessScores.model_validate(each.scores)) for each in checkpoints)
    return next((each for each in checkpoints if each.step == step), None)


def shown(session: Session, *, character: Character, number: int, link: Link) -> CheckpointsShown:
    """Those of a version, or of the training that makes it. Raises VersionNotFound."""
    found = repository.checkpoints(session, character.id, version=number)
    made = next((each for each in character.versions if each.number == number), None)
    if made is None and not found:
        raise VersionNotFound(character.name, number, [each.number for each in character.versions])
    pictures: dict[int, list[Sample]] = {}
    for sample in repository.samples(session, character.id, version=number, roles=("prompt", "probe")):
        pictures.setdefault(sample.step, []).append(sample)
    chosen = best(found)
    best_step = chosen.step if chosen else None
    return CheckpointsShown(
        version=number,
        step=made.step if made else None,
        best_step=best_step,
        checkpoints=[
            CheckpointShown(
                step=each.step,
                scores=LikenessScores.model_validate(each.scores),
                in_use=made is not None and made.step == each.step,
                is_best=each.step == best_step,
                has_file=each.key is not None,
                size=each.size,
                samples=_of(pictures.get(each.step, ()), "prompt", link),
                probes=_of(pictures.get(each.step, ()), "probe", link),
                created_at=each.created_at,
            )
            for each in found
        ],
    )


def use_step(session: Session, *, character: Character, number: int, step: int) -> Character:
    """Draw with that version as it was at that step from now on; the character is held locked.

    A training that failed or was cancelled has made no version: it becomes one by this, as far as it had come.

    Raises VersionNotFound, CheckpointNotFound, CheckpointGone, CharacterNotReady for a training that still runs.
    """
    if not repository.checkpoints(session, character.id, version=number):
        version(character, number)
    checkpoint = kept(session, character=character, number=number, step=step)
    made = next((each for each in character.versions if each.number == number), None)
    put_into(made or _rescued(session, character, checkpoint), checkpoint)
    use_version(session, character=character, number=number)
    return character


def kept(session: Session, *, character: Character, number: int, step: int) -> Checkpoint:
    """A checkpoint whose weights are there. Raises CheckpointNotFound, CheckpointGone."""
    found = repository.checkpoints(session, character.id, version=number)
    checkpoint = next((each for each in found if each.step == step), None)
    if checkpoint is None:
        raise CheckpointNotFound(character.name, number, step, [each.step for each in found if each.step > 0])
    if checkpoint.key is None:
        raise CheckpointGone(number, step, [each.step for each in found if each.key])
    return checkpoint


def put_into(version_: CharacterVersion, checkpoint: Checkpoint) -> None:
    """The version draws with the checkpoint's weights."""
    version_.lora_key, version_.lora_sha256, version_.lora_size = checkpoint.key, checkpoint.sha256, checkpoint.size
    version_.step = checkpoint.step


def _rescued(session: Session, character: Character, checkpoint: Checkpoint) -> CharacterVersion:
    refuse_while_training(session, character)
    job = jobs.behind(session, checkpoint.job_id)
    spec = CharacterJobSpec.model_validate(job.spec) if job else None
    made = CharacterVersion(
        number=checkpoint.version,
        base_model=spec.base_model if spec else character.base_model,
        training=spec.training.model_dump(mode="json") if spec else character.training,
        job_id=checkpoint.job_id,
        steps=checkpoint.step,
    )
    character.versions.append(made)
    return made


def _of(samples: Sequence[Sample], role: str, link: Link) -> list[SampleShown]:
    return [showing.sample_shown(each, link=link) for each in samples if each.role == role]
