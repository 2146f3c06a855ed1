"""The Socket.IO door, with the client that people use."""

import time
from collections.abc import Iterator

import httpx
import pytest
import socketio

from tests.doors.live.conftest import Caller, until


@pytest.fixture(params=["websocket", "polling"])
def caller(request, server) -> Iterator[Caller]:
    caller = Caller(server.host, request.param)
    yield caller
    caller.close()


def test_it_says_hello(caller, server):
    hello = caller.until("hello")
    assert hello["type"] == "hello"
    assert hello["server"]["instance"] == server.hub.instance


def test_a_room_per_job(caller, server):
    mine, other = server.start_job(), server.start_job()
    answer = caller.call("subscribe", {"job_id": mine.id})
    assert answer == {"ok": True, "topic": f"job:{mine.id}", "seq": answer["seq"]}
    other.progress(1)
    mine.progress(5, (0, b"RIFF....WEBP"))
    other.finish()
    mine.finish()
    until(lambda: "job.succeeded" in [fact["kind"] for fact in caller.of("job")], "the end is told")
    assert {fact["id"] for fact in caller.of("job")} == {mine.id}
    step, end = caller.of("job")[-2:]
    assert (step["kind"], step["id"], step["topic"]) == ("job.progress", mine.id, f"job:{mine.id}")
    assert step["data"]["progress"]["step"] == 5
    assert (end["kind"], end["v"]) == ("job.succeeded", end["seq"])


def test_a_preview_is_binary(caller, server):
    job = server.start_job()
    caller.call("subscribe", {"job_id": job.id})
    job.progress(7, (2, b"\x00\xffwebp"))
    assert caller.until("preview") == {"job_id": job.id, "position": 2, "step": 7, "image": b"\x00\xffwebp"}


def test_a_room_for_all_jobs_and_rooms_for_what_else_there_is(caller, server):
    assert caller.call("subscribe", {"topic": "jobs"})["topic"] == "jobs"
    assert caller.call("subscribe", {"topic": "gallery"})["ok"]
    job = server.start_job()
    server.tell("picture.made")
    assert job.id in {caller.until("job", n)["id"] for n in (1, 2, 3)}
    until(lambda: "picture.made" in [fact["kind"] for fact in caller.of("event")], "the picture is told")


def test_after_unsubscribing_nothing_comes(caller, server):
    job = server.start_job()
    caller.call("subscribe", {"job_id": job.id})
    caller.call("subscribe", {"topic": "gallery"})
    assert caller.call("unsubscribe", {"job_id": job.id})["ok"]
    job.progress(1)
    server.settle()
    server.tell("picture.last")
    until(lambda: "picture.last" in [fact["kind"] for fact in caller.of("event")], "the picture is told")
    assert "job.progress" not in [fact["kind"] for fact in caller.of("job")]


@pytest.mark.parametrize(
    ("name", "wish", "code"),
    [
        ("subscribe", {"job_id": "job_nobody"}, "job_not_found"),
        ("subscribe", {"job_id": "\x00"}, "bad_wish"),
        ("subscribe", {"topic": "galery"}, "bad_wish"),
        ("subscribe", {"topic": ["jobs"]}, "bad_wish"),
        ("subscribe", {"job_id": 3}, "bad_wish"),
        ("subscribe", "jobs", "bad_wish"),
        ("subscribe", None, "bad_wish"),
        ("unsubscribe", {}, "bad_wish"),
    ],
    ids=str,
)
def test_a_wrong_wish_is_answered(caller, name, wish, code):
    answer = caller.call(name, wish)
    assert not answer["ok"]
    assert answer["error"]["code"] == code
    assert answer["error"]["hint"]


def test_there_is_a_limit_of_rooms(caller, server, monkeypatch):
    from safelight.doors.live import rooms

    monkeypatch.setattr(rooms, "MAX_TOPICS", 2)
    for topic in ("jobs", "gallery", "jobs"):
        assert caller.call("subscribe", {"topic": topic})["ok"]
    assert caller.call("subscribe", {"topic": "styles"})["error"]["code"] == "too_many_topics"


def test_who_leaves_is_forgotten(server):
    job = server.start_job()
    before = server.ask(lambda: len(server.hub._listeners))
    callers = [Caller(server.host, transport) for transport in ("websocket", "polling") * 3]
    for caller in callers:
        caller.call("subscribe", {"job_id": job.id})
    assert server.ask(lambda: len(server.hub._listeners)) == before + len(callers)
    for caller in callers:
        caller.close()
    until(lambda: server.ask(lambda: len(server.hub._listeners)) == before, "all are forgotten")
    assert server.ask(lambda: f"job:{job.id}" in server.hub._by_topic) is False


def test_a_client_that_does_not_come_for_its_news_has_one_of_each_waiting(server):
    """By polling, the client says when it takes the next; it stops to."""
    job = server.start_job()
    with httpx.Client(base_url=f"http://{server.host}/socket.io/", timeout=30) as http:
        opened = http.get("", params={"EIO": 4, "transport": "polling"}).text
        session = {"EIO": 4, "transport": "polling", "sid": opened.split('"sid":"')[1].split('"')[0]}
        http.post("", params=session, content="40")
        http.post("", params=session, content=f'42["subscribe",{{"job_id":"{job.id}"}}]')
        for step in range(1, 61):
            job.progress(step, (0, b"x" * 1000))
        server.settle()
        queue = server.ask(
            lambda: [s.queue.qsize() for s in server.app.state.socket_io.rooms._sio.eio.sockets.values()]
        )
        assert max(queue) <= 5
        job.finish()
        server.settle()
        heard = ""
        deadline = time.monotonic() + 30
        while "job.succeeded" not in heard and time.monotonic() < deadline:
            heard += http.get("", params=session).text
        assert heard.count("job.progress") < 10
        assert '"step":60' in heard.replace(" ", "")
        http.post("", params=session, content="41")
        http.post("", params=session, content="1")


# Who may come in


def test_with_a_key_only_who_has_it(keyed):
    for options in ({"auth": {"key": "wrong"}}, {"auth": {}}, {"auth": {"key": ["the-key"]}}, {}):
        why: list[dict] = []
        with pytest.raises(socketio.exceptions.ConnectionError):
            Caller(keyed.host, refused=why, **options)
        assert why[0]["message"] in {"This server asks who you are.", "The key or token is not right, or is over."}
        assert why[0]["data"] == {"code": "unauthenticated", "hint": "Connect with auth {key: …}."}
    for options in ({"auth": {"key": keyed.key}}, {"headers": {"Authorization": f"Bearer {keyed.key}"}}):
        caller = Caller(keyed.host, **options)
        assert caller.call("subscribe", {"topic": "jobs"})["ok"]
        caller.close()


def test_pages_of_other_sites_may_not_listen_to_a_server_without_a_key(server):
    for origin in ("http://evil.example", "null", "http://localhost.evil.example", f"http://{server.host}.evil"):
        for transport in ("websocket", "polling"):
            with pytest.raises(socketio.exceptions.ConnectionError):
                Caller(server.host, transport, headers={"Origin": origin})
    caller = Caller(server.host, "polling", headers={"Origin": f"http://{server.host}"})
    assert caller.call("subscribe", {"topic": "jobs"})["ok"]
    caller.close()
