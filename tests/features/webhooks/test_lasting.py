"""Webhooks outlast servers: restarts, two at once, one that dies with a call in hand, and facts that are forgotten."""

import json
import threading
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import update

from safelight import events
from safelight.db import Database
from safelight.doors.app import create_app
from safelight.features.webhooks.service import caller
from safelight.features.webhooks.tables import WebhookCall
from safelight.jobs import moves
from safelight.kit.clock import utcnow
from tests.factories.pictures import uploads
from tests.factories.videos import with_videos
from tests.features.webhooks.conftest import mover
from tests.features.webhooks.target import PATIENCE, Target
from tests.features.webhooks.test_calling import GENERATIONS, Move, asked, calls_of, settled, tried

BASE = "http://127.0.0.1:8000"


def server(settings) -> TestClient:
    return TestClient(create_app(settings), base_url=BASE)


def test_what_happens_while_no_server_runs_is_told_by_the_next_one(settings, target: Target) -> None:
    target.answer = lambda _: (503, {"Retry-After": "1"}, b"")
    with server(settings) as client:
        made, other = asked(client, target), asked(client, target, events=["failed"])
        mover(client)(made["job_id"], "succeeded")
        target.wait_for(1)
        settled(client, made["job_id"], "waiting")
    with server(settings) as client:
        assert [call["state"] for call in calls_of(client, made["job_id"])] == ["waiting"], "its time has not come"
        target.answer = lambda _: (200, {}, b"")
        with client.app.state.studio.db.transaction() as session:
            session.execute(update(WebhookCall).values(next_at=utcnow()))
        client.app.state.caller.wake()
        settled(client, made["job_id"], "delivered")

    move_alone(settings, other["job_id"], "failed")
    with server(settings) as client:
        settled(client, other["job_id"], "delivered")
    assert [call.headers["safelight-event"] for call in target.calls] == ["succeeded", "succeeded", "failed"]


def move_alone(settings, job_id: object, what: str) -> None:
    """As a worker does while no server runs."""
    database = Database(settings.effective_database_url)
    with database.transaction() as session:
        moves.finish(session, moves.locked(session, job_id), what)
    database.dispose()


def test_an_end_whose_fact_is_forgotten_is_told_all_the_same(settings, target: Target) -> None:
    with server(settings) as client:
        made, silent = asked(client, target), asked(client, target, events=["failed"])
    for each in (made, silent):
        move_alone(settings, each["job_id"], "succeeded")
    database = Database(settings.effective_database_url)
    with database.transaction() as session:
        events.publish(session, topic="elsewhere", kind="something", payload={})
    with database.transaction() as session:
        events.trim(session, utcnow() + timedelta(hours=1))
    database.dispose()

    with server(settings) as client:
        settled(client, made["job_id"], "delivered")
    with server(settings) as client:
        [call] = calls_of(client, made["job_id"])
        assert call["attempts"] == 1, "and once only"
        assert calls_of(client, silent["job_id"]) == []


def test_two_servers_make_each_call_once(settings, target: Target) -> None:
    same = settings.model_copy(update={"secret_key": SecretStr("the same for both servers")})
    with server(same) as one, server(same) as two:
        made = [asked(client, target, events=["started", "succeeded"]) for client in (one, two) * 5]
        for each in made:
            mover(one)(each["job_id"], "started")
            mover(two)(each["job_id"], "succeeded")
        for each in made:
            settled(one, each["job_id"], "delivered", "delivered")

    ids = [call.headers["webhook-id"] for call in target.calls]
    assert len(ids) == len(set(ids)) == 20
    for each in made:
        told = [
            call.headers["safelight-event"] for call in target.calls if call.headers["safelight-job"] == each["job_id"]
        ]
        assert told == ["started", "succeeded"]


def test_a_call_whose_server_died_is_made_again_when_its_claim_runs_out(
    client: TestClient, target: Target, move: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    dead = threading.Event()

    def dies(*_: object) -> None:
        dead.set()
        raise Killed

    made = asked(client, target)
    with monkeypatch.context() as patched:
        patched.setattr(caller.Caller, "_record", dies)
        move(made["job_id"], "succeeded")
        assert dead.wait(PATIENCE)
    [call] = calls_of(client, made["job_id"])
    assert (call["state"], call["attempts"]) == ("sending", 1)
    with client.app.state.studio.db.transaction() as session:
        session.execute(update(WebhookCall).values(next_at=utcnow()))
    client.app.state.caller.wake()

    [call] = settled(client, made["job_id"], "delivered")
    first, second = target.wait_for(2)
    assert call["attempts"] == 2
    assert first.headers["webhook-id"] == second.headers["webhook-id"], "so whoever is called can tell"
    assert first.body == second.body


def test_the_body_is_what_get_of_the_resource_answers(client: TestClient, target: Target, move: Move) -> None:
    webhook = {"url": target.url, "events": ["failed"]}
    quick = client.put("/generate/queue/mine", json={"prompt": "a cat", "webhook": webhook}).json()
    trained = client.post(
        "/api/v1/characters", data={"name": "Pip", "webhook": json.dumps(webhook)}, files=uploads(12)
    ).json()
    for each in (quick, trained):
        move(each["job_id"], "failed")
    calls = {call.headers["safelight-job"]: json.loads(call.body) for call in target.wait_for(2)}

    assert calls[quick["job_id"]] == client.get("/queue/status/mine").json()
    assert calls[quick["job_id"]]["failure"]["code"] == "out_of_memory"
    told, shown = calls[trained["job_id"]], client.get("/api/v1/characters/pip").json()
    assert told["status"] == shown["status"] == "failed"
    assert told.keys() == shown.keys()
    again = client.post("/api/v1/characters/pip/train", json={"preset": "quick", "webhook": target.url})
    assert again.status_code == 202, again.text
    move(again.json()["job_id"], "cancelled")
    assert json.loads(target.wait_for(3)[2].body)["status"] == "cancelled"


def test_a_video_tells_of_itself_and_not_of_the_picture_it_draws_first(settings, target: Target) -> None:
    with server(with_videos(settings)) as client:
        asking = {"prompt": "a cat", "webhook": target.url, "webhook_events_filter": ["queued"]}
        made = client.post("/api/v1/videos", json=asking).json()
        [call] = target.wait_for(1)
        body = json.loads(call.body)
        assert body == client.get(f"/api/v1/videos/{made['id']}").json()
        assert body["source"]["generation_id"] not in {None, made["id"]}


def test_a_server_that_others_reach_calls_nothing_private_but_what_is_listed(settings, target: Target) -> None:
    public = settings.model_copy(update={"api_key": SecretStr("key")})
    headers = {"Authorization": "Bearer key"}
    asking = {"prompt": "a cat", "webhook": target.url}
    with server(public) as client:
        refused = client.post(GENERATIONS, json=asking, headers=headers)
        named = client.post(GENERATIONS, json=asking | {"webhook": "http://localhost:1/"}, headers=headers)
        mover(client)(named.json()["job_id"], "succeeded")
        client.headers.update(headers)
        call = tried(client, named.json()["job_id"])
    assert (refused.status_code, refused.json()["code"]) == (400, "webhook_refused")
    assert "private network" in call["answer"], "a name is looked at when it is called"
    with server(public.model_copy(update={"webhook_hosts": "app, 127.0.0.*"})) as client:
        client.headers.update(headers)
        made = client.post(GENERATIONS, json=asking)
        mover(client)(made.json()["job_id"], "succeeded")
        settled(client, made.json()["job_id"], "delivered")
