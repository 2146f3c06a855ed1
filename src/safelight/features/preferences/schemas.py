"""What can be set at run time, with what holds until somebody sets it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

OF_THE_INSTALLATION = frozenset({"pause_training_for_pictures"})
"""What holds for everybody; the rest is each person's own."""


class Preferences(BaseModel):
    """How the studio looks and behaves for the person, on every device."""

    theme: Literal["dark", "light", "system"] = "dark"
    surround: Literal["dark", "grey", "light"] = Field(default="dark", description="The grey around a large picture")
    density: Literal["normal", "tight"] = "normal"
    motion: Literal["system", "none"] = "system"
    single_key_shortcuts: bool = Field(default=True, description="Keys without Ctrl or Alt")
    pause_training_for_pictures: bool = Field(
        default=True,
        description="A training stands aside while somebody waits for a picture and no other worker is free for it; "
        "at most half of its time. For everybody: an admin sets it",
    )


class PreferenceChanges(BaseModel):
    """What is left out stays; null sets the default again."""

    model_config = ConfigDict(extra="forbid")

    theme: Literal["dark", "light", "system"] | None = None
    surround: Literal["dark", "grey", "light"] | None = None
    density: Literal["normal", "tight"] | None = None
    motion: Literal["system", "none"] | None = None
    single_key_shortcuts: bool | None = None
    pause_training_for_pictures: bool | None = None
