"""Accounts made, given a new password, deleted: what takes longer than a transaction should."""

from safelight.db import Database
from safelight.features.accounts import service
from safelight.features.accounts.errors import SetUpFirst
from safelight.features.accounts.schemas import AccountCreate, AccountMade
from safelight.features.accounts.service import passwords, setup
from safelight.kit.errors import InvalidInput
from safelight.storage import Storage


def create(database: Database, *, spec: AccountCreate, may_be_first: bool = False) -> AccountMade:
    """Make an account. Raises AccountNameTaken, PoorPassword, SetUpFirst.

    `may_be_first` is for the command line of the studio's machine: where there is none yet, an admin is the first.
    """
    made = None if spec.password else passwords.make()
    kept = passwords.keep(made) if made else setup.kept_password(spec)
    with database.transaction() as session:
        if service.has_accounts(session):
            account = service.add(session, spec=spec, kept=kept)
        elif may_be_first and spec.role == "admin":
            account = setup.first_admin(session, spec=spec, kept=kept)
        else:
            raise SetUpFirst
        return AccountMade(**service.shown(session, [account])[0].model_dump(), password=made)


def reset_password(database: Database, *, id_or_name: str, password: str | None = None) -> str:
    """Give an account another password, made up unless given; returns it. Raises AccountNotFound, PoorPassword."""
    if password is not None:
        with database.reading() as session:
            passwords.check(password, name=service.get(session, id_or_name).name)
    new = password or passwords.make()
    kept = passwords.keep(new)
    with database.transaction() as session:
        service.set_password(session, id_or_name=id_or_name, kept=kept)
    return new


def delete(
    database: Database, storage: Storage, *, id_or_name: str, give_to: str | None, with_everything: bool
) -> None:
    """Delete an account; what belongs to it goes to another, or is deleted too. Raises as `service.delete` does."""
    if give_to and with_everything:
        raise InvalidInput.of("give_to", give_to, "what is deleted goes to nobody", hint="Say one of them.")
    with database.transaction() as session:
        files = service.delete(session, id_or_name=id_or_name, give_to=give_to, with_everything=with_everything)
    # Rows first: were it to end here, files that nobody names would be left, and no row without its file.
    for prefix in files.prefixes:
        storage.delete_prefix(prefix)
    storage.delete(*files.keys)
