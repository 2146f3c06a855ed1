"""The audit log as it is shown."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class AuditShown(BaseModel):
    """One thing that somebody did."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(description="Later entries have greater ones")
    at: datetime = Field(description="When")
    who: str = Field(description="Their name then, or `the server`, or `the command line`")
    account_id: str | None = Field(description="Their account; null for whoever had none")
    key_id: str | None = Field(description="The API key that it was done with, if by one")
    action: str = Field(description="What, such as key.made or character.deleted")
    subject: str | None = Field(description="The id of what it was done to")
    details: dict[str, Any] = Field(description="More about it; never a secret, never a prompt")
    address: str = Field(description="The network address that it came from")
    request_id: str | None = Field(description="The request, as its log line and answer name it")


class AuditPage(BaseModel):
    """A page of the log, newest first."""

    items: list[AuditShown] = Field(description="Newest first")
    next: str | None = Field(description="Pass as `cursor` to get the next page; null at the end")
