"""On which workers the jobs of one request may be done, where whoever asks wants only some: by their labels."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from safelight.kit.errors import InvalidInput

HEADER = "Worker-Labels"
_MOST = 32
_asked: ContextVar[str] = ContextVar("worker_labels", default="")


@contextmanager
def only_on(labels: str) -> Iterator[None]:
    """Jobs that are asked for in this context, and what is started with it, go to workers with all these labels.

    `labels` is what came with the request: `site=attic, gpu=a100`.
    """
    token = _asked.set(labels)
    try:
        yield
    finally:
        _asked.reset(token)


def labels_asked() -> dict[str, str]:
    """The labels of this context, none where none were asked for. Raises InvalidInput."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in _asked.get().split(","))):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not name or not equals or not value:
            raise InvalidInput.of(HEADER, part, "a label is NAME=VALUE; several are set apart by commas")
        found[name] = value
    if len(found) > _MOST:
        raise InvalidInput.of(HEADER, len(found), f"at most {_MOST} labels")
    return found
