"""Forms with files: FastAPI reads them before it asks who sends them, and keeps every text and small file in memory."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from safelight.db.ownership import Caller
from safelight.kit.errors import Unauthenticated

MAX_FIELDS = 100
"""Texts of one form, each of up to a megabyte; lists come as JSON in one of them."""


class _Bounded(Request):
    """A request whose form has so many texts and files, and no more."""

    max_files = 20

    def form(self, *, max_files: float = 1000, max_fields: float = MAX_FIELDS, **limits: Any) -> Any:
        """The form, to be awaited or entered. Raises HTTPException with status 400 if it holds more or is damaged."""
        return super().form(max_files=min(max_files, self.max_files), max_fields=min(max_fields, MAX_FIELDS), **limits)


class _WithMany(_Bounded):
    max_files = 1000


class FormRoute(APIRoute):
    """A route that takes a form with a file or two, of those who are known."""

    request: type[Request] = _Bounded

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, within the bounds."""
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            caller: Caller = request.state.caller
            if caller.principal is None:
                raise caller.refusal or Unauthenticated("This server asks who you are.")
            return await handle(self.request(request.scope, request.receive))

        return bounded


class ManyFilesRoute(FormRoute):
    """A route that takes a form with up to a thousand files."""

    request = _WithMany
