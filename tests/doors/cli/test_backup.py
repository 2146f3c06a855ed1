"""`safelight backup` and `restore`, typed on the machine of a studio."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from safelight.db import Database
from safelight.doors.cli import problems
from safelight.features.audit.tables import AuditEntry
from safelight.kit.signing import LinkSigner
from safelight.storage.opening import open_storage
from tests.factories.gallery import seed_pictures
from tests.installation import migrated_url
from tests.storage.conftest import OTHERS, Other, other
from tests.storage.servers import azure, google, supabase


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a studio with a few pictures, that does not run."""
    folder = tmp_path / "data"
    folder.mkdir()
    database = Database(migrated_url("sqlite", folder))
    storage = open_storage((folder / "storage").as_uri(), signer=LinkSigner(bytes(32)))
    seed_pictures(database, storage, 8)
    for name in ("ada", "pip", "juno"):
        storage.put(f"characters/char_{name}/lora/v1.safetensors", b"x", content_type="x/y")
    database.dispose()
    (folder / "secret.key").write_bytes(b"s" * 32)
    return folder


def test_from_a_studio_to_a_folder_and_into_a_new_one(typed, data, tmp_path) -> None:
    made = typed("--data-dir", str(data), "backup", "vault", "--with-secret", "--json")
    assert made.code == problems.OK, made.err
    assert (made.json["missing"], made.json["has_secret"], made.json["database"]) == ([], True, "sqlite")
    assert typed("backup", "verify", "vault").code == problems.OK
    listed = typed("backup", "list", "vault", "--json").json
    assert [each["name"] for each in listed] == [made.json["name"]]
    done = typed("--data-dir", "new", "restore", "vault", "--with-secret", "--json")
    assert done.code == problems.OK, done.err
    assert (tmp_path / "new" / "secret.key").read_bytes() == b"s" * 32
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600
    database = Database(f"sqlite:///{tmp_path / 'new' / 'safelight.db'}")
    with database.reading() as session:
        assert session.query(AuditEntry).one().action == "backup.restored"
        assert session.query(AuditEntry).one().who == "the command line"
    database.dispose()
    again = typed("--data-dir", "new", "restore", "vault")
    assert (again.code, "--force" in again.err) == (problems.FAILED, True)
    assert typed("backup", "prune", "vault", "--keep", "1", "--json").json == {"backups": 0, "contents": 0}


@pytest.fixture(params=OTHERS)
def bucket(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Other]:
    """A stand-in of another service, with its keys in the environment as a person gives them."""
    with other(request.param) as found:
        if found.kind == "gs":
            keys = {"GOOGLE_CREDENTIALS": google.account(found.server.url)}
        elif found.kind == "az":
            keys = {
                "AZURE_ACCOUNT": azure.ACCOUNT,
                "AZURE_KEY": azure.KEY,
                "AZURE_ENDPOINT": f"{found.server.url}/{azure.ACCOUNT}",
            }
        else:
            keys = {
                "SUPABASE_URL": found.server.url,
                "SUPABASE_KEY": supabase.SERVICE_KEY,
                "S3_ACCESS_KEY_ID": supabase.KEY_ID,
                "S3_SECRET_ACCESS_KEY": supabase.SECRET,
                "S3_REGION": supabase.REGION,
            }
        for name, value in keys.items():
            monkeypatch.setenv(f"SAFELIGHT_{name}", value)
        yield found


def test_a_bucket_of_any_service_takes_backups_and_gives_them_back(typed, data, tmp_path, bucket, monkeypatch) -> None:
    monkeypatch.setenv("SAFELIGHT_STORAGE_QUOTA_GB", "0.0000001")  # of the studio, not of its backups
    place = bucket.url
    made = typed("--data-dir", str(data), "backup", place, "--json")
    assert made.code == problems.OK, made.err
    assert bucket.server.objects, "it went there"
    checked = typed("backup", "verify", place, "--json")
    assert checked.code == problems.OK, (checked.json, checked.err)
    again = typed("--data-dir", str(data), "backup", place, "--json").json
    names = [each["name"] for each in typed("backup", "list", place, "--json").json]
    assert names == [made.json["name"], again["name"]]
    assert typed("backup", "prune", place, "--keep", "1", "--json").json["backups"] == 1
    monkeypatch.delenv("SAFELIGHT_STORAGE_QUOTA_GB")
    done = typed("--data-dir", "new", "restore", place, "--json")
    assert done.code == problems.OK, done.err
    lora = "storage/characters/char_ada/lora/v1.safetensors"
    assert (tmp_path / "new" / lora).read_bytes() == (data / lora).read_bytes()


