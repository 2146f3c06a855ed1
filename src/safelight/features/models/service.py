"""What is known of the base models and of the workers that have them loaded."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from safelight.features.models.schemas import ModelShown
from safelight.jobs import service as jobs
from safelight.specs.models import ModelInfo


def shown(session: Session, models: Iterable[ModelInfo]) -> list[ModelShown]:
    """Models as the API shows them."""
    workers = jobs.workers(session)
    return [
        ModelShown(**dict(model), loaded_on=[worker.name for worker in workers if model.name in worker.loaded_models])
        for model in models
    ]
