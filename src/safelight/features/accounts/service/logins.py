"""Log-ins: begun with a password, gone on with by a refresh token that is good once, ended.

Passwords are checked with no session open: that takes some 30 ms, and nobody could write meanwhile. What fails and must
be remembered (a wrong password, a stolen token) is committed before the error is raised, so these take the database.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.accounts import repository, service
from safelight.features.accounts.errors import (
    AccountDisabled,
    LogInNotFound,
    LogInOver,
    NeedsLogIn,
    TokenReused,
    WrongPassword,
)
from safelight.features.accounts.schemas import AccountShown, LoginShown
from safelight.features.accounts.service import attempts, passwords
from safelight.features.accounts.service.tokens import RefreshSigner, TokenSigner, hash_of
from safelight.features.accounts.tables import Account, Login
from safelight.features.audit.service import note
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.specs.people import Principal

if TYPE_CHECKING:
    from safelight.features.accounts.service.oidc import Provider

GRACE = timedelta(seconds=10)
"""Two tabs, or an answer that got lost: a token that was replaced just now is taken once more."""


@dataclass(frozen=True)
class LogInRules:
    """How log-ins are made here: for how long, signed how, and who else lets people in."""

    secret: bytes
    access_lasts: timedelta = timedelta(minutes=10)
    lasts: timedelta = timedelta(days=30)
    providers: "tuple[Provider, ...]" = ()
    tokens: TokenSigner = field(init=False)
    refresh: RefreshSigner = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", TokenSigner(self.secret))
        object.__setattr__(self, "refresh", RefreshSigner(self.secret))


@dataclass(frozen=True)
class Visitor:
    """Where somebody comes from, and what with."""

    address: str = ""
    client: str = ""


@dataclass(frozen=True)
class Entered:
    """Somebody who is in, the tokens to stay in with, and how long each is good for."""

    account: AccountShown
    login_id: str
    access_token: str
    access_lasts: timedelta
    refresh_token: str
    lasts: timedelta


def log_in(database: Database, *, rules: LogInRules, name: str, password: str, visitor: Visitor) -> Entered:
    """Begin a log-in. Raises WrongPassword, TooManyAttempts, AccountDisabled."""
    account_id = _proven(database, name=name, password=password, visitor=visitor)
    with database.transaction() as session:
        account = session.get_one(Account, account_id)
        if account.disabled_at:  # said only to whoever knows the password
            raise AccountDisabled
        attempts.succeeded(session, name=name, address=visitor.address)
        entered = begin(session, rules=rules, account=account, visitor=visitor)
        note(session, action="login.made", subject=entered.login_id, who=account.name, account_id=account.id)
        return entered


def begin(session: Session, *, rules: LogInRules, account: Account, visitor: Visitor) -> Entered:
    """A log-in of somebody who has shown who they are."""
    now = utcnow()
    login_id = new_id("login")
    token = rules.refresh.make(login_id, 1)
    login = Login(
        id=login_id,
        account_id=account.id,
        token=hash_of(token),
        client=visitor.client[:200],
        address=visitor.address[:64],
        expires_at=now + rules.lasts,
    )
    session.add(login)
    account.last_seen_at = now
    return _entered(session, rules, account=account, login_id=login_id, refresh_token=token, now=now)


def refresh(database: Database, *, rules: LogInRules, token: str, visitor: Visitor) -> Entered:
    """Go on with a log-in: new tokens for the one that came.

    Raises LogInOver, and TokenReused for one that was replaced before: then the log-in ends, for somebody has a copy.
    """
    with database.transaction() as session:
        outcome = _gone_on(session, rules=rules, token=token, visitor=visitor)
    if isinstance(outcome, LogInOver):
        raise outcome
    return outcome


def _gone_on(session: Session, *, rules: LogInRules, token: str, visitor: Visitor) -> Entered | LogInOver:
    read = rules.refresh.read(token)
    found = repository.login(session, read[0]) if read else None
    if read is None or found is None:
        return LogInOver()
    (login_id, number), (login, account), now = read, found, utcnow()
    if login.ended_at or login.expires_at <= now or account.disabled_at:
        return LogInOver()
    following = rules.refresh.make(login_id, number + 1)
    if login.token == hash_of(token):
        login.previous, login.token, login.replaced_at = login.token, hash_of(following), now
    elif login.previous != hash_of(token) or login.replaced_at is None or now - login.replaced_at > GRACE:
        login.ended_at = now
        details = {"client": login.client, "came_from": visitor.address, "came_with": visitor.client[:200]}
        note(session, action="login.token_reused", subject=login_id, details=details, who=account.name,
             account_id=account.id)  # fmt: skip
        return TokenReused()
    login.seen_at = account.last_seen_at = now
    login.expires_at = now + rules.lasts
    login.address, login.client = visitor.address[:64], visitor.client[:200]
    return _entered(session, rules, account=account, login_id=login_id, refresh_token=following, now=now)


def log_out(session: Session, *, rules: LogInRules, token: str | None, principal: Principal | None) -> None:
    """End the log-in of a refresh token, or the caller's own; what is over already may be ended again."""
    now = utcnow()
    if token and (read := rules.refresh.read(token)) and (found := repository.login(session, read[0])):
        _end(session, found[1], now, login_id=read[0])
    elif principal is not None and principal.login_id and (account := session.get(Account, principal.account_id)):
        _end(session, account, now, login_id=principal.login_id)


