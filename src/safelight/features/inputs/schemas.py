"""Pictures that were brought, as the API shows them."""

from datetime import datetime

from pydantic import BaseModel, Field


class InputShown(BaseModel):
    """One picture to start from, to mask, or to be guided by."""

    id: str = Field(description="What a request names, such as img_01k2v9…")
    sha256: str = Field(description="Of the picture as it is stored: upright, sRGB, without private metadata")
    filename: str = Field(description="Name it came with, made harmless")
    width: int = Field(description="Pixels")
    height: int = Field(description="Pixels")
    size: int = Field(description="Bytes")
    url: str = Field(description="Signed link to the picture")
    thumbnail_url: str = Field(description="Signed link to a small WebP")
    created_at: datetime
    used_at: datetime = Field(description="When a request named it last; unused ones are forgotten after a while")
    notes: list[str] = Field(default=[], description="Of the upload: what was changed about the picture")
