"""How many rows of one shape are worth computing at once: learned while it is done, and kept small."""

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field

PAYS = 0.05
"""Twice the rows must take this share less time for each, or they are not computed together."""
SURE = 3
"""Measurements of a size before it is taken to be slow: other programs may have been at work."""
SOON, AGAIN = 25, 500
"""Calls after which a size that did not pay is tried once more: soon at first, for the machine may have been busy with
something else when it was measured, then after twice as many each time, at most `AGAIN`."""
KEPT = 8
SHAPES = 64


@dataclass
class _Shape:
    limit: int | None = None  # rows that did not fit into memory, less one
    times: dict[int, deque[float]] = field(default_factory=dict)  # seconds for a row, by doublings of rows
    calls: int = 0  # since a size was tried once more, or could have been
    pause: int = SOON


class Caps:
    """Seconds for a row at 1, 2, 3-4, 5-8 … rows; the fastest seen of the last few counts, for others only slow down.

    A shape begins with a single call and grows by doubling as long as that pays.
    """

    def __init__(self) -> None:
        self._shapes: OrderedDict[Hashable, _Shape] = OrderedDict()

    def rows(self, shape: Hashable, most: int) -> int:
        """At most this many rows at once, and never more than `most`; a single call may have more."""
        known = self._shapes.get(shape) or _Shape()
        return min(most, 2 ** _size(known.times), known.limit or most)

    def learn(self, shape: Hashable, rows: int, seconds: float) -> None:
        """What so many rows took."""
        known = self._of(shape)
        known.times.setdefault(_doublings(rows), deque(maxlen=KEPT)).append(seconds / rows)
        known.calls += 1
        if known.calls >= known.pause:
            best, known.calls = _size(known.times), 0
            if best < max(known.times):
                known.times = {size: times for size, times in known.times.items() if size <= best}
                known.pause = min(2 * known.pause, AGAIN)

    def too_many(self, shape: Hashable, rows: int) -> None:
        """So many rows did not fit into memory."""
        known = self._of(shape)
        known.limit = max(1, min(known.limit or rows, rows // 2))

    def _of(self, shape: Hashable) -> _Shape:
        known = self._shapes.setdefault(shape, _Shape())
        self._shapes.move_to_end(shape)
        if len(self._shapes) > SHAPES:
            self._shapes.popitem(last=False)
        return known


def _size(times: dict[int, deque[float]]) -> int:
    """The doublings to compute next: the most that pay, or one more, of which nothing is known yet."""
    best = None
    for size in sorted(times):
        if best is not None and len(times[size]) >= SURE and min(times[size]) > (1 - PAYS) * min(times[best]):
            return best
        best = size
    return 0 if best is None else best + 1


def _doublings(rows: int) -> int:
    return (rows - 1).bit_length()
