"""The model that a run leaves: on the shelf under a name, and as one file to take away."""

import tempfile
import zipfile
from pathlib import Path

from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.audit import service as audit
from safelight.features.classifiers.errors import RunUnfinished
from safelight.features.classifiers.service import runs
from safelight.features.classifiers.tables import ClassifierRun
from safelight.features.models.errors import ModelExists
from safelight.features.models.repository import ModelShelf, records
from safelight.features.models.service import note, removal
from safelight.kit.errors import shorten
from safelight.kit.ids import new_id
from safelight.kit.slugs import slug_of
from safelight.storage import Storage, layout

ARRIVING = ".incoming-model"  # hidden from the shelf; what a crash leaves there is swept after a day


def publish(db: Database, storage: Storage, *, shelf: ModelShelf, asked: str, name: str | None) -> str:
    """Put the model of a run on the shelf; asked again, it is there already. Returns its name.

    Raises RunNotFound, RunUnfinished, ModelExists for a name that is taken, StorageNotFound, OSError.
    """
    with db.reading() as session:
        run = runs.get(session, asked)
        prefix = model_of(session, run)
    if run.model is not None and name in {None, run.model} and run.model in shelf.names("classifier"):
        return run.model
    wanted = name or f"{slug_of(run.name, noun='classifier')}-{run.number}"
    hidden = shelf.folder / f"{ARRIVING}-{new_id('model')}"
    try:
        for file in storage.list(prefix):
            storage.download(file.key, hidden / layout.name_on_disk(file.key))
        with db.transaction() as session:
            records.one_at_a_time(session)
            if wanted in shelf.names(None) or (shelf.folder / wanted).exists():
                raise ModelExists(shorten(wanted))
            hidden.rename(shelf.folder / wanted)
            run = runs.locked(session, asked)
            note(session, shelf=shelf, name=wanted, source=_origin(run))
            audit.note(session, action="classifier.published", subject=run.id, details={"name": wanted})
            run.model = wanted
            runs.tell(session, run, "changed")
    finally:
        removal.clear(hidden)
    return wanted


def archive(db: Database, storage: Storage, *, asked: str) -> tuple[str, str]:
    """Storage key of the model as a zip, made when it is first asked for, and the name to save it under."""
    with db.reading() as session:
        run = runs.get(session, asked)
        prefix = model_of(session, run)
    key, name = layout.run_archive(run.id), f"{slug_of(run.name, noun='classifier')}-{run.number}"
    if not storage.exists(key):
        with tempfile.TemporaryDirectory(prefix="safelight-") as folder:
            path = Path(folder) / "model.zip"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:  # weights hardly shrink
                for file in storage.list(prefix):
                    with packed.open(f"{name}/{layout.name_on_disk(file.key)}", "w", force_zip64=True) as target:
                        for piece in storage.stream(file.key):
                            target.write(piece)
            storage.put(key, path, content_type=layout.content_type_of(key))
    return key, f"{name}.zip"


def model_of(session: Session, run: ClassifierRun) -> str:
    """Storage prefix of the model that a run has left. Raises RunUnfinished."""
    if run.model_key is None:
        raise RunUnfinished(run.number, runs.state_of(run, runs.job_of(session, run)))
    return run.model_key


def _origin(run: ClassifierRun) -> dict[str, object]:
    return {
        "classifier_run_id": run.id,
        "account_id": run.account_id,
        "run": run.number,
        "dataset_id": run.dataset_id,
        "dataset_version": run.dataset_version,
        "trained_from": run.settings.get("model_flavour"),
    }
