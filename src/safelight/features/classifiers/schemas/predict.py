"""Predictions as the API takes and shows them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from safelight.specs.jobs import JobFailure, JobState, Progress
from safelight.specs.predicting import MAX_PICTURES, SaliencyAsk, Verdict

MAX_TOP_K = 1000


class PredictOptions(BaseModel):
    """What is to be told of each picture."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    top_k: int = Field(default=5, ge=1, le=MAX_TOP_K, description="How many of the likeliest classes")
    saliency: SaliencyAsk | None = Field(
        default=None,
        description="Show what the model looked at: gradient; gradcam (convolutions); attention (transformers); auto "
        "takes what fits the model. It takes about three times as long",
    )


class PredictAsk(PredictOptions):
    """The pictures by name, or as they are."""

    images: list[Annotated[str, Field(min_length=1, max_length=60_000_000)]] = Field(
        min_length=1,
        max_length=MAX_PICTURES,
        description="Inputs (img_…), pictures of the gallery (pic_…), pictures of datasets, or data:image/png;base64,…",
    )


class PicturePredicted(Verdict):
    """What is said of one picture."""

    image: str = Field(description="Its id; what was sent is an input (img_…) now")
    filename: str | None = Field(description="As it was sent")


class PredictionShown(BaseModel):
    """What a request became: a job, and once that is done the verdicts in the order of the pictures."""

    model_config = ConfigDict(protected_namespaces=())

    job_id: str
    status: JobState
    progress: Progress | None = None
    failure: JobFailure | None = None
    model: str = Field(description="Name on the shelf, or id of the run")
    labels: list[str] = Field(description="Every class of the model, in its order; empty until it is done")
    pictures: list[PicturePredicted] = Field(description="Empty until it is done")
    seconds: float | None = Field(default=None, description="That the worker took")
