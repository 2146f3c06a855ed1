"""An answer of the API and its Event-Seq belong together: everything up to it is in, and nothing later."""

import threading

import httpx
import pytest

from safelight.events import read_after
from safelight.jobs import moves, service
from tests.doors.live.conftest import Spec


@pytest.mark.parametrize("path", ["/jobs", "/jobs/{job}", "/workers", "/generations", "/characters", "/styles"])
def test_reading_answers_say_which_facts_they_hold(server, path):
    job = server.start_job()
    newest = server.settle()
    answer = httpx.get(f"http://{server.host}/api/v1{path.format(job=job.id)}")
    assert answer.status_code == 200, answer.text
    assert int(answer.headers["event-seq"]) == newest


def test_an_answer_holds_every_fact_up_to_its_own_and_none_later(server):
    """Jobs come, and change their states, while the list is fetched again and again."""
    stop = threading.Event()

    def write() -> None:
        for _ in range(95):  # by both together fewer than a page holds
            if stop.is_set():
                break
            with server.db.transaction() as session:
                job = service.submit(session, kind="seq", spec=Spec())
            with server.db.transaction() as session:
                moves.finish(session, moves.locked(session, job.id), "cancelled")

    since = server.settle()
    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        seen = {}
        with httpx.Client(base_url=f"http://{server.host}/api/v1", timeout=30) as http:
            while len(seen) < 15 and any(writer.is_alive() for writer in writers):
                answer = http.get("/jobs", params={"kind": "seq", "limit": 200})
                states = {job["id"]: job["state"] for job in answer.json()["items"]}
                seen[int(answer.headers["event-seq"])] = states
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert len(seen[max(seen)]) < 200, "all of them must be on the page"
    with server.db.reading() as session:
        events, after = [], since
        while page := read_after(session, after):
            events += page
            after = page[-1].id
    for seq, states in seen.items():
        told = {e.payload["id"]: e.payload["state"] for e in events if e.payload.get("kind") == "seq" and e.id <= seq}
        assert states == told


def test_a_quiet_hour_does_not_set_it_back(server):
    from datetime import timedelta

    from sqlalchemy import update

    from safelight.events import EventRow, trim
    from safelight.kit.clock import utcnow

    server.tell("last")
    newest = server.settle()
    with server.db.transaction() as session:
        session.execute(update(EventRow).values(at=utcnow() - timedelta(hours=2)))
    with server.db.transaction() as session:
        trim(session, utcnow() - timedelta(hours=1))
    assert int(httpx.get(f"http://{server.host}/api/v1/jobs").headers["event-seq"]) == newest


def test_writing_answers_say_nothing(server):
    with server.db.transaction() as session:
        job = service.submit(session, kind="seq", spec=Spec())
    assert "event-seq" not in httpx.post(f"http://{server.host}/api/v1/jobs/{job.id}/cancel").headers
