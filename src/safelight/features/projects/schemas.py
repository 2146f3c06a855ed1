"""Projects as the API shows and takes them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f/\\<>:]+$")]
Description = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]


class ProjectCreate(BaseModel):
    """A new project."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name = Field(description="Unlike every other project's, whatever the case")
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
    created_at: datetime
    updated_at: datetime
