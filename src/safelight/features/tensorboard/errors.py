"""What can go wrong with TensorBoard."""

from safelight.kit.errors import Forbidden, Unauthenticated, Unavailable


class TensorBoardMissing(Unavailable):
    """The package is not installed where the server runs."""

    code = "tensorboard_missing"

    def __init__(self) -> None:
        super().__init__(
            "TensorBoard is not installed where this server runs.",
            hint="Install it there with `pip install tensorboard`; the run's own page shows its curves without it.",
        )


class TensorBoardStarting(Unavailable):
    """It takes a few seconds from the first look to the first page."""

    code = "tensorboard_starting"

    def __init__(self) -> None:
        super().__init__("TensorBoard is starting.", hint="Ask again in a moment.", retry_after=1)


class TensorBoardFailed(Unavailable):
    """Its process ended before it was ready."""

    code = "tensorboard_failed"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"TensorBoard did not start: {reason}", hint="Open it again to try once more; the log has what it said."
        )


class NoPass(Unauthenticated):
    """A browser without a link of ours, or whose time is over."""

    def __init__(self) -> None:
        super().__init__(
            "This page needs the studio's leave.",
            hint="Open TensorBoard from the run or the project, or with `safelight classifiers tensorboard`.",
        )


class ForeignPage(Forbidden):
    """A page of another site asks, or this server is addressed by a name that is not its own."""

    code = "foreign_page"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"TensorBoard is shown to this studio's own pages only; {what}.",
            hint="Open it at the studio's own address; SAFELIGHT_PUBLIC_URL on the server names it.",
        )
