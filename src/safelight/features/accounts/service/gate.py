"""Who calls: from what came with a request to a Principal, and what that one sees."""

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import ColumnElement, CompoundSelect, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.db.ownership import NOBODY, Caller, Sight, seen_by
from safelight.features.accounts import repository
from safelight.features.accounts.service.keys import is_whole
from safelight.features.accounts.service.tokens import KEY_PREFIX, TokenSigner, hash_of
from safelight.features.accounts.tables import Account, ApiKey, Login
from safelight.features.projects.tables import Project, ProjectMember
from safelight.kit.clock import utcnow
from safelight.kit.errors import SafelightError, Unauthenticated
from safelight.kit.logs import get_logger
from safelight.specs.people import INSTALLATION, LOCAL, OF_ROLE, Limits, Principal, Role

log = get_logger(__name__)

LOOK_AGAIN_SECONDS = 1.0
"""While there are no accounts, how long that is believed."""
WRITE_SECONDS = 20.0
USED_AGAIN = timedelta(minutes=1)
"""So often it is written down that a key is in use."""

_WRITING = frozenset({"owner", "editor"})  # what one is in a project that one may change
# Each request asks the first or the second, and the third. They are made once: to make one costs more than to ask it.
_BY_KEY = select(Account, ApiKey).join(ApiKey, ApiKey.account_id == Account.id).where(ApiKey.hash == bindparam("hash"))
_BY_LOGIN = (
    select(Account, Login)
    .join(Login, Login.account_id == Account.id)
    .where(Account.id == bindparam("account_id"), Login.id == bindparam("login_id"))
)


def _projects(own: ColumnElement[bool], shared: ColumnElement[bool]) -> CompoundSelect[str, str, str]:
    """Account, project, and what the account is there: owner, editor or viewer."""
    return union_all(
        select(Project.account_id, Project.id, literal("owner")).where(own),
        select(ProjectMember.account_id, ProjectMember.project_id, ProjectMember.role).where(shared),
    )


_PROJECTS_OF_ONE = _projects(
    Project.account_id == bindparam("account_id"), ProjectMember.account_id == bindparam("account_id")
)
_PROJECTS_OF_SEVERAL = _projects(
    Project.account_id.in_(bindparam("account_ids", expanding=True)),
    ProjectMember.account_id.in_(bindparam("account_ids", expanding=True)),
)


