"""The first account: the studio's admin, who takes over what was made before there were accounts."""

from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.db.locks import alone
from safelight.db.ownership import INSTALLATION, unguarded
from safelight.features.accounts import repository, service
from safelight.features.accounts.errors import AlreadySetUp
from safelight.features.accounts.schemas import AccountCreate
from safelight.features.accounts.service import handover, passwords
from safelight.features.accounts.service.logins import Entered, LogInRules, Visitor, begin
from safelight.features.accounts.tables import Account
from safelight.features.audit.service import note


def set_up(database: Database, *, rules: LogInRules, spec: AccountCreate, visitor: Visitor) -> Entered:
    """Make the first admin and log them in. Raises AlreadySetUp, PoorPassword."""
    kept = kept_password(spec)
    with database.transaction() as session:
        return begin(session, rules=rules, account=first_admin(session, spec=spec, kept=kept), visitor=visitor)


def ensure_admin(database: Database, *, name: str, password: str) -> bool:
    """Make the first admin as the settings say, unless there is an account. Returns whether it did."""
    with database.reading() as session:
        if repository.any_account(session):
            return False
    spec = AccountCreate.model_validate({"name": name, "password": password})
    kept = kept_password(spec)
    try:
        with database.transaction() as session:
            first_admin(session, spec=spec, kept=kept)
    except AlreadySetUp:  # by another server that started at the same moment
        return False
    return True


def first_admin(session: Session, *, spec: AccountCreate, kept: str | None) -> Account:
    """The first account, an admin; all that belongs to nobody becomes theirs. Raises AlreadySetUp."""
    alone(session, service.ADMINS)
    if repository.any_account(session):
        raise AlreadySetUp
    made = service.add(session, spec=spec.model_copy(update={"role": "admin"}), kept=kept)
    with unguarded(session):
        handover.give(session, of=INSTALLATION, to=made.id, mark="")
    note(session, action="studio.set_up", subject=made.id, who=made.name, account_id=made.id)
    return made


def kept_password(spec: AccountCreate) -> str | None:
    """The password of a new account as it is kept; None without one. Raises PoorPassword."""
    if spec.password is None:
        return None
    passwords.check(spec.password.get_secret_value(), name=spec.name)
    return passwords.keep(spec.password.get_secret_value())
