"""What can go wrong with a workflow template.

SafelightError
├── WorkflowNotFound     404
├── WorkflowNameTaken    409  another template has the name
├── WorkflowNotOnes      409  it ships with Safelight, or is a file in the folder: not changed from here
├── WorkflowBroken       409  a file in the folder that is no template
├── WorkflowInputBad     400  an input that there is not, or a value that it does not take
└── NoComfyUI            503  no worker with ComfyUI is there
"""

from collections.abc import Sequence

from safelight.kit.errors import Conflict, InvalidInput, NotFound, Unavailable, shorten


class WorkflowNotFound(NotFound):
    """There is no template of that name."""

    code = "workflow_not_found"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no workflow {shorten(name)!r}.", hint=f"Known are: {', '.join(known)}.")


class WorkflowNameTaken(Conflict):
    """Another template has the name."""

    code = "workflow_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"A workflow {name!r} is there already.", hint=f"Choose another name, or PUT /api/v1/workflows/{name}."
        )


class WorkflowNotOnes(Conflict):
    """It is not changed from here."""

    code = "workflow_not_ones_own"

    def __init__(self, name: str, *, is_file: bool) -> None:
        whose = "is a file in the workflows folder" if is_file else "ships with Safelight"
        super().__init__(
            f"The workflow {name!r} {whose}.",
            hint="Change the file itself." if is_file else "Bring a changed copy of it under another name.",
        )


class WorkflowBroken(Conflict):
    """A file in the folder that is no template."""

    code = "workflow_broken"


class WorkflowInputBad(InvalidInput):
    """An input that there is not, or a value that it does not take."""

    code = "workflow_value"


class NoComfyUI(Unavailable):
    """No worker with ComfyUI is there."""

    code = "no_comfyui"

    def __init__(self) -> None:
        super().__init__(
            "No worker with ComfyUI is there.",
            hint="Set SAFELIGHT_COMFYUI_SERVERS for `safelight serve`, or start `safelight agent --comfyui ADDRESS`.",
            retry_after=30,
        )
