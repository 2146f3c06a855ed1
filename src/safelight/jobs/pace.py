"""How fast a stage goes."""

import time
from dataclasses import dataclass, field


@dataclass
class Pace:
    """When a stage's first step was seen: the measure of its speed."""

    started: float = field(default_factory=time.monotonic)
    first_step: int | None = None

    def seconds_per_step(self, step: int) -> float | None:
        """On average so far; None before the second step."""
        if self.first_step is None:
            # Set-up before the first step is not part of the pace.
            self.first_step, self.started = step, time.monotonic()
        done = step - self.first_step
        return (time.monotonic() - self.started) / done if done > 0 else None
