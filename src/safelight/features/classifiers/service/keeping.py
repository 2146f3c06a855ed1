"""What is looked after now and then: how runs ended, and files of states that nobody will go on from."""

from sqlalchemy import select

from safelight.db import Database
from safelight.features.classifiers.service import runs
from safelight.features.classifiers.tables import ClassifierRun
from safelight.storage import Storage, layout


def keep_house(db: Database, storage: Storage) -> int:
    """Write down how runs ended, before their jobs are forgotten; returns how many.

    A run that ends well removes its states itself; these are of workers that were lost between the two.
    """
    with db.transaction() as session:
        settled = runs.settle(session)
    with db.reading() as session:
        ended = set(session.scalars(select(ClassifierRun.id).where(ClassifierRun.state == "succeeded")))
    left = {file.key.split("/")[1] for file in storage.list("runs") if file.key.split("/")[2] == "state"}
    for run_id in left & ended:
        storage.delete_prefix(layout.run_states(run_id))
    return settled
