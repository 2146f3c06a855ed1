"""What no door sees: other names, other sites' pages, what proxies claim; and the headers on every answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket, WebSocketDisconnect
from structlog.testing import capture_logs

from safelight.doors.app import create_app
from safelight.doors.rest import edge, problems
from safelight.settings import Settings
from tests.installation import migrated_url

HERE = "http://127.0.0.1:8000"
LIVE = "ws://127.0.0.1:8000/live"
APP = "https://app.example.org"


@pytest.fixture(autouse=True)
def _defects_are_not_painted() -> Iterator[None]:
    """A traceback in colours, with all of FastAPI's locals, takes a second."""
    with capture_logs():
        yield


def rules(**settings) -> edge.EdgeRules:
    return edge.EdgeRules.of(Settings(_env_file=None, **{"allowed_hosts": ""} | settings))


def app_with(**settings) -> FastAPI:
    app = FastAPI()
    problems.install(app)
    edge.install(app, rules(**settings))

    @app.api_route("/thing", methods=["GET", "POST", "DELETE"])
    def thing(request: Request) -> dict[str, object]:
        return {"who": f"{request.url.scheme} {request.client.host}"}

    @app.get("/files/a.png")
    def file() -> PlainTextResponse:
        return PlainTextResponse(
            "x", headers={"Access-Control-Allow-Origin": "*", "Content-Security-Policy": "sandbox"}
        )

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("a defect")

    @app.websocket("/live")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        await socket.close()

    return app


def client(*, who: str = "127.0.0.1", **settings) -> TestClient:
    return TestClient(app_with(**settings), base_url=HERE, client=(who, 4711), raise_server_exceptions=False)


# Under which name

OWN = ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "localhost.", "[::1]:8000", "127.8.8.8"]
ELSEWHERE = [
    "evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.1@evil.example",
    "evil.example/127.0.0.1", "127.0.0.1:x", "[", "", " ", "[::1].evil", "0x7f.1", "2130706433", "127.1",
    "evil.example#127.0.0.1", "evil.example?localhost",
]  # fmt: skip


def test_this_machine_is_asked_by_its_own_names_and_no_others() -> None:
    own = rules()
    assert [host for host in OWN if not own.is_here(host)] == []
    assert [host for host in [*ELSEWHERE, "192.168.1.7", "8.8.8.8"] if own.is_here(host)] == []


def test_a_server_for_others_is_asked_by_address_and_by_the_names_that_it_has() -> None:
    others = rules(host="0.0.0.0", public_url="https://Studio.example/lab", allowed_hosts="box.lan, *.Corp.example")
    names = ["192.168.1.7:8000", "[2001:db8::1]:80", "studio.example", "box.lan:8000", "a.corp.example", *OWN]
    assert [host for host in names if not others.is_here(host)] == []
    assert [host for host in [*ELSEWHERE, "corp.example", "xbox.lan", "box.lan.evil"] if others.is_here(host)] == []


def test_a_name_that_was_made_to_lead_here_gets_nothing_by_any_method_or_socket() -> None:
    studio = client()
    for method in ("GET", "POST", "OPTIONS", "DELETE"):
        answer = studio.request(method, "/thing", headers={"Host": "evil.example", "Origin": "http://evil.example"})
        assert (answer.status_code, answer.json()["code"]) == (403, "host_not_allowed")
        assert "SAFELIGHT_ALLOWED_HOSTS" in answer.json()["hint"]
    with (
        pytest.raises(WebSocketDisconnect),
        studio.websocket_connect("ws://127.0.0.1:8000/live", headers={"Host": "evil.example"}),
    ):
        pass
    with studio.websocket_connect("ws://127.0.0.1:8000/live"):
        pass


def test_two_names_are_one_too_many() -> None:
    scope = {"type": "http", "method": "GET", "headers": [(b"host", b"localhost"), (b"host", b"localhost")]}
    assert edge.Edge(app_with(), rules=rules())._refusal(scope, Headers(scope=scope)).code == "host_not_allowed"
    scope["headers"] = []
    assert edge.Edge(app_with(), rules=rules())._refusal(scope, Headers(scope=scope)) is None, "a program's, HTTP/1.0"


# Whose page

FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://127.0.0.1:3000", "Sec-Fetch-Site": "same-site"},
    {"Origin": "http://127.0.0.1:8000.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://evil.example", "Cookie": "safelight_refresh=x"},
    {"Origin": "http://evil.example", "Authorization": "Basic dTprZXk="},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_another_site_changes_nothing(headers: dict[str, str]) -> None:
    for method in ("POST", "DELETE"):
        answer = client().request(method, "/thing", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_page")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": HERE},
        {"Origin": "http://localhost:8000", "Host": "localhost:8000"},
        {"Origin": "https://studio.example"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://evil.example", "Authorization": "Bearer sl_key"},
    ],
)
def test_programs_our_own_pages_and_bearers_do(headers: dict[str, str]) -> None:
    assert client(public_url="https://studio.example").post("/thing", headers=headers).status_code == 200


