"""A queued job and a live worker, as far as the placer must know them to pair them."""

from dataclasses import dataclass

from safelight.specs.jobs import Needs


@dataclass(frozen=True)
class Waiting:
    """A queued job, as the placer sees it. Without a group it must be alone on its worker.

    `payer` is whose turn it takes, `holders` are the account and the key that it counts for.
    """

    id: str
    priority: int
    waited: float
    needs: Needs
    model_key: str | None = None
    group_key: str | None = None
    payer: str = ""
    holders: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Candidate:
    """A live worker that takes jobs, with how many it has in hand, of which group; a group of None none may join.

    A job that pauses is not counted among them: it is the host of the others, of this priority.
    """

    id: str
    device: str
    memory_total: int
    loaded_models: frozenset[str] = frozenset()
    name: str = ""
    seats: int = 1
    in_hand: int = 0
    group_key: str | None = None
    host_priority: int | None = None
    engine: str = "native"
    labels: frozenset[tuple[str, str]] = frozenset()

    def fits(self, needs: Needs) -> bool:
        """Whether it could ever run it. Memory is judged by the total: what is cached can be dropped."""
        if needs.worker is not None and needs.worker not in (self.name, self.id):
            return False
        if needs.engine != self.engine or not self.labels.issuperset(needs.labels.items()):
            return False
        if needs.gpu and self.device == "cpu":
            return False
        return not self.memory_total or needs.memory_bytes <= self.memory_total

    def lets_in(self, needs: Needs, priority: int) -> bool:
        """Whether a job may come while another stands aside for it, if one has the worker."""
        return self.host_priority is None or (needs.visits and priority < self.host_priority)

    def has_room(self, group_key: str | None) -> bool:
        """Whether a job of this group finds a seat."""
        return not self.in_hand or (group_key is not None and group_key == self.group_key and self.in_hand < self.seats)
