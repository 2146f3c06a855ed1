"""What can be done with accounts: made, shown, changed, closed, deleted."""

from collections.abc import Sequence

from pydantic import ValidationError
from sqlalchemy.orm import Session

from safelight.db.belongings import Files, erase
from safelight.db.locks import alone
from safelight.db.ownership import unguarded
from safelight.features.accounts import repository
from safelight.features.accounts.errors import AccountNameTaken, AccountNotFound, JobsAtWork, LastAdmin, StillOwns
from safelight.features.accounts.schemas import AccountCreate, AccountShown, AccountUpdate, Me, PersonShown
from safelight.features.accounts.service import attempts, handover
from safelight.features.accounts.tables import Account
from safelight.features.audit.service import note
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.specs.people import SCOPES, Limits, Principal

ADMINS = 7_340_029  # the lock under which admins come and go
MOST_PEOPLE = 20  # names that are offered at a time


def has_accounts(session: Session) -> bool:
    """Whether anybody has an account."""
    return repository.any_account(session)


def get(session: Session, id_or_name: str) -> Account:
    """One account. Raises AccountNotFound."""
    found = repository.account(session, id_or_name)
    if found is None:
        raise AccountNotFound(id_or_name)
    return found


def is_name(name: str) -> bool:
    """Whether an account can be called so."""
    try:
        AccountCreate(name=name)
    except ValidationError:
        return False
    return True


def add(session: Session, *, spec: AccountCreate, kept: str | None) -> Account:
    """Make an account; `kept` is its password as `passwords.keep` made it. Raises AccountNameTaken."""
    alone(session, ADMINS)
    if repository.account(session, spec.name) is not None:
        raise AccountNameTaken(spec.name)
    now = utcnow()
    made = Account(
        id=new_id("acc"),
        name=spec.name,
        full_name=spec.full_name,
        email=spec.email,
        password=kept,
        role=spec.role,
        tokens_from=now,
        limits=spec.limits.model_dump(exclude_none=True) if spec.limits else None,
        created_at=now,
    )
    session.add(made)
    session.flush()
    note(session, action="account.made", subject=made.id, details={"name": made.name, "role": made.role})
    return made


def update(session: Session, *, id_or_name: str, spec: AccountUpdate) -> Account:
    """Change an account. Raises AccountNotFound, LastAdmin."""
    alone(session, ADMINS)
    account = get(session, id_or_name)
    given = spec.model_dump(exclude_unset=True)
    loses_admin = (spec.role or "admin") != "admin" or spec.disabled
    if loses_admin:
        _keep_an_admin(session, account)
    for name in given.keys() & {"full_name", "email"}:
        setattr(account, name, given[name] or ("" if name == "full_name" else None))
    if spec.role:
        account.role = spec.role
    if "limits" in given:
        account.limits = spec.limits.model_dump(exclude_none=True) if spec.limits else None
    if spec.disabled and account.disabled_at is None:
        account.disabled_at = account.tokens_from = utcnow()
        repository.end_logins(session, account.id, account.disabled_at)
    elif spec.disabled is False:
        account.disabled_at = None
    if spec.unlock:
        attempts.forget(session, name=account.name)
    session.flush()
    told = {name: value for name, value in given.items() if name not in {"full_name", "email"}}
    note(session, action="account.changed", subject=account.id, details={"name": account.name, **told})
    return account


def set_password(session: Session, *, id_or_name: str, kept: str) -> Account:
    """Give an account another password; whoever is logged in with the old one is not any more, and no wait is left.

    Raises AccountNotFound.
    """
    account = get(session, id_or_name)
    now = utcnow()
    account.password, account.tokens_from = kept, now
    repository.end_logins(session, account.id, now)
    attempts.forget(session, name=account.name)
    note(session, action="account.password_reset", subject=account.id, details={"name": account.name})
    return account


def delete(session: Session, *, id_or_name: str, give_to: str | None = None, with_everything: bool = False) -> Files:
    """Delete an account, its keys and its log-ins; what belongs to it goes to another, or is erased.

    Gives back the files to delete once this is committed. Raises AccountNotFound, LastAdmin, JobsAtWork, and StillOwns
    where something belongs to it and nothing is said of that.
    """
    alone(session, ADMINS)
    account = get(session, id_or_name)
    _keep_an_admin(session, account)
    heir = get(session, give_to) if give_to else None
    files = Files([], [])
    with unguarded(session):
        owned = repository.owned(session, account.id)
        if owned and with_everything:
            if repository.has_open_jobs(session, account.id):
                raise JobsAtWork(account.name)
            files = erase(session, account_id=account.id)
        elif owned and heir is not None and heir.id != account.id:
            handover.give(session, of=account.id, to=heir.id, mark=account.name)
        elif owned:
            raise StillOwns(account.name, owned)
    details = {"name": account.name, "given_to": heir.name if heir else None, "owned": owned}
    note(session, action="account.deleted", subject=account.id, details=details)
    session.delete(account)
    session.flush()
    return files


def shown(session: Session, accounts: Sequence[Account]) -> list[AccountShown]:
    """Accounts as an admin sees them, and everybody their own."""
    issuers = repository.issuers_of(session, [account.id for account in accounts])
    keys = {attempts.name_key(account.name): account.id for account in accounts}
    waits = {keys[key]: until for key, until in repository.locks(session, list(keys), utcnow()).items()}
    return [
        AccountShown(
            id=account.id,
            name=account.name,
            full_name=account.full_name,
            email=account.email,
            role=account.role,
            disabled=account.disabled_at is not None,
            locked_until=waits.get(account.id),
            created_at=account.created_at,
            last_seen_at=account.last_seen_at,
            limits=Limits.model_validate(account.limits) if account.limits else None,
            has_password=account.password is not None,
            providers=issuers.get(account.id, []),
        )
        for account in accounts
    ]


def listed(session: Session) -> list[AccountShown]:
    """All accounts, by name."""
    return shown(session, repository.accounts(session))


def people(session: Session, *, search: str) -> list[PersonShown]:
    """Whom something can be shared with."""
    found = repository.people(session, search=search.strip(), limit=MOST_PEOPLE)
    return [PersonShown(id=account.id, name=account.name, full_name=account.full_name) for account in found]


def me(session: Session, principal: Principal) -> Me:
    """Who calls."""
    account = session.get(Account, principal.account_id) if principal.account_id else None
    return Me(
        account_id=principal.account_id,
        name=principal.name,
        full_name=account.full_name if account else "",
        role=principal.role,
        scopes=[scope for scope in SCOPES if scope in principal.scopes],
        by=principal.by,
    )


def _keep_an_admin(session: Session, account: Account) -> None:
    if account.role == "admin" and not account.disabled_at and not repository.other_admins(session, account.id):
        raise LastAdmin(account.name)
