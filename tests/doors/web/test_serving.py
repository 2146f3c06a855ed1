"""The web app as browsers get it."""

import json
import re
import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from safelight.doors.web.serving import policy
from safelight.settings import DOORS, Settings
from tests.doors.web.conftest import PAGE, browsing, build, settings_at

BUNDLE = "/assets/index-CQxIXQMS.js"


@pytest.mark.parametrize(
    "path", ["/", "/create?c=ada@v3&c=milo", "/characters", "/characters/new/d_1", "/models/sd-1.5", "/gallery/pic_1"]
)
def test_every_address_of_the_app_is_its_page(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_the_page_may_load_only_from_here(browser: TestClient) -> None:
    rules = dict(rule.split(" ", 1) for rule in browser.get("/").headers["content-security-policy"].split("; "))
    assert rules["script-src"] == rules["default-src"] == "'self'"
    assert rules["connect-src"] == "'self' ws: wss:"
    assert rules["img-src"] == "'self' blob: data:"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"


def test_pictures_from_a_storage_elsewhere_are_allowed() -> None:
    rules = policy("https://s3.example.org")
    for kind in ("img-src", "connect-src", "media-src"):
        assert re.search(rf"{kind} [^;]* https://s3\.example\.org(;|$)", rules)
    assert "https:" not in policy(None)


def test_the_storage_is_asked_where_it_is(static: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with browsing(settings_at(tmp_path), static) as browser:
        storage = browser.app.state.studio.storage
        monkeypatch.setattr(type(storage), "link", lambda *_, **__: "https://bucket.example.org:9000/key?signature=1")
        rules = browser.get("/").headers["content-security-policy"]
    assert "img-src 'self' blob: data: https://bucket.example.org:9000;" in rules


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("*", "br"), ("*;q=0", None),
        ("identity", None), ("", None), ("deflate", None), ("BR", "br"), ("br; q=0.0", None),
    ],
)  # fmt: skip
def test_the_best_compressed_form_is_sent(
    browser: TestClient, static: Path, accepted: str, encoding: str | None
) -> None:
    with browser.stream("GET", BUNDLE, headers={"Accept-Encoding": accepted}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    ending = {"br": ".br", "gzip": ".gz", None: ""}[encoding]
    assert sent == (static / (BUNDLE[1:] + ending)).read_bytes()
    assert int(answer.headers["content-length"]) == len(sent)


@pytest.mark.parametrize(
    ("path", "content_type", "cached"),
    [
        ("/theme.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/lamp-off.svg", "image/svg+xml", "no-cache"),
        ("/assets/geist-latin-wght-normal-BgDaEnEv.woff2", "font/woff2", "public, max-age=31536000, immutable"),
    ],
)
def test_files_have_their_type_and_their_cache(browser: TestClient, path: str, content_type: str, cached: str) -> None:
    answer = browser.get(path, headers={"Accept": "*/*"})
    assert (answer.status_code, answer.headers["content-type"], answer.headers["cache-control"]) == (
        200, content_type, cached,
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/characters", BUNDLE, "/theme.js"])
def test_head_tells_what_get_would(browser: TestClient, path: str) -> None:
    wanted, told = browser.get(path), browser.head(path)
    assert (told.status_code, told.content) == (200, b"")
    for name in ("content-length", "content-type", "etag", "cache-control"):
        assert told.headers[name] == wanted.headers[name]


def test_what_a_browser_has_is_not_sent_again(browser: TestClient) -> None:
    tag = browser.get("/").headers["etag"]
    for given in (tag, f'W/{tag}, "other"'):
        answer = browser.get("/gallery", headers={"If-None-Match": given})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
        assert "content-security-policy" in answer.headers
    assert browser.get("/", headers={"If-None-Match": '"other"'}).status_code == 200
    other_form = browser.get("/", headers={"Accept-Encoding": "identity"}).headers["etag"]
    assert other_form != tag, "another form has another tag"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone-AAAAAAAA.js", "/favicon.ico", "/gone.png", "/characters/x.css", "/.vite/manifest.json",
        "/index.html.br", "/api/v1/nothing", "/api", "/files/a/b.png", "/socket.io/", "/health/nothing", "/v1/images",
        "/assets/", "/assets",
    ],
)  # fmt: skip
def test_what_is_not_there_is_never_the_page(browser: TestClient, path: str) -> None:
    answer = browser.get(path, follow_redirects=False)
    assert answer.status_code >= 400, answer.text
    assert answer.content != PAGE
    assert answer.headers["content-type"] != "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
             "//etc/passwd", "/assets//../theme.js", "/%00", "/assets\\..\\..\\secret.txt"]
)  # fmt: skip
def test_tricks_with_paths_lead_nowhere(browser: TestClient, path: str) -> None:
    answer = browser.get(browser.base_url.copy_with(raw_path=path.encode()))
    assert answer.content != b"secret"
    assert b"root:" not in answer.content
    assert answer.content == PAGE or answer.status_code == 404


