"""One request, followed through both processes: by its id in the logs of the worker, and as one trace."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.settings import Settings
from safelight.specs.telemetry import REGISTRY
from tests.doors.rest.test_metrics import samples
from tests.doors.rest.test_server import until
from tests.installation import running_worker


def lines(log: Path) -> list[dict]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]


def phases_of(counted: dict) -> set[str]:
    """The phases of jobs whose seconds are counted."""
    return {labels[1] for name, *labels in counted if name == "safelight_job_seconds_count"}


def finished(client: TestClient, job_id: str) -> dict:
    job = f"/api/v1/jobs/{job_id}"
    until(lambda: client.get(job).json()["state"] in {"succeeded", "failed"})
    return client.get(job).json()


class Collector:
    """A collector of traces on this machine, as OTLP over HTTP speaks to one."""

    def __init__(self) -> None:
        self.spans: list[dict] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.take(self.path, self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def take(self, path: str, body: bytes) -> None:
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        assert path == "/v1/traces"
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = {one.key: one.value.string_value for one in resource.resource.attributes}["service.name"]
            self.spans += [
                {"name": span.name, "id": span.span_id, "parent": span.parent_span_id, "trace": span.trace_id,
                 "service": service, "began": span.start_time_unix_nano, "ended": span.end_time_unix_nano}
                for scope in resource.scope_spans
                for span in scope.spans
            ]  # fmt: skip

    def named(self, name: str) -> list[dict]:
        return [span for span in self.spans if span["name"] == name]


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    thread = threading.Thread(target=collector.server.serve_forever, args=(0.05,))
    thread.start()
    yield collector
    collector.server.shutdown()
    thread.join()
    collector.server.server_close()


@pytest.mark.computes
def test_a_request_is_one_trace_and_one_id_through_both_processes(
    settings: Settings, collector: Collector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
    for instrument in REGISTRY.instruments.values():  # other tests may have drawn in this very process
        monkeypatch.setattr(instrument, "series", {})
    log = tmp_path / "worker.log"
    told = settings.model_copy(update={"otlp_endpoint": collector.url, "log_format": "json"})
    told.model_fields_set.update({"otlp_endpoint", "log_format"})
    coming = f"00-{'ab' * 16}-{'cd' * 8}-01"
    with TestClient(create_app(told)) as client, running_worker(told, log=log, OTEL_BSP_SCHEDULE_DELAY="100"):
        headers = {"X-Request-Id": "my-request", "traceparent": coming}
        asked = client.post("/api/v1/generations", json={"prompt": "a secret cat"}, headers=headers)
        job_id = asked.json()["job_id"]
        done = finished(client, job_id)
        until(lambda: collector.named("job generation"))
        until(lambda: "total" in phases_of(samples(client)))
        counted = samples(client)
    assert (done["state"], done["request_id"]) == ("succeeded", "my-request")
    assert "_asked" not in done["results"]

    request, job = collector.named("POST /api/v1/generations")[0], collector.named("job generation")[0]
    assert request["trace"] == job["trace"] == bytes.fromhex("ab" * 16), "it goes on the trace of who asked"
    assert request["parent"] == bytes.fromhex("cd" * 8)
    assert job["parent"] == request["id"]
    assert (request["service"], job["service"]) == ("safelight-server", "safelight-worker")
    parts = {span["name"]: span for span in collector.spans if span["trace"] == job["trace"]}
    assert {"queue", "load", "draw", "denoise", "store"} <= parts.keys()
    for name, parent in (("queue", job), ("load", job), ("draw", job), ("denoise", parts["draw"])):
        assert parts[name]["parent"] == parent["id"], name
    assert all(span["began"] <= span["ended"] for span in parts.values())
    assert parts["denoise"]["ended"] <= parts["store"]["began"]

    assert counted["safelight_images_total", "image"] == 1
    assert {"wait", "delivery", "load", "draw", "denoise", "store", "total"} <= phases_of(counted)
    assert counted["safelight_model_cache_total", "load"] == 1
    assert counted["safelight_image_encode_seconds_count",] == 1

    about = [line for line in lines(log) if line.get("job_id") == job_id]
    assert {"job_started", "job_ended"} <= {line["event"] for line in about}
    assert {line["request_id"] for line in about} == {"my-request"}
    assert "secret" not in log.read_text(encoding="utf-8"), "no prompt in a log"


@pytest.mark.computes
def test_a_generation_that_fails_says_why_with_a_code_and_a_way_out(
    settings: Settings, client: TestClient, tmp_path: Path
) -> None:
    """The picture it starts from is gone by the time the worker looks: a thing that only the worker can find."""
    log = tmp_path / "worker.log"
    told = settings.model_copy(update={"log_format": "json"})
    told.model_fields_set.add("log_format")
    uploaded = client.post("/api/v1/inputs", files={"file": ("a.png", _png(), "image/png")})
    assert uploaded.status_code == 201, uploaded.text
    for path in (settings.data_dir / "storage").rglob("*.png"):
        path.unlink()
    wish = {"prompt": "a cat", "image": uploaded.json()["id"]}
    with running_worker(told, log=log, OTEL_BSP_SCHEDULE_DELAY="100"):
        answer = client.post("/api/v1/generations", json=wish, headers={"Prefer": "wait=240"})
    assert answer.status_code < 300, answer.text
    made = answer.json()
    assert made["status"] == "failed"
    assert (made["failure"]["code"], made["failure"]["hint"]) == ("input_gone", "Upload it again.")
    (line,) = [line for line in lines(log) if line["event"] == "job_failed"]
    assert (line["code"], line["job_id"], line["hint"]) == ("input_gone", made["job_id"], "Upload it again.")
    assert line["request_id"] == answer.headers["x-request-id"]


def _png() -> bytes:
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(buffer, "PNG")
    return buffer.getvalue()
