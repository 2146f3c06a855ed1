"""Who calls, asked once for every request and socket; what they see is in force from here on down.

So is where they want the jobs done that they ask for.
"""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from safelight.db.ownership import NOBODY, Caller, seen_by
from safelight.features.access import Gate, Studio
from safelight.features.audit.service import Asker, asked_by
from safelight.jobs.whereabouts import HEADER, only_on
from safelight.kit.credentials import secrets_of
from safelight.kit.errors import SafelightError
from safelight.specs.people import LOCAL, Principal


class Admission:
    """Find out who calls. Nobody is turned away here: each door does that in its own protocol's words."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        studio: Studio | None = getattr(scope["app"].state, "studio", None)
        headers = Headers(scope=scope)
        caller = await _caller(studio.gate, headers) if studio else Caller(LOCAL, None)
        state = scope.setdefault("state", {})
        state["caller"], state["principal"] = caller, caller.principal
        wanted = only_on(headers.get(HEADER, ""))
        with seen_by(caller.sight), asked_by(_asker(caller.principal, scope)), wanted:
            await self.app(scope, receive, send)


async def _caller(gate: Gate, headers: Headers) -> Caller:
    given = list(secrets_of(headers.get("authorization"), headers.getlist("sec-websocket-protocol")))
    if (known := gate.admit_at_once(given)) is not None:
        return known
    try:
        return await run_in_threadpool(gate.admit, given)
    except SafelightError as error:  # the database is away: each door says so in its own words
        return Caller(None, NOBODY, error)


def _asker(principal: Principal | None, scope: Scope) -> Asker:
    address = scope["client"][0] if scope.get("client") else ""
    request_id = scope["state"].get("request_id")
    if principal is None:
        return Asker("nobody", address=address, request_id=request_id)
    return Asker(principal.name, principal.account_id or None, principal.key_id, address, request_id)
