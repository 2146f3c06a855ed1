"""What several of the schemas hold."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

PLAIN = r"^[^\x00-\x1f]*$"
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=PLAIN, strip_whitespace=True)]
Text = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=PLAIN, strip_whitespace=True)]
Tags = Annotated[list[Tag], Field(max_length=20)]
Asked = Annotated[str, Field(min_length=1, max_length=80, pattern=PLAIN)]
Settings = Annotated[
    dict[str, Any],
    Field(
        max_length=100,
        description="Settings that differ from the defaults, by name; `GET /api/v1/classifiers/config-fields` lists "
        "every one",
    ),
]


class Named(BaseModel):
    """Something that a config or a run points at."""

    id: str
    name: str


class SettingProblem(BaseModel):
    """What is wrong with one setting."""

    field: str = Field(description="Name of the setting, or dataset")
    message: str
    value: str | None = Field(default=None, description="What was given, shortened")


class SettingValues(BaseModel):
    """One setting of several configs or runs."""

    field: str
    values: list[Any] = Field(description="In the order in which they were asked for")
    default: Any = Field(description="What it is if left out")
    differs: bool = Field(description="Whether they are not all the same")
