"""Webhooks of jobs: asked for, looked at, called again."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from safelight.events import latest_id
from safelight.features.webhooks import repository
from safelight.features.webhooks.errors import WebhookCallNotFound, WebhookRefused
from safelight.features.webhooks.schemas import WebhookAsk, WebhookCallShown, WebhookShown
from safelight.features.webhooks.service import signing
from safelight.features.webhooks.service.addresses import normal, refuse_unless_callable
from safelight.features.webhooks.tables import Webhook, WebhookCall
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.kit.addresses import PublicHosts
from safelight.kit.clock import utcnow
from safelight.kit.secret_box import SecretBox

Body = Callable[[Session, Job, str], dict[str, Any]]
"""What GET of a job's resource answers now, for a caller who knows this server by that address."""


def attach(
    session: Session, *, job_id: str, asked: WebhookAsk, base_url: str, hosts: PublicHosts, box: SecretBox
) -> Webhook:
    """Call that address when the job has news from now on: attached where the job is made, of its first news too.

    An address that is called about the job already is called once. Raises WebhookRefused.
    """
    url = normal(asked.url)
    if (hook := next((each for each in repository.of_job(session, job_id) if each.url == url), None)) is not None:
        return hook
    refuse_unless_callable(url, hosts)
    if asked.secret is not None and signing.key_of(asked.secret) is None:
        raise WebhookRefused(asked.url, "the secret begins with whsec_ and is no base64 after it.")
    hook = Webhook(
        job_id=job_id,
        url=url,
        wants={"events": list(asked.events), "base_url": base_url},
        secret=box.seal(asked.secret) if asked.secret else None,
        seen=latest_id(session),
    )
    session.add(hook)
    session.flush()
    return hook


def shown(session: Session, *, job_id: str) -> list[WebhookShown]:
    """The webhooks of a job with their calls. Raises JobNotFound."""
    jobs.get(session, job_id)
    hooks = repository.of_job(session, job_id)
    calls = repository.calls_of(session, [hook.id for hook in hooks])
    return [
        WebhookShown.model_validate(
            {
                "id": hook.id,
                "url": hook.url,
                "events": hook.events,
                "signed": hook.secret is not None,
                "calls": [call_shown(call) for call in calls if call.webhook_id == hook.id],
                "created_at": hook.created_at,
            }
        )
        for hook in hooks
    ]


def call_shown(call: WebhookCall) -> WebhookCallShown:
    """A call as the API shows it."""
    over = call.state in {"delivered", "given_up"}
    return WebhookCallShown.model_validate(
        {name: getattr(call, name) for name in WebhookCallShown.model_fields} | ({"next_at": None} if over else {})
    )


def redeliver(session: Session, *, job_id: str, call_id: str, body: Body) -> WebhookCall:
    """Make a call once more, or at once if it waits, with the resource as it is now.

    Raises JobNotFound, WebhookCallNotFound.
    """
    job = jobs.get(session, job_id)
    found = repository.call_of(session, job_id, call_id)
    if found is None:
        raise WebhookCallNotFound(job_id, call_id)
    call, hook = found
    if call.state != "sending":
        call.payload = body(session, job, hook.base_url)
        call.state, call.attempts, call.next_at = "waiting", 0, utcnow()
    return call


def secret_box(secret: bytes) -> SecretBox:
    """Seals the secrets of webhooks under the installation's."""
    return SecretBox(secret, purpose="webhook secrets")


def seal_anew(session: Session, *, box: SecretBox, before: SecretBox) -> int:
    """Seal the secret of every webhook under another; how many there are. Raises Unopenable."""
    rows = repository.with_secret(session)
    for row in rows:
        row.secret = box.sealed_anew(row.secret or "", before=before)
    return len(rows)
