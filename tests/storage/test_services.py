"""Supabase, Google and Azure, by stand-ins that check every signature; the contract runs on them as slow tests."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import obstore
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from safelight.kit.signing import LinkSigner
from safelight.storage import BadStorageSettings, S3Options, Storage, StorageAway, StorageCorrupt, open_storage
from safelight.storage.azure import SKEW_SECONDS, AzureOptions
from safelight.storage.checking import check
from safelight.storage.google import GoogleOptions
from safelight.storage.presign import Asked
from safelight.storage.supabase import SupabaseOptions
from tests.storage.conftest import Other, other
from tests.storage.servers import google
from tests.storage.servers.base import Answer, ObjectServer, Request

PART = 8 << 20


@pytest.fixture
def store(stand_in: Other, signer: LinkSigner) -> Storage:
    return open_storage(stand_in.url, signer=signer, **stand_in.options)


def test_a_round_trip(store: Storage, stand_in: Other) -> None:
    store.put("a/b.png", b"pixels", content_type="image/png")
    assert store.get("a/b.png") == b"pixels"
    assert (store.size("a/b.png"), [file.key for file in store.list("a")]) == (6, ["a/b.png"])
    link = store.link("a/b.png", seconds=60)
    opened = httpx.get(link)
    assert (opened.content, opened.headers["content-type"]) == (b"pixels", "image/png")
    assert link == store.link("a/b.png", seconds=60), "a browser keeps it"
    assert httpx.get(link.replace("b.png", "c.png")).status_code in {400, 403}
    store.delete("a/b.png", "never.png")
    store.delete("a/b.png")
    assert not store.exists("a/b.png")
    assert stand_in.server.objects == {}


def test_a_link_saves_the_file_under_a_name(store: Storage) -> None:
    store.put("a.png", b"pixels", content_type="image/png")
    opened = httpx.get(store.link("a.png", seconds=60, download_name="Pip, drawn.png"))
    assert opened.content == b"pixels"
    assert "Pip%2C%20drawn.png" in opened.headers["content-disposition"]


def test_a_file_comes_straight_to_it_by_a_signed_upload(store: Storage) -> None:
    upload = store.upload_link("a/up.bin", seconds=60, content_type="application/zip", size=5)
    assert upload is not None
    sent = httpx.put(upload.url, content=b"12345", headers=dict(upload.headers))
    assert sent.is_success, sent.text
    assert store.get("a/up.bin") == b"12345"
    assert not httpx.put(
        upload.url.replace("up.bin", "down.bin"), content=b"1", headers=dict(upload.headers)
    ).is_success


def test_a_large_file_goes_in_parts_and_comes_back_whole(store: Storage, stand_in: Other) -> None:
    data = os.urandom(PART + 5)
    store.put("big.bin", data, content_type="application/octet-stream")
    assert store.get("big.bin") == data
    assert sum(request.method == "PUT" and len(request.body) > 5 for request in stand_in.server.requests) > 0


def test_parts_of_an_upload_that_failed_are_given_up(store: Storage, stand_in: Other) -> None:
    stand_in.server.fail = lambda request: Answer(400, "") if request.query.get("partNumber") == "2" else None
    if stand_in.kind == "az":  # blocks that were never listed go by themselves
        stand_in.server.fail = lambda request: Answer(400, "") if request.query.get("comp") == "blocklist" else None
    with pytest.raises(StorageAway):
        store.put("big.bin", bytes(2 * PART + 1), content_type="application/octet-stream")
    assert stand_in.server.objects == {}
    assert getattr(stand_in.server, "parts", {}) == {}


def test_our_signatures_are_those_of_obstore(signer: LinkSigner) -> None:
    """Signed for the real hosts, which nobody asks here."""
    lonely = {
        "google": GoogleOptions(google.account("")),
        "azure": AzureOptions("studioaccount", "a2V5LW9mLW5vYm9keQ=="),
    }
    for url in ("gs://studio/a", "az://studio/a"):
        store: Any = open_storage(url, signer=signer, **lonely)
        theirs = urlsplit(obstore.sign(store._store, "GET", "b.png", timedelta(seconds=60)))
        said = {name: values[0] for name, values in parse_qs(theirs.query).items()}
        if url.startswith("gs"):
            start = datetime.strptime(said["X-Goog-Date"], "%Y%m%dT%H%M%S%z")
            ours = store._presigned("b.png", Asked(int(start.timestamp()), 60))
        else:
            start = datetime.fromisoformat(said["st"])
            since = int(start.timestamp())
            ours = store._signed("b.png", "r", since + SKEW_SECONDS, since + 60, None)
        assert {name: values[0] for name, values in parse_qs(urlsplit(ours).query).items()} == said
        assert urlsplit(ours)[:3] == theirs[:3]


def test_what_is_not_what_was_stored_is_refused(store: Storage, stand_in: Other) -> None:
    store.put("a.bin", b"right", content_type="application/octet-stream")
    for stored in stand_in.server.objects.values():
        stored.data = b"wrong"
    with pytest.raises(StorageCorrupt):
        store.get("a.bin")


def test_a_storage_that_stumbles_is_asked_again(store: Storage, stand_in: Other) -> None:
    left = {"PUT": 2, "GET": 2}

    def stumble(request: Request) -> Answer | None:
        left[request.method] = left.get(request.method, 0) - 1
        return Answer(503, "<Error><Code>SlowDown</Code></Error>") if left[request.method] >= 0 else None

    stand_in.server.fail = stumble
    store.put("a.txt", b"x", content_type="text/plain")
    assert store.get("a.txt") == b"x"


def test_a_missing_bucket_is_named(stand_in: Other, signer: LinkSigner) -> None:
    store = open_storage(f"{stand_in.kind}://not-there", signer=signer, **stand_in.options)
    for use in (store.check, lambda: list(store.list()), lambda: store.get("a"), lambda: store.delete("a", "b")):
        with pytest.raises(StorageAway, match="not-there") as caught:
            use()
        assert caught.value.code == "storage_no_bucket"


def test_a_storage_that_answers_with_errors_is_away(store: Storage, stand_in: Other) -> None:
    stand_in.server.fail = lambda request: Answer(400, "<Error><Code>Whatever</Code></Error>")
    with pytest.raises(StorageAway) as caught:
        store.put("a", b"x", content_type="text/plain")
    assert caught.value.code == "storage_unavailable"


def test_the_check_fetches_by_a_link_and_puts_by_one(store: Storage, stand_in: Other) -> None:
    states = {step.name: step.state for step in check(store)}
    assert {states[name] for name in ("reach", "write", "read", "list", "link", "upload", "delete")} == {"ok"}
    assert stand_in.server.objects == {}


def wrong_options(found: Other) -> dict[str, object]:
    name, options = next(iter(found.options.items()))
    if isinstance(options, SupabaseOptions):
        return {name: replace(options, s3=replace(options.s3, secret_access_key="wrong"))}
    if isinstance(options, AzureOptions):
        return {name: replace(options, key="d3Jvbmc=")}
    return {name: GoogleOptions(google.account(found.server.url, rsa.generate_private_key(65537, 2048)))}


def test_a_wrong_key_is_said_to_be_wrong(stand_in: Other, signer: LinkSigner) -> None:
    store = open_storage(stand_in.url, signer=signer, **wrong_options(stand_in))
    for use in (store.check, lambda: store.put("a", b"x", content_type="text/plain"), lambda: list(store.list())):
        with pytest.raises(StorageAway) as caught:
            use()
        assert caught.value.code == "storage_refused"
        assert "SAFELIGHT_" in str(caught.value)


@pytest.fixture
def supabase_server() -> Iterator[Other]:
    with other("supabase") as found:
        yield found


def test_a_wrong_region_is_said_with_the_right_one(supabase_server: Other, signer: LinkSigner) -> None:
    options = supabase_server.options["supabase"]
    assert isinstance(options, SupabaseOptions)
    wrong = replace(options, s3=replace(options.s3, region="us-east-1"))
    with pytest.raises(StorageAway, match="SAFELIGHT_S3_REGION to eu-west-1") as caught:
        open_storage(supabase_server.url, signer=signer, supabase=wrong).put("a", b"x", content_type="text/plain")
    assert caught.value.code == "storage_wrong_region"


def test_a_question_that_is_refused_without_a_reason_names_the_region(
    supabase_server: Other, signer: LinkSigner
) -> None:
    options = supabase_server.options["supabase"]
    assert isinstance(options, SupabaseOptions)
    wrong = replace(options, s3=replace(options.s3, region="us-east-1"))
    with pytest.raises(StorageAway, match="SAFELIGHT_S3_REGION"):
        open_storage(supabase_server.url, signer=signer, supabase=wrong).exists("a")


def test_many_files_are_deleted_though_some_are_missing(store: Storage) -> None:
    for number in range(20):
        store.put(f"a/{number}.txt", b"x", content_type="text/plain")
    store.delete("a/3.txt", "a/11.txt")
    store.delete(*(f"a/{number}.txt" for number in range(20)))
    assert list(store.list()) == []


def test_a_wrong_service_key_is_said_to_be_wrong(supabase_server: Other, signer: LinkSigner) -> None:
    options = supabase_server.options["supabase"]
    assert isinstance(options, SupabaseOptions)
    store = open_storage(supabase_server.url, signer=signer, supabase=replace(options, service_key="wrong"))
    store.put("a.png", b"x", content_type="image/png")
    assert httpx.get(store.link("a.png", seconds=60)).content == b"x", "pictures need no service key"
    with pytest.raises(StorageAway, match="SAFELIGHT_SUPABASE_KEY"):
        store.link("a.png", seconds=60, download_name="n.png")


KEYS = S3Options("key", "secret")


@pytest.mark.parametrize(
    ("url", "options", "said"),
    [
        ("supabase://b", {"supabase": SupabaseOptions(None, "key", KEYS)}, "SAFELIGHT_SUPABASE_URL"),
        ("supabase://b", {"supabase": SupabaseOptions("https://x", "key", S3Options(None, None))}, "SAFELIGHT_S3_"),
        ("gs://b", {}, "SAFELIGHT_GOOGLE_CREDENTIALS"),
        ("gs://b", {"google": GoogleOptions("/no/such/file.json")}, "SAFELIGHT_GOOGLE_CREDENTIALS"),
        ("gs://b", {"google": GoogleOptions('{"type": "user"}')}, "SAFELIGHT_GOOGLE_CREDENTIALS"),
        ("az://b", {"azure": AzureOptions("account", None)}, "SAFELIGHT_AZURE_KEY"),
        ("az://b", {"azure": AzureOptions("account", "no base64!")}, "SAFELIGHT_AZURE_KEY"),
        ("az://b", {"azure": AzureOptions("account", "a2V5", "azurite:10000")}, "SAFELIGHT_AZURE_ENDPOINT"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(
    signer: LinkSigner, url: str, options: dict[str, object], said: str
) -> None:
    with pytest.raises(BadStorageSettings, match=said):
        open_storage(url, signer=signer, **options)


def test_no_secret_is_printed(stand_in: Other) -> None:
    shown = repr(stand_in.options)
    assert "PRIVATE KEY" not in shown
    assert "service-role-key" not in shown
    assert "azure-key" not in shown
    assert isinstance(stand_in.server, ObjectServer)
