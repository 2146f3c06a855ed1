"""Routes of the configs."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from safelight.features.access import Reading, Writing
from safelight.features.classifiers.repository import configs as repository
from safelight.features.classifiers.schemas.configs import (
    ConfigCheck,
    ConfigChecked,
    ConfigClone,
    ConfigCreate,
    ConfigDiff,
    ConfigFields,
    ConfigListed,
    ConfigShown,
    ConfigUpdate,
)
from safelight.features.classifiers.service import configs as service
from safelight.features.classifiers.service import data
from safelight.features.models.access import ShelfDep
from safelight.features.projects import service as projects
from safelight.kit.paging import MAX_LIMIT, Page
from safelight.specs.classify import FLAVOURS
from safelight.specs.classify_fields import config_fields

router = APIRouter()

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Search = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]
OfProject = Annotated[str | None, Query(max_length=80, description="Id or name: only what it gathers")]
OfDataset = Annotated[str | None, Query(max_length=80, description="Id or name: only what learns from it")]


@router.get("/config-fields")
def list_config_fields(shelf: ShelfDep) -> ConfigFields:
    """Every setting of a classifier: type, default, bounds and what it does; and the models it may begin with."""
    return ConfigFields(fields=list(config_fields()), flavours=list(FLAVOURS), models=shelf.names("classifier"))


@router.post("/configs", status_code=status.HTTP_201_CREATED)
def create_config(spec: ConfigCreate, session: Writing, response: Response) -> ConfigShown:
    """Keep settings under a name, to start runs with."""
    made = service.create(session, spec=spec)
    response.headers["Location"] = f"/api/v1/classifiers/configs/{made.id}"
    return service.shown(session, made)


@router.get("/configs")
def list_configs(
    session: Reading,
    after: str | None = None,
    limit: Limit = 50,
    project: OfProject = None,
    dataset: OfDataset = None,
    search: Search = None,
) -> Page[ConfigListed]:
    """Configs, newest first."""
    found, cursor = repository.page(
        session,
        after=after,
        limit=limit,
        project_id=projects.get(session, project).id if project else None,
        dataset_id=data.dataset(session, dataset).id if dataset else None,
        search=search,
    )
    return Page(items=service.listed(session, found), next=cursor)


@router.post("/configs/validate")
def validate_config(spec: ConfigCheck, session: Reading) -> ConfigChecked:
    """Say what is wrong with settings, by themselves and with a dataset; nothing is kept."""
    return service.check(session, spec=spec)


@router.get("/configs/{config_id}")
def show_config(config_id: str, session: Reading) -> ConfigShown:
    """One config with every setting."""
    return service.shown(session, service.get(session, config_id))


@router.patch("/configs/{config_id}")
def update_config(config_id: str, spec: ConfigUpdate, session: Writing) -> ConfigShown:
    """Rename, describe, or change a config. Runs that began with it keep what they were told."""
    return service.shown(session, service.update(session, config_id=config_id, spec=spec))


@router.post("/configs/{config_id}/clone", status_code=status.HTTP_201_CREATED)
def clone_config(config_id: str, spec: ConfigClone, session: Writing, response: Response) -> ConfigShown:
    """Copy a config, perhaps with other settings."""
    made = service.clone(session, config_id=config_id, spec=spec)
    response.headers["Location"] = f"/api/v1/classifiers/configs/{made.id}"
    return service.shown(session, made)


@router.get("/configs/{config_id}/diff")
def diff_configs(
    config_id: str, session: Reading, with_: Annotated[str, Query(alias="with", max_length=80)]
) -> ConfigDiff:
    """In which settings two configs differ."""
    return service.diff(session, first=config_id, second=with_)


@router.delete("/configs/{config_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_config(config_id: str, session: Writing) -> None:
    """Delete a config. Its runs stay."""
    service.delete(session, config_id=config_id)
