"""Counts and durations of one process, in a form that sums over processes. Knows no names of Safelight's."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

MOST_SERIES = (
    400  # of one instrument: label values are names of ours, never of people; should one slip in, it ends here
)
OTHER = "other"
SEPARATOR = "|"

Totals = dict[str, dict[str, list[float]]]
"""By instrument, by its label values joined: a count as [n], a distribution as [in each bucket …, above, sum]."""


@dataclass
class Instrument:
    """A counter, or with `buckets` (upper bounds, ascending) a histogram; one series per combination of labels."""

    name: str
    text: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    series: dict[str, list[float]] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *labels: str, by: float = 1.0) -> None:
        """Count."""
        with self.guard:
            self._of(labels)[0] += by

    def observe(self, value: float, *labels: str) -> None:
        """Put a measured value into its bucket."""
        at = next((at for at, bound in enumerate(self.buckets) if value <= bound), len(self.buckets))
        with self.guard:
            found = self._of(labels)
            found[at] += 1
            found[-1] += value

    @contextmanager
    def timed(self, *labels: str) -> Iterator[None]:
        """Observe the seconds of the block, unless it raises."""
        began = perf_counter()
        yield
        self.observe(perf_counter() - began, *labels)

    def _of(self, labels: tuple[str, ...]) -> list[float]:
        if len(labels) != len(self.labels):
            raise ValueError(f"{self.name} has the labels {self.labels}, not {labels}")
        key = SEPARATOR.join(label.replace(SEPARATOR, "/")[:120] for label in labels)
        if key not in self.series and len(self.series) >= MOST_SERIES:
            key = SEPARATOR.join(OTHER for _ in labels)
        return self.series.setdefault(key, [0.0] * (len(self.buckets) + 2 if self.buckets else 1))


class Registry:
    """The instruments of this process."""

    def __init__(self) -> None:
        self.instruments: dict[str, Instrument] = {}

    def counter(self, name: str, text: str, *labels: str) -> Instrument:
        """A new counter; its name ends in `_total`."""
        return self._keep(Instrument(name, text, labels))

    def histogram(self, name: str, text: str, *labels: str, buckets: tuple[float, ...]) -> Instrument:
        """A new histogram."""
        return self._keep(Instrument(name, text, labels, buckets))

    def totals(self) -> Totals:
        """All that was counted since this process began."""
        found: Totals = {}
        for name, instrument in self.instruments.items():
            with instrument.guard:
                if instrument.series:
                    found[name] = {key: list(values) for key, values in instrument.series.items()}
        return found

    def _keep(self, instrument: Instrument) -> Instrument:
        self.instruments[instrument.name] = instrument
        return instrument


def add_up(sums: Totals, more: Mapping[str, Mapping[str, list[float]]]) -> None:
    """Add `more` to `sums`; a distribution over other buckets, of another version, counts no further than itself."""
    for name, series in more.items():
        ours = sums.setdefault(name, {})
        for key, values in series.items():
            known = ours.get(key)
            if known is None or len(known) != len(values):
                ours[key] = list(values)
            else:
                ours[key] = [a + b for a, b in zip(known, values, strict=True)]


def less(totals: Totals, already: Totals) -> Totals:
    """What was counted beyond `already`, which is of the same process at an earlier moment."""
    found: Totals = {}
    for name, series in totals.items():
        for key, values in series.items():
            before = already.get(name, {}).get(key, [0.0] * len(values))
            found.setdefault(name, {})[key] = [now - then for now, then in zip(values, before, strict=True)]
    return found
