"""What people used and what they may have, as the API shows it."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from safelight.specs.people import Limits

By = Literal["day", "account", "key"]


class Named(BaseModel):
    """An account, or a key."""

    id: str = Field(description="Its id; empty for what was done before there were accounts, or at the studio itself")
    name: str = Field(description="Its name; its id where it is gone")


class UsageTotals(BaseModel):
    """What was used together."""

    requests: int = Field(default=0, description="Requests, those that were refused too")
    refused: int = Field(default=0, description="Requests that a limit refused")
    jobs: int = Field(default=0, description="Jobs that ended, well or not")
    pictures: int = Field(default=0, description="Pictures and films that were made")
    seconds: float = Field(default=0.0, description="Seconds of a worker's time")


class UsageLine(UsageTotals):
    """What was used on one day, by one account, or through one key."""

    day: date | None = Field(default=None, description="The day (UTC), by day")
    account: Named | None = Field(default=None, description="Whose, by account or by key")
    key: Named | None = Field(default=None, description="Through which key, by key; without an id at the studio")


class UsageShown(BaseModel):
    """What was used from one day to another."""

    since: date = Field(serialization_alias="from", description="The first day (UTC)")
    to: date = Field(description="The last day (UTC)")
    by: By = Field(description="What each line is for")
    items: list[UsageLine] = Field(description="By day the oldest first, else who used the workers most")
    totals: UsageTotals = Field(description="All lines together")
    bytes_stored: int = Field(description="What all that these accounts keep takes now")


class LimitShown(BaseModel):
    """One limit, and what is left."""

    name: str = Field(
        description="requests_per_minute, jobs_at_once, jobs_waiting, pictures_per_day, seconds_per_day or storage_gb"
    )
    limit: float = Field(description="How much there may be")
    used: float = Field(description="How much there is, with what jobs that wait and run will take")
    remaining: float = Field(description="What is left")
    resets_at: datetime | None = Field(description="When there is more again; null of what time does not bring back")
    of: Literal["account", "key", "installation"] = Field(description="Whose limit it is")


class LimitsOfRoles(BaseModel):
    """What accounts may have that have no limits of their own."""

    viewer: Limits = Field(default=Limits(), description="A viewer")
    member: Limits = Field(default=Limits(), description="A member")
    admin: Limits = Field(default=Limits(), description="An admin")
