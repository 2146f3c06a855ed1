"""Accounts, keys and shared projects as rows, without the work of passwords."""

from collections.abc import Sequence

from safelight.db import Database
from safelight.features.accounts.service.keys import new_key
from safelight.features.accounts.service.tokens import hash_of
from safelight.features.accounts.tables import Account, ApiKey
from safelight.features.projects.tables import Project, ProjectMember
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.specs.people import SCOPES


def add_account(db: Database, name: str, role: str = "member") -> str:
    """Somebody; gives their id."""
    with db.transaction() as session:
        account = Account(id=new_id("acc"), name=name, role=role, tokens_from=utcnow())
        session.add(account)
        return account.id


def add_key(db: Database, account_id: str, scopes: Sequence[str] = SCOPES) -> str:
    """A key of theirs; gives the key itself. Its id is that of the row whose name it is."""
    key = new_key()
    with db.transaction() as session:
        row = ApiKey(
            id=new_id("key"), account_id=account_id, name=key, start=key[:8], hash=hash_of(key), scopes=list(scopes)
        )
        session.add(row)
    return key


def add_project(db: Database, account_id: str, name: str, **members: str) -> str:
    """A project of theirs, shared with accounts by `{id}="editor"` or "viewer"; gives its id."""
    with db.transaction() as session:
        project = Project(id=new_id("proj"), account_id=account_id, name=name, slug=name)
        session.add(project)
        session.flush()
        for member, role in members.items():
            session.add(ProjectMember(project_id=project.id, account_id=member, role=role))
        return project.id


def bearer(key: str) -> dict[str, str]:
    """The header that shows a key."""
    return {"Authorization": f"Bearer {key}"}
