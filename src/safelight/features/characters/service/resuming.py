"""What is kept so that a training can go on elsewhere: how long."""

from sqlalchemy import select

from safelight.db import Database
from safelight.features.characters.tables import Character
from safelight.jobs import service as jobs
from safelight.storage import Storage, layout


def forget_states(db: Database, storage: Storage) -> int:
    """Delete the checkpoints of trainings that ended well, or whose job is forgotten; gives back of how many.

    A training removes its own as it ends. These are of workers that did not come to it.
    """
    with db.reading() as session:
        character_ids = session.scalars(select(Character.id)).all()
    gone = 0
    for character_id in character_ids:
        prefix = layout.training_states(character_id)
        found = {file.key.removeprefix(f"{prefix}/").partition("/")[0] for file in storage.list(prefix)}
        if not found:
            continue
        with db.reading() as session:
            needed = {job_id for job_id, job in jobs.find_all(session, found).items() if job.state != "succeeded"}
        for job_id in found - needed:
            storage.delete_prefix(layout.training_states(character_id, job_id))
            gone += 1
    return gone
