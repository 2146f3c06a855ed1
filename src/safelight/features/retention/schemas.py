"""The rules of retention, and what they would delete, or have deleted."""

from datetime import datetime

from pydantic import BaseModel, Field


class RuleShown(BaseModel):
    """One rule, and what is due by it at this moment."""

    name: str = Field(description="Which, such as bin or audit")
    what: str = Field(description="What goes, and from when its time counts")
    setting: str = Field(description="The setting that says for how long")
    days: float | None = Field(description="How long it is kept, in days; null: for ever")
    due: int = Field(description="How many are due to go now")
    bytes: int = Field(description="Bytes of stored files that go with them")
    oldest: datetime | None = Field(description="From when the oldest of them counts")


class Retention(BaseModel):
    """All rules."""

    rules: list[RuleShown] = Field(description="In the order in which they are followed")


class Gone(BaseModel):
    """What was deleted by one rule."""

    name: str = Field(description="The rule")
    gone: int = Field(description="How many went")


class Tidied(BaseModel):
    """What was deleted."""

    rules: list[Gone] = Field(description="In the order in which they were followed")
