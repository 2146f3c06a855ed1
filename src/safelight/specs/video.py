"""What a video is asked for, and the settings it is made by."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

VideoCodec = Literal["auto", "h264", "vp9", "av1"]


class VideoSettings(BaseModel):
    """Motion and film of one video, complete. Names are Stable Video Diffusion's where it has them."""

    model_config = ConfigDict(frozen=True)

    num_frames: int = Field(ge=2, le=250, description="Frames to make")
    fps: float = Field(ge=1, le=60, description="Frames per second of the film")
    motion_bucket_id: int = Field(default=127, ge=1, le=255, description="How much moves")
    noise_aug_strength: float = Field(default=0.02, ge=0, le=1, description="How far the film may leave its picture")
    decode_chunk_size: int | None = Field(default=None, ge=1, le=250, description="Frames decoded at once")
    codec: VideoCodec = "auto"
