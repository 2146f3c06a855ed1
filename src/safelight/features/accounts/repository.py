"""Every query about accounts and log-ins."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from safelight.db.ownership import owned_tables
from safelight.features.accounts.tables import Account, ApiKey, Identity, Login, LoginAttempt
from safelight.jobs.tables import Job
from safelight.specs.jobs import FINISHED


def any_account(session: Session) -> bool:
    """Whether anybody has an account."""
    return session.scalar(select(Account.id).limit(1)) is not None


def account(session: Session, id_or_name: str, *, for_update: bool = False) -> Account | None:
    """One account, by id or by name in any case."""
    query = select(Account).where(or_(Account.id == id_or_name, Account.name == id_or_name.strip().lower()))
    # No name can be spelled like somebody else's id, so there is one at most: see schemas.AccountName.
    return session.scalars(query.with_for_update() if for_update else query).first()


def accounts(session: Session) -> Sequence[Account]:
    """All of them, by name."""
    return session.scalars(select(Account).order_by(Account.name)).all()


def people(session: Session, *, search: str, limit: int) -> Sequence[Account]:
    """Accounts that can log in, whose name has this in it, by name."""
    query = select(Account).where(Account.disabled_at.is_(None))
    if search:
        told = search.lower()
        query = query.where(
            or_(
                Account.name.contains(told, autoescape=True),
                func.lower(Account.full_name).contains(told, autoescape=True),
            )
        )
    return session.scalars(query.order_by(Account.name).limit(limit)).all()


def other_admins(session: Session, account_id: str) -> int:
    """How many admins can log in beside this account."""
    query = select(func.count()).where(Account.role == "admin", Account.disabled_at.is_(None), Account.id != account_id)
    return session.scalar(query) or 0


def issuers_of(session: Session, account_ids: Sequence[str]) -> dict[str, list[str]]:
    """Which providers know each account."""
    query = select(Identity.account_id, Identity.issuer).where(Identity.account_id.in_(account_ids))
    found: dict[str, list[str]] = {}
    for account_id, issuer in session.execute(query.order_by(Identity.issuer)):
        found.setdefault(account_id, []).append(issuer)
    return found


def by_identity(session: Session, *, issuer: str, subject: str) -> Account | None:
    """Whom a provider calls so."""
    query = select(Account).join(Identity, Identity.account_id == Account.id)
    return session.scalars(query.where(Identity.issuer == issuer, Identity.subject == subject)).first()


def by_email(session: Session, email: str) -> Sequence[Account]:
    """Accounts with this address, in any case; two at most."""
    return session.scalars(select(Account).where(func.lower(Account.email) == email.lower()).limit(2)).all()


def login(session: Session, login_id: str) -> tuple[Login, Account] | None:
    """A log-in with its account, held against whoever refreshes it at the same moment."""
    query = select(Login, Account).join(Account, Account.id == Login.account_id).where(Login.id == login_id)
    row = session.execute(query.with_for_update(of=Login)).one_or_none()
    return (row[0], row[1]) if row else None


def logins_of(session: Session, account_id: str, now: datetime) -> Sequence[Login]:
    """Where somebody is logged in, the last seen first."""
    query = select(Login).where(Login.account_id == account_id, Login.ended_at.is_(None), Login.expires_at > now)
    return session.scalars(query.order_by(Login.seen_at.desc(), Login.id)).all()


def end_logins(
    session: Session, account_id: str, now: datetime, *, login_id: str | None = None, but: str | None = None
) -> int:
    """End an account's log-ins: one, all, or all but one. Returns how many that ended."""
    query = update(Login).where(Login.account_id == account_id, Login.ended_at.is_(None))
    if login_id is not None:
        query = query.where(Login.id == login_id)
    if but is not None:
        query = query.where(Login.id != but)
    return len(session.scalars(query.values(ended_at=now).returning(Login.id)).all())


def attempt(session: Session, key: str) -> LoginAttempt | None:
    """The wrong passwords for a name or from an address, held against others who try at the same moment."""
    return session.scalars(select(LoginAttempt).where(LoginAttempt.key == key).with_for_update()).first()


def locks(session: Session, keys: Sequence[str], now: datetime) -> dict[str, datetime]:
    """Until when log-in waits, of those keys for which it does."""
    query = select(LoginAttempt.key, LoginAttempt.locked_until)
    rows = session.execute(query.where(LoginAttempt.key.in_(keys), LoginAttempt.locked_until > now))
    return {key: until for key, until in rows if until is not None}


def forget_attempts(session: Session, *, key: str | None = None, before: datetime | None = None) -> None:
    """Delete the attempts of one key, or the old ones."""
    query = delete(LoginAttempt)
    query = query.where(LoginAttempt.key == key) if key is not None else query.where(LoginAttempt.at < before)
    session.execute(query)


def owned(session: Session, account_id: str) -> dict[str, int]:
    """How many rows of each table belong to an account; those with none are left out."""
    counts = {
        table.__tablename__: session.scalar(select(func.count()).where(table.account_id == account_id)) or 0
        for table in owned_tables()
    }
    return {name: count for name, count in counts.items() if count}


def keys(session: Session, account_id: str | None) -> Sequence[tuple[ApiKey, Account]]:
    """The keys of one account, or (None) of all, newest first, each with whose it is."""
    query = select(ApiKey, Account).join(Account, Account.id == ApiKey.account_id)
    if account_id is not None:
        query = query.where(ApiKey.account_id == account_id)
    return [(key, account) for key, account in session.execute(query.order_by(ApiKey.id.desc()))]


def key(session: Session, *, account_id: str | None, id_or_name: str) -> ApiKey | None:
    """One key by its id, or of an account by its name."""
    named = and_(ApiKey.name == id_or_name, ApiKey.account_id == account_id)
    query = select(ApiKey).where(or_(ApiKey.id == id_or_name, named))
    if account_id is not None:
        query = query.where(ApiKey.account_id == account_id)
    return session.scalars(query.with_for_update()).first()


def note_uses(session: Session, uses: Mapping[str, datetime]) -> None:
    """When keys were last used; an earlier time than is known changes nothing."""
    for key_id, used_at in uses.items():
        is_news = or_(ApiKey.used_at.is_(None), ApiKey.used_at < used_at)
        session.execute(update(ApiKey).where(ApiKey.id == key_id, is_news).values(used_at=used_at))


def has_open_jobs(session: Session, account_id: str) -> bool:
    """Whether jobs of theirs wait or are at work."""
    query = select(Job.id).where(Job.account_id == account_id, Job.state.not_in(FINISHED)).limit(1)
    return session.scalar(query) is not None
