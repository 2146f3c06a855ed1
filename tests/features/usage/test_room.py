"""How many jobs more the placer may give a worker, of those that accounts and keys may have at once."""

from sqlalchemy import select

from safelight.db import Database
from safelight.features.accounts.tables import Account, ApiKey
from safelight.features.usage import service
from safelight.jobs.tables import Job
from safelight.specs.people import Limits
from tests.factories.people import add_account, add_key

OF_ROLES = {"member": Limits(jobs_at_once=3)}


def at_work(database: Database, account_id: str, key_id: str = "", **more: str) -> None:
    with database.transaction() as session:
        session.add(Job(**{"kind": "draw", "spec": {}, "needs": {}, "state": "running"} | more,
                        account_id=account_id, key_id=key_id))  # fmt: skip


def test_room_is_what_role_account_and_key_leave(database: Database) -> None:
    ann, ben, root = add_account(database, "ann"), add_account(database, "ben"), add_account(database, "root", "admin")
    add_key(database, ann)
    with database.transaction() as session:
        session.get_one(Account, ben).limits = {"jobs_at_once": 1}
        key = session.scalars(select(ApiKey)).one()
        key.limits = {"jobs_at_once": 2}
    at_work(database, ann, key.id)
    at_work(database, ann)
    at_work(database, ann, state="queued")
    at_work(database, ann, place="server")
    at_work(database, ben, state="placed")
    at_work(database, ben)
    at_work(database, root)
    with database.reading() as session:
        holders = {(ann, key.id), (ann, ""), (ben, ""), (root, ""), ("", "")}
        assert service.room(session, holders, of_roles=OF_ROLES) == {ann: 1, key.id: 1, ben: 0}
        assert service.room(session, {("", "")}, of_roles=OF_ROLES) == {}
        assert service.room(session, {(root, "")}, of_roles=OF_ROLES) == {}


def test_whoever_asks_by_whatever_key_or_door_an_account_is_one_payer() -> None:
    assert Job(account_id="ann", requester="a1111:x", key_id="k1").payer == "ann"
    assert Job(account_id="", requester="quick:127.0.0.1", key_id="").payer == "quick:127.0.0.1"
