"""What can be wrong with a worker that a request names."""

from safelight.kit.errors import NotFound


class WorkerNotFound(NotFound):
    """No worker of that id or name is alive."""

    code = "worker_not_found"

    def __init__(self, named: str, alive: list[str]) -> None:
        known = f"Alive are: {', '.join(alive)}." if alive else "None is alive: `safelight agent` starts one."
        super().__init__(f"There is no worker {named!r}.", hint=known)
