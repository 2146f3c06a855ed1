"""Who calls: from what came with a request to a Principal, and what that one sees."""

import hmac
import time
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.db.ownership import NOBODY, Caller, Sight
from safelight.features.accounts.service.tokens import KEY_PREFIX, TokenSigner, hash_of
from safelight.features.accounts.tables import Account, ApiKey, Login
from safelight.features.projects.tables import Project, ProjectMember
from safelight.kit.clock import utcnow
from safelight.kit.errors import Unauthenticated
from safelight.specs.people import INSTALLATION, LOCAL, OF_ROLE, Limits, Principal, Role

LOOK_AGAIN_SECONDS = 1.0
"""While there are no accounts, how long that is believed."""


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

    def admit(self, given: list[str]) -> Caller:
        """Who comes with these keys or tokens; the first that is right counts."""
        if self.is_open():
            return Caller(LOCAL, None)
        for secret in given:
            if found := self._known(secret):
                return found
        return Caller(None, NOBODY, _refusal(given))

    def _known(self, secret: str) -> Caller | None:
        if self._api_key is not None and _same(secret, self._api_key):
            return Caller(INSTALLATION, None)
        if not self.has_accounts():
            return None
        with self._database.reading() as session:
            principal = (
                self._by_key(session, secret) if secret.startswith(KEY_PREFIX) else self._by_token(session, secret)
            )
            return Caller(principal, sight_of(session, principal)) if principal else None

    def _by_token(self, session: Session, token: str) -> Principal | None:
        access = self.tokens.read(token)
        if access is None:
            return None
        query = select(Account, Login).join(Login, Login.account_id == Account.id)
        row = session.execute(query.where(Account.id == access.account_id, Login.id == access.login_id)).first()
        if row is None or row.Account.disabled_at or row.Login.ended_at:
            return None
        # A token tells its time in whole seconds.
        if access.made_at < row.Account.tokens_from.replace(microsecond=0):
            return None
        account: Account = row.Account
        return self._principal(account, login_id=access.login_id)

    def _by_key(self, session: Session, key: str) -> Principal | None:
        query = select(Account, ApiKey).join(ApiKey, ApiKey.account_id == Account.id)
        row = session.execute(query.where(ApiKey.hash == hash_of(key))).first()
        if row is None or row.Account.disabled_at or row.ApiKey.revoked_at or _is_over(row.ApiKey.expires_at):
            return None
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
    own = set(session.scalars(select(Project.id).where(Project.account_id == principal.account_id)))
    query = select(ProjectMember.project_id, ProjectMember.role)
    shared = {
        str(project): role
        for project, role in session.execute(query.where(ProjectMember.account_id == principal.account_id))
    }
    return Sight(
        principal.account_id,
        reads=frozenset(own | set(shared)),
        writes=frozenset(own | {project for project, role in shared.items() if role == "editor"}),
        is_operator=principal.role == "admin" and "admin" in principal.scopes,
        principal=principal,
    )


def _is_over(until: datetime | None) -> bool:
    return until is not None and until <= utcnow()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))


def _refusal(given: list[str]) -> Unauthenticated:
    return Unauthenticated(
        "The key or token is not right, or is over." if given else "This server asks who you are.",
        hint="Log in at the studio or with `safelight login`, or send an API key as `Authorization: Bearer <key>`.",
    )
