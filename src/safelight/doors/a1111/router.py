"""All routes of `/sdapi/v1`, and the little that programs ask of ControlNet's own."""

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from safelight.doors.a1111 import drawing, extras, lists, standing
from safelight.doors.a1111.client import calling
from safelight.doors.a1111.errors import Refusal
from safelight.features.models.access import ShelfDep
from safelight.kit.errors import NotFound

PATHS = ("/sdapi", "/controlnet")
"""Below these, errors are told in AUTOMATIC1111's way."""

router = APIRouter(tags=["a1111"], dependencies=[Depends(calling)], responses={"4XX": {"model": Refusal}})
for part in (drawing.router, extras.router, lists.router, standing.router):
    router.include_router(part, prefix="/sdapi/v1")


class ControlNets(BaseModel):
    """The models of ControlNet."""

    model_list: list[str] = Field(description="Their names")

    model_config = {"protected_namespaces": ()}


class Modules(BaseModel):
    """What could make a guiding picture of any other."""

    module_list: list[str] = Field(description="none: pictures guide as they are")


class Version(BaseModel):
    """The version of ControlNet's own API."""

    version: int = Field(description="2: units stand in alwayson_scripts")


@router.get("/controlnet/model_list")
def list_controlnets(shelf: ShelfDep) -> ControlNets:
    """The models of ControlNet."""
    return ControlNets(model_list=shelf.names("controlnet"))


@router.get("/controlnet/module_list")
def list_modules() -> Modules:
    """The preprocessors: none."""
    return Modules(module_list=["none"])


@router.get("/controlnet/version")
def show_version() -> Version:
    """The version of ControlNet's own API."""
    return Version(version=2)


@router.api_route(
    "/sdapi/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False, name="a1111_rest"
)
def not_here(path: str, request: Request) -> None:
    """All else that AUTOMATIC1111 has. Raises NotFound."""
    raise NotFound(
        f"{request.method} /sdapi/{path}: Safelight has no such route of AUTOMATIC1111's.",
        hint="docs/guide/a1111.md lists those that it has.",
        code="no_such_route",
    )
