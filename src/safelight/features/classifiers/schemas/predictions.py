"""What a run says of each picture, as the API shows it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.features.datasets.schemas import Label
from safelight.specs.classify import Split

PredictionSort = Literal["position", "confident", "uncertain", "loss"]


class LabelProbability(BaseModel):
    """How likely a class is."""

    label: str
    probability: float


class RunPrediction(BaseModel):
    """One picture and what the best weights of a run say of it."""

    split: Split
    position: int = Field(description="In its part of the dataset; names the prediction")
    path: str = Field(description="Of the picture in its part, as class/file")
    label: str = Field(description="The class that it was filed under for this run")
    predicted: str
    correct: bool
    confidence: float = Field(description="Of the predicted class")
    loss: float
    top: list[LabelProbability] = Field(description="The likeliest classes")
    picture_id: str | None = Field(description="Of the dataset; null of one that is a folder, or once it is deleted")
    current_label: str | None = Field(description="The class that it is filed under now, if that is another")
    url: str | None = Field(description="The picture; null where it is not in the studio's storage")
    thumbnail_url: str | None
    thumbhash: str | None
    width: int | None
    height: int | None


class Relabel(BaseModel):
    """Pictures that belong to another class."""

    model_config = ConfigDict(extra="forbid")

    split: Split
    positions: list[int] = Field(min_length=1, max_length=200, description="Of the predictions")
    label: Label = Field(description="The class they go to")


class Relabelled(BaseModel):
    """What became of them. The run keeps what it has found; the next one learns from the dataset as it is now."""

    changed: int = Field(description="Pictures that are filed under the other class now")
    gone: int = Field(description="Pictures that are not in the dataset any more")
