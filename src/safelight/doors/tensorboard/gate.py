"""Who may see TensorBoard, which has no gate of its own: holders of the key or of our pass, on our own pages."""

from fastapi import Request

from safelight.features.access import Studio
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


def admit(request: Request, studio: Studio, target: str, *, by_link: bool) -> str | None:
    """Let in by key, link or cookie; gives the cookie to set, if any. Raises NoPass, LinkForged, LinkExpired."""
    if request.state.principal is not None:
        return None
    signer, key = studio.signer, studio.api_key
    if by_link:
        expires, signature = request.query_params.get("expires", ""), request.query_params["signature"]
        passes.check_link(signer, target=target, expires=expires, signature=signature, api_key=key)
        return passes.cookie(signer, target=target, api_key=key)
    given = request.cookies.get(COOKIE)
    if given is None:
        raise NoPass
    try:
        passes.check_cookie(signer, target=target, given=given, api_key=key)
    except SafelightError as error:
        raise NoPass from error
    fresh = passes.cookie(signer, target=target, api_key=key)
    return None if fresh == given else fresh
