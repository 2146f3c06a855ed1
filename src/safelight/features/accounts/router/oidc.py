"""Routes of log-in by another provider: where a browser goes, and where it comes back to. Both are public."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from safelight.features.access import StudioDep
from safelight.features.accounts.access import RulesDep, VisitorDep, is_secure, keep_cookie
from safelight.features.accounts.errors import ProviderRefused
from safelight.features.accounts.service import oidc
from safelight.features.accounts.service.logins import LogInRules
from safelight.kit.errors import NotFound, SafelightError
from safelight.kit.logs import get_logger

router = APIRouter(prefix="/auth/oidc", tags=["log-ins"])
log = get_logger(__name__)

COOKIE = "safelight_oidc"
PATH = "/api/v1/auth/oidc"

Next = Annotated[str, Query(max_length=500, description="A path of the studio to go to afterwards")]
Text = Annotated[str, Query(max_length=4000)]


@router.get("/{provider}/start", status_code=303, response_class=RedirectResponse)
def start(
    provider: str,
    request: Request,
    studio: StudioDep,
    rules: RulesDep,
    next: Next = "/",  # noqa: A002  as the world calls it
) -> RedirectResponse:
    """Send a browser to the provider; it keeps what it needs to come back."""
    found = _provider(rules, provider)
    base = studio.public_url or str(request.base_url).rstrip("/")
    url, sealed = oidc.start(found, rules=rules, redirect_uri=f"{base}{PATH}/{found.id}/callback", following=next)
    answer = RedirectResponse(url, status_code=303, headers={"Cache-Control": "no-store"})
    # Lax: the provider's page leads back here, and the browser must send it then.
    answer.set_cookie(
        COOKIE, sealed, max_age=oidc.MINUTES * 60, path=PATH, secure=is_secure(request, studio), httponly=True,
        samesite="lax",
    )  # fmt: skip
    return answer


@router.get("/{provider}/callback", status_code=303, response_class=RedirectResponse)
def come_back(
    provider: str,
    request: Request,
    studio: StudioDep,
    rules: RulesDep,
    visitor: VisitorDep,
    state: Text = "",
    code: Text = "",
    error: Text = "",
) -> RedirectResponse:
    """Log in whom the provider sends back, and go on in the studio; what went wrong is told there by its code."""
    found = _provider(rules, provider)
    try:
        if error or not code:
            raise ProviderRefused(f"{found.name} did not let you in.", hint="Try again, or log in with a password.")
        known, following = oidc.finish(found, rules=rules, sealed=request.cookies.get(COOKIE), state=state, code=code)
        entered = oidc.enter(studio.db, rules=rules, provider=found, known=known, visitor=visitor)
    except SafelightError as problem:  # a person in a browser: a page reads better than a document
        log.info("oidc_refused", provider=found.id, code=problem.code, detail=problem.message)
        answer = RedirectResponse(f"/?login_problem={problem.code}", status_code=303)
    else:
        answer = RedirectResponse(following, status_code=303)
        keep_cookie(request, answer, entered)
    answer.headers["Cache-Control"] = "no-store"
    answer.delete_cookie(COOKIE, path=PATH, secure=is_secure(request, studio), httponly=True, samesite="lax")
    return answer


def _provider(rules: LogInRules, provider: str) -> oidc.Provider:
    for each in rules.providers:
        if each.id == provider:
            return each
    raise NotFound("There is no such provider here.", hint="`GET /api/v1/auth/state` lists them.")
