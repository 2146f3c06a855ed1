"""What the job that makes a character is told."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from safelight.specs.captions import CaptionSettings
from safelight.specs.generation import ModelDefaults
from safelight.specs.people import ConsentBasis
from safelight.specs.training import TrainSpec


class ReferenceUse(BaseModel):
    """One picture to learn from, in storage."""

    id: str
    key: str
    filename: str
    sha256: str
    caption: str | None = Field(default=None, description="The person's own words; the template when null")
    repeats: int = Field(default=1, description="How often it comes in an epoch")
    mask_key: str | None = Field(default=None, description="A grey picture of its shape: white is learnt")


class CharacterJobSpec(BaseModel):
    """check → prepare → caption → train → sample → register."""

    character_id: str
    name: str
    base_model: str
    trigger: str
    consent: ConsentBasis | None = None
    class_word: str
    version: int = Field(description="Which training of this character this is, from 1")
    references: list[ReferenceUse]
    training: TrainSpec
    sample_prompts: list[str]
    probe_prompts: list[str] = Field(default=[], description="Of other things: what the base knew before and after")
    sample_seed: int = 0
    captioner: CaptionSettings | None = Field(
        default=None, description="A model that captions what has no caption, before it is learnt from"
    )


class CaptionJobSpec(BaseModel):
    """Pictures to be captioned. `apply`: written as they come; else only kept with the job, to be looked at first."""

    character_id: str
    name: str
    trigger: str
    class_word: str
    references: list[ReferenceUse]
    settings: CaptionSettings
    model: str = Field(description="The captioner's name")
    apply: bool = True


class LikenessScores(BaseModel):
    """How the pictures of one step of a training score, each 0..1; null where it could not be told."""

    score: float | None = Field(default=None, description="All of them in one: what the best checkpoint is chosen by")
    likeness: float | None = Field(default=None, description="0 as the base draws the words, 1 as the references are")
    prompt_fit: float | None = Field(default=None, description="How well the pictures show the rest of their prompts")
    drift: float | None = Field(
        default=None, description="How far pictures of other things have moved from the base's own: 0 not at all"
    )
    diversity: float | None = Field(
        default=None, description="How different the pictures are from each other; 1 as different as the references"
    )
    embedder: str | None = Field(default=None, description="What looked at the pictures")


AS_GOOD = 0.02
"""Scores of a few pictures tell no finer."""


def best_step(rows: Iterable[tuple[int, LikenessScores]]) -> int | None:
    """The step that a training should publish: of those as good as the best one the last, which has learnt longest.

    The base itself, step 0, is none; None where nothing was scored.
    """
    scored = {step: each.score for step, each in rows if step > 0 and each.score is not None}
    top = max(scored.values(), default=0.0)
    return max((step for step, score in scored.items() if score >= top - AS_GOOD), default=None)


class GridStep(BaseModel):
    """A checkpoint that a grid draws with."""

    step: int
    key: str
    sha256: str


class GridJobSpec(BaseModel):
    """Pictures of checkpoints side by side: every step with every prompt and strength, from one seed."""

    model_config = ConfigDict(frozen=True)

    character_id: str
    character_name: str
    version: int
    base_model: str
    steps: list[GridStep]
    prompts: list[str]
    strengths: list[float]
    seed: int
    settings: ModelDefaults


class GenerationJobSpec(BaseModel):
    """The job only names the generation; its plan stands in the database."""

    generation_id: str
