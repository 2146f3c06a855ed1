"""Who may what: every route of every door, asked as everybody; the expected answers are a file to be read.

`yes` means that the door and the rules of whose things these are let the caller through, whatever became of the rest
of the request (its body is mostly empty); 401, 403 and 404 are refusals. What a request would write is thrown away.
"""

import asyncio
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.db.ownership import current_sight, look_as
from safelight.doors.app import create_app
from safelight.doors.gradio import mounting
from safelight.doors.live import admission as live_admission
from safelight.features.access import Studio
from safelight.features.accounts.service.gate import AccountGate
from safelight.features.accounts.tables import Login
from safelight.features.characters.tables import Character
from safelight.features.classifiers.tables import ClassifierConfig, ClassifierRun, ClassifierSweep
from safelight.features.generations.tables import Generation, Picture
from safelight.features.inputs.tables import InputImage
from safelight.features.tensorboard.service.boards import Boards
from safelight.jobs import service as jobs
from safelight.kit.clock import utcnow
from safelight.kit.errors import SafelightError
from safelight.kit.ids import new_id
from safelight.settings import Settings
from safelight.specs.people import SCOPES
from tests.doors.live.conftest import Spec, until
from tests.factories.classifier_runs import add_dataset, add_picture
from tests.factories.event_files import add_run
from tests.factories.gallery import seed_pictures
from tests.factories.people import add_account, add_key, add_project, bearer
from tests.installation import migrated_url

GOLDEN = Path(__file__).parent.parent / "golden" / "who_may.json"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ADDRESS = ("127.0.0.1", 50_000)
CALLERS = (
    "nobody", "viewer", "stranger", "project viewer", "project editor", "owner", "admin",
    *(f"key {scope}" for scope in SCOPES),
)  # fmt: skip
"""A stranger is a member with whom nothing is shared; keys are the owner's, and the admin's for `admin`."""


class Reached(SafelightError):
    """The request came as far as to commit, or to start a program."""

    code = "reached"
    status = 299

    def __init__(self, *_: object) -> None:
        super().__init__("This would have been done.")


def test_every_route_has_its_row(tmp_path: Path) -> None:
    app = create_app(Settings(_env_file=None, data_dir=tmp_path))
    every = {f"{method} {path}" for method, path in routes_of(app)} | {"WS /api/v1/events", "WS /socket.io"}
    rows = json.loads(GOLDEN.read_text(encoding="utf-8")).keys()
    assert every == rows, "a route without a row, or a row without its route: SAFELIGHT_GOLDEN=write, and READ it"


