"""Routes of the webhooks: what was called, and calling again."""

from fastapi import APIRouter, status

from safelight.features.access import Reading, StudioDep
from safelight.features.webhooks import service
from safelight.features.webhooks.access import HooksDep
from safelight.features.webhooks.schemas import WebhookCallShown, WebhookShown

router = APIRouter(prefix="/jobs", tags=["webhooks"])


@router.get("/{job_id}/webhooks")
def list_webhooks(job_id: str, session: Reading) -> list[WebhookShown]:
    """The webhooks of a job, and every call with its answer."""
    return service.shown(session, job_id=job_id)


@router.post("/{job_id}/webhooks/{call_id}/redeliver", status_code=status.HTTP_202_ACCEPTED)
def redeliver(job_id: str, call_id: str, studio: StudioDep, hooks: HooksDep) -> WebhookCallShown:
    """Make a call again, with the resource as it is now; one that waits for its next try is made at once."""
    with studio.db.transaction() as session:
        call = service.redeliver(session, job_id=job_id, call_id=call_id, body=hooks.caller.body)
        shown = service.call_shown(call)
    hooks.caller.wake()
    return shown
