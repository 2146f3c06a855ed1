"""What a video is asked for, and the settings it is made by."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

VideoCodec = Literal["auto", "h264", "vp9", "av1"]


class VideoSettings(BaseModel):
    """Motion and film of one video. Names are Stable Video Diffusion's where it has them.

    What is null is the model's own choice, or nothing that it takes; the recipe of the film says what it was.
    """

    model_config = ConfigDict(frozen=True)

    num_frames: int | None = Field(default=None, ge=2, le=250, description="Frames to make")
    fps: float | None = Field(default=None, ge=1, le=60, description="Frames per second of the film")
    motion_bucket_id: int | None = Field(default=None, ge=1, le=255, description="How much moves")
    noise_aug_strength: float | None = Field(
        default=None, ge=0, le=1, description="How far the film may leave its picture"
    )
    min_guidance_scale: float | None = Field(
        default=None, ge=0, le=30, description="Guidance of the first frame; that of the last is guidance_scale"
    )
    decode_chunk_size: int | None = Field(
        default=None, ge=1, le=250, description="Frames decoded at once: fewer need less memory and may flicker"
    )
    codec: VideoCodec = Field(default="auto", description="How the film is packed")


class VideoJobSpec(BaseModel):
    """The job names the film's generation, and that of its picture if it is drawn first; plans stand there."""

    generation_id: str
    picture_generation_id: str | None = None
