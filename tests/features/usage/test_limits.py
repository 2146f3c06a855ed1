"""Limits and usage as people and programs meet them: at every door, in headers, as a table."""

import csv
import io
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from safelight.features.accounts.tables import Account
from safelight.features.usage.service.requests import RequestBook
from safelight.jobs import moves
from safelight.jobs.tables import Job, Worker
from safelight.kit.clock import utcnow
from tests.factories.people import add_account, add_key, bearer

GENERATE = "/api/v1/generations"


def limit(client: TestClient, account_id: str, **limits: float) -> None:
    with client.app.state.studio.db.transaction() as session:
        session.get(Account, account_id).limits = limits


def do(client: TestClient, job_id: str) -> None:
    with client.app.state.studio.db.transaction() as session:
        job = moves.locked(session, job_id)
        moves.place(session, job, "w1")
        moves.start(session, job)
        moves.finish(session, job, "succeeded")


def names(answer) -> dict[str, dict]:
    return {one["name"]: one for one in answer.json() if one["of"] == "account"}


def test_every_door_refuses_in_its_own_words_and_says_when_there_is_more(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.app.state.request_book, "_now", lambda: 1000.0)  # however slow the machine
    db = client.app.state.studio.db
    ann, ben = add_account(db, "ann"), add_account(db, "ben")
    key, other = bearer(add_key(db, ann)), bearer(add_key(db, ben))
    limit(client, ann, requests_per_minute=4, pictures_per_day=3)

    made = client.post(GENERATE, json={"prompt": "a hill", "n": 2}, headers=key)
    assert made.status_code == 202, made.text
    assert made.headers["RateLimit-Policy"] == (
        '"account_requests_per_minute";q=4;w=60, "account_pictures_per_day";q=3;w=86400'
    )
    told = made.headers["RateLimit"]
    assert told.startswith('"account_requests_per_minute";r=3;t=60, "account_pictures_per_day";r=1;t=')

    refused = client.post(GENERATE, json={"prompt": "a hill", "n": 2}, headers=key)
    assert (refused.status_code, refused.json()["code"]) == (429, "limit_reached")
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    assert refused.json()["errors"][0]["field"] == "pictures_per_day"
    assert client.post(GENERATE, json={"prompt": "a hill", "n": 4}, headers=key).status_code == 403
    left = names(client.get("/api/v1/limits", headers=key))
    assert (left["pictures_per_day"]["used"], left["pictures_per_day"]["remaining"]) == (2, 1)
    assert left["requests_per_minute"]["remaining"] == 0

    over = client.get("/api/v1/jobs", headers=key)
    assert (over.status_code, over.json()["code"]) == (429, "limit_reached")
    assert 0 < int(over.headers["Retry-After"]) <= 60
    theirs = client.post("/v1/images/generations", json={"prompt": "a hill"}, headers=key)
    assert (theirs.status_code, theirs.json()["error"]["type"]) == (429, "rate_limit_error")
    forge = client.get("/sdapi/v1/options", headers=key)
    assert (forge.status_code, forge.json()["error"], "Retry-After" in forge.headers) == (429, "limit_reached", True)
    assert client.get("/health/live").status_code == 200
    playground = client.get("/playground/", headers=key)
    assert (playground.status_code, "Retry-After" in playground.headers) == (429, True)
    with client.websocket_connect("/api/v1/events", headers=key) as socket:
        assert socket.receive()["code"] == 4429

    plain = client.get("/api/v1/jobs", headers=other)
    assert plain.status_code == 200
    assert "RateLimit" not in plain.headers


def test_usage_is_ones_own_and_everybodys_for_an_admin(client: TestClient) -> None:
    db, book = client.app.state.studio.db, client.app.state.request_book
    ann, ben, root = add_account(db, "ann"), add_account(db, "=ben"), add_account(db, "root", "admin")
    keys = {who: bearer(add_key(db, who)) for who in (ann, ben, root)}
    for who, pictures in ((ann, 2), (ben, 1)):
        made = client.post(GENERATE, json={"prompt": "a hill", "n": pictures}, headers=keys[who])
        do(client, made.json()["job_id"])
    assert isinstance(book, RequestBook)
    book.write(db)

    own = client.get("/api/v1/usage", headers=keys[ann]).json()
    assert (own["totals"]["pictures"], own["totals"]["jobs"], own["totals"]["requests"]) == (2, 1, 1)
    assert len(own["items"]) == 1
    assert own["items"][0]["day"] == own["to"]
    assert client.get("/api/v1/usage?account=ann", headers=keys[ann]).json()["totals"] == own["totals"]
    assert client.get("/api/v1/usage?account==ben", headers=keys[ann]).status_code == 403
    assert client.get("/api/v1/usage?from=2026-02-02&to=2026-02-01", headers=keys[ann]).status_code == 400
    first = client.get("/api/v1/usage?to=0001-01-03", headers=keys[ann])
    assert (first.status_code, first.json()["from"]) == (200, "0001-01-01"), first.text

    everybody = client.get("/api/v1/usage?by=account", headers=keys[root]).json()
    assert {item["account"]["name"]: item["pictures"] for item in everybody["items"]} == {"ann": 2, "=ben": 1}
    assert client.get("/api/v1/usage?account=ann", headers=keys[root]).json()["totals"]["pictures"] == 2
    assert client.get("/api/v1/usage?account=nobody", headers=keys[root]).status_code == 404

    table = client.get("/api/v1/usage.csv?by=key", headers=keys[root])
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert {row["account"] for row in rows} == {"ann", "'=ben"}  # no formula for a spreadsheet
    assert all(row["key"].startswith("sl") or row["key"] for row in rows)


def test_a_job_that_waits_for_its_own_account_says_so_and_files_beyond_the_room_are_refused(
    client: TestClient,
) -> None:
    db = client.app.state.studio.db
    ann = add_account(db, "ann")
    key = bearer(add_key(db, ann))
    limit(client, ann, jobs_at_once=1, storage_gb=0.0001)
    with db.transaction() as session:
        later = utcnow() + timedelta(hours=1)
        session.add(
            Worker(id="w1", name="w1", host="h", pid=1, device="cpu", device_name="", memory_total=0, memory_free=0,
                   seats=8, version="", started_at=later, seen_at=later)
        )  # fmt: skip
        session.add(Job(kind="draw", spec={}, needs={}, account_id=ann, state="running", owner="w1", group_key="k"))
    made = client.post(GENERATE, json={"prompt": "a hill"}, headers=key)
    job = client.get(f"/api/v1/jobs/{made.json()['job_id']}", headers=key).json()
    assert job["waiting_for"] == "This account has as many jobs at work as it may"
    answer = client.post("/api/v1/inputs", files={"file": ("a.png", b"x" * 200_000)}, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (507, "no_room_left")
    assert "empty the bin" in answer.json()["hint"]


def test_a_studio_without_accounts_counts_no_requests_and_limits_nobody(client: TestClient) -> None:
    assert client.get("/api/v1/jobs").status_code == 200
    client.app.state.request_book.write(client.app.state.studio.db)
    made = client.post(GENERATE, json={"prompt": "a hill", "n": 3})
    do(client, made.json()["job_id"])
    shown = client.get("/api/v1/usage?by=account").json()
    assert (shown["totals"]["requests"], shown["totals"]["pictures"]) == (0, 3)
    assert [one["of"] for one in client.get("/api/v1/limits").json()] == ["installation"]
    assert client.get("/api/v1/limits/roles").json()["member"]["pictures_per_day"] is None