@pytest.mark.slow
def test_who_may_what_is_as_it_is_written_down(walked: dict[str, dict[str, str]]) -> None:
    told = json.dumps(walked, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("SAFELIGHT_GOLDEN") == "write":
        GOLDEN.write_text(told, encoding="utf-8")
    expected = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert walked.keys() == expected.keys()
    changed = {row: (expected[row], answers) for row, answers in walked.items() if answers != expected[row]}
    assert not changed, "who may do this has changed: if that is meant, write it with SAFELIGHT_GOLDEN=write"


@pytest.mark.slow
def test_no_row_says_what_no_row_may_say(walked: dict[str, dict[str, str]]) -> None:
    for row, answers in walked.items():
        method, path = row.split(" ", 1)
        assert "5xx" not in answers.values(), (row, answers)
        if answers["nobody"] == "yes":
            assert answers == dict.fromkeys(CALLERS, "yes"), f"{row} is public for some"
            continue
        writes = method in {"POST", "PUT", "PATCH", "DELETE"}
        if writes and not path.startswith(("/api/v1/auth", "/api/v1/keys")) and row not in LOOKING:
            assert answers["viewer"] == "403" or row in OWN, f"{row} lets a viewer change something"
            assert answers["key read"] == "403", f"{row} lets a key that only reads change something"


LOOKING = frozenset(
    {"POST /api/v1/recipes/verify", "POST /tensorboard/{target}/{path}", "POST /playground/gradio_api/queue/join"}
)
"""Requests with a body that change nothing; each button of the playground asks for its own scope."""
OWN = frozenset({"PATCH /api/v1/preferences", "DELETE /api/v1/projects/{id_or_name}/members/{person}"})
"""Changes of what is everybody's own: a viewer may, a key that only reads may not."""


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The answer of every route to everybody."""
    folder = tmp_path_factory.mktemp("who_may")
    url = migrated_url("sqlite", folder)
    app = create_app(Settings(_env_file=None, data_dir=folder / "data", database_url=url, models_dir=folder / "models"))
    page = FastAPI()
    page.mount("/", PlainTextResponse("The playground."))
    with TestClient(app) as client, pytest.MonkeyPatch.context() as patch:
        keys, names = seeded(client, app.state.studio)
        patch.setattr(Database, "transaction", thrown_away)
        patch.setattr(Boards, "open", reached)
        # Neither is what is asked about, and each takes seconds.
        patch.setattr(mounting, "_load", lambda _: page)
        app.openapi_schema = {}
        # Nothing is made or revoked from here on, and who they are is looked up thousands of times.
        patch.setattr(app.state.studio.gate, "admit", remembered(app.state.studio.gate.admit))
        assert client.portal is not None
        return client.portal.call(walk, app, keys, names)


async def walk(app: Any, keys: dict[str, str], names: dict[str, str]) -> dict[str, dict[str, str]]:
    """Ask everything as everybody, in the server's loop."""
    rows: dict[str, dict[str, str]] = {}
    for method, path in sorted(routes_of(app), key=lambda route: (route[1], METHODS.index(route[0]))):
        address = filled(path, names)
        rows[f"{method} {path}"] = {
            caller: await answer_of(app, method, address, keys.get(caller)) for caller in CALLERS
        }
    for door, question in (("WS /api/v1/events", listening), ("WS /socket.io", connecting)):
        rows[door] = {caller: await question(app, keys.get(caller)) for caller in CALLERS}
    return rows


def routes_of(app: Any) -> list[tuple[str, str]]:
    """Every method and path, of what is mounted the door."""
    declared = [
        (method, re.sub(r":path}", "}", route.path))
        for route in iter_route_contexts(app.routes)
        for method in getattr(route, "methods", None) or ()
        if method != "HEAD"
    ]
    return [*declared, ("GET", "/playground"), ("POST", "/playground/gradio_api/queue/join"), ("GET", "/a-page")]


def filled(path: str, names: dict[str, str]) -> str:
    """The path with the owner's things in it."""
    noun = path.split("/")[3] if path.startswith("/api/v1/") and path.count("/") > 3 else path.split("/")[1]
    return re.sub(r"{(\w+)}", lambda found: names.get(f"{noun}.{found[1]}", names.get(found[1], "x")), path)


async def answer_of(app: Any, method: str, address: str, key: str | None) -> str:
    """What becomes of one request, as the table says it."""
    path, _, query = address.partition("?")
    headers = {"host": "127.0.0.1:8000", "accept": "application/json"}
    body = b""
    if method in {"POST", "PUT", "PATCH"}:
        body = json.dumps(BODIES.get(f"{method} {path}", {})).encode()
        headers |= {"content-type": "application/json", "content-length": str(len(body))}
    if key:
        headers |= {"authorization": f"Bearer {key}"}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "method": method,
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()], "client": ADDRESS,
        "server": ("127.0.0.1", 8000), "app": app, "state": {},
    }  # fmt: skip
    coming = [{"type": "http.request", "body": body, "more_body": False}]
    status: list[int] = []
    started = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if coming:
            return coming.pop()
        await started.wait()  # then it is known, and what streams may end
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])
            started.set()

    with suppress(TimeoutError):  # what waits for a worker, or streams without end, was let in
        await asyncio.wait_for(app(scope, receive, send), 2)
    return said(status[0]) if status else "yes"


def said(status: int) -> str:
    """An answer in the table's words."""
    if status in {401, 403, 404, 422}:
        return str(status)
    return "yes" if status < 500 or status == 503 else "5xx"


