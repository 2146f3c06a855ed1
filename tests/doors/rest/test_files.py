"""Stored files over their links: cached for good, asked for by parts, and opened by nothing but the right link."""

from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest
from fastapi.testclient import TestClient

from safelight.features.access import Studio
from safelight.kit.signing import LinkSigner

KEY = "generations/gen_1/0.png"
CONTENT = bytes(range(256)) * 40


@pytest.fixture
def studio(client: TestClient) -> Studio:
    studio: Studio = client.app.state.studio
    studio.storage.put(KEY, CONTENT, content_type="image/png")
    return studio


@pytest.fixture
def url(studio: Studio) -> str:
    return studio.storage.link(KEY, seconds=studio.link_seconds, base_url="http://127.0.0.1:8000")


@pytest.fixture
def backend() -> str:
    return "sqlite"


def test_a_browser_that_has_the_file_is_not_sent_it_again(client: TestClient, studio: Studio, url: str) -> None:
    first = client.get(url)
    assert first.content == CONTENT
    assert first.headers["cache-control"] == "private, max-age=31536000, immutable"
    tag = first.headers["etag"]
    for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(url, headers={"If-None-Match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(url, headers={"If-None-Match": '"other"'}).content == CONTENT
    studio.storage.delete(KEY)
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 404


def test_parts_of_a_file(client: TestClient, url: str) -> None:
    tag = client.get(url).headers["etag"]
    part = client.get(url, headers={"Range": "bytes=10-19", "If-Range": tag})
    assert (part.status_code, part.content) == (206, CONTENT[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(CONTENT)}"
    assert client.get(url, headers={"Range": "bytes=10-19", "If-Range": '"old"'}).content == CONTENT
    assert client.get(url, headers={"Range": "bytes=-5"}).content == CONTENT[-5:]
    assert client.get(url, headers={"Range": f"bytes={len(CONTENT)}-"}).status_code == 416


def test_a_link_is_the_same_for_half_its_time(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def made_at(now: float) -> str:
        monkeypatch.setattr(studio.signer, "_now", lambda: now)
        return studio.storage.link(KEY, seconds=3600)

    start = 1_800_000_000 // 1800 * 1800
    assert len({made_at(start + later) for later in range(0, 1800, 60)}) == 1
    assert made_at(start + 1800) != made_at(start + 1799)


def test_a_link_dies_when_it_should(
    client: TestClient, studio: Studio, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expires = int(parse_qs(urlsplit(url).query)["expires"][0])
    monkeypatch.setattr(studio.signer, "_now", lambda: expires - 0.001)
    assert client.get(url).status_code == 200
    monkeypatch.setattr(studio.signer, "_now", lambda: float(expires))
    gone = client.get(url, headers={"If-None-Match": "*"})
    assert (gone.status_code, gone.json()["code"]) == (403, "link_expired")


def test_nothing_else_opens_it(client: TestClient, studio: Studio, url: str) -> None:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    expires, signature = query["expires"][0], query["signature"][0]
    forged = LinkSigner(b"another secret of sixteen").sign(KEY, int(expires))
    for changed in (
        "", f"expires={expires}", f"signature={signature}", f"expires={int(expires) + 1}&signature={signature}",
        f"expires={expires}&signature={forged}", f"expires={expires}&signature={signature}&name=x.exe",
        f"expires={expires}&signature={signature[:-1]}",
    ):  # fmt: skip
        for headers in ({}, {"If-None-Match": "*"}, {"Range": "bytes=0-1"}):
            answer = client.get(urlunsplit(parts._replace(query=changed)), headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "link_invalid"), changed


def test_a_name_to_save_under(client: TestClient, studio: Studio) -> None:
    url = studio.storage.link(KEY, seconds=60, base_url="http://127.0.0.1:8000", download_name="Ada – reading 5.png")
    answer = client.get(url)
    assert answer.headers["content-disposition"] == "attachment; filename*=utf-8''Ada%20%E2%80%93%20reading%205.png"
