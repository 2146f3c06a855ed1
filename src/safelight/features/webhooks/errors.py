"""What can go wrong with webhooks."""

from safelight.kit.errors import FieldProblem, InvalidInput, NotFound, shown


class WebhookRefused(InvalidInput):
    """An address that this server does not call."""

    code = "webhook_refused"

    def __init__(self, url: str, why: str, hint: str | None = None) -> None:
        super().__init__(f"webhook: {why}", hint=hint, fields=(FieldProblem("webhook", why, shown(url, "webhook")),))


class WebhookCallNotFound(NotFound):
    """The job has no such call."""

    code = "webhook_call_not_found"

    def __init__(self, job_id: str, call_id: str) -> None:
        super().__init__(
            f"Job {job_id} has no webhook call {call_id!r}.",
            hint=f"GET /api/v1/jobs/{job_id}/webhooks lists its calls.",
        )
