"""Who may see TensorBoard, which has no gate of its own: holders of the key or of our pass, on our own pages."""

from urllib.parse import urlsplit

from fastapi import Request

from safelight.features.access import Studio
from safelight.features.tensorboard.errors import ForeignPage, NoPass
from safelight.features.tensorboard.service import passes
from safelight.kit.addresses import is_own_page
from safelight.kit.errors import SafelightError

COOKIE = "safelight_tensorboard"
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


def refuse_foreign(request: Request, studio: Studio) -> None:
    """Pages of other sites get nothing and send nothing, not even blindly. Raises ForeignPage."""
    headers = request.headers
    host = headers.get("host", "")
    origin = headers.get("origin")
    if origin is not None and not is_own_page(origin, host, studio.public_url):
        raise ForeignPage("another site's page asked")
    # A link may lead here from anywhere; a frame or a script of another site may not.
    if headers.get("sec-fetch-site") in {"cross-site", "same-site"} and headers.get("sec-fetch-dest") != "document":
        raise ForeignPage("another site's page asked")
    if studio.gate.is_open() and not _is_own_name(host, studio.public_url):
        # Without a key the name is all that tells our page from one whose name was made to lead here.
        raise ForeignPage(f"this server is not named {host[:80]!r}")


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


def _is_own_name(host: str, public_url: str | None) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:  # no name at all
        return False
    return name in _HERE or name == urlsplit(public_url or "").hostname
