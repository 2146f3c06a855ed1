"""How a request's webhook is attached to its job."""

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from safelight.features.access import Studio
from safelight.features.webhooks import service
from safelight.features.webhooks.schemas import WebhookFields
from safelight.features.webhooks.service.caller import Caller


class Hooks:
    """The webhooks of the running server, as the caller of this request sees the server."""

    def __init__(self, request: Request) -> None:
        self.caller: Caller = request.app.state.caller
        studio: Studio = request.app.state.studio
        self._base = studio.public_url or str(request.base_url).rstrip("/")

    def attach(self, session: Session, job_id: str, asked: WebhookFields) -> None:
        """Call the address that a request names, if it names one. Raises WebhookRefused."""
        webhook = asked.asked_webhook
        if webhook is not None:
            service.attach(
                session,
                job_id=job_id,
                asked=webhook,
                base_url=self._base,
                hosts=self.caller.hosts,
                box=self.caller.box,
            )
            self.caller.expect(job_id)


async def get_hooks(request: Request) -> Hooks:
    """Webhooks as the caller of this request sees the server."""
    return Hooks(request)


HooksDep = Annotated[Hooks, Depends(get_hooks)]
