"""The content filter as it is set and shown."""

from pydantic import BaseModel, ConfigDict, Field

from safelight.specs.filtering import FilterAction


class FilterSet(BaseModel):
    """A content filter to be put before everything that is drawn."""

    model_config = ConfigDict(extra="forbid")

    model: str = Field(
        min_length=1, max_length=200, description="A classifier: the name of a model on the shelf, or the id of a run"
    )
    blocked: list[str] = Field(min_length=1, max_length=100, description="Its classes that are not wanted")
    threshold: float = Field(
        default=0.5, gt=0, le=1, description="From which probability on a picture counts as one of them"
    )
    action: FilterAction = Field(
        default="refuse",
        description="refuse: it is not kept; blur: it is kept beyond recognition; flag: it is kept, its recipe says so",
    )


class FilterShown(BaseModel):
    """The content filter as it is."""

    is_on: bool = Field(description="Whether there is one")
    model: str | None = Field(default=None, description="The classifier")
    blocked: list[str] = Field(default=[], description="Its classes that are not wanted")
    labels: list[str] = Field(default=[], description="All of its classes")
    threshold: float | None = Field(default=None, description="From which probability on a picture counts as one")
    action: FilterAction | None = Field(default=None, description="What becomes of such a picture")
