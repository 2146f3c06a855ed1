"""`/metrics`: what a scrape finds, who may read it, and that every server says the same."""

from collections.abc import Callable

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from safelight.doors.app import create_app
from safelight.specs.telemetry import REGISTRY
from tests.doors.rest.test_server import until

REQUESTS = "safelight_http_request_seconds_count"


def samples(client: TestClient) -> dict[tuple[str, ...], float]:
    """By name and label values."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *(value for label, value in sorted(sample.labels.items()) if label != "le")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if not sample.name.endswith("_bucket")
    }


def counted_here(key: str) -> float:
    """What this test's process counted, in whichever server: it has one registry for all of them."""
    return sum(REGISTRY.totals().get("safelight_http_request_seconds", {}).get(key, [0.0])[:-1])


def served(settings, **more):
    return TestClient(create_app(settings.model_copy(update={"lease_seconds": 1.0, **more})))


def test_everything_is_named_from_the_first_scrape_on(client: TestClient) -> None:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    for name, instrument in REGISTRY.instruments.items():
        kind = "histogram" if instrument.buckets else "counter"
        assert f"# TYPE {name} {kind}\n" in answer.text
    for name in ("safelight_jobs", "safelight_workers", "safelight_live_sockets", "safelight_events_lag"):
        assert f"# TYPE {name} gauge\n" in answer.text


def test_the_form_of_open_metrics_is_told_too(client: TestClient) -> None:
    answer = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")


def test_requests_are_counted_by_route_and_not_by_address(settings) -> None:
    with served(settings) as client:
        key = (REQUESTS, "GET", "/api/v1/jobs/{job_id}", "404")
        before = counted_here("GET|/api/v1/jobs/{job_id}|404")
        for number in range(30):
            client.get(f"/api/v1/jobs/job_{number}")
            client.get(f"/nothing/{number}/at all")
        client.request("BREW", "/ping")
        until(lambda: samples(client).get(key, 0) >= before + 30, seconds=20)
        found = samples(client)
    assert found[key] == before + 30
    routes = {labels[1] for name, *labels in found if name == REQUESTS}
    assert not [route for route in routes if "nothing" in route or "job_" in route.replace("{job_id}", "")]
    assert ("OTHER", "BREW") not in found
    assert "BREW" not in {labels[0] for name, *labels in found if name == REQUESTS}


def test_two_servers_say_the_same_and_not_the_double(settings) -> None:
    with served(settings) as one, served(settings) as two:
        until(lambda: samples(one)[("safelight_servers",)] == 2, seconds=20)
        one.post("/generate-image", json={"prompt": None})
        settled: list[Callable[[], dict]] = [lambda: counted(one), lambda: counted(two)]
        until(lambda: settled[0]() == settled[1](), seconds=20)


def counted(client: TestClient) -> dict[tuple[str, ...], float]:
    """What is summed, without the requests by which it is asked."""
    return {
        key: value
        for key, value in samples(client).items()
        if key[0].endswith(("_total", "_count", "_sum")) and "/metrics" not in key
    }


def test_a_stopped_server_takes_nothing_with_it(settings) -> None:
    key = (REQUESTS, "GET", "/ping", "200")
    with served(settings) as client:
        client.get("/ping")
        until(lambda: samples(client).get(key, 0) > 0, seconds=20)
        before = samples(client)[key]
    with served(settings) as client:
        assert samples(client)[key] >= before


def test_the_queue_is_seen(client: TestClient) -> None:
    key = ("safelight_jobs", "generation", "queued")
    assert key not in samples(client)
    assert client.post("/api/v1/generations", json={"prompt": "a cat"}).status_code == 202
    found = samples(client)
    assert found[key] == 1
    assert 0 <= found[("safelight_queue_oldest_seconds", "generation")] < 120


def test_the_key_opens_it_and_a_setting_opens_it_to_all(settings) -> None:
    with served(settings, api_key=SecretStr("k")) as client:
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers={"Authorization": "Bearer k"}).status_code == 200
    with served(settings, api_key=SecretStr("k"), metrics_open=True) as client:
        assert client.get("/metrics").status_code == 200
        assert client.get("/api/v1/jobs").status_code == 401


def test_a_scrape_says_when_the_database_is_away(client: TestClient, monkeypatch) -> None:
    from safelight.db.database import DatabaseAway

    def away(*_: object) -> None:
        raise DatabaseAway

    monkeypatch.setattr("safelight.jobs.figures.totals", away)
    answer = client.get("/metrics")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
