"""What a terminal shows of a classifier that learns: a bar, the epochs so far, and when it will be done."""

import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from safelight.doors.cli.shell import Shell, seconds_text, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safelight.specs.classify import EpochResult

BAR = 28
EPOCHS = 8  # that are shown


class TrainView:
    """Told by the training's hooks; a line for each epoch where nobody watches."""

    def __init__(self, shell: Shell, title: str, *, is_quiet: bool) -> None:
        self._shell, self._title, self._is_quiet = shell, title, is_quiet
        self._is_live = shell.err.is_terminal and not is_quiet
        self._step, self._total, self._message = 0, 1, "Beginning"
        self._loss: float | None = None
        self._first: tuple[int, float] | None = None
        self._epochs: list[EpochResult] = []
        self._rate: float | None = None
        self._said = ""

    def on_progress(self, step: int, total: int, *, epoch: int, loss: float | None, message: str) -> None:
        """How far it is."""
        self._step, self._total, self._loss, self._message = step, total, loss, message
        if self._first is None and epoch:
            self._first = step, time.monotonic()
        stage = message.partition(":")[0]
        if not self._is_live and not self._is_quiet and not epoch and stage != self._said:
            self._said = stage
            self._shell.note(f"{self._title}: {stage}")

    def on_metric(self, name: str, _step: int, value: float) -> None:
        """A point of a curve."""
        if name == "images_per_second":
            self._rate = value

    def on_epoch(self, result: "EpochResult") -> None:
        """An epoch is done."""
        self._epochs.append(result)
        if not self._is_live and not self._is_quiet:
            mark = " · best" if result.is_best else ""
            self._shell.note(
                f"{self._title}: epoch {result.epoch} · loss {result.train_loss:.4f} · val loss {result.val.loss:.4f} "
                f"· accuracy {result.val.accuracy:.2%} · {result.images_per_second:.0f} images/s{mark}"
            )

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """While the block runs; nothing of it goes to standard output."""
        if not self._is_live:
            yield
            return
        from rich.live import Live

        with Live(console=self._shell.err, refresh_per_second=4, transient=True, get_renderable=self.render):
            yield

    def render(self) -> "RenderableType":
        """What the terminal shows now."""
        from rich.console import Group
        from rich.text import Text

        share = min(1.0, self._step / self._total) if self._total else 0.0
        filled = round(share * BAR)
        bar = Text.assemble((f"{'━' * filled}", "cyan"), (f"{'━' * (BAR - filled)}", "bright_black"))
        facts = [f"{share:4.0%}"]
        if self._loss is not None:
            facts.append(f"loss {self._loss:.4f}")
        if self._rate:
            facts.append(f"{self._rate:.0f} images/s")
        if (left := self._seconds_left()) is not None:
            facts.append(f"{seconds_text(left)} left")
        head = Text.assemble((self._title, "bold"), "  ", (self._message, "dim"))
        line = Text.assemble(bar, "  ", " · ".join(facts))
        return Group(head, line, epoch_table(self._epochs[-EPOCHS:])) if self._epochs else Group(head, line)

    def _seconds_left(self) -> float | None:
        if self._first is None or self._step <= self._first[0]:
            return None
        pace = (time.monotonic() - self._first[1]) / (self._step - self._first[0])
        return pace * (self._total - self._step)


def epoch_table(epochs: "list[EpochResult]") -> "RenderableType":
    """The epochs, one per line."""
    rows = [
        (
            f"{each.epoch}{' *' if each.is_best else ''}",
            f"{each.train_loss:.4f}",
            f"{each.val.loss:.4f}",
            f"{each.val.accuracy:.2%}",
            f"{each.val.macro_f1:.4f}",
            seconds_text(each.seconds),
        )
        for each in epochs
    ]
    return table(("EPOCH", "LOSS", "VAL LOSS", "ACCURACY", "MACRO F1", "TIME"), rows, right=(1, 2, 3, 4, 5))
