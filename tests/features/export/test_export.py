"""One takes along all that is one's own, and nothing else."""

import io
import json
import zipfile

from fastapi.testclient import TestClient
from sqlalchemy import update

from safelight.features.accounts.service import tokens
from safelight.features.accounts.service.keys import new_key
from safelight.features.accounts.tables import Account, ApiKey
from safelight.features.characters.tables import Character
from safelight.features.export import repository
from safelight.features.generations.tables import Generation, Picture
from safelight.jobs.tables import Job, JobMetric
from safelight.kit.clock import utcnow
from tests.factories.gallery import seed_pictures


def _names(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def _rows(archive: zipfile.ZipFile, table: str) -> list[dict]:
    return json.loads(archive.read(f"rows/{table}.json"))


def test_without_accounts_it_is_everything(client: TestClient) -> None:
    studio = client.app.state.studio
    ids = seed_pictures(studio.db, studio.storage, 8)
    studio.storage.put("inputs/img_other.png", b"no row", content_type="image/png")
    archive = _names(client.get("/api/v1/export/mine").content)
    assert archive.testzip() is None
    assert {row["id"] for row in _rows(archive, "picture")} == set(ids)
    assert "Ada" in {row["name"] for row in _rows(archive, "character")}
    assert "files/inputs/img_other.png" not in archive.namelist()


def test_each_gets_their_own_without_secrets_and_what_is_shared_with_them_is_not_theirs(client: TestClient) -> None:
    studio = client.app.state.studio
    ids = seed_pictures(studio.db, studio.storage, 8)
    headers = {}
    with studio.db.transaction() as session:
        for name in ("ada", "bob"):
            key = new_key()
            headers[name] = {"Authorization": f"Bearer {key}"}
            session.add(Account(id=f"acct_{name}", name=name, role="member", password="argon2-of-" + name))
            session.flush()
            session.add(
                ApiKey(
                    id=f"key_{name}", account_id=f"acct_{name}", name="k", start="sl", hash=tokens.hash_of(key),
                    scopes=["read"],
                )
            )  # fmt: skip
            session.add(Job(id=f"job_{name}", account_id=f"acct_{name}", kind="x", spec={}, needs={}))
            session.flush()
            session.add(JobMetric(job_id=f"job_{name}", name="loss", step=1, value=1.0, at=utcnow()))
        session.execute(update(Picture).values(account_id="acct_ada"))
        session.execute(update(Generation).values(account_id="acct_ada"))
        session.execute(update(Character).where(Character.id == "char_pip").values(account_id="acct_bob"))
        generation_id = session.get_one(Picture, ids[0]).generation_id
    studio.storage.put(f"generations/{generation_id}/0.png", b"picture", content_type="image/png")
    studio.gate.accounts_changed()
    assert client.get("/api/v1/export/mine").status_code == 401
    adas = _names(client.get("/api/v1/export/mine", headers=headers["ada"]).content)
    bobs = _names(client.get("/api/v1/export/mine", headers=headers["bob"]).content)
    assert adas.read(f"files/generations/{generation_id}/0.png") == b"picture"
    assert len(_rows(adas, "picture")) == 8
    assert "rows/picture.json" not in bobs.namelist()
    assert [row["id"] for row in _rows(bobs, "character")] == ["char_pip"]
    assert [row["job_id"] for row in _rows(bobs, "job_metric")] == ["job_bob"]
    assert [row["name"] for row in _rows(bobs, "account")] == ["bob"]
    assert [row["action"] for row in _rows(bobs, "audit_entry")] == ["export.made"]
    every = b"".join(bobs.read(name) for name in bobs.namelist())
    for never in (b"argon2-of", tokens.hash_of(headers["bob"]["Authorization"][7:]).encode(), b"acct_ada"):
        assert never not in every


def test_every_table_of_somebodys_things_is_in_it() -> None:
    names = {table.__tablename__ for table in repository.tables()}
    assert {"generation", "picture", "character", "reference", "dataset", "style", "api_key", "usage_day"} <= names
