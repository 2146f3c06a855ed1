"""Whoever goes on asking beyond their requests a minute is refused without a look at the database."""

import asyncio

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from safelight.doors.rest import problems
from safelight.doors.rest.limits import TOO_MANY
from safelight.doors.rest.refusals import REMEMBERED_SECONDS, Refusals
from safelight.features.accounts.tables import Account, ApiKey
from safelight.features.usage.service.requests import RequestBook
from safelight.kit.clock import utcnow
from safelight.specs.people import Limits, Principal
from tests.factories.people import add_account, add_key, bearer

JOBS = "/api/v1/jobs"


def hasty(client: TestClient, **limits: int) -> dict[str, str]:
    """Somebody who has used up their minute, by what they come with."""
    db = client.app.state.studio.db
    account = add_account(db, "hasty")
    with db.transaction() as session:
        session.get_one(Account, account).limits = limits
    key = bearer(add_key(db, account))
    for _ in range(limits["requests_per_minute"]):
        assert client.get(JOBS, headers=key).status_code == 200
    return key


def test_the_second_refusal_asks_nobody_and_reads_like_the_first(client: TestClient, monkeypatch) -> None:
    key, state = hasty(client, requests_per_minute=2), client.app.state
    first = client.get(JOBS, headers=key)
    monkeypatch.setattr(state.studio.gate, "admit", lambda given: pytest.fail("it was looked up again"))
    second = client.get(JOBS, headers=key)
    assert (first.status_code, second.status_code) == (429, 429)
    told = [answer.json() for answer in (first, second)]
    for one in told:
        one.pop("request_id"), one.pop("hint", None)
    assert told[0] == told[1]
    varies = {"x-request-id", "content-length", "retry-after", "ratelimit"}
    assert {*first.headers} == {*second.headers}
    assert all(first.headers[name] == second.headers[name] for name in {*first.headers} - varies)
    monkeypatch.undo()
    state.request_book.write(state.studio.db)
    root = bearer(add_key(state.studio.db, add_account(state.studio.db, "root", "admin")))
    usage = client.get("/api/v1/usage", headers=root)
    assert (usage.json()["totals"]["requests"], usage.json()["totals"]["refused"]) == (4, 2)


def test_what_is_public_and_other_doors_are_not_its_business(client: TestClient) -> None:
    key = hasty(client, requests_per_minute=1)
    for _ in range(2):
        assert client.get(JOBS, headers=key).status_code == 429
    state = client.get("/api/v1/auth/state", headers=key)
    assert (state.status_code, state.json()["me"]["name"]) == (200, "hasty")
    theirs = client.post("/v1/images/generations", json={"prompt": "a hill"}, headers=key)
    assert (theirs.status_code, theirs.json()["error"]["type"]) == (429, "rate_limit_error")


def test_a_key_that_is_revoked_meanwhile_opens_nothing(client: TestClient) -> None:
    key, db = hasty(client, requests_per_minute=1), client.app.state.studio.db
    assert client.get(JOBS, headers=key).status_code == 429
    with db.transaction() as session:
        session.query(ApiKey).one().revoked_at = utcnow()
    client.app.state.request_book._last.clear()  # the minute is over; they are still remembered
    assert client.get(JOBS, headers=key).status_code == 401


class Bare:
    """The middleware before an app that refuses whoever comes, as its limits do."""

    def __init__(self) -> None:
        self.now = 0.0
        self.looked_up = 0
        self.principal = Principal("ann", "ann", "member", limits=(Limits(requests_per_minute=1),))
        self.app = FastAPI()
        problems.install(self.app)
        self.app.state.request_book = RequestBook(now=lambda: self.now)
        self.app.state.request_book.take(self.principal)
        self.rested: list[float] = []
        self._refusals = Refusals(self._inner, now=lambda: self.now, rest=self._rest)

    async def _rest(self) -> None:
        self.rested.append(self.now)

    async def _inner(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.looked_up += 1
        scope["state"][TOO_MANY] = self.principal

    def asks(self, secret: str = "s") -> None:
        async def ask() -> None:
            came_with = [(b"authorization", f"Bearer {secret}".encode())]
            scope: Scope = {"type": "http", "method": "GET", "path": JOBS, "headers": came_with}
            scope |= {"app": self.app, "state": {}}
            await self._refusals(scope, _nothing, _swallow)

        asyncio.run(ask())


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


async def _swallow(message: Message) -> None:
    assert message["type"].startswith("http.response")


def test_it_is_remembered_for_a_second_of_whoever_it_is() -> None:
    bare = Bare()
    for _ in range(5):
        bare.asks()
    assert bare.looked_up == 1
    assert len(bare.rested) == 4, "a loop without a pause is given one before each further refusal"
    bare.asks("another")
    assert bare.looked_up == 2
    bare.now += REMEMBERED_SECONDS
    bare.asks()
    assert bare.looked_up == 3


def test_a_crowd_takes_no_memory_without_end(monkeypatch) -> None:
    monkeypatch.setattr("safelight.doors.rest.refusals.MOST", 3)
    bare = Bare()
    for number in range(10):
        bare.asks(f"s{number}")
    assert len(bare._refusals._lately) == 3
    bare.now += REMEMBERED_SECONDS
    bare.asks("later")
    assert [*bare._refusals._lately.values()] == [(bare.principal, 2 * REMEMBERED_SECONDS)]
