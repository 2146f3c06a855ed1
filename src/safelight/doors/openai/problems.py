"""Errors as clients of the OpenAI API read them: `{"error": {message, type, param, code}}`."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, Literal

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from pydantic import ValidationError as PydanticError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from safelight.features.forms import FormRoute
from safelight.kit.errors import InternalError, SafelightError, shorten, shown
from safelight.kit.logs import get_logger

log = get_logger(__name__)

RETRIED = frozenset({408, 429, 503})
"""What may go better in a moment. OpenAI's clients would also draw a failed picture twice more, unasked."""

_CODES = {"unauthenticated": "invalid_api_key", "too_many_requests": "rate_limit_exceeded"}
_OWN_NAMES = {"mask_image": "mask"}
_PLACES = frozenset({"body", "query", "path", "header"})


class ErrorDetail(BaseModel):
    """What went wrong."""

    message: str = Field(description="For a person: what happened, and what to do")
    type: str = Field(description="invalid_request_error, authentication_error, rate_limit_error or server_error")
    param: str | None = Field(default=None, description="The field that cannot be used")
    code: str | None = Field(default=None, description="Stable, for programs")


class ErrorAnswer(BaseModel):
    """An error of this API."""

    error: ErrorDetail = Field(description="What went wrong")


class StreamError(ErrorAnswer):
    """An error after the events have begun."""

    type: Literal["error"] = Field(default="error", description="The event")


class OpenAiRoute(FormRoute):
    """A route whose errors, of whatever kind, have the shape of this API."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, with its errors told."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except Exception as error:  # noqa: BLE001  the door's edge: each becomes an answer
                return refusal(request, error)

        return told


def refusal(request: Request, error: Exception) -> JSONResponse:
    """Any error as a response."""
    known, param = _known(request, error)
    headers = {"Retry-After": str(known.retry_after)} if known.retry_after else {}
    headers["X-Should-Retry"] = "true" if known.status in RETRIED else "false"
    return JSONResponse(ErrorAnswer(error=detail(known, param)).model_dump(), status_code=known.status, headers=headers)


def detail(error: SafelightError, param: str | None = None) -> ErrorDetail:
    """An error in words; `param` names its field where the error does not."""
    param = error.fields[0].field if error.fields else param
    return ErrorDetail(
        message=str(error),
        type=_type(error.status),
        param=_OWN_NAMES.get(param, param) if param else None,
        code=_CODES.get(error.code, error.code),
    )


def _known(request: Request, error: Exception) -> tuple[SafelightError, str | None]:
    match error:
        case SafelightError():
            if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                log.warning("request.failed", code=error.code, detail=error.message, path=request.url.path)
            return error, None
        case RequestValidationError() | PydanticError():
            return _invalid(list(error.errors()))
        case HTTPException(__cause__=SafelightError() as cause):
            return cause, None
        case HTTPException():
            known = SafelightError(str(error.detail), code="bad_request")
            known.status = error.status_code
            return known, None
    log.error("request.defect", path=request.url.path, exc_info=error)
    hint = "The server's log has the details; please report it."
    return InternalError(f"Something went wrong inside Safelight ({type(error).__name__}).", hint=hint), None


def _invalid(details: list[ErrorDetails]) -> tuple[SafelightError, str]:
    first = details[0]
    is_missing = first["type"] == "missing"
    if first["type"] == "json_invalid":
        known = SafelightError("The body is not valid JSON.", code="invalid_json")
        known.status = 400
        return known, "body"
    field = ".".join(shorten(str(place)) for place in first["loc"] if place not in _PLACES) or "body"
    value = "" if is_missing else f", not {shown(first.get('input'), field)}"
    known = SafelightError(
        f"{field}: {first['msg']}{value}.", code="missing_required_parameter" if is_missing else "invalid_value"
    )
    known.status = 400
    return known, field


def _type(status: int) -> str:
    match status:
        case 401 | 403:
            return "authentication_error"
        case 429:
            return "rate_limit_error"
        case _:
            return "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
