"""What can be wrong with loading and unloading.

SafelightError
├── ModelInUse       409  a job runs on it
├── WorkerUnknown    404  no live worker of that name
└── OptionsClash     400  two options that do not go together (specs/load_rules.py)
"""

from collections.abc import Sequence

from safelight.kit.errors import Conflict, FieldProblem, InvalidInput, NotFound, shorten
from safelight.specs.load_rules import Clash


class ModelInUse(Conflict):
    """A running job needs the model in memory."""

    code = "model_in_use"

    def __init__(self, name: str, job_id: str, title: str) -> None:
        about = f" ({title})" if title else ""
        super().__init__(
            f"The model {name!r} is in use: job {job_id}{about} runs on it.",
            hint="Wait until it ends, or cancel it, then unload the model.",
        )


class WorkerUnknown(NotFound):
    """No worker of that name or id is alive."""

    code = "worker_not_found"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        hint = f"Alive are: {', '.join(known)}." if known else "No worker is alive; start one with `safelight serve`."
        super().__init__(f"There is no worker {shorten(name)!r}.", hint=hint)


class OptionsClash(InvalidInput):
    """Load options that do not go together, or not with the device."""

    code = "options_clash"

    def __init__(self, found: Sequence[Clash]) -> None:
        first = found[0]
        super().__init__(
            first.message,
            hint=first.instead,
            fields=tuple(
                FieldProblem(name.partition("=")[0], f"{clash.reason}. {clash.instead}", name)
                for clash in found
                for name in (clash.first, clash.second)
                if not name.startswith("device=")
            ),
        )
