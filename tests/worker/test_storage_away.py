"""The storage goes away under whoever reads and writes: nothing is lost, cancel works, and the job says what it is."""

import hashlib
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.jobs.errors import Cancelled
from safelight.kit.ids import new_id
from safelight.kit.signing import LinkSigner
from safelight.storage import Storage, open_storage
from safelight.worker.patience import WAITS, PatientStorage
from tests.cut_off import CutOff
from tests.installation import migrated_url, running_worker, settings_for
from tests.storage.conftest import ACCESS_KEY, SECRET_KEY, S3Server, s3_server
from tests.worker.test_character import create, ended, show, training_beyond, wait

__all__ = ["s3_server"]  # what pytest finds here by name


@pytest.fixture
def way(s3_server: S3Server) -> Iterator[CutOff]:
    parts = urlsplit(str(s3_server.options.endpoint))
    with CutOff(str(parts.hostname), int(parts.port or 80)) as between:
        yield between


@pytest.fixture
def far(s3_server: S3Server, way: CutOff) -> Storage:
    """The bucket, by the way that can be cut."""
    return open_storage(
        f"s3://{s3_server.bucket}/{new_id('away')}",
        signer=LinkSigner(b"0123456789abcdef"),
        s3=replace(s3_server.options, endpoint=f"http://127.0.0.1:{way.port}"),
    )


def test_reading_goes_on_where_it_was_and_writing_is_only_late(far: Storage, way: CutOff) -> None:
    data = random.Random(1).randbytes(12 << 20)
    patient = PatientStorage(far, seconds=60)
    patient.put("models/large", data, content_type="application/octet-stream")

    pieces = patient.stream("models/large")
    digest = hashlib.sha256(next(pieces))
    way.cut()
    threading.Timer(2, way.mend).start()
    for piece in pieces:
        digest.update(piece)
    assert digest.digest() == hashlib.sha256(data).digest()

    way.cut()
    threading.Timer(1, way.mend).start()
    patient.put("models/small", b"late", content_type="text/plain")
    assert far.get("models/small") == b"late"


def test_a_job_that_waits_says_so_and_can_be_cancelled(
    far: Storage, way: CutOff, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    class Job:
        def waits(self, message: str) -> None:
            told.append(message)
            if len(told) == 3:
                raise Cancelled("job_1")

    monkeypatch.setattr("safelight.worker.patience.at_hand", Job)
    way.cut()
    with pytest.raises(Cancelled):
        PatientStorage(far, seconds=600).exists("models/any")
    assert told == [WAITS] * 3


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_minute_without_storage_loses_no_training_and_no_picture(
    tmp_path: Path, s3_server: S3Server, way: CutOff
) -> None:
    settings = settings_for(
        tmp_path,
        migrated_url("sqlite", tmp_path),
        storage_url=f"s3://{s3_server.bucket}/minute",
        s3_endpoint=f"http://127.0.0.1:{way.port}",
        s3_access_key_id=ACCESS_KEY,
        s3_secret_access_key=SECRET_KEY,
    )
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client, running_worker(settings):
        training = create(client, "Pip", max_train_steps=24)
        wait(client, training, training_beyond(3))
        way.cut()
        cut_at = time.monotonic()
        drawn = client.post("/api/v1/generations", json={"prompt": "x"}).json()
        refused = client.post("/api/v1/inputs", files={"file": ("a.png", b"x" * 10)})
        assert refused.status_code in {422, 503}
        waiting: set[str | None] = set()
        while time.monotonic() - cut_at < 60:
            waiting |= {show(client, job)["progress"]["message"] for job in (training, drawn["job_id"])}
            time.sleep(0.5)
        way.mend()
        assert wait(client, training, ended)["state"] == "succeeded"
        assert wait(client, drawn["job_id"], ended)["state"] == "succeeded"
        assert WAITS in waiting
        (picture,) = client.get(f"/api/v1/generations/{drawn['id']}").json()["pictures"]
        assert picture["width"] == 64
        (found,) = client.get(f"/api/v1/jobs/{training}/metrics", params={"name": "loss"}).json()
        assert [point["step"] for point in found["points"]] == list(range(1, 25)), "no step was lost"
        assert show(client, training)["attempts"] == show(client, drawn["job_id"])["attempts"] == 1
