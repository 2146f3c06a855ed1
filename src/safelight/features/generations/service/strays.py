"""Files of no row: stored by a worker that had lost the job and did not know, or that was killed before it told."""

from datetime import datetime, timedelta

from safelight.db import Database
from safelight.features.generations import repository
from safelight.storage import Storage, layout

QUIET = timedelta(hours=1)
"""So long after its job nobody is at a generation any more: a worker that lost it has noticed, or is dead."""
LOOKS_BACK = timedelta(days=2)
"""How far a server looks back when it begins."""


def sweep(db: Database, storage: Storage, *, since: datetime, until: datetime) -> int:
    """Delete what lies beside the pictures of those whose jobs ended in this time, not at the first go; how many files.

    What is recorded after the look at the storage is of a job that goes on again by then, and is left alone.
    """
    with db.reading() as session:
        untidy = repository.untidy(session, since=since, until=until)
    gone = 0
    for generation_id in untidy:
        there = {file.key for file in storage.list(f"{layout.generation(generation_id)}/")}
        with db.reading() as session:
            named = repository.files_of_ended(session, generation_id)
        if named is not None and (strays := there - named):
            storage.delete(*strays)
            gone += len(strays)
    return gone
