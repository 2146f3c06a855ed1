"""The quick door's queue without a worker: order, bounds, own ids, cancelling, and what is gone."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.features.generations import service as generations
from safelight.jobs import moves
from safelight.jobs.tables import Job
from safelight.kit.clock import utcnow
from safelight.specs.jobs import JobFailure
from safelight.storage import layout
from tests.factories import characters as make

ASKED = {"prompt": "a cat", "seed": 1}
MINUTES = timedelta(minutes=10)


def queued(client: TestClient, **fields: object) -> dict[str, object]:
    answer = client.post("/generate/queue", json=ASKED | fields)
    assert answer.status_code == 202, answer.text
    return answer.json()


def finish(client: TestClient, job_id: object, state: str = "succeeded", *, seconds: float = 0.0) -> None:
    """End a job, which took so long."""
    with client.app.state.studio.db.transaction() as session:
        job = moves.locked(session, job_id)
        job.started_at = utcnow() - timedelta(seconds=seconds)
        failure = JobFailure(code="out_of_memory", message="The device is full.", hint="Draw smaller.")
        moves.finish(session, job, state, failure if state == "failed" else None)


def test_requests_stand_in_line_and_show_how_far_they_are(client: TestClient) -> None:
    first, second = queued(client), queued(client, prompt="a dog")

    assert (first["position"], second["position"]) == (1, 2)
    assert second["eta_seconds"] is None, "nothing was measured yet"
    assert client.get(second["status_url"]).json() == second
    waiting = client.get(second["result_url"])
    assert (waiting.status_code, waiting.json()["position"]) == (202, 2)
    assert waiting.headers["retry-after"] == "1"
    queue = client.get("/queue/status").json()
    assert (queue["queued"], queue["capacity"], queue["estimated_wait_seconds"]) == (2, 100, None)

    finish(client, first["job_id"], seconds=4)
    moved = client.get(second["status_url"]).json()
    assert moved["position"] == 1
    assert moved["eta_seconds"] == pytest.approx(8, abs=0.5), "its own turn after the one before"
    assert client.get("/queue/status").json()["seconds_per_request"] == pytest.approx(4, abs=0.2)


def test_a_failed_request_says_why_and_a_cancelled_one_that_it_was(client: TestClient) -> None:
    failed, cancelled = queued(client), queued(client)
    finish(client, failed["job_id"], "failed")
    gone = client.delete(cancelled["result_url"])

    problem = client.get(failed["result_url"])
    assert (problem.status_code, problem.json()["code"]) == (500, "out_of_memory")
    assert problem.json()["hint"] == "Draw smaller."
    assert client.get(failed["status_url"]).json()["failure"]["code"] == "out_of_memory"
    assert (gone.status_code, gone.json()["status"]) == (202, "cancelled")
    assert client.delete(cancelled["status_url"]).status_code == 202, "asking twice is harmless"
    assert client.get(cancelled["result_url"]).json()["code"] == "generation_cancelled"
    assert client.delete(failed["result_url"]).json()["code"] == "job_finished"


def test_an_own_id_names_one_request(client: TestClient) -> None:
    first = client.put("/generate/queue/order-17", json=ASKED)
    again = client.put("/generate/queue/order-17", json=ASKED | {"guidance_scale": None})
    other = client.put("/generate/queue/order-17", json=ASKED | {"prompt": "a dog", "width": 64})

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert first.json()["result_url"].endswith("/result/order-17")
    assert (other.status_code, other.json()["code"]) == (409, "own_id_in_use")
    assert [bad["field"] for bad in other.json()["errors"]] == ["prompt", "width"]
    assert "'a cat'" in other.json()["errors"][0]["message"] or "a cat" in other.json()["errors"][0]["message"]
    assert len(client.get("/api/v1/jobs").json()["items"]) == 1
    assert client.get("/api/v1/generations/order-17").status_code == 404, "ids of the other door are its own"
    for bad in ("..", "a b", "a/b", "x" * 101, "gen_mine", "-x"):
        assert client.put(f"/generate/queue/{bad}", json=ASKED).status_code in {400, 404, 405}, bad


def test_of_a_hundred_clients_at_once_no_more_get_in_than_may(settings) -> None:
    limited = settings.model_copy(update={"quick_queue": 30})
    with TestClient(create_app(limited), base_url="http://127.0.0.1:8000") as client:
        finish(client, queued(client)["job_id"], seconds=7)
        with ThreadPoolExecutor(100) as many:
            answers = list(many.map(lambda _: client.post("/generate/queue", json=ASKED), range(100)))
            full = client.put("/generate/queue/late", json=ASKED)
            status = client.get("/queue/status").json()
            ids = [answer.json()["request_id"] for answer in answers if answer.status_code == 202]
            places = list(many.map(lambda id_: client.get(f"/queue/status/{id_}").json()["position"], ids))

    assert Counter(answer.status_code for answer in answers) == {202: 30, 429: 70}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == "queue_full"
    assert refused.headers["retry-after"] == "8", "the next place is free after one request: 7 s and a bit, rounded up"
    assert full.status_code == 429
    assert status["queued"] == 30
    assert sorted(places) == list(range(1, 31)), "each has a place of its own"


def test_a_hundred_clients_with_one_id_make_one_request(client: TestClient) -> None:
    with ThreadPoolExecutor(100) as many:
        answers = list(many.map(lambda _: client.put("/generate/queue/same", json=ASKED), range(100)))

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["generation_id"] for answer in answers}) == 1
    assert len(client.get("/api/v1/jobs").json()["items"]) == 1


@pytest.mark.parametrize("path", ["/generate", "/generate-image"])
def test_a_client_that_hangs_up_cancels_its_picture(client: TestClient, path: str) -> None:
    """The app is called as a server calls it: the body, and then that the client has gone."""
    sent: list[dict[str, object]] = []
    make.learnt(client, name="Ada")
    body = b'{"prompt": "a cat", "character_id": "Ada"}'
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http",
        "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000), "state": {},
    }  # fmt: skip

    async def call() -> None:
        coming = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> dict[str, object]:
            return next(coming, {"type": "http.disconnect"})

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        async with asyncio.timeout(60):
            await client.app(scope, receive, send)

    client.portal.call(call)

    [job] = client.get("/api/v1/jobs", params={"kind": "generation"}).json()["items"]
    assert job["state"] == "cancelled"
    assert sent[0]["status"] == 499


def test_results_go_after_their_time_and_say_so(client: TestClient, stored) -> None:
    studio = client.app.state.studio
    done, failed, waiting = queued(client), queued(client), queued(client)
    own = client.put("/generate/queue/mine", json=ASKED).json()
    keys = [f"{layout.generation(each['generation_id'])}/0.png" for each in (done, failed, own)]
    for key in keys:
        studio.storage.put(key, b"a picture", content_type="image/png")
    for each, state in ((done, "succeeded"), (failed, "failed"), (own, "succeeded")):
        finish(client, each["job_id"], state)
    kept = client.post("/api/v1/generations", json=ASKED).json()

    assert generations.forget_expired(studio.db, studio.storage, kept=MINUTES) == 0
    age(client, timedelta(minutes=11), ended=timedelta(minutes=9))
    assert generations.forget_expired(studio.db, studio.storage, kept=MINUTES) == 0, "counted from the end"
    assert len(stored()) == 3
    assert client.get(done["status_url"]).json()["expires_at"] > utcnow().isoformat()

    age(client, timedelta(minutes=11), ended=timedelta(minutes=11))
    assert generations.forget_expired(studio.db, studio.storage, kept=MINUTES) == 3
    assert stored() == [], "no file without a row"
    gone = client.get(done["result_url"])
    assert (gone.status_code, gone.json()["code"]) == (404, "result_expired")
    assert "10 minutes" in gone.json()["detail"]
    assert client.get(own["status_url"]).json()["code"] == "request_not_found"
    assert client.get("/result/never").json()["code"] == "request_not_found"
    assert client.get(waiting["status_url"]).json()["position"] is not None, "who waits for long is not forgotten"
    assert client.get(f"/api/v1/generations/{kept['id']}").status_code == 200, "what is not for a time stays"
    assert client.put("/generate/queue/mine", json=ASKED).json()["generation_id"] != own["generation_id"]


def test_a_sweep_that_is_interrupted_leaves_a_row_to_try_again(client: TestClient, stored, monkeypatch) -> None:
    studio = client.app.state.studio
    done = queued(client)
    studio.storage.put(f"{layout.generation(done['generation_id'])}/0.png", b"a picture", content_type="image/png")
    finish(client, done["job_id"])
    age(client, timedelta(minutes=11), ended=timedelta(minutes=11))

    class Killed(BaseException):
        pass

    def killed(*_: object) -> int:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(studio.storage, "delete_prefix", killed)
        with pytest.raises(Killed):
            generations.forget_expired(studio.db, studio.storage, kept=MINUTES)
    assert client.get(done["status_url"]).status_code == 200
    assert generations.forget_expired(studio.db, studio.storage, kept=MINUTES) == 1
    assert stored() == []


def age(client: TestClient, by: timedelta, *, ended: timedelta) -> None:
    """As if all that is kept for a time had been made and had ended so long ago."""
    from safelight.features.generations.tables import Generation

    with client.app.state.studio.db.transaction() as session:
        for generation in session.query(Generation).where(Generation.expires_at.is_not(None)):
            generation.expires_at = utcnow() - by + MINUTES
            job = session.get_one(Job, generation.job_id)
            if job.is_finished:
                job.finished_at = utcnow() - ended
