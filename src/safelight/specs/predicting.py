"""What a classifier is asked, and what it answers, as server, worker and clients share it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.specs.classify import SaliencyMethod

MAX_PICTURES = 64
SaliencyAsk = SaliencyMethod | Literal["auto"]


class ClassifierUse(BaseModel):
    """Which weights are meant: a model on the shelf, or what a run left in storage."""

    model_config = ConfigDict(protected_namespaces=())

    name: str = Field(description="As people call it: the name on the shelf, or the id of the run")
    prefix: str | None = Field(default=None, description="Storage prefix of a run's model; None of one on the shelf")
    sha256: str | None = Field(default=None, description="Of its weights, where that is known")
    size_bytes: int = 0

    @property
    def key(self) -> str:
        """The same for the same weights: jobs of one key may be judged together."""
        return f"classifier:{self.sha256 or self.name}"


class PictureUse(BaseModel):
    """One picture in storage. `sha256` is None where nobody knows it."""

    image: str = Field(description="Its id: img_…, pic_…, or of a picture of a dataset")
    filename: str | None = Field(default=None, description="As it came")
    key: str
    sha256: str | None = None


class PredictJobSpec(BaseModel):
    """Pictures to be judged by a classifier."""

    classifier: ClassifierUse
    pictures: list[PictureUse] = Field(min_length=1, max_length=MAX_PICTURES)
    top_k: int = 5
    saliency: SaliencyAsk | None = None


class ClassScore(BaseModel):
    """How likely a class is."""

    label: str
    index: int = Field(description="Of the class, among the model's labels")
    probability: float


class Verdict(BaseModel):
    """What a classifier says of one picture."""

    label: str = Field(description="The likeliest class")
    confidence: float = Field(description="Its probability")
    top: list[ClassScore] = Field(description="The likeliest classes, best first")
    saliency: str | None = Field(
        default=None,
        description="What it looked at: a transparent PNG to lay over the whole picture, as a data URL",
    )
    saliency_method: SaliencyMethod | None = Field(default=None, description="How that was found out")


class Verdicts(BaseModel):
    """The result of a job: one verdict for each picture, in their order."""

    labels: list[str] = Field(description="Every class of the model")
    verdicts: list[Verdict]
    seconds: float = Field(description="In the worker, with waiting for others of the same batch")


class OnnxJobSpec(BaseModel):
    """A run's model to be written for ONNX runtimes."""

    run_id: str
    classifier: ClassifierUse
