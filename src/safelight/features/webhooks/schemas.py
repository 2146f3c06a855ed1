"""Webhooks as requests ask for them, and as the API shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

WebhookEvent = Literal["queued", "started", "progress", "succeeded", "failed", "cancelled"]
CallState = Literal["waiting", "sending", "delivered", "given_up"]
FINAL: tuple[WebhookEvent, ...] = ("succeeded", "failed", "cancelled")

# The words that clients of cog use, beside ours.
_OF_COG: dict[str, tuple[WebhookEvent, ...]] = {
    "start": ("started",),
    "output": ("progress",),
    "logs": ("progress",),
    "completed": FINAL,
    "canceled": ("cancelled",),
}
Plain = TypeVar("Plain", bound=BaseModel)


def _in_our_words(events: object) -> object:
    if not isinstance(events, list) or not all(isinstance(name, str) for name in events):
        return events
    ours = (_OF_COG.get(name, (name,)) for name in events)
    return list(dict.fromkeys(name for names in ours for name in names))


Events = Annotated[
    list[WebhookEvent],
    BeforeValidator(_in_our_words, json_schema_input_type=list[str]),
    Field(
        min_length=1,
        max_length=20,
        description="queued, started, progress, succeeded, failed, cancelled; cog's start, output, logs and completed "
        "are understood too. The three ends if left out",
    ),
]


class WebhookAsk(BaseModel):
    """Where to call when a job has news, and of which news."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    url: str = Field(min_length=1, max_length=2000, description="http or https address that takes a POST")
    events: Events = list(FINAL)
    secret: str | None = Field(
        default=None,
        min_length=8,
        max_length=200,
        description="Signs the calls as Standard Webhooks does: whsec_ and base64, or any text",
    )


def _as_ask(value: object) -> object:
    return {"url": value} if isinstance(value, str) else value


class WebhookFields(BaseModel):
    """What a request for long work may say of its webhook; a mixin of such requests."""

    webhook: Annotated[WebhookAsk, BeforeValidator(_as_ask, json_schema_input_type=WebhookAsk | str)] | None = Field(
        default=None, description="Address to call when the job has news: its URL, or url, events and secret"
    )
    webhook_events_filter: Events | None = Field(
        default=None, description="As `webhook.events`, where webhook is a URL"
    )

    @model_validator(mode="after")
    def _filter_has_a_webhook(self) -> Self:
        if self.webhook_events_filter is not None and self.webhook is None:
            raise ValueError("webhook_events_filter: name the webhook that it filters")
        return self

    @property
    def asked_webhook(self) -> WebhookAsk | None:
        """The webhook, its events from wherever they were given."""
        if self.webhook is None or self.webhook_events_filter is None:
            return self.webhook
        return self.webhook.model_copy(update={"events": self.webhook_events_filter})

    def without_webhook(self, kind: type[Plain]) -> Plain:
        """The rest of the request, as the `kind` of request it extends."""
        return kind.model_validate(self.model_dump(include=set(kind.model_fields), exclude_unset=True))


class WebhookCallShown(BaseModel):
    """One call, and what came of it."""

    id: str = Field(description="The same in every attempt: header webhook-id")
    event: WebhookEvent = Field(description="What it tells: header Safelight-Event")
    state: CallState = Field(description="waiting for its time, sending, delivered, or given_up after a day")
    attempts: int = Field(description="How often it was sent")
    answer: str | None = Field(description="The last status and the beginning of its text, or why there was none")
    next_at: datetime | None = Field(description="When it is sent next; null once it is delivered or given up")
    created_at: datetime = Field(description="When it happened")
    payload: dict[str, Any] = Field(description="The body, as GET of the resource answered at that moment")


class WebhookShown(BaseModel):
    """A webhook of a job and its calls, oldest first."""

    id: str = Field(description="Of the webhook")
    url: str = Field(description="What is called")
    events: list[WebhookEvent] = Field(description="What it is called for")
    signed: bool = Field(description="Whether a secret signs the calls")
    calls: list[WebhookCallShown] = Field(description="Each with its answer")
    created_at: datetime = Field(description="When it was asked for")
