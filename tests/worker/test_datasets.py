"""A version of a dataset on a worker's machine: fetched once, whole, escaped, and given up for others."""

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from safelight.db import Database
from safelight.engine.classify.folder import read_folder
from safelight.features.datasets import service
from safelight.features.datasets.errors import FolderAway
from safelight.features.datasets.schemas import DatasetCreate
from safelight.features.datasets.service import versions
from safelight.features.datasets.tables import Dataset, DatasetPicture
from safelight.kit.files import sha256_of
from safelight.kit.signing import LinkSigner
from safelight.storage.local import LocalStorage
from safelight.worker import datasets
from safelight.worker.datasets import materialised
from safelight.worker.workshop import Workshop

LABELS = ("a", "A", ".hidden", "what? <1:2>", "ü" * 150)


class Remote(LocalStorage):
    """As S3 is: its files lie nowhere on this machine."""

    def local_path(self, key: str) -> Path | None:
        return None


class Job:
    """A job that is told, and may be cancelled after so many tellings."""

    job_id = "job_1"
    stage = "train"

    def __init__(self, *, cancelled_at: int | None = None) -> None:
        self.kept: dict[str, Any] = {}
        self.told: list[str] = []
        self._left = cancelled_at

    def progress(self, step: int, total: int, *, message: str) -> None:
        self.told.append(message)

    def check(self) -> None:
        if self._left is not None and len(self.told) >= self._left:
            raise KeyboardInterrupt


def workshop_of(database: Database, storage: LocalStorage, folder: Path) -> Any:
    shop = SimpleNamespace(db=database, storage=storage, cache_dir=folder, dataset_bytes=1 << 30)
    shop.fetch = lambda key, path, *, sha256: Workshop.fetch(shop, key, path, sha256=sha256)
    return shop


def filled(database: Database, storage: LocalStorage, name: str = "Pets") -> str:
    """A dataset with two pictures of each class in train and one in val, and a version of it."""
    with database.transaction() as session:
        dataset = service.create(session, spec=DatasetCreate(name=name))
        for number in range(3 * len(LABELS)):
            data = io.BytesIO()
            Image.effect_noise((16, 16), 90).convert("RGB").save(data, "PNG")
            key = f"datasets/{dataset.id}/pictures/p{number}.png"
            kept = storage.put(key, data.getvalue(), content_type="image/png")
            row = DatasetPicture(id=f"{name.lower()}_{number}", dataset_id=dataset.id, key=key, sha256=kept.sha256)
            row.split, row.label = ("val", "train", "train")[number % 3], LABELS[number // 3]
            row.filename, row.size, row.width, row.height = f"{number}.png", kept.size, 16, 16
            session.add(row)
        service.changed(session, dataset)
    versions.keep(database, storage, id_or_name=dataset.id, note="")
    return dataset.id


@pytest.fixture(params=[LocalStorage, Remote])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> LocalStorage:
    return request.param(tmp_path / "storage", signer=LinkSigner(b"secret" * 4))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_it_is_read_as_it_was_whatever_the_classes_are_called(
    database: Database, storage: LocalStorage, tmp_path: Path
) -> None:
    dataset = filled(database, storage)
    shop, job = workshop_of(database, storage, tmp_path / "cache"), Job()
    tree = materialised(shop, job, dataset, 1)
    found = read_folder(tree)
    assert sorted(found.labels) == sorted(LABELS)
    assert {part: len(items) for part, items in found.parts.items()} == {"train": 10, "val": 5}
    by_id = {item.path.stem: found.labels[item.label] for item in found.items}
    assert by_id == {f"pets_{number}": LABELS[number // 3] for number in range(15)}
    assert job.told[-1] == "Fetching the dataset: 15 of 15 pictures"

    storage.delete_prefix(f"datasets/{dataset}/pictures")
    again = Job()
    assert materialised(shop, again, dataset, 1) == tree, "it is there already"
    assert again.told == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_cancelled_or_damaged_it_leaves_nothing_half_made(
    database: Database, storage: LocalStorage, tmp_path: Path
) -> None:
    dataset = filled(database, storage)
    shop = workshop_of(database, storage, tmp_path / "cache")
    with pytest.raises(KeyboardInterrupt):
        materialised(shop, Job(cancelled_at=1), dataset, 1)
    trees = tmp_path / "cache/datasets/trees"
    assert [each.name for each in trees.iterdir() if each.is_dir()] == []
    storage.put(f"datasets/{dataset}/pictures/p3.png", b"another", content_type="image/png")
    shop = workshop_of(database, storage, tmp_path / "other")
    trees = tmp_path / "other/datasets/trees"
    with pytest.raises(Exception, match="not the one that was recorded"):
        materialised(shop, Job(), dataset, 1)
    assert [each.name for each in trees.iterdir() if each.is_dir()] == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_was_used_longest_ago_goes_unless_a_job_still_has_it(
    database: Database, storage: LocalStorage, tmp_path: Path
) -> None:
    first, second, third = (filled(database, storage, name) for name in ("One", "Two", "Three"))
    shop, holds = workshop_of(database, storage, tmp_path / "cache"), Job()
    one = materialised(shop, holds, first, 1)
    two = materialised(shop, Job(), second, 1)
    digests = {path.stem: sha256_of(path) for path in one.rglob("*.png")}
    three = materialised(shop, Job(), third, 1, max_bytes=1)
    assert (one.is_dir(), two.is_dir(), three.is_dir()) == (True, False, True)
    assert {path.stem: sha256_of(path) for path in one.rglob("*.png")} == digests
    holds.kept.clear()
    two = materialised(shop, Job(), second, 1, max_bytes=1)
    assert (one.is_dir(), two.is_dir(), three.is_dir()) == (False, True, False)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_folder_is_used_where_it_lies(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "digits"
    folder.mkdir()
    shop = workshop_of(database, LocalStorage(tmp_path / "s", signer=LinkSigner(b"secret" * 4)), tmp_path / "cache")
    with database.transaction() as session:
        made: Dataset = service.create(session, spec=DatasetCreate(name="Digits", path=str(folder)), path=folder)
    assert materialised(shop, Job(), made.id, None) == folder
    folder.rmdir()
    with pytest.raises(FolderAway):
        materialised(shop, Job(), made.id, None)


def test_folders_of_classes_are_safe_and_unlike_each_other() -> None:
    found = datasets.folders_of(LABELS)
    assert found["A"] == "A"
    assert found["a"].startswith("class-"), "where capitals do not count, it would be the folder of A"
    assert len({name.casefold() for name in found.values()}) == len(LABELS)
    assert all(len(name.encode()) <= 200 and name[0] != "." for name in found.values())
