"""Pictures judged by a classifier: which weights, which pictures, one job, and what came out."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from safelight.features.classifiers.errors import PredictionNotFound, RunNotFound, RunUnfinished
from safelight.features.classifiers.repository import runs as repository
from safelight.features.classifiers.schemas.predict import PicturePredicted, PredictionShown, PredictOptions
from safelight.features.datasets.tables import DatasetPicture
from safelight.features.generations.service import images
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service.reach import within_reach
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.kit.errors import InvalidInput
from safelight.specs.jobs import FINISHED, JobFailure, Needs
from safelight.specs.predicting import ClassifierUse, PictureUse, PredictJobSpec, Verdicts

JOB_KIND = "predict"
STAGE = "predict"
PRIORITY = 30  # before edits (40) and pictures (50): it takes a fraction of a second
RUN = "run_"
WORKING = 2.0  # of the bytes of the weights: with what a batch takes beside them


def start(
    session: Session,
    *,
    model: str,
    pictures: Sequence[PictureUse],
    options: PredictOptions,
    shelf: ModelShelf,
    max_queued: int,
    requester: str = "",
) -> Job:
    """Queue the question. Raises RunNotFound, RunUnfinished, ModelNotFound, TooManyRequests."""
    classifier = meant(session, model, shelf=shelf)
    count = f"{len(pictures)} pictures" if len(pictures) > 1 else "a picture"
    needs = Needs(memory_bytes=round(classifier.size_bytes * WORKING), visits=True)
    if classifier.prefix is None:  # those of a run are in the storage
        needs = within_reach(session, needs, classifier.name)
    return jobs.submit(
        session,
        kind=JOB_KIND,
        title=f"Predict {count}",
        spec=PredictJobSpec(
            classifier=classifier, pictures=list(pictures), top_k=options.top_k, saliency=options.saliency
        ),
        subject=f"classifier:{classifier.name}",
        needs=needs,
        model_key=classifier.key,
        group_key=classifier.key,
        requester=requester,
        priority=PRIORITY,
        max_queued=max_queued,
    )


def meant(session: Session, model: str, *, shelf: ModelShelf) -> ClassifierUse:
    """The weights of that name on the shelf, or of the run of that id or number.

    Raises RunNotFound, RunUnfinished; ModelNotFound, ModelUnusable of the shelf.
    """
    on_shelf = model in shelf.names("classifier")
    run = None if on_shelf else repository.find(session, model)
    if run is None:
        if model.startswith(RUN) and not on_shelf:
            raise RunNotFound(model)
        info = shelf.find(model, kind="classifier")
        return ClassifierUse(name=info.name, sha256=info.sha256, size_bytes=info.size_bytes)
    if run.model_key is None:
        raise RunUnfinished(run.number, run.state)
    return ClassifierUse(name=run.id, prefix=run.model_key, sha256=run.model_sha256, size_bytes=run.model_size or 0)


def named(session: Session, image_id: str, *, field: str, filename: str | None = None) -> PictureUse:
    """A picture by its id: an input, one of the gallery, or one of a dataset. Raises InvalidInput."""
    if not image_id.startswith(("img_", "pic_")) and (found := session.get(DatasetPicture, image_id)) is not None:
        if found.removed:
            raise InvalidInput.of(field, image_id, "this picture was removed from its dataset")
        return PictureUse(image=found.id, filename=found.filename, key=found.key, sha256=found.sha256)
    use = images.named(session, image_id, field=field).use
    return PictureUse(image=image_id, filename=filename, key=use.key, sha256=use.sha256)


def get(session: Session, job_id: str) -> Job:
    """The job of a prediction. Raises PredictionNotFound."""
    job = jobs.find(session, job_id)
    if job is None or job.kind != JOB_KIND:
        raise PredictionNotFound(job_id)
    return job


def shown(session: Session, job: Job) -> PredictionShown:
    """A prediction as the API shows it."""
    spec = PredictJobSpec.model_validate(job.spec)
    found = PredictionShown(
        job_id=job.id,
        status=job.state,
        progress=None if job.state in FINISHED else jobs.progress_of(session, [job.id]).get(job.id),
        failure=JobFailure.model_validate(job.failure) if job.failure else None,
        model=spec.classifier.name,
        labels=[],
        pictures=[],
    )
    if job.state != "succeeded":
        return found
    result = Verdicts.model_validate(job.results[STAGE])
    pictures = [
        PicturePredicted(image=picture.image, filename=picture.filename, **verdict.model_dump())
        for picture, verdict in zip(spec.pictures, result.verdicts, strict=True)
    ]
    return found.model_copy(update={"labels": result.labels, "pictures": pictures, "seconds": result.seconds})
