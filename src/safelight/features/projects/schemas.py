"""Projects as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.specs.people import ProjectRole

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f/\\<>:]+$")]
Description = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]


class ProjectCreate(BaseModel):
    """A new project."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name = Field(description="Unlike every other of your projects, whatever the case")
    description: Description = ""


class ProjectUpdate(BaseModel):
    """What can be changed of a project; what is left out stays."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name | None = None
    description: Description | None = None


class ProjectShown(BaseModel):
    """One project. What it holds is listed where those things are: `GET /api/v1/characters?project=`."""

    id: str
    name: str
    description: str
    owner: "Owner | None" = Field(description="Whose it is; null of what was made before there were accounts")
    role: Literal["owner", "editor", "viewer"] = Field(
        description="What the caller is here: an editor changes what is in it, a viewer looks at it and draws with it"
    )
    created_at: datetime
    updated_at: datetime


class Owner(BaseModel):
    """The account that something belongs to."""

    id: str = Field(description="Of the account")
    name: str = Field(description="By which they log in")


class MemberRole(BaseModel):
    """How a project is shared with somebody."""

    model_config = ConfigDict(extra="forbid")

    role: ProjectRole = Field(
        default="viewer",
        description="A viewer looks at what is in it and draws with it; an editor also changes, trains and adds",
    )


class MemberShown(BaseModel):
    """Somebody a project is shared with."""

    account_id: str = Field(description="Of whom it is shared with")
    name: str = Field(description="By which they log in")
    full_name: str = Field(description="What they are called; may be empty")
    role: ProjectRole = Field(description="viewer or editor")
    created_at: datetime = Field(description="Since when")
