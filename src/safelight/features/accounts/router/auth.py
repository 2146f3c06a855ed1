"""Routes of log-ins: who is in, coming in, staying in, going."""

from fastapi import APIRouter, Request, Response, status

from safelight.features.access import PrincipalDep, Reading, StudioDep, Writing
from safelight.features.accounts import service
from safelight.features.accounts.access import (
    RulesDep,
    VisitorDep,
    cookie_of,
    drop_cookie,
    keep_cookie,
    may_set_up,
    with_passwords,
)
from safelight.features.accounts.errors import NotFromHere
from safelight.features.accounts.schemas import (
    AccountCreate,
    AccountShown,
    AuthState,
    LogIn,
    LoginAnswer,
    LoginShown,
    MeUpdate,
    PasswordChange,
    ProviderShown,
    Refresh,
    SetUp,
)
from safelight.features.accounts.service import logins, setup
from safelight.features.accounts.service.logins import Entered
from safelight.features.accounts.service.tokens import is_setup_code
from safelight.kit.errors import Unauthenticated
from safelight.specs.people import Principal

router = APIRouter(prefix="/auth", tags=["log-ins"])


@router.get("/state")
def show_state(request: Request, studio: StudioDep, rules: RulesDep, session: Reading) -> AuthState:
    """How one comes in here, and who is in. Public."""
    principal: Principal | None = request.state.principal
    has_accounts = service.has_accounts(session)
    return AuthState(
        open=studio.gate.is_open(),
        has_accounts=has_accounts,
        setup_needed=not has_accounts,
        setup_from_here=not has_accounts and may_set_up(request, studio),
        providers=[
            ProviderShown(id=each.id, name=each.name, start_url=f"/api/v1/auth/oidc/{each.id}/start")
            for each in rules.providers
        ],
        me=service.me(session, principal) if principal else None,
    )


@router.post("/setup", status_code=status.HTTP_201_CREATED)
async def set_up(
    spec: SetUp, request: Request, response: Response, studio: StudioDep, rules: RulesDep, visitor: VisitorDep
) -> LoginAnswer:
    """Make the first account, an admin, and log them in; all that was made before is theirs. Public.

    From the studio's own machine, with the installation's API key, or with the code that the server prints.
    """
    proven = spec.setup_code is not None and is_setup_code(spec.setup_code, rules.secret)
    if not proven and not may_set_up(request, studio):
        raise NotFromHere
    asked = AccountCreate(name=spec.name, password=spec.password, full_name=spec.full_name, role="admin")
    entered = await with_passwords(setup.set_up, studio.db, rules=rules, spec=asked, visitor=visitor)
    studio.gate.accounts_changed()
    return _answer(request, response, entered, in_body=spec.want_refresh_token)


@router.post("/login")
async def log_in(
    spec: LogIn, request: Request, response: Response, studio: StudioDep, rules: RulesDep, visitor: VisitorDep
) -> LoginAnswer:
    """Log in. Public.

    A browser gets its refresh token as a cookie. After some wrong passwords in a row, log-in to that name waits, and
    so it does for one that nobody has.
    """
    password = spec.password.get_secret_value()
    entered = await with_passwords(
        logins.log_in, studio.db, rules=rules, name=spec.name, password=password, visitor=visitor
    )
    return _answer(request, response, entered, in_body=spec.want_refresh_token)


@router.post("/refresh")
def refresh(
    request: Request,
    response: Response,
    studio: StudioDep,
    rules: RulesDep,
    visitor: VisitorDep,
    spec: Refresh | None = None,
) -> LoginAnswer:
    """Go on with a log-in: a new access token and a new refresh token. Public.

    A refresh token is good once. One that comes again, after 10 seconds, ends its log-in: somebody has a copy.
    """
    given = spec.refresh_token.get_secret_value() if spec and spec.refresh_token else None
    token = given or cookie_of(request)
    if token is None:
        raise Unauthenticated("Nobody is logged in here.", hint="Log in with name and password.")
    entered = logins.refresh(studio.db, rules=rules, token=token, visitor=visitor)
    return _answer(request, response, entered, in_body=given is not None)


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
def log_out(
    request: Request, response: Response, session: Writing, rules: RulesDep, spec: Refresh | None = None
) -> None:
    """End this log-in. Public, and not an error when it is over already."""
    given = spec.refresh_token.get_secret_value() if spec and spec.refresh_token else None
    logins.log_out(session, rules=rules, token=given or cookie_of(request), principal=request.state.principal)
    drop_cookie(request, response)


@router.post("/logout-everywhere", status_code=status.HTTP_204_NO_CONTENT)
def log_out_everywhere(request: Request, response: Response, session: Writing, principal: PrincipalDep) -> None:
    """End every log-in of the caller, here and elsewhere. API keys go on."""
    logins.log_out_everywhere(session, principal=principal)
    drop_cookie(request, response)


@router.post("/password", status_code=status.HTTP_204_NO_CONTENT)
async def change_password(
    spec: PasswordChange, principal: PrincipalDep, studio: StudioDep, visitor: VisitorDep
) -> None:
    """Change one's own password. This log-in goes on, one's others end."""
    await with_passwords(
        logins.change_password,
        studio.db,
        principal=principal,
        current=spec.current.get_secret_value(),
        new=spec.new.get_secret_value(),
        visitor=visitor,
    )


@router.patch("/me")
def update_me(spec: MeUpdate, session: Writing, principal: PrincipalDep) -> AccountShown:
    """Change what others read of one's own account."""
    account = logins.own_account(session, principal=principal)
    account.full_name = spec.full_name
    return service.shown(session, [account])[0]


@router.get("/logins")
def list_logins(session: Reading, principal: PrincipalDep) -> list[LoginShown]:
    """Where the caller is logged in, the last seen first."""
    return logins.listed(session, principal=principal)


@router.delete("/logins/{login_id}", status_code=status.HTTP_204_NO_CONTENT)
def end_login(login_id: str, session: Writing, principal: PrincipalDep) -> None:
    """End one of the caller's log-ins: its tokens are void at once."""
    logins.end(session, principal=principal, login_id=login_id)


def _answer(request: Request, response: Response, entered: Entered, *, in_body: bool) -> LoginAnswer:
    response.headers["Cache-Control"] = "no-store"
    if not in_body:
        keep_cookie(request, response, entered)
    return LoginAnswer(
        access_token=entered.access_token,
        expires_in=round(entered.access_lasts.total_seconds()),
        refresh_token=entered.refresh_token if in_body else None,
        account=entered.account,
    )
