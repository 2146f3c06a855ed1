"""Who may see TensorBoard, which has no gate of its own: holders of the key or of our pass, on our own pages."""

from dataclasses import dataclass

from fastapi import Request

from safelight.db.ownership import Caller
from safelight.features.access import Studio, require_scope
from safelight.features.tensorboard.errors import ForeignPage, NoPass
from safelight.features.tensorboard.service import passes
from safelight.kit.addresses import is_own_page
from safelight.kit.errors import SafelightError

COOKIE = "safelight_tensorboard"


def refuse_foreign(request: Request, studio: Studio) -> None:
    """Pages of other sites get nothing and send nothing, not even blindly. Raises ForeignPage."""
    headers = request.headers
    origin = headers.get("origin")
    if origin is not None and not is_own_page(origin, headers.get("host"), studio.public_url):
        raise ForeignPage("another site's page asked")
    # A link may lead here from anywhere; a frame or a script of another site may not.
    if headers.get("sec-fetch-site") in {"cross-site", "same-site"} and headers.get("sec-fetch-dest") != "document":
        raise ForeignPage("another site's page asked")


@dataclass(frozen=True)
class Admitted:
    """Who looks, and the cookie to set, if any."""

    caller: Caller
    cookie: str | None = None


def admit(request: Request, studio: Studio, target: str, *, by_link: bool) -> Admitted:
    """Let in by key, link or cookie. Raises NoPass, NotAllowed, LinkForged, LinkExpired."""
    caller: Caller = request.state.caller
    if caller.principal is not None:
        require_scope(caller.principal, "read")
        return Admitted(caller)
    signer, key, given = studio.signer, studio.api_key, request.cookies.get(COOKIE)
    if by_link:
        asked = {name: request.query_params.get(name, "") for name in ("expires", "who", "signature")}
        passes.check_link(signer, target=target, api_key=key, **asked)
        who, given = asked["who"], None
    elif given is None:
        raise NoPass
    else:
        try:
            who = passes.check_cookie(signer, target=target, given=given, api_key=key)
        except SafelightError as error:
            raise NoPass from error
    by_now = studio.gate.again([who]).get(who)
    if by_now is None or by_now.principal is None or "read" not in by_now.principal.scopes:
        raise NoPass
    fresh = passes.cookie(signer, target=target, api_key=key, who=who)
    return Admitted(by_now, None if fresh == given else fresh)