def test_an_address_of_no_service_is_told(typed, data) -> None:
    refused = typed("--data-dir", str(data), "backup", "ftp://host/folder")
    assert (refused.code, "gs://bucket/prefix" in refused.err) == (problems.WRONG_USAGE, True)


def test_damage_is_told_by_name_and_exit_code(typed, data, tmp_path) -> None:
    made = typed("--data-dir", str(data), "backup", "make", "vault", "--json").json
    victim = max((tmp_path / "vault" / "objects").rglob("*"), key=lambda path: path.stat().st_size)
    victim.write_bytes(b"damaged")
    found = typed("backup", "verify", "vault", "--json")
    assert found.code == problems.FAILED
    assert (found.json["ok"], found.json["name"]) == (False, made["name"])
    assert len(found.json["problems"]) == 1


def test_what_cannot_be_is_told(typed, data) -> None:
    assert typed("--data-dir", "nothing", "backup", "vault").code == problems.FAILED
    assert typed("restore", "nowhere").code == problems.NOT_FOUND
    assert typed("--data-dir", str(data), "backup", "a.zip").code == problems.OK
    assert typed("--data-dir", str(data), "backup", "a.zip").code == problems.WRONG_USAGE
    refused = typed("--data-dir", "new", "restore", "a.zip", "--models")
    assert (refused.code, "--models" in refused.err) == (problems.FAILED, True)


def test_a_running_studio_is_not_restored_into(typed, data, monkeypatch) -> None:
    from safelight.doors.cli import beacon

    found = beacon.Beacon("http://127.0.0.1:9", 1)
    monkeypatch.setattr(beacon, "find", lambda _: found)
    done = typed("--data-dir", str(data), "restore", "vault")
    assert (done.code, "End it first" in done.err) == (problems.FAILED, True)


def test_the_other_commands_print_what_the_studio_says(studio, typed, tmp_path) -> None:
    rule = {
        "name": "bin", "what": "Pictures", "setting": "SAFELIGHT_BIN_DAYS", "days": 30.0, "due": 2, "bytes": 5_000_000,
        "oldest": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    entry = {
        "id": 1, "at": "2026-11-22T01:02:03Z", "who": "ada", "account_id": "a", "key_id": None, "action": "key.made",
        "subject": "key_1", "details": {"name": "phone"}, "address": "10.0.0.7", "request_id": None,
    }  # fmt: skip
    studio.on("GET", "/api/v1/retention", {"rules": [rule]})
    studio.on("POST", "/api/v1/retention", {"rules": [{"name": "bin", "gone": 2}]})
    studio.on("GET", "/api/v1/audit", {"items": [entry], "next": None})
    claim = {"generator": "Safelight 1", "model": {"name": "tiny", "sha256": "ab" * 32}, "loras": [], "ingredients": []}
    verdict = {"state": "changed", "message": "It was changed.", "signer": "cd", "claim": claim}
    studio.on("POST", "/api/v1/recipes/verify", verdict)
    at = lambda *arguments: typed("--server", studio.url, *arguments)  # noqa: E731  short for what follows
    shown = at("retention", "--dry-run")
    for words in ("bin", "30 days", "5.0 MB", "SAFELIGHT_BIN_DAYS"):
        assert words in shown.out
    assert "2 of bin deleted" in at("retention").out
    shown = at("audit", "--who", "ada")
    for words in ("2026-11-22 01:02:03", "ada", "key.made", "name phone", "10.0.0.7"):
        assert words in shown.out
    (tmp_path / "a.png").write_bytes(b"x")
    shown = at("verify", "a.png")
    assert (shown.code, "It was changed." in shown.out, "tiny" in shown.out) == (problems.FAILED, True, True)
    assert json.loads(at("verify", "a.png", "--json").out)["signer"] == "cd"
