"""Where work comes from: without traces nothing but the request's id, with them the whole way."""

import subprocess
import sys

import pytest
import structlog

from safelight.kit import tracing
from safelight.kit.clock import utcnow


@pytest.fixture
def spans():
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    end = tracing.configure_with(exporter, "test", version="1")

    def finish() -> dict[str, object]:
        end()
        return {span.name: span for span in exporter.get_finished_spans()}

    yield finish
    end()


def test_without_traces_only_the_id_of_the_request_is_kept() -> None:
    assert tracing.origin() == {}
    with structlog.contextvars.bound_contextvars(request_id="r"), tracing.span("x"):
        tracing.past("y", utcnow(), utcnow())
        tracing.rename("z")
        assert tracing.origin() == {"request_id": "r"}


def test_what_is_done_later_goes_on_with_the_trace_it_came_from(spans) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r"), tracing.span("request"):
        kept = tracing.origin()
    with tracing.continued(kept, "job", kind="k"):
        assert structlog.contextvars.get_contextvars()["request_id"] == "r"
        with tracing.span("part"):
            pass
    assert "request_id" not in structlog.contextvars.get_contextvars()
    found = spans()
    assert found["job"].parent.span_id == found["request"].context.span_id
    assert found["part"].parent.span_id == found["job"].context.span_id
    assert len({span.context.trace_id for span in found.values()}) == 1
    assert found["job"].attributes["kind"] == "k"


@pytest.mark.parametrize("traceparent", ["", "nonsense", "00-0-0-00"])
def test_a_trace_that_makes_no_sense_begins_a_new_one(spans, traceparent: str) -> None:
    with tracing.continued({"traceparent": traceparent}, "job"):
        pass
    assert spans()["job"].parent is None


def test_what_fails_is_seen_in_the_trace_and_raised(spans) -> None:
    with pytest.raises(ZeroDivisionError), tracing.span("x"):
        raise ZeroDivisionError
    assert not spans()["x"].status.is_ok


def test_the_past_and_a_better_name(spans) -> None:
    began = utcnow()
    with tracing.span("GET"):
        tracing.past("queue", began, utcnow())
        tracing.rename("GET /x", status=200)
    found = spans()
    assert found["queue"].start_time <= found["queue"].end_time
    assert found["GET /x"].attributes["status"] == 200


def test_nobody_who_wants_no_traces_loads_what_makes_them() -> None:
    code = (
        "import sys; from safelight.kit import tracing; tracing.origin()\n"
        "with tracing.continued({'traceparent': 'x'}, 'a'): pass\n"
        "print([m for m in sys.modules if m.startswith('opentelemetry')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
