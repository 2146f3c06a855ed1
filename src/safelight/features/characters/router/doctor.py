"""Routes of the dataset doctor."""

from fastapi import APIRouter

from safelight.features.access import LinksDep, StudioDep
from safelight.features.characters import service
from safelight.features.characters.service import crops, doctor
from safelight.features.models.access import ShelfDep
from safelight.specs.datasets import DoctorAnswered, DoctorAnswers, DoctorReport

router = APIRouter(prefix="/{id_or_name}/doctor")


@router.get("")
def examine_pictures(id_or_name: str, studio: StudioDep, shelf: ShelfDep, link: LinksDep) -> DoctorReport:
    """What may hurt the training of a character: in its pictures, its captions, and all together.

    Each finding comes with its picture, the reason in words, and answers that can be sent as they are. Nothing is
    left out or changed unasked.
    """
    with studio.db.reading() as session:
        missing = doctor.unseen(service.get(session, id_or_name))
    if missing:
        looks = doctor.look_again(studio.storage, missing)
        with studio.db.transaction() as session:
            character = service.locked(session, id_or_name)
            doctor.keep_looks(character, looks, shelf.info(character.base_model))
    with studio.db.reading() as session:
        character = service.get(session, id_or_name)
        return doctor.report(character, base=shelf.info(character.base_model), link=link)


@router.post("/answers")
def answer_findings(id_or_name: str, spec: DoctorAnswers, studio: StudioDep, shelf: ShelfDep) -> DoctorAnswered:
    """Carry out what was decided: leave pictures out, keep them, crop them, caption them. All of it, or nothing.

    A second click changes nothing more; `undo` is what brings everything back.
    """
    with studio.db.reading() as session:
        wanted = doctor.crops_in(service.get(session, id_or_name), spec.answers)
    with crops.stored(studio.storage, wanted) as cuts, studio.db.transaction() as session:
        character = service.locked(session, id_or_name)
        base = shelf.info(character.base_model)
        answered, gone = doctor.answer(session, character=character, answers=spec.answers, cuts=cuts, base=base)
    studio.storage.delete(*gone)
    return answered
