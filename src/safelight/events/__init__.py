"""From a committed fact to everyone who listens: an outbox table, and one bus per process that reads it."""

from safelight.events.bus import Bus, Subscription
from safelight.events.outbox import Event, latest_id, publish, read_after, trim
from safelight.events.tables import EventRow

__all__ = ["Bus", "Event", "EventRow", "Subscription", "latest_id", "publish", "read_after", "trim"]
