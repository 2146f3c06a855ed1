"""How the two S3 servers of the tests differ: what only one of them shows, nothing of ours may rest on."""

import time

import httpx
import obstore
import pytest
from obstore.exceptions import AlreadyExistsError, GenericError

from safelight.kit.signing import LinkSigner
from safelight.storage import S3Options, Storage, open_storage
from safelight.storage.checking import check
from tests.storage.conftest import ACCESS_KEY, S3Server


@pytest.fixture
def moto(moto_server: S3Server, signer: LinkSigner) -> Storage:
    return open_storage(f"s3://{moto_server.bucket}/two", signer=signer, s3=moto_server.options)


@pytest.fixture
def rclone(s3_server: S3Server, signer: LinkSigner) -> Storage:
    return open_storage(f"s3://{s3_server.bucket}/two", signer=signer, s3=s3_server.options)


def test_a_round_trip_on_moto(moto: Storage) -> None:
    moto.put("a/b.png", b"pixels", content_type="image/png")
    assert moto.get("a/b.png") == httpx.get(moto.link("a/b.png", seconds=60)).content == b"pixels"
    upload = moto.upload_link("a/c.bin", seconds=60, content_type="application/zip", size=3)
    assert upload is not None
    assert httpx.put(upload.url, content=b"123", headers=dict(upload.headers)).is_success
    assert [file.key for file in moto.list("a")] == ["a/b.png", "a/c.bin"]
    assert moto.delete_prefix("a") == 2


def test_a_signed_upload_on_rclone_is_for_one_file_of_one_size(rclone: Storage) -> None:
    upload = rclone.upload_link("up/c.bin", seconds=60, content_type="application/zip", size=3)
    assert upload is not None
    headers = dict(upload.headers)
    for content, sent in ((b"12345", headers), (b"123", {"content-type": "text/html"})):
        assert httpx.put(upload.url, content=content, headers=sent).status_code == 403
    assert httpx.put(upload.url, content=b"123", headers=headers).is_success
    assert rclone.get("up/c.bin") == b"123"
    assert all(step.state != "failed" for step in check(rclone))


@pytest.mark.slow
def test_only_moto_knows_ranges_and_conditions(moto: Storage, rclone: Storage) -> None:
    for store in (moto, rclone):
        store.put("one.bin", b"0123456789", content_type="application/octet-stream")
    assert bytes(obstore.get_range(moto._store, "one.bin", start=2, length=3)) == b"234"
    with pytest.raises(GenericError):
        obstore.get_range(rclone._store, "one.bin", start=2, length=3)
    with pytest.raises(AlreadyExistsError):
        obstore.put(moto._store, "one.bin", b"again", mode="create")
    obstore.put(rclone._store, "one.bin", b"again", mode="create")
    assert rclone.get("one.bin") == b"again", "rclone overwrites without a word"


@pytest.mark.slow
def test_only_rclone_knows_signatures_and_the_end_of_a_link(
    moto: Storage, rclone: Storage, moto_server: S3Server, s3_server: S3Server, signer: LinkSigner
) -> None:
    for store, server, takes_all in ((moto, moto_server, True), (rclone, s3_server, False)):
        store.put("two.bin", b"x", content_type="application/octet-stream")
        wrong = S3Options(ACCESS_KEY, "wrong", endpoint=server.options.endpoint)
        link = open_storage(f"s3://{server.bucket}/two", signer=signer, s3=wrong).link("two.bin", seconds=60)
        assert (httpx.get(link).status_code == 200) is takes_all
        past = LinkSigner(bytes(16), now=lambda: time.time() - 3600)
        late = open_storage(f"s3://{server.bucket}/two", signer=past, s3=server.options).link("two.bin", seconds=60)
        assert (httpx.get(late).status_code == 200) is takes_all
