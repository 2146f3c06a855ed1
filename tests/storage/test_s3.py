"""The bucket: signed links, wrong keys, missing buckets, a server that is away."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from safelight.storage import BadStorageSettings, S3Options, Storage, StorageAway, open_storage
from tests.storage.conftest import S3Server, fetch, free_port

OpenS3 = Callable[..., Storage]


def test_a_link_is_s3s_own_and_opens_the_file(open_s3: OpenS3) -> None:
    store = open_s3()
    store.put("a/b.png", b"pixels", content_type="image/png")
    link = store.link("a/b.png", seconds=60)
    assert fetch(link) == (200, b"pixels", "image/png")
    assert store.link("a/b.png", seconds=604_800) == store.link("a/b.png", seconds=604_800), "a browser keeps it"
    for changed in (link.replace("b.png", "c.png"), link.replace("Expires=90", "Expires=900"), link.partition("?")[0]):
        assert changed != link
        assert fetch(changed)[0] in {400, 403}


def test_the_longest_link_is_one_that_s3_takes(open_s3: OpenS3) -> None:
    store = open_s3()
    store.put("a/b.png", b"pixels", content_type="image/png")
    assert fetch(store.link("a/b.png", seconds=604_800)) == (200, b"pixels", "image/png")


def test_a_link_with_a_name_and_one_for_who_sends_a_key_go_through_our_own_route(open_s3: OpenS3) -> None:
    store = open_s3()
    for asked in ({"download_name": "n.png"}, {"through_us": True}):
        link = store.link("a/b.png", seconds=60, base_url="http://studio", **asked)
        assert link.startswith("http://studio/files/a/b.png?expires=")


def test_an_expired_link_opens_nothing(open_s3: OpenS3) -> None:
    store = open_s3()
    store.put("a.png", b"pixels", content_type="image/png")
    link = store.link("a.png", seconds=1)
    deadline = time.monotonic() + 20
    while (status := fetch(link)[0]) == 200 and time.monotonic() < deadline:
        pass
    assert status in {400, 403}


def test_links_carry_the_public_address(open_s3: OpenS3, s3_server: S3Server) -> None:
    port = urlsplit(s3_server.options.endpoint).port
    store = open_s3(public_endpoint=f"http://localhost:{port}")
    store.put("a.png", b"pixels", content_type="image/png")
    link = store.link("a.png", seconds=60)
    assert link.startswith(f"http://localhost:{port}/studio/some/prefix/a.png?")
    assert fetch(link)[0] == 200


def every_use(store: Storage) -> list[Callable[[], object]]:
    return [
        *(store.check, store.usage, lambda: list(store.list()), lambda: store.delete("a")),
        *(lambda: store.put("a", b"x", content_type="text/plain"), lambda: store.get("a"), lambda: store.stream("a")),
    ]


@pytest.mark.parametrize("changes", [{"secret_access_key": "wrong-secret-key"}, {"access_key_id": "nobody"}])
def test_a_wrong_key_is_said_to_be_wrong(open_s3: OpenS3, changes: dict[str, str]) -> None:
    for use in every_use(open_s3(**changes)):
        with pytest.raises(StorageAway) as caught:
            use()
        assert caught.value.code == "storage_refused"
        assert "SAFELIGHT_S3_SECRET_ACCESS_KEY" in str(caught.value)
        assert "wrong-secret-key" not in str(caught.value)


def test_a_missing_bucket_is_said_to_be_missing(open_s3: OpenS3) -> None:
    for use in every_use(open_s3("not-there")):
        with pytest.raises(StorageAway) as caught:
            use()
        assert caught.value.code == "storage_no_bucket"
        assert "not-there" in str(caught.value)


def test_a_server_that_is_away_is_noticed_within_seconds(open_s3: OpenS3) -> None:
    store = open_s3(endpoint=f"http://127.0.0.1:{free_port()}")
    for use in every_use(store):
        begun = time.monotonic()
        with pytest.raises(StorageAway) as caught:
            use()
        assert time.monotonic() - begun < 8
        assert (caught.value.code, caught.value.status) == ("storage_unavailable", 503)
        assert caught.value.retry_after
        assert "http" not in caught.value.message


@pytest.mark.slow
def test_a_server_that_is_silent_is_given_up(open_s3: OpenS3) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = open_s3(endpoint=f"http://127.0.0.1:{silent.getsockname()[1]}")
        begun = time.monotonic()
        with pytest.raises(StorageAway):
            store.check()
        assert time.monotonic() - begun < 40


@pytest.mark.parametrize(
    "options",
    [None, S3Options(None, None), S3Options("key", None), S3Options(None, "secret"), S3Options("key", "")],
)
def test_both_keys_are_needed(signer: object, monkeypatch: pytest.MonkeyPatch, options: S3Options | None) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "from-the-environment")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "from-the-environment")
    with pytest.raises(BadStorageSettings, match="SAFELIGHT_S3_ACCESS_KEY_ID"):
        open_storage("s3://bucket", signer=signer, s3=options)


def test_variables_meant_for_other_programs_change_nothing(s3_server: S3Server) -> None:
    foreign = {
        "AWS_ACCESS_KEY_ID": "other",
        "AWS_SECRET_ACCESS_KEY": "other",
        "AWS_SESSION_TOKEN": "other",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
        "AWS_REGION": "mars-1",
        "AWS_SKIP_SIGNATURE": "true",
        "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "true",
        "AWS_PROFILE": "other",
    }
    program = """
import sys
from safelight.kit.signing import LinkSigner
from safelight.storage import S3Options, open_storage
store = open_storage("s3://studio/env", signer=LinkSigner(bytes(16)), s3=S3Options(*sys.argv[1:]))
store.check()
print(store.link("a.png", seconds=60))
"""
    options = s3_server.options
    command = [sys.executable, "-c", program, options.access_key_id, options.secret_access_key, options.endpoint]
    link = subprocess.run(command, env=os.environ | foreign, capture_output=True, text=True, check=True).stdout
    assert link.startswith(f"{options.endpoint}/studio/env/a.png?")
    assert "Security-Token" not in link
    assert "mars" not in link


def test_the_secret_is_not_printed() -> None:
    assert "hush" not in repr(S3Options("key", "hush"))


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [("ftp://x/y", None), ("file://host/x", None), ("/srv/x", None), ("s3:///x", None), ("s3://b", "minio:9000")],
)
def test_settings_that_cannot_work_are_refused_at_once(signer: object, url: str, endpoint: str | None) -> None:
    with pytest.raises(BadStorageSettings) as caught:
        open_storage(url, signer=signer, s3=S3Options("key", "secret", endpoint=endpoint))
    assert caught.value.hint
