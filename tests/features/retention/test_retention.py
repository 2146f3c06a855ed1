"""What its time is over for: told first, then gone, and nothing else with it."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from safelight.db import Database
from safelight.features.access import Studio
from safelight.features.accounts.tables import Account, Login
from safelight.features.audit.service import note
from safelight.features.audit.tables import AuditEntry
from safelight.features.generations.tables import Picture
from safelight.features.retention import service
from safelight.features.retention.service import Keeping
from safelight.jobs.tables import Job, UsageDay
from safelight.kit.clock import utcnow
from tests.factories.gallery import seed_pictures

LONG_AGO = utcnow() - timedelta(days=400)
KEEPING = Keeping(usage=timedelta(days=100), audit=timedelta(days=100))


@pytest.fixture
def studio(client: TestClient) -> Studio:
    studio = client.app.state.studio
    ids = seed_pictures(studio.db, studio.storage, 8)
    with studio.db.transaction() as session:
        session.execute(update(Picture).where(Picture.id == ids[0]).values(deleted_at=LONG_AGO))
        session.execute(update(Picture).where(Picture.id == ids[1]).values(deleted_at=utcnow()))
        for at in (LONG_AGO, utcnow()):
            session.add(AuditEntry(action="log_in", who="ada", at=at))
            session.add(Job(id=f"job_{at:%Y}", kind="generation", spec={}, needs={}, state="succeeded", finished_at=at))
            session.add(UsageDay(account_id="acct_1", day=at.date()))
        session.add(Account(id="acct_1", name="ada", role="member"))
        session.flush()
        for name, until in (("old", LONG_AGO), ("new", utcnow() + timedelta(days=1))):
            session.add(Login(id=name, account_id="acct_1", token=name, expires_at=until))
    return studio


def _due(db: Database) -> dict[str, int]:
    return {rule.name: rule.due for rule in service.look(db, keeping=KEEPING).rules if rule.due}


def test_a_dry_run_tells_what_would_go_and_deletes_nothing_and_then_it_goes(studio: Studio) -> None:
    due = {"bin": 1, "jobs": 1, "logins": 1, "usage": 1, "audit": 1}
    assert _due(studio.db) == due
    assert _due(studio.db) == due
    told = {rule.name: rule for rule in service.look(studio.db, keeping=KEEPING).rules}
    assert told["bin"].bytes > 0
    assert told["bin"].oldest == LONG_AGO
    assert (told["inputs"].days, told["inputs"].setting) == (30, "SAFELIGHT_INPUT_DAYS")
    gone = {each.name: each.gone for each in service.follow(studio.db, studio.storage, keeping=KEEPING).rules}
    assert {name: count for name, count in gone.items() if count} == due
    assert _due(studio.db) == {}
    with studio.db.reading() as session:
        assert session.query(Picture).count() == 7
        assert session.scalars(select(Login.id)).all() == ["new"]
        assert session.query(AuditEntry).count() == 1


def test_what_has_no_end_is_kept_for_ever(studio: Studio) -> None:
    told = {rule.name: rule for rule in service.look(studio.db, keeping=Keeping()).rules}
    assert (told["audit"].days, told["audit"].due) == (None, 0)
    service.follow(studio.db, studio.storage, keeping=Keeping())
    with studio.db.reading() as session:
        assert session.query(AuditEntry).count() == 2


def test_an_admin_looks_and_does_it_and_it_is_written_down(client: TestClient, studio: Studio) -> None:
    with studio.db.transaction() as session:
        session.delete(session.get_one(Account, "acct_1"))  # else everybody would be asked who they are
        note(session, action="account.deleted")
    client.app.state.studio.gate.accounts_changed()
    assert client.get("/api/v1/retention").json()["rules"][0]["due"] == 1
    tidied = client.post("/api/v1/retention").json()
    assert {"name": "bin", "gone": 1} in tidied["rules"]
    newest = client.get("/api/v1/audit").json()["items"][0]
    assert (newest["action"], newest["details"]["bin"]) == ("retention.followed", 1)
