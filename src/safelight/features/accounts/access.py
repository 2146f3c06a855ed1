"""What the routes of accounts and log-ins need of a request: the rules, where it comes from, its cookie."""

import ipaddress
from collections.abc import Callable
from functools import partial
from typing import Annotated, ParamSpec, TypeVar

import anyio
from anyio.lowlevel import RunVar
from fastapi import Depends, Request, Response

from safelight.features.access import Studio
from safelight.features.accounts.errors import Busy, FromElsewhere
from safelight.features.accounts.service.logins import Entered, LogInRules, Visitor
from safelight.kit.addresses import is_own_page
from safelight.specs.people import Principal

COOKIE = "safelight_refresh"
COOKIE_PATH = "/api/v1/auth"
_AT_ONCE = 4  # passwords checked at a time, 19 MiB each; others wait without holding a thread
_WAITING = 200
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")

_LIMITER: RunVar[anyio.CapacityLimiter] = RunVar("passwords")
P = ParamSpec("P")
T = TypeVar("T")


async def get_rules(request: Request) -> LogInRules:
    """How log-ins are made on the running server."""
    rules: LogInRules = request.app.state.log_in_rules
    return rules


async def get_visitor(request: Request) -> Visitor:
    """Where the request comes from."""
    return Visitor(address=_address(request), client=request.headers.get("user-agent", ""))


def cookie_of(request: Request) -> str | None:
    """The refresh token that a browser sent by itself. Raises FromElsewhere where another site's page made it do so.

    SameSite keeps browsers from that; this is the second lock. They say which page asks; a program that keeps cookies
    sends `X-Safelight`, which a page elsewhere cannot without our leave.
    """
    token = request.cookies.get(COOKIE)
    if token is None or "x-safelight" in request.headers:
        return token
    studio: Studio = request.app.state.studio
    origin = request.headers.get("origin")
    if origin is None or not is_own_page(origin, request.headers.get("host"), studio.public_url):
        raise FromElsewhere
    return token


def may_set_up(request: Request, studio: Studio) -> bool:
    """Whether the studio is this caller's, so that they may make its first account without a code.

    Either they have its key, or it has none and they sit at its machine: no proxy passed this on.
    """
    principal: Principal | None = request.state.principal
    if principal is None or studio.public_url is not None or any(name in request.headers for name in _FORWARDED):
        return principal is not None and principal.by == "installation"
    try:
        return principal.by == "installation" or ipaddress.ip_address(_address(request)).is_loopback
    except ValueError:  # no address at all
        return False


def keep_cookie(request: Request, response: Response, entered: Entered) -> None:
    """Give a browser its refresh token: for our log-in routes alone, out of reach of scripts and of other sites."""
    studio: Studio = request.app.state.studio
    response.set_cookie(
        COOKIE,
        entered.refresh_token,
        max_age=round(entered.lasts.total_seconds()),
        path=COOKIE_PATH,
        secure=is_secure(request, studio),
        httponly=True,
        samesite="strict",
    )


def drop_cookie(request: Request, response: Response) -> None:
    """Take it back."""
    secure = is_secure(request, request.app.state.studio)
    response.delete_cookie(COOKIE, path=COOKIE_PATH, secure=secure, httponly=True, samesite="strict")


def is_secure(request: Request, studio: Studio) -> bool:
    """Whether browsers reach us by https, here or at a proxy in front."""
    return request.url.scheme == "https" or (studio.public_url or "").startswith("https:")


async def with_passwords(work: Callable[P, T], *given: P.args, **more: P.kwargs) -> T:
    """Do what checks passwords, a few at a time, so that a crowd at the door takes no thread from the others.

    Raises Busy when too many wait.
    """
    limiter = _limiter()
    if limiter.statistics().tasks_waiting >= _WAITING:
        raise Busy
    return await anyio.to_thread.run_sync(partial(work, *given, **more), limiter=limiter)


def _limiter() -> anyio.CapacityLimiter:
    try:
        return _LIMITER.get()
    except LookupError:  # the first of this event loop
        _LIMITER.set(made := anyio.CapacityLimiter(_AT_ONCE))
        return made


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


RulesDep = Annotated[LogInRules, Depends(get_rules)]
VisitorDep = Annotated[Visitor, Depends(get_visitor)]
