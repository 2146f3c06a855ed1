"""What a finished picture may be asked to become: another size, or more pixels."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ResizeMode = Literal["exact", "fit", "fill", "pad"]
MAX_SIDE = 16384


class EditSettings(BaseModel):
    """One change of size, complete. `upscaler` is the learned model that ran first, by name and content."""

    model_config = ConfigDict(frozen=True)

    mode: ResizeMode = "fit"
    width: int = Field(ge=1, le=MAX_SIDE, description="Pixels")
    height: int = Field(ge=1, le=MAX_SIDE, description="Pixels")
    colour: str = Field(default="#000000", description="Of the bars that `pad` adds")
    upscaler: str | None = None
    upscaler_sha256: str | None = None


class EditJobSpec(BaseModel):
    """One generation for each picture to edit; their plans stand in the database."""

    generation_ids: list[str]
    upscaler: str | None = None
