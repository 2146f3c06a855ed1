"""`GET /metrics`: the installation in numbers, as Prometheus reads them.

What was counted is of the whole installation and the same from every server (jobs.figures); what only the server that
answers knows has its name beside it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy.orm import Session

from safelight import __version__
from safelight.events import latest_id
from safelight.features.access import Studio, StudioDep
from safelight.features.pods.service import spending as pods
from safelight.features.workers import service as workers
from safelight.jobs import figures
from safelight.kit.metrics import SEPARATOR, Instrument, Totals
from safelight.specs.telemetry import REGISTRY

if TYPE_CHECKING:
    from prometheus_client.core import Metric

router = APIRouter(tags=["health"])

Sample = tuple[tuple[str, ...], float]


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request, studio: StudioDep) -> Response:
    """Everything that is counted and measured, for Prometheus."""
    # 150 ms, which no start of a server should take.
    from prometheus_client.exposition import choose_encoder  # noqa: PLC0415  as said above

    with studio.db.reading() as session:
        families = [*_gauges(session), *_counted(figures.totals(session))]
        told = latest_id(session)
    families += _of_this_server(request, studio, told)
    encode, content_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(_Families(families)), headers={"Content-Type": content_type})


def _of_this_server(request: Request, studio: Studio, told: int) -> "Iterator[Metric]":
    lag = max(0, told - studio.bus.latest_id())
    hub = request.app.state.hub  # of the live doors
    for name, text, number in (
        ("live_sockets", "Who listens at the live doors of this server", hub.count),
        ("events_lag", "Facts that are committed and that this server has not told yet", lag),
    ):
        yield _gauge(name, text, ("server",), [((hub.instance,), number)])


class _Families:
    """What the encoder takes for a registry."""

    def __init__(self, families: "list[Metric]") -> None:
        self._families = families

    def collect(self) -> "Iterator[Metric]":
        yield from self._families


def _gauges(session: Session) -> "Iterator[Metric]":
    """How it stands now."""
    standing = figures.unfinished(session)
    alive = workers.alive(session)
    in_hand = figures.in_hand(session)
    seats = figures.seats(session)
    states = Counter(worker.state for worker in alive)
    yield _gauge("info", "The version of the server that answers", ("version",), [((__version__,), 1)])
    yield _gauge("servers", "Servers that are alive", (), [((), figures.servers(session))])
    yield _gauge(
        "workers", "Workers by state", ("state",), [((state,), states[state]) for state in ("ready", "draining")]
    )
    yield _gauge(
        "jobs",
        "Jobs that are not finished",
        ("kind", "state"),
        [((one.kind, one.state), one.count) for one in standing],
    )
    yield _gauge(
        "queue_oldest_seconds",
        "Since the oldest job that waits was queued",
        ("kind",),
        [((one.kind,), one.oldest_seconds) for one in standing if one.state == "queued"],
    )
    yield from _of_pods(session)
    of_worker = ("worker", "id", "device")
    named = [((worker.name, worker.id, worker.device), worker, worker.facts) for worker in alive]
    memory: list[Sample] = []
    for labels, worker, facts in named:
        memory += [((*labels, "total"), worker.memory_total), ((*labels, "free"), worker.memory_free)]
        if facts and facts.memory_reserved_bytes is not None:
            memory.append(((*labels, "held"), facts.memory_reserved_bytes))
    yield _gauge(
        "worker_memory_bytes",
        "Memory of a worker's device: total, free, and what the worker holds",
        (*of_worker, "part"),
        memory,
    )
    for name, text, values in (
        ("worker_jobs", "Jobs that a worker has in hand", [(one, in_hand.get(w.id, 0)) for one, w, _ in named]),
        ("worker_seats", "Jobs that a worker can do together", [(one, seats.get(w.id, 1)) for one, w, _ in named]),
        (
            "worker_silent_seconds",
            "Since a worker was heard",
            [(one, w.seen_seconds_ago) for one, w, _ in named],
        ),
        ("worker_models", "Base models in a worker's memory", [(one, len(w.loaded_models)) for one, w, _ in named]),
        (
            "worker_models_bytes",
            "Weights of base models in a worker's memory",
            [(one, sum(model.size_bytes for model in facts.models)) for one, _, facts in named if facts],
        ),
        ("worker_utilisation_percent", "Load of a worker's device", _known(named, "utilisation_percent")),
        ("worker_temperature_celsius", "Temperature of a worker's device", _known(named, "temperature_celsius")),
        ("worker_power_watts", "Power that a worker's device takes", _known(named, "power_watts")),
    ):
        yield _gauge(name, text, of_worker, values)


def _of_pods(session: Session) -> "Iterator[Metric]":
    rented = pods.by_state(session)
    for name, text, values in (
        (
            "pods",
            "Rented pods that are there or on their way, by state",
            {state: n for state, (n, _) in rented.items()},
        ),
        (
            "pods_dollars_per_hour",
            "What rented pods cost an hour now, in US dollars, by state",
            {state: dollars for state, (_, dollars) in rented.items()},
        ),
    ):
        yield _gauge(name, text, ("state",), [((state,), number) for state, number in values.items()])
    yield _gauge(
        "pods_dollars_today", "What rented pods have cost today (UTC), in US dollars", (), [((), pods.today(session))]
    )


def _known(named: Iterable[tuple[tuple[str, ...], Any, Any]], fact: str) -> list[Sample]:
    return [(labels, value) for labels, _, facts in named if facts and (value := getattr(facts, fact)) is not None]


def _gauge(name: str, text: str, labels: tuple[str, ...], samples: Iterable[Sample]) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  slow, see `metrics`

    family = GaugeMetricFamily(f"safelight_{name}", text, labels=labels)
    for values, number in samples:
        family.add_metric(values, number)
    return family


def _counted(totals: Totals) -> "Iterator[Metric]":
    """What all processes have counted; an instrument of which nothing is known yet is named all the same."""
    for instrument in REGISTRY.instruments.values():
        yield _family(instrument, totals.get(instrument.name, {}))


def _family(instrument: Instrument, series: dict[str, list[float]]) -> "Metric":
    from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily  # noqa: PLC0415  slow, see `metrics`

    named = {tuple(key.split(SEPARATOR)) if key else (): values for key, values in series.items()}
    if not instrument.buckets:
        counter = CounterMetricFamily(instrument.name, instrument.text, labels=instrument.labels)
        for labels, values in named.items():
            counter.add_metric(labels, values[0])
        return counter
    histogram = HistogramMetricFamily(instrument.name, instrument.text, labels=instrument.labels)
    bounds = [*(str(float(bound)) for bound in instrument.buckets), "+Inf"]
    for labels, values in named.items():
        *counts, total = values
        if len(counts) == len(bounds):  # else another version counted it
            below = [(bound, sum(counts[: at + 1])) for at, bound in enumerate(bounds)]
            histogram.add_metric(labels, below, sum_value=total)
    return histogram
