"""Whence a piece of work comes: the request that asked for it, in the logs, and the trace that it is part of.

Traces are an extra. Without `configure` every span is nothing, and OpenTelemetry is not loaded.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

import structlog

from safelight.kit.logs import get_logger

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Tracer

log = get_logger(__name__)

Value = str | int | float | bool

_tracer: "Tracer | None" = None


def is_installed() -> bool:
    """Whether the extra `otel` is there."""
    try:
        return all(find_spec(name) for name in ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"))
    except ModuleNotFoundError:  # not even the package around them
        return False


def configure(service: str, *, endpoint: str, version: str) -> Callable[[], None]:
    """Send spans to an OTLP collector at `endpoint`, over HTTP; returns what sends the last of them and ends it.

    Without the extra it says so in the log, and does nothing: the endpoint may be set for all programs of a machine.
    """
    if not is_installed():
        log.warning("no_traces", endpoint=endpoint, hint="Traces need safelight[otel].")
        return lambda: None
    # 200 ms, and there only with the extra.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415  as said above

    suffix = "/v1/traces"
    whole = endpoint if endpoint.endswith(suffix) else endpoint.rstrip("/") + suffix
    return configure_with(OTLPSpanExporter(endpoint=whole), service, version=version)


def configure_with(exporter: "SpanExporter", service: str, *, version: str) -> Callable[[], None]:
    """The same with an exporter of the caller's."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  only with the extra
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  only with the extra
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  only with the extra

    global _tracer  # noqa: PLW0603  one per process, as OpenTelemetry has it
    provider = TracerProvider(resource=Resource.create({"service.name": service, "service.version": version}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    _tracer = provider.get_tracer("safelight", version)

    def end() -> None:
        global _tracer  # noqa: PLW0603  as above
        _tracer = None
        provider.shutdown()

    return end


def origin() -> dict[str, str]:
    """What to keep of this moment with work that is done later: the request's id, and the trace, where there are."""
    found = {}
    if request_id := structlog.contextvars.get_contextvars().get("request_id"):
        found["request_id"] = str(request_id)
    if _tracer is not None:
        from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415  only with the extra
            TraceContextTextMapPropagator,
        )

        TraceContextTextMapPropagator().inject(found)
    return found


@contextmanager
def continued(origin: Mapping[str, str], name: str, **attributes: Value) -> Iterator[None]:
    """A span below the one that `origin` was taken in, and the request's id in every line that the block logs."""
    request_id = origin.get("request_id")
    logs: AbstractContextManager[object] = (
        structlog.contextvars.bound_contextvars(request_id=request_id) if request_id else nullcontext()
    )
    with logs, _span(name, attributes, _context(origin)):
        yield


@contextmanager
def span(name: str, **attributes: Value) -> Iterator[None]:
    """A part of what happens; inside of it, `origin` tells it."""
    with _span(name, attributes, None):
        yield


def past(name: str, began: datetime, ended: datetime, **attributes: Value) -> None:
    """A part that lies behind, such as the time in a queue."""
    if _tracer is not None:
        one = _tracer.start_span(name, start_time=_nanoseconds(began), attributes=attributes)
        one.end(end_time=_nanoseconds(ended))


def rename(name: str, **attributes: Value) -> None:
    """Say more of the span that is open, now that it is known."""
    if _tracer is not None:
        from opentelemetry.trace import get_current_span  # noqa: PLC0415  only with the extra

        current = get_current_span()
        current.update_name(name)
        current.set_attributes(attributes)


@contextmanager
def _span(name: str, attributes: Mapping[str, Value], parent: "Context | None") -> Iterator[None]:
    if _tracer is None:
        yield
        return
    with _tracer.start_as_current_span(name, context=parent, attributes=attributes):
        yield


def _context(origin: Mapping[str, str]) -> "Context | None":
    if _tracer is None or "traceparent" not in origin:
        return None
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415  only with the extra
        TraceContextTextMapPropagator,
    )

    return TraceContextTextMapPropagator().extract(dict(origin))


def _nanoseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1e6) * 1000
