"""One call: how it is signed, what an answer may be, and when it is tried again."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from safelight.features.webhooks.service import sending, signing
from safelight.features.webhooks.service.addresses import normal
from safelight.features.webhooks.service.sending import Sending, next_try, send
from tests.features.webhooks.target import Target

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_in_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "FIRST_PAUSE", 5.0)


def call(url: str = "http://127.0.0.1:1/", *, attempts: int = 1) -> Sending:
    return Sending(
        call_id="call_1", job_id="job_1", event="failed", url=url, secret=None, payload={"prompt": "ä"},
        attempts=attempts, created_at=NOW,
    )  # fmt: skip


def answer_of(url: str, **handling: object) -> sending.Answer:
    async def ask() -> sending.Answer:
        async with httpx.AsyncClient(**handling) as client:
            return await send(client, call(url), secret=None, now=NOW)

    return asyncio.run(ask())


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example of its specification."""
    body = b'{"test": 2432232314}'
    made = signing.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        call_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=body,
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signing.key_of("any text") == b"any text"
    assert signing.key_of("whsec_") is None


def test_it_is_tried_for_a_day_ever_more_seldom() -> None:
    now, attempts, pauses = NOW, 1, []
    while (again := next_try(call(attempts=attempts), now=now)) is not None:
        pauses.append((again - now).total_seconds())
        now, attempts = again, attempts + 1

    assert pauses[0] == pytest.approx(5, rel=0.11)
    assert all(later >= earlier * 0.9 for earlier, later in itertools.pairwise(pauses))
    assert max(pauses) <= 6 * 3600 * 1.1
    assert timedelta(hours=17) < now - NOW <= timedelta(days=1)
    assert len(pauses) == attempts - 1


def test_it_waits_as_long_as_it_is_asked_to() -> None:
    again = next_try(call(), now=NOW, retry_after=600)
    assert again is not None
    assert again - NOW >= timedelta(seconds=600)
    assert next_try(call(), now=NOW, retry_after=1e6) - NOW <= timedelta(hours=7)


def test_an_endless_answer_is_read_to_its_limit(target: Target) -> None:
    target.answer = lambda _: (200, {}, b"x" * 10_000_000)
    answer = answer_of(target.url)
    assert answer.well
    assert len(answer.text) == sending.ANSWER_LENGTH


@pytest.mark.parametrize(
    ("reply", "well", "for_good", "wait"),
    [
        ((204, {}, b""), True, False, None),
        ((302, {"Location": "/elsewhere"}, b""), False, False, None),
        ((410, {}, b"gone"), False, True, None),
        ((503, {"Retry-After": "30"}, b""), False, False, 30.0),
        ((503, {"Retry-After": "Sat, 21 Nov 2026 12:00:00 GMT"}, b""), False, False, None),
        ((500, {"Content-Encoding": "gzip"}, b"no gzip"), False, False, None),
    ],
)
def test_what_an_answer_means(target: Target, reply, well: bool, for_good: bool, wait: float | None) -> None:
    target.answer = lambda _: reply
    answer = answer_of(target.url)
    assert (answer.well, answer.for_good, answer.retry_after) == (well, for_good, wait)
    assert len(target.calls) == 1


def test_who_does_not_answer_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.05)

    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    answer = answer_of("http://example.org/", transport=httpx.MockTransport(never))
    assert answer == sending.Answer(well=False, text="No answer within 0.05 s")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("http://[::1]:80/a?b=c#d", "http://[::1]:80/a?b=c"),
        ("http://example.org:8080/%2e", "http://example.org:8080/%2e"),
    ],
)
def test_an_address_is_kept_as_everybody_writes_it(given: str, kept: str) -> None:
    assert normal(given) == kept