# CORS

ASKING = {"Origin": APP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}


def test_no_other_site_reads_anything_by_default() -> None:
    studio = client()
    for path in ("/thing", "/files/a.png", "/nothing", "/broken"):
        headers = studio.get(path, headers={"Origin": APP}).headers
        assert not [name for name in headers if name.startswith("access-control")]
    preflight = studio.options("/thing", headers=ASKING)
    assert preflight.status_code == 405
    assert not [name for name in preflight.headers if name.startswith("access-control")]


def test_a_listed_site_asks_reads_and_changes_and_no_other() -> None:
    studio = client(cors_origins=f"{APP}/, http://localhost:3000")
    preflight = studio.options("/thing", headers=ASKING)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == APP
    assert preflight.headers["access-control-allow-headers"] == "authorization"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    answer = studio.post("/thing", headers={"Origin": APP})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == APP
    assert "origin" in answer.headers["vary"].lower()
    assert "access-control-allow-credentials" not in answer.headers
    for other in ("http://app.example.org", f"{APP}.evil", "https://evil.example", "null"):
        assert studio.post("/thing", headers={"Origin": other}).status_code == 403
        assert "access-control-allow-origin" not in studio.get("/thing", headers={"Origin": other}).headers


@pytest.mark.parametrize("wrong", ["app.example.org", "ftp://a", "https://a/b", "https://"])
def test_what_is_no_origin_is_refused_at_the_start(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        Settings(_env_file=None, cors_origins=wrong)


# Headers


@pytest.mark.parametrize("path", ["/thing", "/nothing", "/broken"])
def test_every_answer_is_dressed(path: str) -> None:
    headers = client(public_url="https://studio.example").get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_a_refusal_is_dressed_a_file_keeps_its_policy_and_plain_http_promises_nothing() -> None:
    studio = client()
    refused = studio.get("/thing", headers={"Host": "evil.example"}).headers
    assert refused["x-content-type-options"] == "nosniff"
    file = studio.get("/files/a.png").headers
    assert file["content-security-policy"] == "sandbox"
    assert file["cross-origin-resource-policy"] == "cross-origin", "a signed link is for any page that has it"
    assert "strict-transport-security" not in file


def test_the_whole_app_stands_behind_the_edge(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url=migrated_url("sqlite", tmp_path))
    with TestClient(create_app(settings), base_url=HERE) as studio:
        for path in ("/", "/health/live", "/docs", "/metrics", "/api/v1/models", "/sdapi/v1/options",
                     "/v1/models", "/socket.io/?EIO=4&transport=polling", "/files/x", "/nowhere"):  # fmt: skip
            assert "is not named 'evil.example'" in studio.get(path, headers={"Host": "evil.example"}).text, path
            headers = studio.get(path, headers={"Origin": "http://evil.example"}).headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert "access-control-allow-origin" not in headers, path
            assert "frame-ancestors" in headers["content-security-policy"] or path.startswith("/files"), path
            assert "x-request-id" in headers, path
        for path in ("/api/v1/projects", "/generate-image", "/v1/images/generations", "/sdapi/v1/txt2img"):
            answer = studio.post(path, headers={"Origin": "http://evil.example"})
            assert answer.status_code == 403, path
            assert "another site" in answer.text, path


# Proxies


@pytest.mark.parametrize(
    ("neighbour", "told", "client_is"),
    [
        ("10.0.0.1", ["203.0.113.7"], "203.0.113.7"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.7"], "203.0.113.7"),  # what a client claims of itself is not believed
        ("10.0.0.1", ["1.1.1.1", "203.0.113.7, 10.0.0.9"], "203.0.113.7"),
        ("10.0.0.1", ["1.1.1.1, nonsense, 10.0.0.9"], "10.0.0.9"),
        ("10.0.0.1", ["203.0.113.7:4711"], "203.0.113.7"),
        ("10.0.0.1", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["", ","], "10.0.0.1"),
        ("203.0.113.9", ["1.1.1.1"], "203.0.113.9"),  # no proxy of ours
    ],
)
def test_whom_a_proxy_asks_for(neighbour: str, told: list[str], client_is: str) -> None:
    assert rules(trusted_proxies="10.0.0.0/28, 192.0.2.1").client_of(neighbour, told) == client_is


def test_only_a_trusted_proxy_is_believed() -> None:
    told = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    trusted = client(who="10.0.0.1", trusted_proxies="10.0.0.1")
    assert trusted.get("/thing", headers=told).json() == {"who": "https 203.0.113.7"}
    assert trusted.get("/thing", headers={"X-Forwarded-Proto": "file"}).json()["who"] == "http 10.0.0.1"
    for claim in ("127.0.0.1", "203.0.113.7"):
        answer = client(who="10.0.0.1").get("/thing", headers=told | {"X-Forwarded-For": claim})
        assert answer.json() == {"who": "http 10.0.0.1"}


def test_what_is_no_network_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="no address or network"):
        Settings(_env_file=None, trusted_proxies="10.0.0.0/8, proxy.lan")