async def listening(app: Any, key: str | None) -> str:
    """Whether the WebSocket lets one listen."""
    headers = [(b"host", b"127.0.0.1:8000")] + ([(b"authorization", f"Bearer {key}".encode())] if key else [])
    scope = {
        "type": "websocket", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "ws", "query_string": b"",
        "path": "/api/v1/events", "raw_path": b"/api/v1/events", "root_path": "", "headers": headers,
        "client": ADDRESS, "server": ("127.0.0.1", 8000), "subprotocols": [], "app": app, "state": {},
    }  # fmt: skip
    coming = [{"type": "websocket.disconnect", "code": 1000}, {"type": "websocket.connect"}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return coming.pop() if len(coming) > 1 or len(sent) > 1 else await asyncio.sleep(0.01, coming[0])

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await asyncio.wait_for(app(scope, receive, send), 20)
    return {4401: "401", 4403: "403"}.get(sent[1].get("code", 0), "yes")


async def connecting(app: Any, key: str | None) -> str:
    """Whether Socket.IO takes a connection."""
    caller = app.state.studio.gate.admit([key] if key else [])
    refused = live_admission.refusal(app.state.studio, caller, origin=None, host=None)
    return {4401: "401", 4403: "403"}[refused.code] if refused else "yes"


@contextmanager
def thrown_away(database: Database) -> Iterator[Session]:
    """A transaction that is taken back at its end, and says how far it came."""
    with Session(database._writing, expire_on_commit=False) as session:
        look_as(session, current_sight())
        yield session
        session.flush()
        session.rollback()
    raise Reached


def reached(*_: object) -> None:
    raise Reached


def remembered(admit: Any) -> Any:
    known: dict[tuple[str, ...], Any] = {}

    def once(given: list[str]) -> Any:
        if tuple(given) not in known:
            known[tuple(given)] = admit(given)
        return known[tuple(given)]

    return once


def log_in(studio: Studio, account_id: str) -> str:
    """An access token."""
    assert isinstance(studio.gate, AccountGate)
    now, lasts = utcnow(), timedelta(hours=1)
    with studio.db.transaction() as session:
        login = Login(id=new_id("login"), account_id=account_id, token=account_id, expires_at=now + lasts)
        session.add(login)
    return studio.gate.tokens.sign(account_id=account_id, login_id=login.id, now=now, lasts=lasts)


def seeded(client: TestClient, studio: Studio) -> tuple[dict[str, str], dict[str, str]]:
    """The callers' keys, and the owner's things by the names that the paths have for them."""
    db = studio.db
    ids = {name: add_account(db, name) for name in ("owner", "stranger", "looker", "editor")}
    ids |= {"viewer": add_account(db, "viewer", "viewer"), "admin": add_account(db, "admin", "admin")}
    keys = {name: log_in(studio, account) for name, account in ids.items()}
    keys["project viewer"], keys["project editor"] = keys["looker"], keys["editor"]
    for scope in SCOPES:
        keys[f"key {scope}"] = add_key(db, ids["admin" if scope == "admin" else "owner"], [scope])
    until(studio.gate.has_accounts, "the accounts are seen")
    project = add_project(db, ids["owner"], "shared", **{ids["looker"]: "viewer", ids["editor"]: "editor"})
    mine = {"account_id": ids["owner"], "project_id": project}

    def made(path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = client.post(f"/api/v1{path}", json=body, headers=bearer(keys["owner"]))
        assert answer.is_success, answer.text
        return answer.json()

    run, picture = add_run(db, 7, project_id=project), seed_pictures(db, None, 1)[0]
    style = made("/styles", {"name": "Mine", "prompt": "{prompt}, mine"})["id"]
    character = made("/characters/drafts", {"name": "Pip"})["id"]
    with db.transaction() as session:
        dataset = add_dataset(session, **mine)
        add_picture(session, dataset, label="cat", number=1)
        job = jobs.submit(session, kind="draw", spec=Spec())
        job.account_id, job.project_id = mine.values()
        session.add(ClassifierConfig(id="cfg_mine", name="Mine", **mine))
        session.add(ClassifierSweep(id="swp_mine", name="Mine", dataset_id=dataset.id, method="grid", space={}, **mine))
        session.add(
            InputImage(
                id="in_mine", key="inputs/k.png", thumbnail_key="inputs/t.webp", sha256="0" * 64, width=1, height=1,
                size=1, account_id=ids["owner"],
            )
        )  # fmt: skip
        session.execute(update(ClassifierRun).values(**mine))
        session.execute(update(Character).where(Character.id == character).values(project_id=project))
        for table in (Generation, Picture):
            session.execute(update(table).values(account_id=ids["owner"]))
        generation = session.get_one(Picture, picture).generation_id
    key_id = client.get("/api/v1/keys", headers=bearer(keys["owner"])).json()["items"][0]["id"]
    return keys, {
        "characters.id_or_name": character, "datasets.id_or_name": dataset.id, "projects.id_or_name": project,
        "styles.id_or_name": style, "accounts.id_or_name": "owner", "run": run, "job_id": job.id,
        "config_id": "cfg_mine",
        "sweep_id": "swp_mine", "gallery.picture_id": picture, "generation_id": generation, "input_id": "in_mine",
        "number": "1", "split": "val", "person": "looker",
        "key": key_id, "project": project, "target": run, "keys.key": key_id,
        "models.name": "starter", "request_id": job.id,
    }  # fmt: skip


BODIES: dict[str, dict[str, Any]] = {}
