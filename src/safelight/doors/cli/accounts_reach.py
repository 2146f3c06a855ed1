"""Two ways to the accounts: over the API as an admin, or straight into the database of the studio on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ValidationError

from safelight.db import Database
from safelight.doors.cli.client import Client
from safelight.doors.cli.shell import Shell
from safelight.doors.rest.problems import from_validation
from safelight.features.accounts import service
from safelight.features.accounts.schemas import AccountCreate, AccountUpdate
from safelight.features.accounts.service import making
from safelight.features.audit.service import THE_COMMAND_LINE, asked_by
from safelight.kit.logs import configure
from safelight.kit.secret_file import secret_at
from safelight.kit.signing import LinkSigner
from safelight.settings import Settings
from safelight.storage.configured import storage_from

PATH = "/api/v1/accounts"
Shown = dict[str, Any]
Spec = TypeVar("Spec", bound=BaseModel)


class Accounts(Protocol):
    """What can be done with accounts, either way; an account is as the API shows it."""

    def listed(self) -> list[Shown]:
        """All of them."""

    def shown(self, name: str) -> Shown:
        """One."""

    def create(self, spec: Shown) -> Shown:
        """A new one, with `password` where that was made."""

    def update(self, name: str, changes: Shown) -> Shown:
        """One, changed."""

    def reset(self, name: str, password: str | None) -> str:
        """The new password."""

    def delete(self, name: str, *, give_to: str | None, with_everything: bool) -> None:
        """Gone."""


@contextmanager
def reach(shell: Shell) -> Iterator[Accounts]:
    """The accounts of the studio that was named, or of the one on this machine."""
    if shell.server:
        with shell.connect() as client:
            yield There(client)
        return
    from safelight.migrations.runner import prepare

    settings = shell.settings()
    configure(level="warning", as_json=settings.log_as_json)
    prepare(settings.effective_database_url, may_change=settings.auto_migrate)
    database = Database(settings.effective_database_url, pool_size=1)
    try:
        with asked_by(THE_COMMAND_LINE):
            yield Here(database, settings)
    finally:
        database.dispose()


class There:
    """Over the API."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def listed(self) -> list[Shown]:
        """All of them."""
        found: list[Shown] = self._client.get(PATH)["items"]
        return found

    def shown(self, name: str) -> Shown:
        """One."""
        found: Shown = self._client.get(_path(name))
        return found

    def create(self, spec: Shown) -> Shown:
        """A new one."""
        made: Shown = self._client.post(PATH, spec)
        return made

    def update(self, name: str, changes: Shown) -> Shown:
        """One, changed."""
        changed: Shown = self._client.patch(_path(name), changes)
        return changed

    def reset(self, name: str, password: str | None) -> str:
        """The new password."""
        body = {"password": password} if password else None
        return str(self._client.post(f"{_path(name)}/reset-password", body)["password"])

    def delete(self, name: str, *, give_to: str | None, with_everything: bool) -> None:
        """Gone."""
        asked = {"give_to": give_to, "with_everything": "true" if with_everything else None}
        query = urlencode({key: value for key, value in asked.items() if value})
        self._client.delete(_path(name) + (f"?{query}" if query else ""))


class Here:
    """In the database."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings

    def listed(self) -> list[Shown]:
        """All of them."""
        with self._database.reading() as session:
            return [_plain(account) for account in service.listed(session)]

    def shown(self, name: str) -> Shown:
        """One."""
        with self._database.reading() as session:
            return _plain(service.shown(session, [service.get(session, name)])[0])

    def create(self, spec: Shown) -> Shown:
        """A new one."""
        return _plain(making.create(self._database, spec=_read(AccountCreate, spec), may_be_first=True))

    def update(self, name: str, changes: Shown) -> Shown:
        """One, changed."""
        with self._database.transaction() as session:
            changed = service.update(session, id_or_name=name, spec=_read(AccountUpdate, changes))
            return _plain(service.shown(session, [changed])[0])

    def reset(self, name: str, password: str | None) -> str:
        """The new password."""
        return making.reset_password(self._database, id_or_name=name, password=password)

    def delete(self, name: str, *, give_to: str | None, with_everything: bool) -> None:
        """Gone."""
        secret = self._settings.secret_key
        key = secret.get_secret_value().encode() if secret else secret_at(self._settings.data_dir / "secret.key")
        storage = storage_from(self._settings, LinkSigner(key))
        making.delete(self._database, storage, id_or_name=name, give_to=give_to, with_everything=with_everything)


def _path(name: str) -> str:
    return f"{PATH}/{quote(name, safe='')}"


def _plain(shown: BaseModel) -> Shown:
    return shown.model_dump(mode="json")


def _read(kind: type[Spec], given: Shown) -> Spec:
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise from_validation(error.errors()) from error
