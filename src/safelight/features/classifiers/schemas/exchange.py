"""What goes between the studio and a training that stands alone, and into the format of other runtimes."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from safelight.specs.jobs import JobFailure, JobState, Progress


class RunImported(BaseModel):
    """A run that was brought in."""

    run_id: str
    number: int
    name: str
    dataset_id: str | None = Field(description="The dataset here that it was trained on, by its fingerprint or as told")
    pictures_found: int = Field(description="Predictions whose picture is known here")
    predictions: int = Field(description="Predictions that came with it")


class OnnxFile(BaseModel):
    """A run's model for ONNX runtimes, checked against torch before it is offered."""

    size: int = Field(description="Bytes")
    sha256: str
    opset: int = Field(description="Version of ONNX's operators")
    max_difference: float = Field(description="Largest difference of any logit from torch's, in the check")
    checked_on: int = Field(description="Pictures of the check, in batches of several sizes")
    input_name: str = "pixel_values"
    output_name: str = "logits"
    shape: list[int | str] = Field(description="Of the input: batch, channels, height, width")
    made_at: datetime


class OnnxState(BaseModel):
    """Whether a run's model is there for ONNX runtimes."""

    model_config = ConfigDict(protected_namespaces=())

    run_id: str
    onnx: OnnxFile | None = Field(description="Null until it has been made")
    url: str | None = Field(description="A link to the file that works for some hours")
    job_id: str | None = Field(description="Of the newest job that made or makes it, while it is remembered")
    status: JobState | None = None
    progress: Progress | None = None
    failure: JobFailure | None = None
