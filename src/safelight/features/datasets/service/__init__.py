"""The heart of what can be done with datasets: find, name, change and delete them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from safelight import events
from safelight.features.audit.service import note
from safelight.features.datasets import repository
from safelight.features.datasets.errors import DatasetInUse, DatasetIsFolder, DatasetNameTaken, DatasetNotFound
from safelight.features.datasets.schemas import (
    SPLITS,
    ClassCounts,
    DatasetCreate,
    DatasetDetail,
    DatasetJob,
    DatasetShown,
    DatasetUpdate,
    PartCounts,
)
from safelight.features.datasets.tables import Dataset
from safelight.features.projects import service as projects
from safelight.jobs import service as jobs
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.kit.slugs import slug_of
from safelight.storage import layout

Link = Callable[[str], str]

TOPIC = "datasets"
THUMBNAILS = 4


def get(session: Session, id_or_name: str) -> Dataset:
    """The dataset of that id or name. Raises DatasetNotFound."""
    found = repository.find(session, id_or_name) or repository.find(session, _slug(id_or_name))
    if found is None:
        raise DatasetNotFound(id_or_name)
    return found


def locked(session: Session, id_or_name: str) -> Dataset:
    """The dataset as committed last, held against every other change until this transaction ends."""
    dataset_id = get(session, id_or_name).id
    dataset = session.get(Dataset, dataset_id, with_for_update=True, populate_existing=True)
    if dataset is None:
        raise DatasetNotFound(id_or_name)
    return dataset


def of_pictures(dataset: Dataset) -> Dataset:
    """The dataset itself; raises DatasetIsFolder unless its pictures are kept here."""
    if dataset.source != "pictures":
        raise DatasetIsFolder(dataset.name)
    return dataset


def create(session: Session, *, spec: DatasetCreate, path: Path | None = None) -> Dataset:
    """A new dataset; `path` is the one that `spec` names, allowed. Raises DatasetNameTaken, ProjectNotFound."""
    dataset = Dataset(
        id=new_id("data"),
        name=spec.name,
        slug=_slug(spec.name),
        description=spec.description,
        project_id=projects.get(session, spec.project).id if spec.project else None,
        source="path" if path else "pictures",
        path=str(path) if path else None,
        counts={},
    )
    _save(session, dataset)
    tell(session, dataset, "created")
    return dataset


def update(session: Session, *, id_or_name: str, spec: DatasetUpdate) -> Dataset:
    """Change what is given. Raises DatasetNotFound, DatasetNameTaken, ProjectNotFound."""
    dataset = locked(session, id_or_name)
    if spec.description is not None:
        dataset.description = spec.description
    if "project" in spec.model_fields_set:
        dataset.project_id = projects.get(session, spec.project).id if spec.project else None
    if spec.name is not None:
        dataset.name, dataset.slug = spec.name, _slug(spec.name)
    _save(session, dataset)
    tell(session, dataset, "changed")
    return dataset


def delete(session: Session, *, id_or_name: str, force: bool) -> str:
    """Forget a dataset; gives back the storage prefix to clear once this is committed.

    Raises DatasetInUse where runs wait for it or use it, and, unless `force`, where any was trained on it.
    """
    dataset = locked(session, id_or_name)
    if running := repository.used_by(session, dataset.id, unfinished=True):
        raise DatasetInUse(
            f"{dataset.name} cannot be deleted: {_runs(running)} not ended yet.", hint="Cancel them, or wait."
        )
    if not force and (ended := repository.used_by(session, dataset.id)):
        raise DatasetInUse(
            f"{dataset.name} cannot be deleted: {_runs(ended)} been trained on it.",
            hint="Delete those runs first; or delete with force=true: the runs keep their numbers, without pictures.",
        )
    for job in jobs.page(session, subject=repository.subject_of(dataset.id), limit=200)[0]:
        if not job.is_finished:
            jobs.cancel(session, job.id)
    session.delete(dataset)
    tell(session, dataset, "deleted")
    note(session, action="dataset.deleted", subject=dataset.id, details={"name": dataset.name})
    return layout.dataset(dataset.id)


def changed(session: Session, dataset: Dataset) -> None:
    """After a change of the pictures of a dataset that is held locked: it is no longer as in its newest version."""
    session.flush()
    dataset.counts = repository.counts(session, dataset.id)
    dataset.fingerprint, dataset.updated_at = None, utcnow()
    tell(session, dataset, "changed")


def tell(session: Session, dataset: Dataset, what: str, **more: Any) -> None:
    """Let everybody who looks at datasets know."""
    events.publish(session, topic=TOPIC, kind=f"dataset.{what}", payload={"id": dataset.id, **more}, of=dataset)


def shown(session: Session, datasets: Sequence[Dataset], *, link: Link) -> list[DatasetShown]:
    """As lists show them."""
    known = jobs.all_behind(session, [each.job_id for each in datasets if each.job_id])
    return [DatasetShown(**_about(session, each, known.get(each.job_id or ""), link)) for each in datasets]


def detail(session: Session, dataset: Dataset, *, link: Link) -> DatasetDetail:
    """One with its classes."""
    job = jobs.behind(session, dataset.job_id)
    return DatasetDetail(
        **_about(session, dataset, job, link),
        labels=classes_of(dataset.counts),
        excluded=repository.excluded(session, dataset.id),
        findings=repository.with_open_findings(session, dataset.id),
        bytes=repository.totals(session, dataset.id)[1],
        runs=repository.used_by(session, dataset.id),
    )


def classes_of(counts: dict[str, dict[str, int]]) -> list[ClassCounts]:
    """Classes by name, with their pictures by part."""
    labels = sorted({label for part in counts.values() for label in part})
    return [
        ClassCounts(label=label, **{split: counts.get(split, {}).get(label, 0) for split in SPLITS}) for label in labels
    ]


def parts_of(counts: dict[str, dict[str, int]]) -> PartCounts:
    """Pictures by part."""
    return PartCounts(**{split: sum(counts.get(split, {}).values()) for split in SPLITS})


def _about(session: Session, dataset: Dataset, job: Any, link: Link) -> dict[str, Any]:
    parts = parts_of(dataset.counts)
    return {
        "id": dataset.id,
        "name": dataset.name,
        "description": dataset.description,
        "project_id": dataset.project_id,
        "source": dataset.source,
        "path": dataset.path,
        "pictures": parts.train + parts.val + parts.test,
        "parts": parts,
        "classes": len({label for part in dataset.counts.values() for label in part}),
        "version": dataset.version,
        "changed": dataset.source == "pictures" and dataset.fingerprint is None,
        "job": DatasetJob(id=job.id, state=job.state) if job else None,
        "thumbnails": [link(key) for key in repository.some_thumbnails(session, dataset.id, limit=THUMBNAILS)],
        "created_at": dataset.created_at,
        "updated_at": dataset.updated_at,
    }


def _save(session: Session, dataset: Dataset) -> None:
    name = dataset.name
    try:
        with session.begin_nested():
            session.add(dataset)
            session.flush()
    except IntegrityError as error:
        raise DatasetNameTaken(name) from error


def _slug(name: str) -> str:
    return slug_of(name, noun="dataset")


def _runs(count: int) -> str:
    return "one run has" if count == 1 else f"{count} runs have"