def log_out_everywhere(session: Session, *, principal: Principal) -> None:
    """End every log-in of the caller, this one too. API keys stay. Raises NeedsLogIn."""
    account = own_account(session, principal=principal)
    account.tokens_from = utcnow()
    _end(session, account, account.tokens_from)


def listed(session: Session, *, principal: Principal) -> list[LoginShown]:
    """Where the caller is logged in, last seen first. Raises NeedsLogIn for keys."""
    if principal.by == "key":  # where somebody is, is no program's business
        raise NeedsLogIn
    found = repository.logins_of(session, principal.account_id, utcnow())
    return [
        LoginShown(
            id=login.id,
            client=login.client,
            address=login.address,
            created_at=login.created_at,
            seen_at=login.seen_at,
            expires_at=login.expires_at,
            is_current=login.id == principal.login_id,
        )
        for login in found
    ]


def end(session: Session, *, principal: Principal, login_id: str) -> None:
    """End one of the caller's log-ins. Raises NeedsLogIn, LogInNotFound."""
    account = own_account(session, principal=principal)
    if not _end(session, account, utcnow(), login_id=login_id):
        raise LogInNotFound(login_id)


def end_all(session: Session, *, account: Account, but: str | None = None) -> None:
    """End an account's log-ins, all or all but one, without a note of its own."""
    repository.end_logins(session, account.id, utcnow(), but=but)


def change_password(database: Database, *, principal: Principal, current: str, new: str, visitor: Visitor) -> None:
    """A new password, for whoever knows the old one; other log-ins of theirs end.

    Raises NeedsLogIn, WrongPassword, TooManyAttempts, PoorPassword.
    """
    with database.reading() as session:
        name = own_account(session, principal=principal).name
    passwords.check(new, name=name, field="new")
    _proven(database, name=name, password=current, visitor=visitor)
    kept = passwords.keep(new)
    with database.transaction() as session:
        account = own_account(session, principal=principal)
        account.password = kept
        attempts.succeeded(session, name=name, address=visitor.address)
        end_all(session, account=account, but=principal.login_id)
        note(session, action="account.password_changed", subject=account.id)


def own_account(session: Session, *, principal: Principal) -> Account:
    """The caller's, if they are logged in. Raises NeedsLogIn for keys, and for whoever has no account."""
    account = session.get(Account, principal.account_id) if principal.by == "login" else None
    if account is None:
        raise NeedsLogIn
    return account


def _proven(database: Database, *, name: str, password: str, visitor: Visitor) -> str:
    """Whose name and password these are, by id; the work is the same for a name that nobody has."""
    with database.transaction() as session:
        attempts.begin(session, name=name, address=visitor.address)
        account = repository.account(session, name)
    right, kept_anew = passwords.verify(password, account.password if account else None)
    if account is None or not right:
        raise WrongPassword
    if kept_anew:
        with database.transaction() as session:
            session.get_one(Account, account.id).password = kept_anew
    return account.id


def _end(session: Session, account: Account, now: datetime, *, login_id: str | None = None) -> int:
    ended = repository.end_logins(session, account.id, now, login_id=login_id)
    if ended:
        details = {"logins": ended} if login_id is None else {}
        note(session, action="login.ended", subject=login_id or account.id, details=details, who=account.name,
             account_id=account.id)  # fmt: skip
    return ended


def _entered(
    session: Session, rules: LogInRules, *, account: Account, login_id: str, refresh_token: str, now: datetime
) -> Entered:
    access = rules.tokens.sign(account_id=account.id, login_id=login_id, now=now, lasts=rules.access_lasts)
    shown = service.shown(session, [account])[0]
    return Entered(shown, login_id, access, rules.access_lasts, refresh_token, rules.lasts)
