"""Join tokens and agents, as the API takes and shows them."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
LabelName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$")]
LabelValue = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]
OURS = "safelight."
"""Labels that begin so say what is so, and nobody gives them."""


def _given(labels: dict[str, str]) -> dict[str, str]:
    if ours := [name for name in labels if name.startswith(OURS)]:
        raise ValueError(f"{ours[0]} is not for people to give: what begins with {OURS} says what is so")
    return labels


Labels = Annotated[dict[LabelName, LabelValue], Field(max_length=32), AfterValidator(_given)]


class JoinTokenCreate(BaseModel):
    """What a token is for."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="What people call it, such as the place that its machines stand in")
    labels: Labels = Field(default={}, description="What the workers of machines that join by it are called by")
    uses: int | None = Field(
        default=1, ge=1, le=100_000, description="Machines that may join by it; null is any number"
    )
    hours: float | None = Field(
        default=24, gt=0, le=24 * 366, description="Hours in which they may join; null is no limit"
    )


class JoinTokenShown(BaseModel):
    """A token, without what opens."""

    id: str
    name: str
    labels: dict[str, str]
    uses_left: int | None = Field(description="Machines that may still join by it; null is any number")
    pod_id: str | None = Field(description="The rented pod that it was made for")
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    usable: bool = Field(description="Whether a machine could join by it now")


class JoinTokenMade(JoinTokenShown):
    """A new token, and how a machine joins by it. No other answer holds the token."""

    token: str
    command: str = Field(description="What joins by it, on a machine that has Safelight")


class AgentShown(BaseModel):
    """A machine that joined by a token."""

    id: str
    name: str
    host: str
    labels: dict[str, str]
    version: str = Field(description="Of its Safelight, when it last asked")
    pod_id: str | None = Field(description="The rented pod that it is")
    token_id: str | None = Field(description="The token by which it joined")
    joined_at: datetime
    asked_at: datetime = Field(description="When it last asked what it needs: at each of its starts")
    workers: list[str] = Field(description="Names of its workers that are alive")


class Joining(BaseModel):
    """A machine that wants to work here, shown by a join token or by the secret it was given."""

    model_config = ConfigDict(extra="ignore")  # what a newer agent tells is no reason to refuse it unheard

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]
    host: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
    version: Annotated[str, StringConstraints(max_length=32)]
    speaks: int = Field(ge=0, le=1_000_000, description="What it says to a server has this version")
    labels: Labels = Field(default={}, description="What its workers are called by, beside the token's labels")
    secret: SecretStr | None = Field(
        default=None,
        min_length=43,
        max_length=200,
        description="What it will come again with: random, and of its own making; made here if left out",
    )


class Joined(BaseModel):
    """What an agent needs for its work. The answer holds secrets."""

    agent_id: str
    secret: str | None = Field(description="Its own, with which it comes again; told when it first joins alone")
    name: str
    labels: dict[str, str]
    pod_id: str | None
    version: str = Field(description="Of the studio's Safelight")
    speaks: int
    settings: dict[str, str] = Field(description="Settings of the studio that its workers need, without SAFELIGHT_")
    warnings: list[str] = Field(default=[], description="What should be put right, though it works")
