"""What is put back is what was there: on the other kind of database, in another storage."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safelight.backup import vault as vaults
from safelight.backup.checking import check
from safelight.backup.errors import BackupDamaged, BackupTooNew, BadDestination, NoBackup, NotEmpty
from safelight.backup.making import Making, prune
from safelight.backup.manifest import object_key
from safelight.backup.restoring import Restoring, secrets_of
from safelight.features.accounts.tables import Account
from safelight.features.audit.service import note
from safelight.features.audit.tables import AuditEntry
from safelight.jobs.tables import Job
from tests.backup.conftest import Place, add_picture, delete_picture, no_bucket


def _objects(vault: Any) -> set[str]:
    return {file.key for file in vault.list("objects")}


def test_all_rows_and_files_are_back_on_the_other_kind_of_database(
    source: Place, other: str, make_place: Callable[..., Place], vault: Any, tmp_path: Path
) -> None:
    made = Making(source.database, source.storage, vault, secrets={"secret.key": b"s3cret"}).run()
    assert check(vault, made).problems == []
    target = make_place(other, "target")
    Restoring(vault, made, target.url, target.storage).run()
    before, after = source.rows(tmp_path), target.rows(tmp_path)
    before.pop("job")
    after.pop("job")
    assert before == after
    assert source.files() == target.files()
    with target.database.transaction() as session:
        job = session.get_one(Job, "job_1")  # its worker is not of this installation: it waits again
        assert (job.state, job.owner, job.epoch, job.spec) == ("queued", None, 3, {"a": [1, 2.5, None, "é"]})
        assert session.get_one(Job, "job_2").failure is None
        note(session, action="log_in")  # numbers go on after the last one
        session.flush()
        assert session.query(AuditEntry).count() == 2
    assert secrets_of(made) == {"secret.key": b"s3cret"}


def test_one_file_holds_a_whole_backup(small: Place, make_place: Callable[..., Place], tmp_path: Path) -> None:
    file = tmp_path / "backups" / "all.zip"
    with vaults.opened(str(file), bucket=no_bucket, writing=True) as vault:
        Making(small.database, small.storage, vault).run()
    with pytest.raises(BadDestination), vaults.opened(str(file), bucket=no_bucket, writing=True):
        pass
    target = make_place("sqlite", "target")
    with vaults.opened(str(file), bucket=no_bucket) as vault:
        Restoring(vault, vaults.manifest(vault, place="x"), target.url, target.storage).run()
    assert small.files() == target.files()


def test_a_second_backup_writes_only_what_is_new_and_old_ones_can_go(small: Place, vault: Any) -> None:
    first = Making(small.database, small.storage, vault).run()
    there = _objects(vault)
    add_picture(small, 1)
    second = Making(small.database, small.storage, vault).run()
    new = _objects(vault) - there
    assert new == {
        object_key(each) for each in second.objects.keys() - first.objects.keys()
    }  # a picture, and the two tables it has rows in
    assert len(new) == 3
    assert _objects(vault) - {object_key(each) for each in (*first.objects, *second.objects)} == set()
    assert prune(vault, keep=1) == (1, 2)
    assert vaults.backups(vault) == [second.name]
    assert check(vault, second).problems == []


def test_models_go_along_when_asked_for(
    small: Place, make_place: Callable[..., Place], vault: Any, tmp_path: Path
) -> None:
    models = tmp_path / "models"
    (models / "SD").mkdir(parents=True)
    (models / "SD" / "unet.bin").write_bytes(b"weights")
    (models / ".cache").mkdir()
    (models / ".cache" / "x").write_bytes(b"no")
    made = Making(small.database, small.storage, vault, models_dir=models).run()
    target = make_place("sqlite", "target")
    Restoring(vault, made, target.url, target.storage, models_dir=tmp_path / "other").run()
    assert (tmp_path / "other" / "SD" / "unet.bin").read_bytes() == b"weights"
    assert list(made.models) == ["SD/unet.bin"]
    evil = made.model_copy(update={"models": {"../evil": made.models["SD/unet.bin"]}})
    clean = make_place("sqlite", "clean")
    with pytest.raises(BackupDamaged):
        Restoring(vault, evil, clean.url, clean.storage, models_dir=tmp_path / "other").run()


def test_an_installation_in_use_is_replaced_only_by_force(
    source: Place, backend: str, make_place: Callable[..., Place], vault: Any, tmp_path: Path
) -> None:
    made = Making(source.database, source.storage, vault).run()
    target = make_place(backend, "target")
    target.storage.put("inputs/img_1.png", b"mine", content_type="image/png")
    with pytest.raises(NotEmpty):
        Restoring(vault, made, target.url, target.storage).run()
    with target.database.transaction() as session:
        session.add(Account(id="acct_9", name="eve", role="admin"))
        session.add(Job(id="job_9", kind="generation", spec={}, needs={}, epoch=7))
    with pytest.raises(NotEmpty):
        Restoring(vault, made, target.url, target.storage).run()
    Restoring(vault, made, target.url, target.storage, force=True).run()
    assert source.files() == target.files()
    assert source.rows(tmp_path)["account"] == target.rows(tmp_path)["account"]
    with target.database.reading() as session:  # no delivery that this database has seen is of its epoch
        assert session.get_one(Job, "job_2").epoch == 10


def test_a_later_program_is_not_restored_into_an_earlier_one(small: Place, vault: Any) -> None:
    made = Making(small.database, small.storage, vault).run()
    for later in ({"revision": "2099_01_01_wonders"}, {"program": "9.1.0"}):
        with pytest.raises(BackupTooNew):
            Restoring(vault, made.model_copy(update=later), small.url, small.storage, force=True).run()


def test_damage_is_found_and_changes_nothing_here(
    small: Place, make_place: Callable[..., Place], vault: Any, tmp_path: Path
) -> None:
    made = Making(small.database, small.storage, vault).run()
    content = next(iter(made.files.values()))
    vault.put(object_key(content.sha256), b"other", content_type="x/y")
    account = next(table for table in made.tables if table.name == "account")
    vault.delete(object_key(account.sha256))
    problems = check(vault, made).problems
    assert len(problems) == 2
    assert "the rows of account is gone" in problems
    target = make_place("sqlite", "target")
    before = repr(target.rows(tmp_path))
    with pytest.raises(BackupDamaged):
        Restoring(vault, made, target.url, target.storage).run()
    assert repr(target.rows(tmp_path)) == before


def test_interrupted_it_leaves_no_backup_and_the_next_one_goes_on(small: Place, vault: Any, tmp_path: Path) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if what == "Files" and done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Making(small.database, small.storage, vault, tell=stop).run()
    assert vaults.backups(vault) == []
    there = _objects(vault)
    assert there
    Making(small.database, small.storage, vault).run()
    assert len(vaults.backups(vault)) == 1
    with (
        pytest.raises(KeyboardInterrupt),
        vaults.opened(str(tmp_path / "a.zip"), bucket=no_bucket, writing=True) as file,
    ):
        Making(small.database, small.storage, file, tell=stop).run()
    assert not list(tmp_path.glob("*a.zip*"))


def test_a_restore_that_is_interrupted_goes_on(small: Place, make_place: Callable[..., Place], vault: Any) -> None:
    made = Making(small.database, small.storage, vault).run()
    target = make_place("sqlite", "target")

    def stop(what: str, done: int, total: int) -> None:
        if what.startswith("Rows: picture"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Restoring(vault, made, target.url, target.storage, tell=stop).run()
    with target.database.reading() as session:
        assert session.query(Account).count() == 0
    Restoring(vault, made, target.url, target.storage).run()
    assert small.files() == target.files()


def test_no_row_points_at_a_file_that_is_not_there_while_others_work(source: Place, vault: Any) -> None:
    """Between any two looks of the backup pictures come, and others go; one comes and goes between the same two."""
    made: list[str] = []
    state = {"at": ""}

    def churn(what: str, done: int, total: int) -> None:
        if what != state["at"] and len(made) < 40:
            state["at"] = what
            made.append(add_picture(source, len(made)))
            if len(made) % 2 == 0:
                delete_picture(source, made[-2])

    manifest = Making(source.database, source.storage, vault, tell=churn).run()
    assert len(made) > 10
    assert manifest.missing == []
    assert check(vault, manifest).problems == []


def test_a_file_that_comes_with_its_row_and_goes_before_it_is_copied_takes_the_row_along(
    small: Place, vault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    listed = small.storage.list

    def looking(prefix: str = "") -> Any:
        if prefix:
            return listed(prefix)
        looks.append(1)
        if len(looks) == 2:  # after the rows were read, before their files are
            delete_picture(small, "gen_00001")
        found = list(listed(prefix))
        if len(looks) == 1:  # after the first look
            add_picture(small, 1)
        return iter(found)

    monkeypatch.setattr(small.storage, "list", looking)
    manifest = Making(small.database, small.storage, vault).run()
    assert manifest.missing == []
    assert len(looks) == 3
    assert "generations/gen_00001/0.png" not in manifest.files


def test_what_was_lost_before_is_told_and_the_rest_is_kept(small: Place, vault: Any) -> None:
    add_picture(small, 1)
    small.storage.delete("generations/gen_00001/0.png")
    manifest = Making(small.database, small.storage, vault).run()
    assert manifest.missing == ["generations/gen_00001/0.png"]


def test_places_that_hold_no_backup_or_something_else_are_told(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"x")
    with pytest.raises(BadDestination), vaults.opened(str(tmp_path / "photos"), bucket=no_bucket, writing=True):
        pass
    with (
        pytest.raises(BadDestination),
        vaults.opened(str(tmp_path / "photos" / "cat.jpg"), bucket=no_bucket, writing=True),
    ):
        pass
    with pytest.raises(NoBackup), vaults.opened(str(tmp_path / "nowhere"), bucket=no_bucket):
        pass
    with pytest.raises(NoBackup), vaults.opened(str(tmp_path / "nowhere.zip"), bucket=no_bucket):
        pass
    with vaults.opened(str(tmp_path / "empty"), bucket=no_bucket, writing=True) as vault, pytest.raises(NoBackup):
        vaults.manifest(vault, place="empty")
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(BackupDamaged), vaults.opened(str(tmp_path / "cut.zip"), bucket=no_bucket):
        pass
