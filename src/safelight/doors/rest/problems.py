"""Errors in the shape of RFC 9457: application/problem+json with a stable code, a hint, and the bad fields."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, TypeGuard

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from pydantic import ValidationError as PydanticError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from safelight.doors.rest.wording import in_words, is_about_the_body
from safelight.kit.errors import FieldProblem, InternalError, InvalidInput, OutOfSpace, SafelightError, shorten, shown
from safelight.kit.logs import get_logger
from safelight.storage.errors import NO_SPACE

log = get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
MAX_FIELDS = 100  # bad values of one request that are told; all are counted
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
Shape = Callable[[Request, SafelightError], Response]


class ProblemField(BaseModel):
    """One bad value."""

    field: str = Field(description="Where it stands in the request; parts of a path are joined by dots")
    message: str = Field(description="What is wrong with it")
    value: str | None = Field(default=None, description="What it was, shortened")


class Problem(BaseModel):
    """What went wrong, for programs (`code`) and people (`detail`, `hint`)."""

    type: str = Field(default="about:blank", description="Always about:blank: `code` tells the kind")
    title: str = Field(description="The words that HTTP has for the status")
    status: int = Field(description="The status of the answer")
    code: str = Field(description="The kind of error, for programs; it stays the same between versions")
    detail: str = Field(description="What happened, for people")
    hint: str | None = Field(default=None, description="What to do next")
    errors: list[ProblemField] = Field(default=[], description="The fields that cannot be used")
    request_id: str | None = Field(default=None, description="Under which the server's log has more")


def install(app: FastAPI, *, shapes: Mapping[str, Shape] = MappingProxyType({})) -> None:
    """Make every error of the app a problem; below the paths of `shapes`, give it the shape of that protocol."""
    app.state.error_shapes = dict(shapes)
    app.add_exception_handler(SafelightError, _safelight_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(PydanticError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(OSError, _os_error)
    app.add_exception_handler(Exception, defect)
    _declare(app)


def _declare(app: FastAPI) -> None:
    """Let the app's OpenAPI document say of every route that its errors are problems, where it says nothing else."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _add_problems(described())
        return described()

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way


def _add_problems(document: dict[str, Any]) -> None:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):  # FastAPI's own, which no answer has
        schemas.pop(unused, None)
    own = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {**own.pop("$defs"), "Problem": own}
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    document["components"]["responses"] = {"Problem": {"description": "It was not done; why not", "content": problem}}
    operations = [each for path in document["paths"].values() for each in path.values()]
    for responses in (each["responses"] for each in operations):
        if responses.get("422", {}).get("description") == "Validation Error":
            del responses["422"]
        for status in ("4XX", "5XX"):
            responses.setdefault(status, {"$ref": "#/components/responses/Problem"})


def as_response(request: Request, error: SafelightError) -> Response:
    """An error as a response, in the shape of the door at which the request came."""
    shapes: dict[str, Shape] = request.app.state.error_shapes
    for path, shape in shapes.items():
        if request.url.path.startswith(path):
            return shape(request, error)
    problem = Problem(
        title=_PHRASES.get(error.status, "Client Closed Request"),  # 499 is nginx's, and in no standard
        status=error.status,
        code=error.code,
        detail=error.message,
        hint=error.hint,
        errors=[ProblemField(field=f.field, message=f.message, value=f.value) for f in error.fields],
        request_id=getattr(request.state, "request_id", None),
    )
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else None
    return JSONResponse(
        problem.model_dump(exclude_none=True), status_code=error.status, media_type=MEDIA_TYPE, headers=headers
    )


def from_validation(details: list[ErrorDetails]) -> InvalidInput:
    """Pydantic's findings as one error that names each field, its value, and what is allowed."""
    fields = tuple(_field_problem(detail) for detail in details[:MAX_FIELDS])
    first = fields[0]
    more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
    return InvalidInput(f"{first.field}: {first.message}{more}", hint="Correct these fields.", fields=fields)


def _field_problem(detail: ErrorDetails) -> FieldProblem:
    places = [shorten(str(place)) for place in detail["loc"] if place not in {"body", "query", "path", "header"}]
    value: Any = detail.get("input")
    message = in_words(detail)
    if is_about_the_body(detail):
        return FieldProblem("body", message)
    field = ".".join(places) or "body"
    return FieldProblem(field, message, None if detail["type"] == "missing" else shown(value, field))


async def _safelight_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SafelightError)  # noqa: S101  the registration above
    if error.status >= 500:
        log.warning("request.failed", code=error.code, detail=error.message, path=request.url.path)
    return as_response(request, error)


async def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError | PydanticError)  # noqa: S101  the registration above
    return as_response(request, from_validation(list(error.errors())))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  the registration above
    if isinstance(error.__cause__, SafelightError):
        return as_response(request, error.__cause__)
    if _is_full(error.__cause__):  # while a form was read
        return await _os_error(request, error.__cause__)
    phrase = HTTPStatus(error.status_code).phrase
    known = SafelightError(
        f"{request.method} {request.url.path}: {error.detail or phrase}",
        code=phrase.lower().replace(" ", "_"),
        hint="`/docs` lists what this server offers." if error.status_code in {404, 405} else None,
    )
    known.status = error.status_code
    return as_response(request, known)


async def _os_error(request: Request, error: Exception) -> Response:
    if not _is_full(error):
        raise error
    log.error("request.disk_full", path=request.url.path, detail=str(error))
    full = OutOfSpace(
        "The disk on which the server keeps what comes is full.",
        hint="Nothing was half-written. Make room on the disk of its data folder, or of /tmp, and send it again.",
    )
    return as_response(request, full)


def _is_full(error: BaseException | None) -> TypeGuard[OSError]:
    return isinstance(error, OSError) and error.errno in NO_SPACE


async def defect(request: Request, error: Exception) -> Response:
    """What is answered to an error that nobody expected, which the log has in full."""
    log.error("request.defect", path=request.url.path, exc_info=error)
    return as_response(
        request,
        InternalError(
            f"Something went wrong inside Safelight ({type(error).__name__}).",
            hint="The server's log has the details under this request id; please report it.",
        ),
    )
