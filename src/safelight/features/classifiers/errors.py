"""What can go wrong with configs, runs and sweeps of classifiers."""

from collections.abc import Sequence

from safelight.kit.errors import Conflict, FieldProblem, InvalidInput, NotFound, SafelightError, shorten


class ConfigNotFound(NotFound):
    """No config has that id."""

    code = "classifier_config_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(
            f"There is no classifier config {shorten(asked)!r}.", hint="`GET /api/v1/classifiers/configs` lists them."
        )


class RunNotFound(NotFound):
    """No run has that id or number."""

    code = "classifier_run_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(
            f"There is no classifier run {shorten(asked)!r}.", hint="`GET /api/v1/classifiers/runs` lists them."
        )


class SweepNotFound(NotFound):
    """No sweep has that id."""

    code = "classifier_sweep_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(f"There is no sweep {shorten(asked)!r}.", hint="`GET /api/v1/classifiers/sweeps` lists them.")


class RunUnfinished(Conflict):
    """The run has not ended well, so what is asked for is not there."""

    code = "classifier_run_unfinished"

    def __init__(self, number: int, state: str, *, split: str | None = None) -> None:
        if state == "succeeded":
            message = f"Run {number} has no judgement of {split or 'that'}: its dataset has no such part."
            super().__init__(message, hint="Look at another part.")
        else:
            message = f"Run {number} is {state}: it has no result."
            super().__init__(message, hint="Wait until it has ended, or resume it if it stopped.")


class RunBusy(Conflict):
    """The run waits or is under way."""

    code = "classifier_run_busy"

    def __init__(self, number: int) -> None:
        super().__init__(f"Run {number} has not ended.", hint="Stop it first.")


class RunNotResumable(Conflict):
    """There is nothing to go on with."""

    code = "classifier_run_not_resumable"

    def __init__(self, number: int, state: str) -> None:
        super().__init__(
            f"Run {number} is {state}: only one that failed or was stopped can go on.",
            hint="Start it anew with rerun." if state == "succeeded" else "Wait for its end, or stop it.",
        )


class PictureGone(Conflict):
    """The pictures are not in the studio's hands."""

    code = "classifier_pictures_elsewhere"


class PicturesUnusable(InvalidInput):
    """Some of the pictures that were sent are none."""

    status = 422
    code = "pictures_unusable"

    def __init__(self, problems: Sequence[tuple[str, str | None, SafelightError]]) -> None:
        """`problems`: field, file name, and what is wrong with it."""
        of_all = "1 of the pictures" if len(problems) == 1 else f"{len(problems)} of the pictures"
        super().__init__(
            f"{of_all} cannot be read: {problems[0][2].message}",
            hint=problems[0][2].hint,
            fields=tuple(FieldProblem(field, error.message, name) for field, name, error in problems),
        )


class PredictionNotFound(NotFound):
    """No prediction has that job."""

    code = "prediction_not_found"

    def __init__(self, job_id: str) -> None:
        super().__init__(
            f"There is no prediction {shorten(job_id)!r}.",
            hint="Predictions are forgotten some days after they were made; ask again.",
        )


class PredictionCancelled(Conflict):
    """Somebody cancelled the prediction that a request waited for."""

    code = "prediction_cancelled"

    def __init__(self) -> None:
        super().__init__("The prediction was cancelled.")


class NotARun(InvalidInput):
    """What was sent is not the folder of a finished stand-alone training."""

    status = 422
    code = "not_a_run"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"This cannot become a run: {reason}.",
            hint="Send a zip of the folder that `safelight train` has left (its ckpt_dir).",
            fields=(FieldProblem("file", reason),),
        )