class AccountGate:
    """Knows the installation's key, the accounts' keys and the access tokens; and whether it stands open."""

    def __init__(
        self,
        database: Database,
        *,
        api_key: str | None,
        secret: bytes,
        limits: Mapping[Role, Limits] = MappingProxyType({}),
    ) -> None:
        """`limits` are those of each role, for accounts that have none of their own."""
        self._database = database
        self._api_key = api_key
        self._limits = limits
        self.tokens = TokenSigner(secret)
        self._has_accounts = False
        self._looked_at = float("-inf")
        self._used: dict[str, datetime] = {}

    def is_open(self) -> bool:
        """Whether whoever comes is the local user: there is no key, and no account."""
        return self._api_key is None and not self.has_accounts()

    def has_accounts(self) -> bool:
        """Whether anybody has an account."""
        if not self._has_accounts and time.monotonic() - self._looked_at > LOOK_AGAIN_SECONDS:
            with self._database.reading() as session:
                self._has_accounts = session.scalar(select(Account.id).limit(1)) is not None
            self._looked_at = time.monotonic()
        return self._has_accounts

    def accounts_changed(self) -> None:
        """Look again at once."""
        self._looked_at = float("-inf")

    def admit_at_once(self, given: list[str]) -> Caller | None:
        """The same as `admit`, where that needs no look at the database; None where it does."""
        if self._api_key is None and not self._has_accounts:
            return Caller(LOCAL, None) if time.monotonic() - self._looked_at <= LOOK_AGAIN_SECONDS else None
        if (key := self._api_key) is not None and any(_same(secret, key) for secret in given):
            return Caller(INSTALLATION, None) if _same(given[0], key) else None
        return Caller(None, NOBODY, _refusal(given)) if all(map(_is_mistyped, given)) else None

    def admit(self, given: list[str]) -> Caller:
        """Who comes with these keys or tokens; the first that is right counts."""
        if self.is_open():
            return Caller(LOCAL, None)
        for secret in given:
            if found := self._known(secret):
                return found
        return Caller(None, NOBODY, _refusal(given))

    def again(self, credentials: Collection[str]) -> dict[str, Caller]:
        """Who came by these before (Principal.credential), with what they see by now; whose leave is over is left out.

        One look at the database for all of them.
        """
        found: dict[str, Caller] = {}
        if "" in credentials:
            if self.is_open():
                found[""] = Caller(LOCAL, None)
            elif self._api_key is not None:
                found[""] = Caller(INSTALLATION, None)
        if not (ids := [each for each in credentials if each]):
            return found
        with seen_by(None), self._database.reading() as session:
            principals = [*self._of_logins(session, ids), *self._of_keys(session, ids)]
            sights = sights_of(session, principals)
            return found | {one.credential: Caller(one, sight) for one, sight in zip(principals, sights, strict=True)}

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Write down now and then which keys were used, and at the end."""

        async def write() -> None:
            while True:
                await asyncio.sleep(WRITE_SECONDS)
                await asyncio.to_thread(self._write_if_possible)

        writing = asyncio.create_task(write(), name="uses of keys")
        try:
            yield
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await asyncio.to_thread(self._write_if_possible)

    def _write_if_possible(self) -> None:
        try:
            self.write_uses()
        except SafelightError as error:  # the database is away: when a key was last used is not worth more
            log.warning("uses_not_written", error=str(error))

    def write_uses(self) -> None:
        """Write down which keys were used of late. No request waits for that."""
        uses, self._used = self._used, {}
        if uses:
            with self._database.transaction() as session:
                repository.note_uses(session, uses)

    def _of_logins(self, session: Session, ids: Collection[str]) -> list[Principal]:
        query = select(Account, Login).join(Login, Login.account_id == Account.id).where(Login.id.in_(ids))
        return [
            self._principal(account, login_id=login.id)
            for account, login in session.execute(query)
            if not (account.disabled_at or login.ended_at or _is_over(login.expires_at))
        ]

    def _of_keys(self, session: Session, ids: Collection[str]) -> list[Principal]:
        query = select(Account, ApiKey).join(ApiKey, ApiKey.account_id == Account.id).where(ApiKey.id.in_(ids))
        return [
            self._principal(account, key=key)
            for account, key in session.execute(query)
            if not (account.disabled_at or key.revoked_at or _is_over(key.expires_at))
        ]

    def _known(self, secret: str) -> Caller | None:
        if self._api_key is not None and _same(secret, self._api_key):
            return Caller(INSTALLATION, None)
        if not self.has_accounts():
            return None
        with seen_by(None), self._database.reading() as session:
            principal = (
                self._by_key(session, secret) if secret.startswith(KEY_PREFIX) else self._by_token(session, secret)
            )
            return Caller(principal, sight_of(session, principal)) if principal else None

    def _by_token(self, session: Session, token: str) -> Principal | None:
        access = self.tokens.read(token)
        if access is None:
            return None
        row = session.execute(_BY_LOGIN, {"account_id": access.account_id, "login_id": access.login_id}).first()
        if row is None or row.Account.disabled_at or row.Login.ended_at:
            return None
        # A token tells its time in whole seconds.
        if access.made_at < row.Account.tokens_from.replace(microsecond=0):
            return None
        account: Account = row.Account
        return self._principal(account, login_id=access.login_id)

    def _by_key(self, session: Session, key: str) -> Principal | None:
        row = session.execute(_BY_KEY, {"hash": hash_of(key)}).first()
        if row is None or row.Account.disabled_at or row.ApiKey.revoked_at or _is_over(row.ApiKey.expires_at):
            return None
        now = utcnow()
        if row.ApiKey.used_at is None or now - row.ApiKey.used_at >= USED_AGAIN:
            self._used[row.ApiKey.id] = now
        return self._principal(row.Account, key=row.ApiKey)

    def _principal(self, account: Account, *, login_id: str | None = None, key: ApiKey | None = None) -> Principal:
        role: Role = account.role  # type: ignore[assignment]  # the column holds nothing else
        of_role = OF_ROLE[role]
        own = self._limits.get(role, Limits()) if account.limits is None else Limits.model_validate(account.limits)
        of_key = (Limits.model_validate(key.limits),) if key and key.limits else ()
        return Principal(
            account.id,
            account.name,
            role,
            of_role & frozenset(key.scopes) if key else of_role,
            key_id=key.id if key else None,
            login_id=login_id,
            by="key" if key else "login",
            limits=(own, *of_key),
        )


def sight_of(session: Session, principal: Principal) -> Sight | None:
    """What somebody sees; None of whoever sees everything."""
    if not principal.account_id:
        return None
    found = session.execute(_PROJECTS_OF_ONE, {"account_id": principal.account_id})
    return _sight(principal, [(project, role) for _, project, role in found])


def sights_of(session: Session, principals: Iterable[Principal]) -> list[Sight | None]:
    """What each of them sees; None of whoever sees everything."""
    principals = list(principals)
    roles: dict[str, list[tuple[str, str]]] = {one.account_id: [] for one in principals if one.account_id}
    if roles:
        for account, project, role in session.execute(_PROJECTS_OF_SEVERAL, {"account_ids": list(roles)}):
            roles[account].append((project, role))
    return [_sight(one, roles[one.account_id]) if one.account_id else None for one in principals]


def _sight(principal: Principal, roles: Collection[tuple[str, str]]) -> Sight:
    """`roles` are the ids of projects, each with what the caller is there."""
    return Sight(
        principal.account_id,
        reads=frozenset(project for project, _ in roles),
        writes=frozenset(project for project, role in roles if role in _WRITING),
        is_operator=principal.role == "admin" and "admin" in principal.scopes,
        principal=principal,
    )


def _is_over(until: datetime | None) -> bool:
    return until is not None and until <= utcnow()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))


def _is_mistyped(key: str) -> bool:
    return key.startswith(KEY_PREFIX) and not is_whole(key)


def _refusal(given: list[str]) -> Unauthenticated:
    if any(_is_mistyped(key) for key in given):
        return Unauthenticated(
            "The API key is mistyped: some of it is missing or wrong.",
            hint="Copy it once more, whole: `sl_` and 49 letters and digits.",
        )
    return Unauthenticated(
        "The key or token is not right, or is over." if given else "This server asks who you are.",
        hint="Log in at the studio or with `safelight login`, or send an API key as `Authorization: Bearer <key>`.",
    )
