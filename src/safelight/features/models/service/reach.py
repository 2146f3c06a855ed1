"""Which workers can have a model: all where its files were stored, or else those that see the server's folder."""

from sqlalchemy.orm import Session

from safelight.features.models.repository import stored
from safelight.specs.jobs import MODELS_HERE, Needs
from safelight.specs.models import BUILT_IN


def within_reach(session: Session, needs: Needs, model: str) -> Needs:
    """Needs that keep a job with workers who have this model, where others cannot fetch it.

    For every job that opens a model of the shelf. With SQLite all workers are on the server's machine.
    """
    everywhere = model == BUILT_IN or needs.engine != "native" or session.get_bind().dialect.name == "sqlite"
    if everywhere or stored.find(session, model) is not None:
        return needs
    return needs.model_copy(update={"labels": needs.labels | dict([MODELS_HERE])})
