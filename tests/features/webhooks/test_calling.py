"""Webhooks over a real server: who is called, with what, and what happens when nobody answers."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from time import monotonic, sleep

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import inspect, select, text, update

from safelight.features.webhooks.service.caller import AT_ONCE_PER_HOST
from safelight.features.webhooks.tables import Webhook, WebhookCall
from safelight.kit.clock import utcnow
from tests.features.webhooks.target import PATIENCE, Target, listening

GENERATIONS = "/api/v1/generations"
Move = Callable[[str, str], None]


def asked(client: TestClient, target: Target, **webhook: object) -> dict[str, object]:
    """A generation with a webhook."""
    answer = client.post(GENERATIONS, json={"prompt": "a cat", "webhook": {"url": f"{target.url}/done", **webhook}})
    assert answer.status_code == 202, answer.text
    return answer.json()


def calls_of(client: TestClient, job_id: object) -> list[dict[str, object]]:
    return client.get(f"/api/v1/jobs/{job_id}/webhooks").json()[0]["calls"]


def settled(client: TestClient, job_id: object, *states: str) -> list[dict[str, object]]:
    """The calls of a job once they stand so."""
    calls: list[dict[str, object]] = []
    until = monotonic() + PATIENCE
    while monotonic() < until:
        calls = calls_of(client, job_id)
        if [call["state"] for call in calls] == list(states):
            return calls
        sleep(0.05)
    raise AssertionError(calls)


def tried(client: TestClient, job_id: object, *, times: int = 1) -> dict[str, object]:
    """The first call of a job, which waits once more after so many tries that failed."""
    until = monotonic() + PATIENCE
    while True:
        calls = calls_of(client, job_id)
        if calls and calls[0]["state"] == "waiting" and calls[0]["attempts"] >= times:
            return calls[0]
        assert monotonic() < until, calls
        sleep(0.05)


def make_due(client: TestClient) -> None:
    """As if the time until the next try were over."""
    with client.app.state.studio.db.transaction() as session:
        session.execute(update(WebhookCall).where(WebhookCall.state == "waiting").values(next_at=utcnow()))
    client.app.state.caller.wake()


def test_the_end_is_told_once_signed_and_as_get_answers_it(client: TestClient, target: Target, move: Move) -> None:
    secret = "whsec_" + base64.b64encode(b"a key of thirty-two bytes or so!").decode()
    made = asked(client, target, secret=secret)
    move(made["job_id"], "started")
    move(made["job_id"], "succeeded")

    [call] = target.wait_for(1)
    assert call.path == "/done"
    assert call.headers["content-type"] == "application/json"
    body = json.loads(call.body)
    shown = client.get(f"{GENERATIONS}/{made['id']}").json()
    assert body == shown
    assert body["status"] == "succeeded"

    signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode() + call.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert call.headers["webhook-signature"] == f"v1,{expected}"

    [told] = settled(client, made["job_id"], "delivered")
    assert (told["event"], told["attempts"], told["answer"], told["next_at"]) == ("succeeded", 1, "200 OK: ok", None)
    assert told["id"] == call.headers["webhook-id"]
    with client.app.state.studio.db.reading() as session:
        sealed = session.scalars(select(Webhook.secret)).one()
        rows = {
            table: str(session.execute(text(f'SELECT * FROM "{table}"')).all())
            for table in inspect(session.connection()).get_table_names()
        }
    assert secret not in sealed, "it lies encrypted"
    assert [table for table, held in rows.items() if secret in held] == [], "no job, no event, no call holds it"
    assert secret not in client.get(f"/api/v1/jobs/{made['job_id']}/webhooks").text


def test_events_come_in_order_and_only_those_asked_for(client: TestClient, target: Target, move: Move) -> None:
    made = asked(client, target, events=["queued", "started", "failed"])
    move(made["job_id"], "started")
    move(made["job_id"], "progress")
    move(made["job_id"], "failed")

    calls = target.wait_for(3)
    assert [call.headers["safelight-event"] for call in calls] == ["queued", "started", "failed"]
    assert json.loads(calls[2].body)["failure"]["code"] == "out_of_memory"
    settled(client, made["job_id"], "delivered", "delivered", "delivered")


def test_the_flat_form_and_the_words_of_cog(client: TestClient, target: Target, move: Move) -> None:
    answer = client.post(
        GENERATIONS,
        json={"prompt": "a cat", "webhook": target.url, "webhook_events_filter": ["start", "completed"]},
    )
    move(answer.json()["job_id"], "started")
    move(answer.json()["job_id"], "cancelled")

    calls = target.wait_for(2)
    assert [call.headers["safelight-event"] for call in calls] == ["started", "cancelled"]
    assert "webhook-signature" not in calls[0].headers, "without a secret nothing is signed"
    [hook] = client.get(f"/api/v1/jobs/{answer.json()['job_id']}/webhooks").json()
    assert hook["url"] == f"{target.url}/"
    assert hook["events"] == ["started", "succeeded", "failed", "cancelled"]


def test_a_failed_call_is_made_again_with_the_same_id_and_holds_the_later_ones_back(
    client: TestClient, target: Target, move: Move
) -> None:
    answers = iter([(500, {}, b"not\0now"), (302, {"Location": "http://127.0.0.1:1/"}, b"")])
    target.answer = lambda _: next(answers, (204, {}, b""))
    made = asked(client, target, events=["started", "succeeded"])
    move(made["job_id"], "started")
    tried(client, made["job_id"])
    move(made["job_id"], "succeeded")
    first, _ = settled(client, made["job_id"], "waiting", "waiting")
    assert first["answer"] == "500 Internal Server Error: not now"
    make_due(client)
    tried(client, made["job_id"], times=2)
    first, later = settled(client, made["job_id"], "waiting", "waiting")
    assert first["answer"] == "302 Found", "redirects are not followed"
    assert later["attempts"] == 0
    make_due(client)

    calls = target.wait_for(4)
    assert [call.headers["safelight-event"] for call in calls] == ["started"] * 3 + ["succeeded"]
    assert len({call.headers["webhook-id"] for call in calls[:3]}) == 1
    assert len({call.body for call in calls[:3]}) == 1
    settled(client, made["job_id"], "delivered", "delivered")


def test_410_ends_the_trying_and_redeliver_tries_once_more(client: TestClient, target: Target, move: Move) -> None:
    target.answer = lambda _: (410, {}, b"")
    made = asked(client, target)
    move(made["job_id"], "succeeded")
    [call] = settled(client, made["job_id"], "given_up")
    target.answer = lambda _: (200, {}, b"")

    again = client.post(f"/api/v1/jobs/{made['job_id']}/webhooks/{call['id']}/redeliver")
    assert (again.status_code, again.json()["state"]) == (202, "waiting")
    [call] = settled(client, made["job_id"], "delivered")
    assert (call["attempts"], call["answer"]) == (1, "200 OK")

    unknown = client.post(f"/api/v1/jobs/{made['job_id']}/webhooks/call_none/redeliver")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "webhook_call_not_found")
    assert client.get("/api/v1/jobs/job_none/webhooks").json()["code"] == "job_not_found"


def test_of_progress_only_the_newest_waits_and_the_end_takes_its_place(
    client: TestClient, target: Target, move: Move
) -> None:
    made = asked(client, target, events=["progress", "succeeded"])
    move(made["job_id"], "started")
    move(made["job_id"], "progress")
    settled(client, made["job_id"], "delivered")
    for _ in range(5):
        move(made["job_id"], "progress")
    sent, waiting = settled(client, made["job_id"], "delivered", "waiting")
    assert (sent["event"], waiting["event"]) == ("progress", "progress")
    assert waiting["next_at"] > sent["created_at"], "it waits for its time"
    move(made["job_id"], "succeeded")

    [_, end] = settled(client, made["job_id"], "delivered", "delivered")
    assert end["event"] == "succeeded"
    assert len(target.calls) == 2


def test_a_dead_address_holds_nobody_up(client: TestClient, target: Target, move: Move) -> None:
    dead = Target(url="http://127.0.0.1:1")
    lost = [asked(client, dead) for _ in range(6)]
    made = asked(client, target)
    for each in (*lost, made):
        move(each["job_id"], "succeeded")

    target.wait_for(1)
    call = tried(client, lost[0]["job_id"])
    assert call["answer"].startswith("Not reached")


def test_an_address_that_is_slow_has_a_few_calls_at_a_time_and_the_others_theirs(
    client: TestClient, target: Target, move: Move
) -> None:
    answering = threading.Event()

    def slow(_: object) -> tuple[int, dict[str, str], bytes]:
        answering.wait(PATIENCE)
        return 200, {}, b""

    with listening() as other:
        target.answer = slow
        held = [asked(client, target) for _ in range(AT_ONCE_PER_HOST + 2)]
        for each in held:
            move(each["job_id"], "succeeded")
        target.wait_for(AT_ONCE_PER_HOST)
        made = asked(client, other)
        move(made["job_id"], "succeeded")
        other.wait_for(1)
        assert len(target.calls) == AT_ONCE_PER_HOST
        answering.set()
        for each in held:
            settled(client, each["job_id"], "delivered")


@pytest.mark.parametrize(
    ("webhook", "field"),
    [
        ({"url": "ftp://example.org/"}, "webhook"),
        ({"url": "http://10.0.0.1/"}, "webhook"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, "webhook"),
        ({"url": "http://[::ffff:192.168.1.1]/"}, "webhook"),
        ({"url": "http://user:password@example.org/"}, "webhook"),
        ({"url": "https:///path"}, "webhook"),
        ({"url": "http://example.org:99999/"}, "webhook"),
        ({"url": "https://example.org/", "secret": "whsec_not base64"}, "webhook"),
        ({"url": "https://example.org/", "secret": "short"}, "webhook.secret"),
        ({"url": "https://example.org/", "events": ["finished"]}, "webhook.events.0"),
        ({"url": "https://example.org/", "events": []}, "webhook.events"),
        ({"uri": "https://example.org/"}, "webhook.url"),
    ],
)
def test_what_cannot_be_called_is_refused_before_anything_is_queued(
    client: TestClient, webhook: dict[str, object], field: str
) -> None:
    answer = client.post(GENERATIONS, json={"prompt": "a cat", "webhook": webhook})
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["field"] == field
    assert client.get("/api/v1/jobs").json()["items"] == []


def test_a_filter_without_a_webhook_is_named(client: TestClient) -> None:
    answer = client.post(GENERATIONS, json={"prompt": "a cat", "webhook_events_filter": ["failed"]})
    assert answer.status_code == 400
    assert "webhook_events_filter" in answer.json()["detail"]