def test_programs_get_their_errors_and_their_routes(browser: TestClient) -> None:
    program = {"Accept": "*/*"}
    assert browser.get("/nothing", headers=program).json()["code"] == "not_found"
    assert browser.get("/characters", headers=program).status_code == 405
    assert browser.post("/nothing").status_code == 404
    assert browser.post("/characters").status_code == 400, "the quick door is still there"
    assert browser.get("/ping").json()["status"] == "ok"
    assert "/docs/swagger-ui.js" in browser.get("/docs").text
    assert browser.get("/docs/swagger-ui.js", headers=program).content == b"// Swagger UI"
    assert browser.get("/docs/secret.js").json()["code"] == "not_found"
    assert browser.get("/", headers=program).content == PAGE


def test_builds_come_and_go_without_a_restart(tmp_path: Path) -> None:
    static = build(tmp_path / "static")
    with browsing(settings_at(tmp_path), static) as browser:
        assert browser.get("/").content == PAGE

        shutil.rmtree(static)
        for path in ("/", "/gallery"):
            answer = browser.get(path)
            assert answer.status_code == 200
            assert "make web" in answer.text
            assert 'href="/docs"' in answer.text
            assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert browser.get(BUNDLE).status_code == 404
        assert browser.get("/api/v1/models").status_code == 200

        static.mkdir()
        (static / "index.html").write_bytes(b"new")
        assert browser.get("/").content == b"new"
        assert browser.get(BUNDLE).status_code == 404
        assert "The pages of the API are not built" in browser.get("/docs").text, "an app without Swagger UI"


def test_json_of_the_api_is_compressed_and_pictures_are_not(browser: TestClient) -> None:
    for path, compressed in (("/api/v1/styles", True), ("/openapi.json", True), ("/api/v1/jobs", False)):
        with browser.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
            sent = b"".join(answer.iter_raw())
        assert (answer.headers.get("content-encoding") == "gzip") is compressed, path
        assert int(answer.headers["content-length"]) == len(sent)
        assert "X-Request-Id" in answer.headers
    styles = browser.get("/api/v1/styles")
    assert len(sent) < len(json.dumps(styles.json())) / 2
    assert "content-encoding" not in browser.get("/ping", headers={"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize(
    ("only", "home", "api", "playground"),
    [
        ("all", 200, True, True), ("api", "/docs", True, False), ("gradio", "/playground", False, True),
        ("web", 200, True, False), ("api,gradio", "/docs", True, True), ("web, gradio", 200, True, True),
        ("openai", "/docs", False, False),
    ],
)  # fmt: skip
def test_only_what_was_asked_for_is_served(
    static: Path, tmp_path: Path, only: str, home: int | str, api: bool, playground: bool
) -> None:
    with browsing(settings_at(tmp_path, only=only), static) as client:
        answer = client.get("/", follow_redirects=False)
        assert home in {answer.status_code, answer.headers.get("location")}
        assert (client.get("/gallery").status_code == 200) is (home == 200)
        assert (client.get("/api/v1/models").status_code == 200) is api
        openai = only in {"all", "openai"}
        assert client.get("/v1/models").status_code == (200 if openai else 404)
        assert client.get("/docs").status_code == (200 if api or openai else 404)
        asked = client.post("/api/v1/generations", json={})
        assert asked.json()["code"] == ("invalid_input" if api else "no_api")
        assert client.get("/ping").status_code == 200
        page = client.get("/playground/").text  # "loading" the first time of a process, Gradio's own page afterwards
        assert ("Loading the playground" in page or "window.gradio_config" in page) is playground


@pytest.mark.parametrize(
    ("given", "doors"),
    [
        ("all", set(DOORS)), ("", set(DOORS)), ("API", {"api"}), ("web", {"web", "api"}), ("api,all", set(DOORS)),
        (" gradio , gradio ", {"gradio"}), ("web,gradio", {"web", "api", "gradio"}),
    ],
)  # fmt: skip
def test_what_only_means(given: str, doors: set[str]) -> None:
    assert Settings(_env_file=None, only=given).open_doors == doors


def test_what_cannot_be_served_is_named() -> None:
    with pytest.raises(ValidationError, match=f"'webb' cannot be served; choose from all, {', '.join(DOORS)}"):
        Settings(_env_file=None, only="api,webb")
